// Package eval measures the bot on question sets and fits the weights of its
// ranking: question sets in, figures out. It asks as a reader asks, but reads
// the ranked list before a verdict hides any of it.
package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// A Set is a corpus and the questions asked of it.
type Set struct {
	Name      string
	Documents []*corpus.Document
	Questions []Question
	// Unanswerable are questions from elsewhere, none of which should be found.
	Unanswerable []Question

	byName map[string]*corpus.Document
}

// ReadSet reads a folder with questions.jsonl and the documents that they are
// asked of: corpus.jsonl, or a folder corpus of files as read.Load reads them.
//
// A line of corpus.jsonl is {"id", "title", "text", "sentences"}: the sentences
// are the units, in order, each a substring of text, and blank lines of the
// text part its paragraphs. A line of questions.jsonl is as ReadQuestions has
// it. The set is named for its folder. An error names file and line.
func ReadSet(ctx context.Context, dir string) (*Set, error) {
	documents, err := documentsOf(ctx, dir)
	if err != nil {
		return nil, err
	}
	questions, err := ReadQuestions(filepath.Join(dir, "questions.jsonl"))
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("name of the set %s: %w", dir, err)
	}
	return NewSet(filepath.Base(abs), documents, questions)
}

// NewSet puts documents and the questions asked of them together. It fails
// where a question's gold is not in the documents.
func NewSet(name string, documents []*corpus.Document, questions []Question) (*Set, error) {
	if len(questions) == 0 {
		return nil, fmt.Errorf("set %s has no question", name)
	}
	s := &Set{
		Name: name, Documents: documents, Questions: questions,
		byName: make(map[string]*corpus.Document, len(documents)),
	}
	for _, d := range documents {
		if s.byName[d.Name] != nil {
			return nil, fmt.Errorf("set %s has two documents named %q", name, d.Name)
		}
		s.byName[d.Name] = d
	}
	for _, q := range questions {
		for _, turn := range q.asked() {
			if _, err := s.Key(turn); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// AddUnanswerable adds questions none of which should be found, whatever
// answer they have in the place they come from.
func (s *Set) AddUnanswerable(questions []Question) {
	for _, q := range questions {
		s.Unanswerable = append(s.Unanswerable, q.withoutAnswer())
	}
}

// Sentences returns how many sentences the set's documents have.
func (s *Set) Sentences() int {
	n := 0
	for _, d := range s.Documents {
		n += len(d.Sentences)
	}
	return n
}

// A Key is what answers a question: the texts of its gold sentences, with
// white space folded. Identical sentences are the same answer wherever they
// stand, so that the text alone decides.
type Key map[string]bool

// Holds tells whether a sentence of that text answers the question.
func (k Key) Holds(sentence string) bool { return k[fold(sentence)] }

// Key finds the sentences that the question's gold names. Gold that names a
// text holds for each sentence of its document with that text in it; where the
// text crosses a sentence's end there is none, and the question cannot be won.
// It fails where the gold is not in the set's documents.
func (s *Set) Key(q Question) (Key, error) {
	k := make(Key, len(q.Gold))
	for _, g := range q.Gold {
		d := s.byName[g.Doc]
		if d == nil {
			return nil, fmt.Errorf("%s: the gold of question %q is in document %q, which is not in the corpus", q.where, q.ID, g.Doc)
		}
		if g.Contains != "" {
			if !holds(d.Text, g.Contains) {
				return nil, fmt.Errorf("%s: the gold of question %q contains %q, which document %q does not", q.where, q.ID, g.Contains, g.Doc)
			}
			for _, sentence := range d.Sentences {
				if text := d.Slice(sentence.Span); holds(text, g.Contains) {
					k[fold(text)] = true
				}
			}
			continue
		}
		if g.Sentence < 0 || g.Sentence >= len(d.Sentences) {
			return nil, fmt.Errorf("%s: the gold of question %q is sentence %d of document %q, which has %d", q.where, q.ID, g.Sentence, g.Doc, len(d.Sentences))
		}
		k[fold(d.Slice(d.Sentences[g.Sentence].Span))] = true
	}
	return k, nil
}

// holds tells whether part stands in text; hard-wrapped lines do not part it.
func holds(text, part string) bool {
	return strings.Contains(text, part) || strings.Contains(fold(text), fold(part))
}

// fold makes each run of white space one space, and trims.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

type corpusLine struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Sentences []string `json:"sentences"`
}

// documentsOf reads the documents of a set's folder.
func documentsOf(ctx context.Context, dir string) ([]*corpus.Document, error) {
	folder := filepath.Join(dir, "corpus")
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return readCorpus(filepath.Join(dir, "corpus.jsonl"))
	}
	library, err := read.Load(ctx, []string{folder}, read.Options{}, nil)
	if err != nil {
		return nil, err
	}
	return library.Documents, nil
}

func readCorpus(path string) ([]*corpus.Document, error) {
	var documents []*corpus.Document
	err := eachLine(path, func(_ string, line []byte) error {
		var l corpusLine
		if err := decode(line, &l); err != nil {
			return err
		}
		if l.ID == "" {
			return errors.New(`the document has no "id"`)
		}
		d, err := corpus.NewDocumentOfSentences(l.ID, l.Title, l.Text, l.Sentences)
		if err != nil {
			return err
		}
		documents = append(documents, d)
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("a set is a folder with questions.jsonl, and corpus.jsonl or a folder corpus: %w", err)
	}
	return documents, err
}
