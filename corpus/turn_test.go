package corpus_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// A turn begins where somebody's name does, and goes on to the next.
func TestTurns(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // the paragraphs; turns behind the name of who speaks
	}{
		"lines": {
			"Ann: We begin at nine. Is that right?\nBen Ray: It is for most of us.\nIt was not last year.\nANN LEE (chair): Then we do.\n\nAnn: Good to hear that.\n\nBen Ray: So it is.\nAnn: Yes.",
			[]string{"[Ann] Ann: We begin at nine. Is that right?", "[Ben Ray] Ben Ray: It is for most of us.", "It was not last year.", "ANN LEE (chair): Then we do.", "[Ann] Ann: Good to hear that.", "[Ben Ray] Ben Ray: So it is.", "[Ann] Ann: Yes."},
		},
		"marks": {
			"**AL:** We begin at nine, and end at ten.\n\n**BR:** Yes.\n\n**AL:** Good.\n\n**BR:** So.\n\n@carl - Late again, as ever. Sorry.\n\n@carl - Sorry.\n",
			[]string{"[AL] **AL:** We begin at nine, and end at ten.", "[BR] **BR:** Yes.", "[AL] **AL:** Good.", "[BR] **BR:** So.", "[@carl] @carl - Late again, as ever. Sorry.", "[@carl] @carl - Sorry."},
		},
		"one speaker":  {strings.Repeat("Ann: We begin at nine in the hall.\n\n", 6), slices.Repeat([]string{"Ann: We begin at nine in the hall."}, 6)},
		"labels":       {strings.Repeat("Note: We begin at nine in the hall.\n\nWarning: It is far to go to the hall.\n\n", 3), slices.Repeat([]string{"Note: We begin at nine in the hall.", "Warning: It is far to go to the hall."}, 3)},
		"what is sent": {strings.Repeat("C: a LOGIN ann\n\nS: a OK done\n\n", 3), slices.Repeat([]string{"C: a LOGIN ann", "S: a OK done"}, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewDocument("n.txt", c.text)
			corpustest.Check(t, d)
			var got []string
			for _, p := range d.Paragraphs {
				text := d.Slice(p.Span)
				if p.Kind == Turn {
					who, ok := SpeakerIn(d.Lang(), text)
					if !ok {
						t.Errorf("nobody says %q", text)
					}
					text = "[" + text[who.Start:who.End] + "] " + text
				}
				got = append(got, text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}
