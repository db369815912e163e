"""Words, WordPieces, question sets and their folds: what make.py and evaluate.py share."""

import json
import pathlib
import re
import unicodedata

import Stemmer

# The function words of English, but for the slips below the blank line: the
# texts that the table is made of have none.
STOP = set((pathlib.Path(__file__).parents[3] / "lang/en/stop.txt").read_text().split("\n\n")[0].split())

_word = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|[^\W_]+(?:'[^\W_]+)*")
_stemmer = Stemmer.Stemmer("english")
_stems = {}


def words(text):
    """The folded words of a text: lower case, no accents, no possessive."""
    text = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    out = []
    for w in _word.findall(text):
        if w.endswith("'s") and w not in STOP:
            w = w[:-2]
        if w[0].isdigit():
            w = w.replace(",", "")
        out.append(w)
    return out


def stem(word):
    s = _stems.get(word)
    if s is None:
        s = _stems[word] = _stemmer.stemWord(word) if word.isalpha() and len(word) > 2 else word
    return s


class WordPiece:
    """Greedy longest match first, as BERT's uncased tokenizer does word by word."""

    def __init__(self, vocabulary):
        self.tokens = vocabulary
        self.id = {t: i for i, t in enumerate(vocabulary)}
        self.known = {}

    def word(self, word):
        """The piece ids of a word; none if some part of it is in no piece."""
        ids = self.known.get(word)
        if ids is not None:
            return ids
        ids = []
        for part in re.findall(r"[^\W_]+|[^\w]|_", word):  # punctuation stands alone
            start, found = 0, []
            while start < len(part) and len(part) <= 100:
                for end in range(len(part), start, -1):
                    i = self.id.get(("##" if start else "") + part[start:end])
                    if i is not None:
                        break
                else:
                    found = []
                    break
                found.append(i)
                start = end
            ids += found
        self.known[word] = ids
        return ids


def fold_of(doc_id, folds):
    """FNV-1a of 64 bits with murmur3's finaliser, as the project's own command folds documents."""
    h, mask = 0xCBF29CE484222325, (1 << 64) - 1
    for b in doc_id.encode():
        h = ((h ^ b) * 0x100000001B3) & mask
    h ^= h >> 33
    h = h * 0xFF51AFD7ED558CCD & mask
    h ^= h >> 33
    h = h * 0xC4CEB9FE1A85EC53 & mask
    h ^= h >> 33
    return h % folds


class Set:
    """A question set: sentences with their words, documents and paragraphs; questions with their gold."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.name = folder.name
        self.doc_ids, self.titles = [], []
        self.sentences, self.doc, self.paragraph, self.position = [], [], [], []
        first, paragraphs = {}, 0
        for line in open(folder / "corpus.jsonl", encoding="utf-8"):
            d = json.loads(line)
            first[d["id"]] = len(self.sentences)
            at, before = 0, 0
            for n, s in enumerate(d["sentences"]):
                found = d["text"].find(s, at)
                if n == 0 or (found >= 0 and re.search(r"\n\s*\n", d["text"][before:found])):
                    paragraphs += 1
                    place = 0
                if found >= 0:
                    at = before = found + len(s)
                self.sentences.append(s)
                self.doc.append(len(self.doc_ids))
                self.paragraph.append(paragraphs - 1)
                self.position.append(place)
                place += 1
            self.doc_ids.append(d["id"])
            self.titles.append(d.get("title") or "")
        self.paragraphs = paragraphs
        self.words = [words(s) for s in self.sentences]
        same = {}
        for i, s in enumerate(self.sentences):
            same.setdefault(s.strip(), []).append(i)
        self.questions, self.gold = [], []
        for line in open(folder / "questions.jsonl", encoding="utf-8"):
            q = json.loads(line)
            gold = [first[d] + n for d, n in q["gold"]]
            if not gold:
                continue
            self.questions.append(q["question"])
            self.gold.append(sorted({i for g in gold for i in same[self.sentences[g].strip()]} | set(gold)))
        # A question belongs to the fold of its first gold sentence's document.
        self.question_doc = [self.doc_ids[self.doc[g[0]]] for g in self.gold]
