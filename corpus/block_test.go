package corpus_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// cut makes a document of blocks, each with a text of its own.
func cut(texts []string, blocks []Block) *Document {
	var text strings.Builder
	for i := range blocks {
		blocks[i].Start = text.Len()
		text.WriteString(texts[i])
		blocks[i].End = text.Len()
		text.WriteString("\n\n")
	}
	d := &Document{Text: text.String(), Title: "t", Hash: HashText(text.String())}
	d.Cut(d.Text, blocks)
	return d
}

// Each block stands below what says what it is about.
func TestAbove(t *testing.T) {
	type block struct {
		kind  Kind
		level int
		text  string
	}
	for name, c := range map[string]struct {
		blocks []block
		want   []string // of each sentence: itself, and below what
	}{
		"nothing": {[]block{{Prose, 0, "One."}, {Prose, 0, "Two."}}, []string{"One.", "Two."}},
		"headings": {
			[]block{{Heading, 1, "A"}, {Prose, 0, "One."}, {Heading, 2, "B"}, {Heading, 3, "C"}, {Prose, 0, "Two."}, {Heading, 2, "D"}, {Prose, 0, "Three. Four."}, {Heading, 1, "E"}, {Prose, 0, "Five."}},
			[]string{"A", "One. < A", "B < A", "C < B < A", "Two. < C < B < A", "D < A", "Three. < D < A", "Four. < D < A", "E", "Five. < E"},
		},
		"a list that is announced": {
			[]block{{Heading, 1, "A"}, {Prose, 0, "Two ways. They are these:"}, {Item, 1, "One."}, {Item, 1, "Two:"}, {Item, 2, "Three."}, {Prose, 1, "Four."}, {Item, 1, "Five."}, {Prose, 0, "Six."}, {Item, 1, "Seven."}},
			[]string{"A", "Two ways. < A", "They are these: < A", "One. < They are these: < A", "Two: < They are these: < A", "Three. < Two: < They are these: < A",
				"Four. < Two: < They are these: < A", "Five. < They are these: < A", "Six. < A", "Seven. < A"},
		},
		"an item of an item": {
			[]block{{Item, 1, "One. More."}, {Item, 2, "Two."}, {Item, 2, "Three."}, {Item, 1, "Four."}},
			[]string{"One.", "More.", "Two. < One.", "Three. < One.", "Four."},
		},
		"a table": {
			[]block{{Prose, 0, "The ports:"}, {Header, 0, "name | port"}, {Row, 0, "quay | 80"}, {Row, 0, "pier | 81"}, {Prose, 0, "One."}, {Row, 0, "a | b"}},
			[]string{"The ports:", "name | port < The ports:", "quay | 80 < name | port < The ports:", "pier | 81 < name | port < The ports:", "One.", "a | b"},
		},
		"code": {
			[]block{{Prose, 0, "**Call it so:**"}, {Code, 0, "f. g.\n\nh."}, {Code, 0, "i"}, {Prose, 0, "One."}, {Code, 0, "j"}},
			[]string{"**Call it so:**", "f. g. < **Call it so:**", "h. < **Call it so:**", "i < **Call it so:**", "One.", "j"},
		},
		"definitions": {
			[]block{{Term, 0, "Quay"}, {Definition, 0, "One. Two."}, {Definition, 0, "Three."}, {Term, 0, "Pier"}, {Definition, 0, "Four."}, {Prose, 0, "Five."}},
			[]string{"Quay", "One. < Quay", "Two. < Quay", "Three. < Quay", "Pier", "Four. < Pier", "Five."},
		},
		"what definitions hold": {
			[]block{{Prose, 0, "Two words:"}, {Term, 0, "Quay"}, {Item, 1, "One."}, {Term, 0, "Pier"}, {Definition, 0, "So:"}, {Code, 0, "x"}, {Item, 1, "Two."}, {Term, 0, "Jetty"}, {Prose, 0, "Three."}, {Code, 0, "y"}},
			[]string{"Two words:", "Quay < Two words:", "One. < Quay < Two words:", "Pier < Two words:", "So: < Pier < Two words:", "x < So: < Pier < Two words:",
				"Two. < So: < Pier < Two words:", "Jetty < Two words:", "Three.", "y"},
		},
		"speakers": {
			[]block{{Heading, 1, "A"}, {Speaker, 0, "Ann"}, {Turn, 0, "One. Two."}, {Speaker, 0, "Ben"}, {Turn, 0, "Three."}, {Prose, 0, "Four."}},
			[]string{"A", "Ann < A", "One. < Ann < A", "Two. < Ann < A", "Ben < A", "Three. < Ben < A", "Four. < A"},
		},
		"a colon that announces nothing": {
			[]block{{Prose, 0, "He said this of it all:"}, {Prose, 0, "One."}, {Prose, 0, "See also:"}, {Prose, 0, "Two."}},
			[]string{"He said this of it all:", "One.", "Two."},
		},
		"a label that announces": {
			[]block{{Prose, 0, "Wanted:"}, {Item, 1, "One."}},
			[]string{"Wanted:", "One. < Wanted:"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var texts []string
			var blocks []Block
			for _, b := range c.blocks {
				texts, blocks = append(texts, b.text), append(blocks, Block{Kind: b.kind, Level: b.level})
			}
			d := cut(texts, blocks)
			corpustest.Check(t, d)
			var got []string
			for i, s := range d.Sentences {
				line := d.Slice(s.Span)
				for _, above := range d.Above(i) {
					line += " < " + d.Slice(d.Sentences[above].Span)
				}
				got = append(got, line)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}

// A title is a line or two. What has no end is text, and can be quoted.
func TestEndlessLabel(t *testing.T) {
	for _, kind := range []Kind{Heading, Header, Term, Speaker} {
		d := cut([]string{strings.Repeat("It goes on. ", 1000) + "And ends."}, []Block{{Kind: kind, Level: 1}})
		corpustest.Check(t, d)
		if d.KindOf(0) != Prose || len(d.Sentences) != 1001 {
			t.Errorf("a %v of a thousand sentences is %d sentences of a %v", kind, len(d.Sentences), d.KindOf(0))
		}
	}
}

// Code is cut at blank lines, and where nobody would read on.
func TestCode(t *testing.T) {
	code := "a\nb\n\n  c\n" + strings.Repeat("line\n", 20) + "\n---"
	d := cut([]string{code}, []Block{{Kind: Code}})
	corpustest.Check(t, d)
	var got []int
	for _, s := range d.Sentences {
		got = append(got, 1+strings.Count(d.Slice(s.Span), "\n"))
	}
	if want := []int{2, 12, 9}; !slices.Equal(got, want) {
		t.Errorf("pieces of %v lines, want %v", got, want)
	}
}

// Whatever blocks a reader finds, they are cut into what can be quoted, and
// stand below what came before.
func TestAnyBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{"One. Two.", "Wanted:", "a\n\nb", "It ends so:", "...", "| x |"}), 1, 12).Draw(t, "texts")
		blocks := make([]Block, len(texts))
		for i := range blocks {
			blocks[i].Kind = Kind(rapid.IntRange(0, int(Field)).Draw(t, "kind"))
			blocks[i].Level = rapid.IntRange(0, 3).Draw(t, "level")
		}
		d := cut(texts, blocks)
		corpustest.Check(t, d)
		for i := range d.Sentences {
			for _, above := range d.Above(i) {
				if above >= i {
					t.Fatal(fmt.Sprint("sentence ", i, " stands below ", above))
				}
			}
		}
	})
}

// A kind is found by its name.
func TestKindNamed(t *testing.T) {
	for k := Prose; k <= Field; k++ {
		if got := KindNamed(k.String()); got != k {
			t.Errorf("%q names %v", k, got)
		}
	}
	if KindNamed("") != Prose {
		t.Error("no name is none of a paragraph")
	}
}
