"""Tuning of the token rows on question-sentence pairs. README.md says what each choice earned."""

import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

from evaluate import LEXICAL
from text import fold_of, stem

# Words kept of a question and a sentence, with and without stop words; pieces kept of a word.
Q_CONTENT, S_CONTENT, Q_ALL, S_ALL, PIECES = 10, 28, 16, 44, 5
UNIQUE = 4096  # different words of a batch, rounded up to a multiple of this


class Words:
    """The words of all sets under one numbering, and the sets' texts as padded word numbers."""

    def __init__(self, sets, pieces):
        numbers, every = {}, []
        maps = []
        for l in sets:
            for w in l.words:
                if w not in numbers:
                    numbers[w] = len(every)
                    every.append(w)
            maps.append(np.array([numbers[w] for w in l.words]))
        self.pad = len(every)
        ids = [pieces.word(w)[:PIECES] for w in every]
        self.used = np.array(sorted({i for x in ids for i in x}))
        at = {i: n for n, i in enumerate(self.used)}
        self.pieces = np.full((self.pad + 1, PIECES), len(self.used), np.int32)
        for n, x in enumerate(ids):
            self.pieces[n, :len(x)] = [at[i] for i in x]
        stems = {}
        self.stem = np.array([stems.setdefault(stem(w), len(stems)) for w in every] + [-1], np.int32)
        self.figure = np.array([any(c.isdigit() for c in w) for w in every] + [True])

        def padded(lists, m, n):
            out = np.full((len(lists), n), self.pad, np.int32)
            for i, l in enumerate(lists):
                l = m[np.array(l[:n], int)] if len(l) else []
                out[i, :len(l)] = l
            return out

        none = np.full((1, S_CONTENT), self.pad, np.int32)  # the sentence before the first
        self.content = [np.concatenate([padded(l.content, m, S_CONTENT), none]) for l, m in zip(sets, maps)]
        self.all = [padded(l.all_words, m, S_ALL) for l, m in zip(sets, maps)]
        self.q_content = [padded([q["terms"] for q in l.queries], m, Q_CONTENT) for l, m in zip(sets, maps)]
        self.q_all = [padded([q["words"] for q in l.queries], m, Q_ALL) for l, m in zip(sets, maps)]
        self.idf = []
        for l in sets:
            idf = np.zeros((len(l.queries), Q_CONTENT), np.float32)
            for i, q in enumerate(l.queries):
                idf[i, :len(q["idf"])] = q["idf"][:Q_CONTENT]
            self.idf.append(idf)


def batch_of(chunk, sets, seen, w, rng, negatives, hide, drop, scale):
    """Questions with a gold and some other candidates: half of the first ten, the others from all."""
    b, c = len(chunk), negatives + 1
    lexical, mask = np.zeros((b, c, len(LEXICAL)), np.float32), np.zeros((b, c), bool)
    own = np.full((b, c, S_CONTENT), w.pad, np.int32)
    before, whole = own.copy(), np.full((b, c, S_ALL), w.pad, np.int32)
    asked, q_all = np.zeros((b, Q_CONTENT), np.int32), np.zeros((b, Q_ALL), np.int32)
    idf, golds, first = np.zeros((b, Q_CONTENT), np.float32), [], []
    for r, (s, k) in enumerate(chunk):
        l, q = sets[s], sets[s].queries[k]
        right, wrong = np.flatnonzero(q["gold"]), np.flatnonzero(~q["gold"] & seen[s][q["top"]])
        near = wrong[:10]
        picked = [rng.choice(right)] + list(rng.choice(near, min(len(near), (negatives + 1) // 2), replace=False))
        far = wrong[10:]
        picked += list(rng.choice(far, min(len(far), c - len(picked)), replace=False)) if len(picked) < c else []
        top, n = q["top"][picked], len(picked)
        mask[r, :n], lexical[r, :n] = True, q["features"][picked] / scale
        own[r, :n], whole[r, :n] = w.content[s][top], w.all[s][top]
        before[r, :n] = w.content[s][np.where(l.before[top] >= 0, l.before[top], -1)]
        asked[r], idf[r], q_all[r] = w.q_content[s][k], w.idf[s][k], w.q_all[s][k]
        golds.append({(s, int(x)) for x in q["top"][right]})
        first.append((s, int(top[0])))
        # Words that the question shares are hidden, so that the other words learn to answer it.
        if rng.random() < hide:
            whole[r][np.isin(w.stem[whole[r]], w.stem[asked[r]][asked[r] != w.pad])] = w.pad
    whole[rng.random(whole.shape) < drop] = w.pad
    q_all[rng.random(q_all.shape) < drop] = w.pad
    same = np.array([[f in g for f in first] for g in golds]) & ~np.eye(b, dtype=bool)
    parts = (own, before, whole, asked, q_all)
    unique, inverse = np.unique(np.concatenate([x.ravel() for x in parts] + [np.array([w.pad])]), return_inverse=True)
    split = np.split(inverse[:-1].astype(np.int32), np.cumsum([x.size for x in parts])[:-1])
    own, before, whole, asked, q_all = (i.reshape(x.shape) for i, x in zip(split, parts))
    unique = np.concatenate([unique, np.full(-len(unique) % UNIQUE, w.pad)])
    return dict(pieces=w.pieces[unique], stem=w.stem[unique], meaning=(~w.figure[unique]).astype(np.float32), own=own,
                before=before, whole=whole, asked=asked, q_all=q_all, idf=idf, lexical=lexical, mask=mask, same=same)


def loss_of(params, b, listwise, scale):
    vectors = params["rows"][b["pieces"]].sum(1)
    unit = vectors * jax.lax.rsqrt((vectors * vectors).sum(1, keepdims=True) + 1e-8) * b["meaning"][:, None]
    n = b["lexical"].shape[0]

    def whole(ids):
        v = vectors[ids].sum(-2)
        return v * jax.lax.rsqrt((v * v).sum(-1, keepdims=True) + 1e-8)

    q, s = whole(b["q_all"]), whole(b["whole"])
    # The question against the golds of the batch and one other candidate of each question.
    z = scale * jnp.einsum("bd,scd->bsc", q, s[:, :2])
    eye = jnp.eye(n, dtype=bool)
    out = b["same"][:, :, None] | ~b["mask"][None, :, :2]
    z = jnp.where(out, -1e9, z).reshape(n, -1)
    loss = -jax.nn.log_softmax(z)[jnp.arange(n), jnp.arange(n) * 2].mean()
    if listwise:  # the re-ranker's own objective over the question's candidates
        asked, stems = unit[b["asked"]], b["stem"][b["asked"]]
        idf = b["idf"] / b["idf"].sum(1, keepdims=True)

        def match(ids):
            m = 0.8 * jnp.square(jax.nn.relu(jnp.einsum("bqd,bcld->bcql", asked, unit[ids])))
            same = (stems[:, None, :, None] == b["stem"][ids][:, :, None, :]) & (stems >= 0)[:, None, :, None]
            return jnp.where(same, 1.0, m).max(-1)

        own, before = match(b["own"]), match(b["before"])
        h = params["head"]
        z = b["lexical"] @ h["lexical"] + h["table"][0] * jnp.einsum("bcq,bq->bc", own, idf) \
            + h["table"][1] * jnp.einsum("bcq,bq->bc", jnp.maximum(own, before), idf) \
            + h["table"][2] * jnp.einsum("bd,bcd->bc", q, s)
        loss += listwise * -jax.nn.log_softmax(jnp.where(b["mask"], z, -1e9))[:, 0].mean()
    return loss


def tune(rows, sets, pieces, fold, folds, seed, epochs, batch, rate, hide, drop, listwise, negatives=1, scale=20.0):
    w = Words(sets, pieces)
    # The documents of the fold teach nothing, not even as wrong answers.
    seen = [np.array([fold < 0 or fold_of(l.set.doc_ids[d], folds) != fold for d in l.set.doc]) for l in sets]
    items = [(s, k) for s, l in enumerate(sets) for k, q in enumerate(l.queries)
             if q["gold"].any() and (fold < 0 or fold_of(l.set.question_doc[k], folds) != fold)]
    rng = np.random.default_rng(seed)
    deviation = np.concatenate([sets[s].queries[k]["features"] for s, k in items[::7]]).std(0) + 1e-6
    params = {"rows": jnp.asarray(np.concatenate([rows[w.used], np.zeros((1, rows.shape[1]), np.float32)])),
              "head": {"lexical": jnp.zeros(len(LEXICAL)), "table": jnp.array([5.0, 9.0, 4.0])}}
    adam = optax.multi_transform({"rows": optax.adam(rate), "head": optax.adam(0.02)}, {"rows": "rows", "head": "head"})
    state = adam.init(params)

    @jax.jit
    def step(params, state, b):
        loss, g = jax.value_and_grad(loss_of)(params, b, listwise, scale)
        g["rows"] = g["rows"].at[-1].set(0)  # padding
        updates, state = adam.update(g, state, params)
        return optax.apply_updates(params, updates), state, loss

    began = time.time()
    for e in range(epochs):
        order, total, steps = rng.permutation(len(items)), 0.0, len(items) // batch
        for i in range(steps):
            chunk = [items[j] for j in order[i * batch:(i + 1) * batch]]
            params, state, loss = step(params, state, batch_of(chunk, sets, seen, w, rng, negatives, hide, drop, deviation))
            total += float(loss)
        print(f"  epoch {e + 1} of {epochs}: loss {total / steps:.4f}, {time.time() - began:.0f}s", flush=True)
    out = rows.copy()
    out[w.used] = np.asarray(params["rows"])[:-1]
    return out
