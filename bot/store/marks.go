package store

import (
	"encoding/binary"
	"sort"

	"github.com/quoth-bot/quoth/corpus"
)

// markSize is how many bytes of a document's marks one takes: where it begins in the
// text, and its kind in the upper markBits of its number, both as 32 bits, the lowest
// byte first. All are as long, so that a place is found in a table of a million rows.
const (
	markSize = 8
	markBits = 28
)

// encodeMarks writes where the text of a document stands in its source.
func encodeMarks(marks []corpus.Mark) string {
	out := make([]byte, 0, markSize*len(marks))
	for _, m := range marks {
		out = binary.LittleEndian.AppendUint32(out, uint32(m.Start))
		out = binary.LittleEndian.AppendUint32(out, uint32(m.Kind)<<markBits|uint32(min(m.Number, 1<<markBits-1)))
	}
	return string(out)
}

// markAt reads mark i of those that encodeMarks wrote.
func markAt(encoded string, i int) corpus.Mark {
	record := []byte(encoded[i*markSize : (i+1)*markSize])
	of := binary.LittleEndian.Uint32(record[4:])
	return corpus.Mark{
		Start: int(binary.LittleEndian.Uint32(record)),
		Place: corpus.Place{Kind: corpus.PlaceKind(of >> markBits), Number: int(of & (1<<markBits - 1))},
	}
}

// decodeMarks reads all of them; nil for none.
func decodeMarks(encoded string) []corpus.Mark {
	var out []corpus.Mark
	for i := range len(encoded) / markSize {
		out = append(out, markAt(encoded, i))
	}
	return out
}

// Place returns where in its source a byte of a document's text stands.
func (d *Documents) Place(doc uint32, offset int) corpus.Place {
	encoded := d.marks.At(doc)
	after := sort.Search(len(encoded)/markSize, func(i int) bool { return markAt(encoded, i).Start > offset })
	if after == 0 {
		return corpus.Place{}
	}
	return markAt(encoded, after-1).Place
}
