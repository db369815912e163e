package read

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readCSV reads rows between whose cells commas, semicolons or tabs stand. The first
// row names the columns.
func readCSV(name string, data []byte) (*corpus.Document, string, error) {
	text, warning, err := decode(data)
	if err != nil {
		return nil, "", err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(name, text)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	var w written
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
	return w.document(name, metadata{title: corpus.ReadableName(name)}), warning, nil
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
