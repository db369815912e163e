package store

import (
	"encoding/binary"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// encodeMarks writes where the text of a document stands in its source: of each mark,
// as in binary.AppendUvarint, how many bytes after the one before it begins, its kind,
// and its number.
func encodeMarks(marks []corpus.Mark) string {
	var out []byte
	at := 0
	for _, m := range marks {
		out = binary.AppendUvarint(out, uint64(m.Start-at))
		out = binary.AppendUvarint(out, uint64(m.Kind))
		out = binary.AppendUvarint(out, uint64(m.Number))
		at = m.Start
	}
	return string(out)
}

// decodeMarks reads what encodeMarks wrote, as far as it can be read.
func decodeMarks(encoded string) []corpus.Mark {
	var out []corpus.Mark
	eachMark(encoded, func(m corpus.Mark) bool {
		out = append(out, m)
		return true
	})
	return out
}

// eachMark calls f for the marks in order, until it returns false.
func eachMark(encoded string, f func(corpus.Mark) bool) {
	r := strings.NewReader(encoded)
	var m corpus.Mark
	for {
		var n [3]uint64
		for i := range n {
			var err error
			if n[i], err = binary.ReadUvarint(r); err != nil {
				return
			}
		}
		m = corpus.Mark{Start: m.Start + int(n[0]), Place: corpus.Place{Kind: corpus.PlaceKind(n[1]), Number: int(n[2])}}
		if !f(m) {
			return
		}
	}
}

// Place returns where in its source a byte of a document's text stands.
func (d *Documents) Place(doc uint32, offset int) corpus.Place {
	var place corpus.Place
	eachMark(d.marks.At(doc), func(m corpus.Mark) bool {
		if m.Start <= offset {
			place = m.Place
		}
		return m.Start <= offset
	})
	return place
}
