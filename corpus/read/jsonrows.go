package read

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// A jsonRow is an object of a file of such: the names of what it has, in their order,
// and the values as text.
type jsonRow struct {
	line  int
	names []string
	cells []string
}

// readJSONLines reads objects, one in each line, as rows of a table.
func readJSONLines(f file) (*corpus.Document, string, error) {
	return f.jsonTable(linesOfJSON(f.data))
}

// rowsOfJSONLines hands on the objects of a file whose columns are named in the
// settings: each is a document.
func rowsOfJSONLines(f file, each func(part) error) error {
	return f.jsonRows(linesOfJSON(f.data), each)
}

// jsonRows are handed to a function, which ends them where it fails.
type jsonRows func(func(jsonRow) error) error

// jsonTable makes a document of rows, unless each is a document. Where a row has other
// columns than the one before it, their names stand above it.
func (f file) jsonTable(rows jsonRows) (*corpus.Document, string, error) {
	w := written{budget: f.budget}
	var names []string
	none := errors.New("its rows are documents")
	err := rows(func(r jsonRow) error {
		if names == nil && f.options.Columns.in(r.names) {
			return none
		}
		w.at(corpus.Line, r.line)
		if !slices.Equal(names, r.names) {
			names = slices.Clone(r.names)
			if err := w.row(corpus.Header, 0, slices.Clone(names)); err != nil {
				return err
			}
		}
		return w.row(corpus.Row, 0, r.cells)
	})
	if errors.Is(err, none) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	return w.document(f.name, metadata{title: corpus.ReadableName(f.name)}), "", nil
}

// jsonRows hands on rows that are documents.
func (f file) jsonRows(rows jsonRows, each func(part) error) error {
	if f.options.Columns.Text == "" {
		return nil // jsonTable has read them
	}
	return rows(func(r jsonRow) error {
		if !f.options.Columns.in(r.names) {
			return nil
		}
		return each(f.row(r.line, r.names, r.cells))
	})
}

// linesOfJSON are the objects of lines.
func linesOfJSON(data []byte) jsonRows {
	return func(each func(jsonRow) error) error {
		line := 0
		for text := range bytes.Lines(data) {
			line++
			if len(bytes.TrimSpace(text)) == 0 {
				continue
			}
			r := jsonRow{line: line}
			if err := r.read(text); err != nil {
				return fmt.Errorf("line %d is no object of JSON: %w", line, err)
			}
			if err := each(r); err != nil {
				return err
			}
		}
		return nil
	}
}

// read reads an object.
func (r *jsonRow) read(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return errors.New("it does not begin with {")
	}
	return r.object(d, "", 0)
}

// object reads the rest of an object, whose name is told before those of what it has.
func (r *jsonRow) object(d *json.Decoder, name string, depth int) error {
	if depth > deepestJSON {
		return errors.New("its values stand too deep in each other")
	}
	for {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key == json.Delim('}') {
			return nil
		}
		if err := r.value(d, strings.TrimPrefix(name+"."+fmt.Sprint(key), "."), depth); err != nil {
			return err
		}
	}
}

// deepestJSON is how deep values may stand in each other.
const deepestJSON = 100

// value reads a value: what is no object is a cell.
func (r *jsonRow) value(d *json.Decoder, name string, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	text := ""
	switch token {
	case json.Delim('{'):
		return r.object(d, name, depth+1)
	case json.Delim('['):
		if text, err = listOf(d, depth+1); err != nil {
			return err
		}
	case nil:
	default:
		text = fmt.Sprint(token)
	}
	r.names, r.cells = append(r.names, name), append(r.cells, text)
	return nil
}

// listOf reads the rest of a list, with commas between its values.
func listOf(d *json.Decoder, depth int) (string, error) {
	var all []string
	for d.More() {
		var r jsonRow
		if depth > deepestJSON {
			return "", errors.New("its values stand too deep in each other")
		}
		if err := r.value(d, "", depth); err != nil {
			return "", err
		}
		all = append(all, strings.Join(r.cells, " "))
	}
	_, err := d.Token()
	return strings.Join(all, ", "), err
}

// objectsOf are the objects of a list. Their lines are those in which they begin.
func objectsOf(data []byte) jsonRows {
	return func(each func(jsonRow) error) error {
		d := json.NewDecoder(bytes.NewReader(data))
		if first, err := d.Token(); err != nil || first != json.Delim('[') {
			return errNoJSONSource
		}
		at, line := 0, 1
		for d.More() {
			var object json.RawMessage
			if err := d.Decode(&object); err != nil {
				return fmt.Errorf("it is damaged: %w", err)
			}
			begins := int(d.InputOffset()) - len(object)
			line += bytes.Count(data[at:begins], []byte{'\n'})
			at = begins
			r := jsonRow{line: line}
			if object[0] != '{' {
				return errNoJSONSource
			}
			if err := r.read(object); err != nil {
				return fmt.Errorf("it is damaged: %w", err)
			}
			if err := each(r); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("it is damaged: %w", err)
		}
		return nil
	}
}

// errNoJSONSource says that a file of JSON is none of those that are read.
var errNoJSONSource = errors.New("it is neither a list of rows, a feed, nor the export of a conversation")

// readJSON reads what programs export as JSON: a conversation, or rows.
func readJSON(f file) (*corpus.Document, string, error) {
	switch kindOfJSON(f.data) {
	case jsonFeed:
		return nil, "", nil
	case jsonDiscord:
		return f.discordExport()
	case jsonSlack:
		return f.slackExport()
	}
	return f.jsonTable(objectsOf(f.data))
}

// partsOfJSON hands on the items of a feed, and rows that are documents.
func partsOfJSON(f file, each func(part) error) error {
	switch kindOfJSON(f.data) {
	case jsonFeed:
		return itemsOfFeed(f, each)
	case jsonRowsOnly:
		return f.jsonRows(objectsOf(f.data), each)
	}
	return nil
}

// The kinds of file of JSON.
const (
	jsonRowsOnly = iota
	jsonFeed
	jsonDiscord
	jsonSlack
)

// kindOfJSON tells the kind of a file by what it begins with.
func kindOfJSON(data []byte) int {
	var export struct {
		Version string          `json:"version"`
		Items   json.RawMessage `json:"items"`
		Guild   json.RawMessage `json:"guild"`
		Channel json.RawMessage `json:"channel"`
	}
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(trimmed, []byte("{")):
		if json.Unmarshal(trimmed, &export) == nil && strings.Contains(export.Version, "jsonfeed.org") {
			return jsonFeed
		}
		if export.Channel != nil && export.Guild != nil {
			return jsonDiscord
		}
	case isSlackExport(trimmed):
		return jsonSlack
	}
	return jsonRowsOnly
}
