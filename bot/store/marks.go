package store

import (
	"encoding/binary"
	"sort"
	"strings"

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

// encodeLabels writes the labels and links of marks: for each mark where its own end, as
// 32 bits, and behind all of those the texts, the label and the link of a mark with a
// zero byte between them. It is empty where no mark has any.
func encodeLabels(marks []corpus.Mark) string {
	var ends, texts []byte
	for _, m := range marks {
		if m.Label != "" || m.Link != "" {
			texts = append(append(append(texts, strings.ReplaceAll(m.Label, "\x00", "")...), 0), m.Link...)
		}
		ends = binary.LittleEndian.AppendUint32(ends, uint32(len(texts)))
	}
	if len(texts) == 0 {
		return ""
	}
	return string(ends) + string(texts)
}

// labelAt reads the label and link of mark i of n. They lie in encoded.
func labelAt(encoded string, i, n int) (label, link string) {
	if encoded == "" {
		return "", ""
	}
	end := func(i int) uint32 {
		if i < 0 {
			return 0
		}
		return binary.LittleEndian.Uint32([]byte(encoded[labelSize*i : labelSize*(i+1)]))
	}
	label, link, _ = strings.Cut(encoded[labelSize*n:][end(i-1):end(i)], "\x00")
	return label, link
}

// labelSize is how many bytes tell where the label of a mark ends.
const labelSize = 4

// decodeMarks reads all of them; nil for none. They own their texts.
func decodeMarks(encoded, labels string) []corpus.Mark {
	var out []corpus.Mark
	labels = strings.Clone(labels)
	n := len(encoded) / markSize
	for i := range n {
		m := markAt(encoded, i)
		m.Label, m.Link = labelAt(labels, i, n)
		out = append(out, m)
	}
	return out
}

// Place returns where in its source a byte of a document's text stands.
func (d *Documents) Place(doc uint32, offset int) corpus.Place {
	encoded := d.marks.At(doc)
	n := len(encoded) / markSize
	after := sort.Search(n, func(i int) bool { return markAt(encoded, i).Start > offset })
	if after == 0 {
		return corpus.Place{}
	}
	place := markAt(encoded, after-1).Place
	place.Label, place.Link = labelAt(d.labels.At(doc), after-1, n)
	return place
}
