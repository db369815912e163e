package index

import (
	"bytes"
	"io"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/corpus"
)

// A memorySink keeps arrays by name.
type memorySink map[string]*bytes.Buffer

type memoryArray struct{ *bytes.Buffer }

func (memoryArray) Close() error { return nil }

func (m memorySink) Reserve(name string, _ int, length int64) (io.WriteCloser, error) {
	m[name] = bytes.NewBuffer(make([]byte, 0, length))
	return memoryArray{m[name]}, nil
}

// A merged index is, byte for byte, the one that is built of the documents that
// are left.
func TestMergeIsBuildingAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []Part
		var left []*corpus.Document
		for range rapid.IntRange(0, 4).Draw(t, "parts") {
			documents := documentsOf(t)
			drop := rapid.SliceOfN(rapid.Bool(), len(documents), len(documents)).Draw(t, "drop")
			part := Part{Index: New(documents), Drop: func(d uint32) bool { return drop[d] }}
			if rapid.Bool().Draw(t, "whole") {
				part.Drop, drop = nil, make([]bool, len(documents))
			}
			for d, doc := range documents {
				if !drop[d] {
					left = append(left, doc)
				}
			}
			parts = append(parts, part)
		}
		m, err := NewMerge(parts)
		if err != nil {
			t.Fatal(err)
		}
		m.atOnce = rapid.SampledFrom([]uint32{1, 7, postingsAtOnce}).Draw(t, "postings at once")
		sink := memorySink{}
		for _, write := range []func() error{
			func() error { return m.WriteVocabulary(sink) }, func() error { return m.WriteTexts(sink) }, func() error { return m.WritePostings(sink) },
		} {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		}
		want := New(left).Arrays()
		for _, a := range want {
			if got := sink[a.Name]; got == nil || !bytes.Equal(got.Bytes(), a.Bytes()) {
				t.Fatalf("the array %s differs from that of an index that was built again", a.Name)
			}
		}
		if len(sink) != len(want) {
			t.Fatalf("%d arrays, want %d", len(sink), len(want))
		}
	})
}
