"""How much a table helps: a linear re-ranker over 60 candidates of BM25, with and without it.

    python evaluate.py --sets DIR... [--unseen DIR...] [--table FULL.bin] [--fold-tables F0.bin F1.bin]

Each set of --sets is measured across folds of documents: sentences of the questions of fold k are
weighed with table k, which has not seen fold k, by weights fitted on the other folds. An unseen set
is measured with the full table and the weights of all folds.
"""

import argparse
import hashlib
import pathlib
import re

import numpy as np
from scipy.optimize import minimize

from text import STOP, Set, WordPiece, fold_of, stem, words

CANDIDATES, K1, B, PARAGRAPH = 60, 0.9, 0.4, 0.5
LEXICAL = ["bm25", "paragraph", "coverage", "with before", "with title", "with paragraph", "number", "date",
           "length", "position", "pronoun"]
MONTHS = set("january february march april may june july august september october november december".split())
PRONOUNS = set("he she it they this these those his her its their".split())


class Table:
    """A table file: weights, int8 rows and vocabulary (the format is in README.md)."""

    def __init__(self, path=None, rows=None, vocabulary=None):
        if path:
            data = pathlib.Path(path).read_bytes()
            assert data[:8] == b"QUOTHMT1"
            v, d = np.frombuffer(data, "<u4", 2, 8)
            weights = np.frombuffer(data, "<f4", v, 16)
            scales = np.frombuffer(data, "<f4", v, 16 + 4 * v)
            q = np.frombuffer(data, "i1", v * d, 16 + 8 * v).reshape(v, d)
            at = 16 + 8 * int(v) + int(v) * int(d)
            n = int(np.frombuffer(data, "<u4", 1, at)[0])
            assert at + 4 + n == len(data)
            vocabulary = data[at + 4:].decode().split("\n")
            assert len(vocabulary) == v
            rows = q.astype(np.float32) * (scales * weights)[:, None]
        self.rows, self.pieces = rows, WordPiece(vocabulary)

    def word(self, w):
        ids = self.pieces.word(w)
        return self.rows[ids].sum(0) if ids else np.zeros(self.rows.shape[1], np.float32)


def postings(texts):
    """Stem -> (text numbers, impacts) by BM25, and its idf."""
    lengths = np.array([len(t) for t in texts], np.float32)
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    lists = {}
    for i, t in enumerate(texts):
        counts = {}
        for s in t:
            counts[s] = counts.get(s, 0) + 1
        for s, c in counts.items():
            lists.setdefault(s, []).append((i, c))
    out = {}
    for s, l in lists.items():
        ids = np.array([i for i, _ in l])
        tf = np.array([c for _, c in l], np.float32)
        idf = np.log(1 + (len(texts) - len(l) + 0.5) / (len(l) + 0.5))
        out[s] = ids, idf * tf / (tf + norm[ids]), idf
    return out


class Lexical:
    """Candidates and lexical evidence for every question of a set: all that no table changes."""

    def __init__(self, folder):
        s = self.set = Set(folder)
        n = len(s.sentences)
        content = [[w for w in ws if w not in STOP] for ws in s.words]
        stems = [[stem(w) for w in ws] for ws in content]
        paragraphs = [[] for _ in range(s.paragraphs)]
        for i, p in enumerate(s.paragraph):
            paragraphs[p] += stems[i]
        own, par = postings(stems), postings(paragraphs)
        self.paragraph = np.array(s.paragraph)
        unseen_idf = np.log(1 + (n + 0.5) / 0.5)
        # Words by number, so that a table's word vectors are one array.
        self.words, number = [], {}

        def numbers(ws):
            for w in ws:
                if w not in number:
                    number[w] = len(self.words)
                    self.words.append(w)
            return [number[w] for w in ws]

        self.content = [np.array(sorted(set(numbers(ws))), np.int64) for ws in content]
        self.all_words = [np.array(numbers(ws), np.int64) for ws in s.words]
        self.before = np.array([i - 1 if i and s.doc[i - 1] == s.doc[i] else -1 for i in range(n)])
        sets = [set(t) for t in stems]
        psets = [set(t) for t in paragraphs]
        tsets = [{stem(w) for w in words(t)} for t in s.titles]
        self.queries = []
        for question, gold in zip(s.questions, s.gold):
            ws = words(question)
            terms = {}
            for w in ws:
                if w not in STOP:
                    terms.setdefault(stem(w), w)
            if not terms:
                terms = {stem(w): w for w in ws}
            idf = {t: own[t][2] if t in own else unseen_idf for t in terms}
            total = sum(idf.values()) or 1
            a, b = np.zeros(n, np.float32), np.zeros(s.paragraphs, np.float32)
            for t in terms:
                if t in own:
                    a[own[t][0]] += own[t][1]
                    b[par[t][0]] += par[t][1]
            b = b[self.paragraph]
            first = a + PARAGRAPH * b
            top = np.argpartition(-first, min(CANDIDATES, n - 1))[:CANDIDATES]
            top = top[np.lexsort((top, -first[top]))]
            low = " " + " ".join(ws) + " "
            number_wanted = bool(re.search(r" how (many|much|old|long|far|large|big|tall|high|deep|often) | (number|percentage|population|amount) of ", low))
            date_wanted = bool(re.search(r" when | (what|which) (year|date|month|day|century|decade) ", low))
            asked = set(ws)
            cov = lambda have: sum(idf[t] for t in terms if t in have) / total
            f = np.zeros((len(top), len(LEXICAL)), np.float32)
            for r, i in enumerate(top):
                prev = sets[self.before[i]] if self.before[i] >= 0 else set()
                new = [w for w in s.words[i] if w not in asked]
                number_there = any(w[0].isdigit() for w in new)
                date_there = any(re.fullmatch(r"1\d\d\d|20\d\d", w) or w in MONTHS for w in new)
                f[r] = (a[i] / total, b[i] / total, cov(sets[i]), cov(sets[i] | prev), cov(sets[i] | tsets[s.doc[i]]),
                        cov(psets[s.paragraph[i]]), number_wanted and number_there, date_wanted and date_there,
                        np.log1p(len(content[i])), np.log1p(s.position[i]),
                        bool(s.words[i]) and s.words[i][0] in PRONOUNS)
            self.queries.append({
                "top": top, "features": f, "gold": np.isin(top, gold),
                "terms": numbers(terms.values()), "idf": np.array([idf[t] for t in terms], np.float32),
                "words": numbers(ws), "first": first[top]})
        stem_number = {}
        self.stem = np.array([stem_number.setdefault(stem(w), len(stem_number)) for w in self.words])
        self.figure = np.array([any(c.isdigit() for c in w) for w in self.words])

    def with_table(self, table, only=None, square=2.0, degree=0.8):
        """Evidence of the table for each query: soft coverage, with the sentence before, cosine."""
        rows = np.stack([table.word(w) for w in self.words])
        unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        meaning = unit * ~self.figure[:, None]  # a figure is matched by value only
        out = [None] * len(self.queries)
        for k, q in enumerate(self.queries):
            if only is not None and not only[k]:
                continue
            top, before = q["top"], self.before[q["top"]]
            units = np.unique(np.concatenate([top, before[before >= 0]]))
            used, inverse = np.unique(np.concatenate([self.content[i] for i in units] + [np.zeros(1, np.int64)]),
                                      return_inverse=True)
            m = degree * np.maximum(meaning[q["terms"]] @ meaning[used].T, 0) ** square
            m[self.stem[q["terms"]][:, None] == self.stem[used][None]] = 1
            lengths = [len(self.content[i]) for i in units]
            best = np.zeros((len(units) + 1, len(q["terms"])), np.float32)
            at = 0
            for u, l in enumerate(lengths):
                if l:
                    best[u] = m[:, inverse[at:at + l]].max(1)
                at += l
            own = best[np.searchsorted(units, top)]
            prev = best[np.where(before >= 0, np.searchsorted(units, before), len(units))]
            weight = q["idf"] / q["idf"].sum()
            vectors = np.stack([rows[self.all_words[i]].sum(0) for i in top])
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
            asked = rows[q["words"]].sum(0)
            asked /= max(np.linalg.norm(asked), 1e-9)
            out[k] = np.stack([own @ weight, np.maximum(own, prev) @ weight, vectors @ asked], 1)
        return out


def stacked(features, golds):
    """Queries as padded arrays; only those with gold among the candidates teach."""
    n, width = len(features), max(len(f) for f in features)
    x = np.zeros((n, width, features[0].shape[1]), np.float32)
    mask, gold = np.zeros((n, width), bool), np.zeros((n, width), bool)
    for i, (f, g) in enumerate(zip(features, golds)):
        x[i, :len(f)], mask[i, :len(f)], gold[i, :len(g)] = f, True, g
    return x, mask, gold


def fit(features, golds, weights=None, ridge=1e-3):
    """Weights of a linear model whose softmax over the candidates picks the gold."""
    keep = [i for i, g in enumerate(golds) if g.any()]
    x, mask, gold = stacked([features[i] for i in keep], [golds[i] for i in keep])
    share = np.ones(len(keep)) if weights is None else np.array([weights[i] for i in keep])
    share = share / share.sum()
    scale = x[mask].std(0) + 1e-6
    x = x / scale

    def loss(w):
        z = np.where(mask, x @ w.astype(np.float32), -1e9).astype(np.float64)
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        p = e / e.sum(1, keepdims=True)
        right = (p * gold).sum(1) + 1e-12
        d = (p - p * gold / right[:, None]) * share[:, None]
        return -(share * np.log(right)).sum() + ridge * w @ w, np.einsum("nc,ncf->f", d, x) + 2 * ridge * w

    w = minimize(loss, np.zeros(x.shape[2]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return w / scale


def hits(features, golds, w):
    """Share of questions with gold first, and among the first three."""
    one = three = 0
    for f, g in zip(features, golds):
        order = np.argsort(-(f @ w), kind="stable")[:3]
        one += bool(g[order[0]])
        three += bool(g[order].any())
    return one / len(golds), three / len(golds)


def joined(lex, extra=None):
    return [q["features"] if extra is None else np.concatenate([q["features"], extra[k]], 1)
            for k, q in enumerate(lex.queries) if extra is None or extra[k] is not None]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sets", nargs="+", required=True)
    p.add_argument("--unseen", nargs="*", default=[])
    p.add_argument("--table")
    p.add_argument("--fold-tables", nargs="*")
    a = p.parse_args()
    sets, unseen = [Lexical(s) for s in a.sets], [Lexical(s) for s in a.unseen]
    folds = len(a.fold_tables) if a.fold_tables else 2
    tables = [Table(t) for t in a.fold_tables] if a.fold_tables else [Table(a.table)] * folds if a.table else []
    full = Table(a.table) if a.table else None
    for label, with_tables in [("lexical only", False)] + ([("with the table", True)] if tables else []):
        print(label)
        fold = [np.array([fold_of(d, folds) for d in l.set.question_doc]) for l in sets]
        golds = [[q["gold"] for q in l.queries] for l in sets]
        feats = []
        for l, f in zip(sets, fold):
            if not with_tables:
                feats.append(joined(l))
                continue
            extra = [None] * len(l.queries)
            for k in range(folds):
                for i, e in enumerate(l.with_table(tables[k], f == k)):
                    if e is not None:
                        extra[i] = e
            feats.append(joined(l, extra))
        for k in range(folds):
            train = [(x, g, 1 / len(F)) for F, G, f in zip(feats, golds, fold) for x, g, o in zip(F, G, f) if o != k]
            w = fit([t[0] for t in train], [t[1] for t in train], [t[2] for t in train])
            for l, F, G, f in zip(sets, feats, golds, fold):
                l.__dict__.setdefault("sums", {}).setdefault(label, []).append(
                    (int((f == k).sum()), *hits([x for x, o in zip(F, f) if o == k], [g for g, o in zip(G, f) if o == k], w)))
        for l in sets:
            s = np.array(l.sums[label])
            print(f"  {l.set.name:24s} across folds: P@1 {np.average(s[:, 1], weights=s[:, 0]):.4f}  hit@3 {np.average(s[:, 2], weights=s[:, 0]):.4f}")
        every = [(x, g, 1 / len(F)) for F, G in zip(feats, golds) for x, g in zip(F, G)]
        w = fit([t[0] for t in every], [t[1] for t in every], [t[2] for t in every])
        names = LEXICAL + (["soft coverage", "soft with before", "cosine"] if with_tables else [])
        print("   weights: " + ", ".join(f"{n} {v:.2f}" for n, v in zip(names, w)))
        if full or not with_tables:
            for l in unseen:
                print("  %-24s unseen:       P@1 %.4f  hit@3 %.4f" % (l.set.name, *hits(
                    joined(l, l.with_table(full) if with_tables else None), [q["gold"] for q in l.queries], w)))
    if a.table:
        print("sha256", hashlib.sha256(pathlib.Path(a.table).read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
