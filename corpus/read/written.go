package read

import (
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
)

// A written is the text of a document that is made of a file that is no text: one
// block below another, with a blank line between them, and rows without one.
type written struct {
	budget *budget
	text   strings.Builder
	blocks []corpus.Block
	marks  []corpus.Mark
	place  corpus.Place // of what comes next
	rows   bool         // the last block was a row
}

// at says where in the file what comes next stands.
func (w *written) at(kind corpus.PlaceKind, number int) {
	w.place = corpus.Place{Kind: kind, Number: number}
}

// add adds a block of text with its white space folded, unless there is none. It fails
// where it would be too much.
func (w *written) add(kind corpus.Kind, level int, text string) error {
	return w.put(kind, level, fold(text))
}

// lines adds a block of code, whose lines stand as they are.
func (w *written) lines(level int, text string) error {
	return w.put(corpus.Code, level, strings.Trim(strings.ReplaceAll(text, "\r", ""), "\n"))
}

// put adds a block of text.
func (w *written) put(kind corpus.Kind, level int, text string) error {
	text = strings.TrimFunc(strings.ToValidUTF8(text, string(utf8.RuneError)), corpus.IsBlank)
	if text == "" {
		return nil
	}
	if err := w.budget.fits(w.text.Len() + len(text)); err != nil {
		return err
	}
	isRow := kind == corpus.Row || kind == corpus.Header
	switch {
	case w.text.Len() == 0:
	case isRow && w.rows:
		w.text.WriteByte('\n')
	default:
		w.text.WriteString("\n\n")
	}
	w.rows = isRow
	start := w.text.Len()
	if w.place.Kind != corpus.NoPlace && (len(w.marks) == 0 || w.marks[len(w.marks)-1].Place != w.place) {
		w.marks = append(w.marks, corpus.Mark{Start: start, Place: w.place})
	}
	w.text.WriteString(text)
	w.blocks = append(w.blocks, corpus.Block{Span: corpus.Span{Start: start, End: w.text.Len()}, Kind: kind, Level: level})
	return nil
}

// row adds the row of a table with its cells one after the other, as those of plain
// text stand.
func (w *written) row(kind corpus.Kind, level int, cells []string) error {
	for i, cell := range cells {
		cells[i] = fold(cell)
	}
	if strings.Join(cells, "") == "" {
		return nil
	}
	return w.add(kind, level, strings.TrimSpace(strings.Join(cells, " | ")))
}

// document makes the document.
func (w *written) document(name string, about metadata) *corpus.Document {
	text := w.text.String()
	if len(w.marks) == 0 {
		w.marks = []corpus.Mark{{Place: corpus.Place{Kind: corpus.Unnumbered}}}
	}
	doc := &corpus.Document{Name: name, Text: text, Hash: corpus.HashText(text), Marks: w.marks}
	doc.Cut(text, w.blocks)
	describe(doc, about, fold)
	return doc
}
