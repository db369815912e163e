package read

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readCSV reads rows between whose cells commas, semicolons or tabs stand. The first
// row names the columns.
func readCSV(f file) (*corpus.Document, string, error) {
	text, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	r := newCSV(f.name, text)
	if first, err := newCSV(f.name, text).Read(); err == nil && f.options.Columns.in(first) {
		return nil, "", nil // each row is a document
	}
	w := written{budget: f.budget}
	kind := corpus.Header
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", fmt.Errorf("it is no table: %w", err)
		}
		line, _ := r.FieldPos(0)
		w.at(corpus.Line, line)
		if err := w.row(kind, 0, cells); err != nil {
			return nil, "", err
		}
		if len(w.blocks) > 0 {
			kind = corpus.Row
		}
	}
	return w.document(f.name, metadata{title: corpus.ReadableName(f.name)}), warning, nil
}

func newCSV(name, text string) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(name, text)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	return r
}

// rowsOfCSV hands on the rows of a table whose columns are named in the settings: each
// is a document.
func rowsOfCSV(f file, each func(part) error) error {
	if f.options.Columns.Text == "" {
		return nil // readCSV has read it
	}
	text, _, err := decode(f.data)
	if err != nil {
		return err
	}
	r := newCSV(f.name, text)
	names, err := r.Read()
	if err != nil || !f.options.Columns.in(names) {
		return nil // readCSV has read it
	}
	names = slices.Clone(names)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no table: %w", err)
		}
		line, _ := r.FieldPos(0)
		if err := each(f.row(line, names, cells)); err != nil {
			return err
		}
	}
}

// separator is what stands between the cells: of a file of commas it may be a
// semicolon, as programs have it where the comma is in numbers.
func separator(name, text string) rune {
	first := firstLine(text)
	switch {
	case extension(name) == ".tsv" || extension(name) == ".tab":
		return '\t'
	case strings.Count(first, ";") > strings.Count(first, ","):
		return ';'
	case strings.Count(first, "\t") > strings.Count(first, ","):
		return '\t'
	}
	return ','
}
