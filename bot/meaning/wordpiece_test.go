package meaning

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func smallVocabulary(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/vocabulary.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

func names(vocabulary []string, pieces []uint32) []string {
	out := []string{}
	for _, id := range pieces {
		if id == unknown {
			out = append(out, "[UNK]")
		} else {
			out = append(out, vocabulary[id])
		}
	}
	return out
}

// The golden file holds what Hugging Face's tokenizers 0.23.3 make of hard
// words and sentences (BertNormalizer, BertPreTokenizer and WordPiece) with
// the vocabulary beside it, some thousand tokens of BERT's uncased one
// (Apache-2.0): on each line the text as JSON, a tab, and its tokens.
func TestPiecesAreThoseOfTheReference(t *testing.T) {
	vocabulary := smallVocabulary(t)
	table := mustOpen(t, randomFile(vocabulary, 32))
	golden, err := os.ReadFile("testdata/wordpiece.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		quoted, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		var text string
		if err := json.Unmarshal([]byte(quoted), &text); err != nil {
			t.Fatal(err)
		}
		if got := names(vocabulary, table.wordPieces(nil, text)); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("wordPieces(%q)\n = %q\nwant %s", text, got, want)
		}
	}
}

func TestPiecesOfBytesThatAreNoText(t *testing.T) {
	vocabulary := smallVocabulary(t)
	table := mustOpen(t, randomFile(vocabulary, 32))
	got := names(vocabulary, table.wordPieces(nil, "a\xff \xc3(b"))
	if want := []string{"a", "(", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// checkPieces holds what is true of any text: every piece is one of the
// vocabulary, together they spell the plain text, and upper case is all one.
func checkPieces(t interface {
	Helper()
	Fatalf(string, ...any)
}, table *Table, vocabulary []string, text string) {
	t.Helper()
	pieces := table.wordPieces([]uint32{7}, text)
	if pieces[0] != 7 {
		t.Fatalf("wordPieces(%q) changed what was there", text)
	}
	var spelt strings.Builder
	missing := false
	for _, id := range pieces[1:] {
		if id == unknown {
			missing = true
			continue
		}
		if int(id) >= len(vocabulary) {
			t.Fatalf("wordPieces(%q): token %d of %d", text, id, len(vocabulary))
		}
		spelt.WriteString(strings.TrimPrefix(vocabulary[id], "##"))
	}
	if want := strings.Join(strings.Fields(plain(text)), ""); !missing && spelt.String() != want {
		t.Fatalf("wordPieces(%q) spell %q, want %q", text, spelt.String(), want)
	}
	if again := table.wordPieces(nil, plain(text)); !slices.Equal(again, pieces[1:]) {
		t.Fatalf("wordPieces(%q) = %v, but of its plain text %v", text, pieces[1:], again)
	}
}

func TestPiecesOfAnyText(t *testing.T) {
	vocabulary := smallVocabulary(t)
	table := mustOpen(t, randomFile(vocabulary, 32))
	rapid.Check(t, func(t *rapid.T) {
		checkPieces(t, table, vocabulary, rapid.String().Draw(t, "text"))
	})
}

func FuzzPieces(f *testing.F) {
	vocabulary := smallVocabulary(f)
	table := mustOpen(f, randomFile(vocabulary, 32))
	for _, text := range []string{"", "Yong-won's café", "北京2008年", "a\u200b\u0301b", "##ing", "\xff", strings.Repeat("é", 101)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(plain(text)) {
			t.Fatalf("plain(%q) is no text", text)
		}
		checkPieces(t, table, vocabulary, text)
	})
}

func BenchmarkPieces(b *testing.B) {
	table := mustOpen(b, randomFile(smallVocabulary(b), 32))
	var buffer [64]uint32
	for _, text := range []string{"soldiers", "ratification", "Zürich", "Which body approved the treaty in Moscow?"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.wordPieces(buffer[:0], text)
			}
		})
	}
}
