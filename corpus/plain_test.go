package corpus_test

import (
	"slices"
	"testing"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func paragraphTexts(d *Document) []string {
	var out []string
	for _, p := range d.Paragraphs {
		out = append(out, d.Slice(p.Span))
	}
	return out
}

// In a report each line is a paragraph; in hard-wrapped text a blank line ends
// one. The lengths of the lines tell.
func TestParagraphs(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a line each": {
			"Troops in the Region\nThe deployment of troops could signify a shift in the dynamics of the war, providing a much-needed boost while raising the stakes for security.\nThe potential shift reflects a significant change.\nIt underscores the growing cooperation between the two, which may have broader implications for the whole region and its allies.",
			[]string{
				"Troops in the Region",
				"The deployment of troops could signify a shift in the dynamics of the war, providing a much-needed boost while raising the stakes for security.",
				"The potential shift reflects a significant change.",
				"It underscores the growing cooperation between the two, which may have broader implications for the whole region and its allies.",
			},
		},
		"hard-wrapped": {
			"The deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security. It is new.\n\nThe potential shift reflects a significant change in the defense\npolicy of the country.\n",
			[]string{
				"The deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security. It is new.",
				"The potential shift reflects a significant change in the defense\npolicy of the country.",
			},
		},
		"hard-wrapped without a blank line": {
			"The deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security.",
			[]string{"The deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security."},
		},
		"a headline and a list in hard-wrapped text": {
			"The Dynamics of War\nThe deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security, as these show that are listed here one by one, from\n- the first, which is long enough to be wrapped at the end of its\n  line, to\n- the last of them.\n",
			[]string{
				"The Dynamics of War",
				"The deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security, as these show that are listed here one by one, from",
				"- the first, which is long enough to be wrapped at the end of its\n  line, to",
				"- the last of them.",
			},
		},
		"a program in hard-wrapped text": {
			"The deployment of troops could signify a shift in the dynamics of\nthe war. It is new, and it begins with the three that stand in the\nlist of names:\n\n    for name in names:\n        text = read(name)\n        print(name, len(text))\n\nOne looks at the sources once more, and then at what the readers\nhave said.\n",
			[]string{
				"The deployment of troops could signify a shift in the dynamics of\nthe war. It is new, and it begins with the three that stand in the\nlist of names:",
				"for name in names:\n        text = read(name)\n        print(name, len(text))",
				"One looks at the sources once more, and then at what the readers\nhave said.",
			},
		},
		"a list of words":   {"milk\neggs\nbread and butter", []string{"milk", "eggs", "bread and butter"}},
		"two short lines":   {"It was a dark night.\nThe rain fell.", []string{"It was a dark night.", "The rain fell."}},
		"other line breaks": {"One line.\r\nTwo lines.\r\rThree.", []string{"One line.", "Two lines.", "Three."}},
		"blank":             {" \n\t\n\ufeff", nil},
	} {
		t.Run(name, func(t *testing.T) {
			doc := NewDocument("n.txt", c.text)
			if got := paragraphTexts(doc); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			corpustest.Check(t, doc)
		})
	}
}

// A sentence may run over the lines of hard-wrapped text, and ends with its
// paragraph.
func TestSentencesOfParagraphs(t *testing.T) {
	doc := NewDocument("n", "The deployment of troops could signify a shift in the dynamics of\nthe war as a whole. It was\nsigned\n\nRelated\n")
	var got []string
	for _, s := range doc.Sentences {
		got = append(got, doc.Slice(s.Span))
	}
	want := []string{"The deployment of troops could signify a shift in the dynamics of\nthe war as a whole.", "It was\nsigned", "Related"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A label says nothing of its own.
func TestLabels(t *testing.T) {
	doc := NewDocument("n", "See also:\nHe gave these three reasons for it:\nIt was late.\nRelated Sources:")
	for i, want := range []int{0, 1, 1, 0} {
		if p := doc.Paragraphs[i]; p.Last-p.First != want {
			t.Errorf("paragraph %q has %d sentences, want %d", doc.Slice(p.Span), p.Last-p.First, want)
		}
	}
}
