package opensearch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/corpus"
)

// A paragraphRow is a row of the index of paragraphs.
type paragraphRow struct {
	Document string     `json:"document"`
	Number   int        `json:"number"`
	Start    int        `json:"start"`
	End      int        `json:"end"`
	Stems    []string   `json:"stems,omitempty"` // by sentence
	Above    string     `json:"above,omitempty"`
	Title    string     `json:"title,omitempty"`
	Excerpt  excerptRow `json:"excerpt"`
}

// A documentRow is a row of the index of documents.
type documentRow struct {
	Name  string   `json:"name"`
	Order string   `json:"order"` // documents in the order of these are a random choice
	About aboutRow `json:"about"`
	Rows  int      `json:"rows"` // paragraphs
	Print string   `json:"print"`
}

// A wordRow is a row of the index of words: a word, a stem, a phrase or the totals.
type wordRow struct {
	Kind   string  `json:"kind"`
	Word   string  `json:"word,omitempty"`
	Stem   string  `json:"stem,omitempty"`
	Count  uint32  `json:"count,omitempty"`
	Phrase string  `json:"phrase,omitempty"`
	Row    wordOf  `json:"row"`
	Totals *totals `json:"totals,omitempty"`
}

// The kinds of a wordRow.
const (
	aWord   = "word"
	aStem   = "stem"
	aPhrase = "phrase"
)

// A wordOf is what is told of a word or stem.
type wordOf struct {
	Word       string `json:"w,omitempty"`
	Stem       string `json:"s,omitempty"`
	Class      int    `json:"c,omitempty"`
	Count      uint32 `json:"n,omitempty"`
	Name       bool   `json:"N,omitempty"`
	Holders    uint32 `json:"h,omitempty"`
	Paragraphs uint32 `json:"p,omitempty"`
	Phrase     string `json:"t,omitempty"` // as it is shown
}

// totals are those of a collection, and how its rows were written.
type totals struct {
	Format  string       `json:"format"`
	Whole   bool         `json:"whole"` // all is written: it does not stand between two collections
	Totals  index.Totals `json:"totals"`
	Changed string       `json:"changed"` // when, for people
}

// totalsID names the row of the totals.
const totalsID = "totals"

// A written document is the rows of one.
type written struct {
	name  string
	rows  []byte // actions and rows, as bulk requests have them
	count int    // of paragraphs
	print string // of all that is written
	row   documentRow
}

// write makes the rows of document number n of an index.
func write(d *corpus.Document, x *index.Index, n uint32) (*written, error) {
	e := newExcerpter(d, x, n)
	title := stemsIn(x, x.AppendTitle(nil, n))
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	for i, p := range e.parts {
		row := paragraphRow{Document: d.Name, Number: p.paragraph, Excerpt: e.row(i)}
		span := e.span(p)
		row.Start, row.End = span.Start, span.End
		if p.first < p.last {
			first := e.from + uint32(p.first)
			row.Stems, row.Title = stemsOf(x, first, first+uint32(p.last-p.first)), title
			for above := range x.AllAbove(x.Paragraph(first)) {
				row.Above += stemsOf(x, above, above+1)[0] + " "
			}
		}
		if err := lines.Encode(action("index", paragraphID(d.Name, i))); err != nil {
			return nil, err
		}
		if err := lines.Encode(row); err != nil {
			return nil, err
		}
	}
	sum := sha256.Sum256(out.Bytes())
	w := &written{name: d.Name, rows: out.Bytes(), count: len(e.parts), print: hex.EncodeToString(sum[:16])}
	w.row = documentRow{Name: d.Name, Order: idOf(d.Name), About: e.about, Rows: w.count, Print: w.print}
	return w, nil
}

// action is the line before a row in a bulk request.
func action(what, id string) object { return object{what: object{"_id": id}} }

func stemID(text string) string   { return fmt.Sprintf("s %s", idOf(text)) }
func wordID(form string) string   { return fmt.Sprintf("w %s", idOf(form)) }
func phraseID(text string) string { return fmt.Sprintf("p %s", idOf(text)) }
