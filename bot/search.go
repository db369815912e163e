package bot

import (
	"slices"
	"strings"
)

// searched is a question with the candidates of all collections in its scope.
type searched struct {
	asked    asked
	weighers map[*engine]*weigher
	list     []ranked // best first
}

// search ranks the sentences of every collection in scope. The caller releases
// the result when its quotes are made.
func search(a asked, scope []*engine, near *nearness) *searched {
	s := &searched{asked: a, weighers: make(map[*engine]*weigher, len(scope))}
	for _, e := range scope {
		w := e.newWeigher(e.newQuery(a))
		s.weighers[e] = w
		s.list = append(s.list, w.rank(near)...)
	}
	if len(scope) > 1 {
		slices.SortStableFunc(s.list, byScore)
	}
	return s
}

func (s *searched) release() {
	for _, w := range s.weighers {
		w.release()
	}
}

// distinct returns the best n sentences that differ in more than white space.
func (s *searched) distinct(n int) []ranked {
	out := make([]ranked, 0, n)
	seen := make(map[string]bool, n)
	for _, r := range s.list {
		key := folded(r.text())
		if seen[key] {
			continue
		}
		seen[key] = true
		if out = append(out, r); len(out) == n {
			break
		}
	}
	return out
}

// folded returns a text with each run of white space as one space.
func folded(text string) string {
	if !strings.ContainsAny(text, "\t\n\v\f\r\u0085\u00a0") && !strings.Contains(text, "  ") {
		return strings.TrimSpace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// nearnessOf finds the sentence that answered a turn.
func nearnessOf(t Turn, scope []*engine) *nearness {
	for _, e := range scope {
		if e.name != t.Quote.Collection {
			continue
		}
		d, i, err := e.find(t.Quote)
		if err != nil {
			return nil
		}
		first, _ := e.index.DocumentSentences(d)
		return &nearness{e, first + uint32(i)}
	}
	return nil
}

// find returns the document and the sentence in it that a span names. It fails
// with ErrSourceChanged where the document is gone, or has another content than
// the span was made on, and with ErrUnknownSource where no sentence stands there.
func (e *engine) find(s Span) (document uint32, sentence int, err error) {
	document, ok := e.documents.Find(s.Document)
	if !ok || e.documents.Hash(document) != s.Hash {
		return 0, 0, ErrSourceChanged
	}
	if sentence, ok = e.documents.FindSpan(document, s.Span); !ok {
		return 0, 0, ErrUnknownSource
	}
	return document, sentence, nil
}

// context returns a sentence with its paragraph.
func (e *engine) context(s Span) (Passage, error) {
	document, sentence, err := e.find(s)
	if err != nil {
		return Passage{}, err
	}
	out := Passage{Quote: e.passage(document, sentence)}
	_, first, last := e.documents.Paragraph(document, sentence)
	for i := first; i < last; i++ {
		switch {
		case i < sentence:
			out.Before = append(out.Before, e.passage(document, i))
		case i > sentence:
			out.After = append(out.After, e.passage(document, i))
		}
	}
	return out, nil
}
