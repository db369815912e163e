package corpus

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang/en"
)

// sentencesOf returns the sentences of a text, each followed by "|".
func sentencesOf(text string) string {
	var out strings.Builder
	for _, s := range appendSentences(en.English, nil, text, Span{0, len(text)}) {
		out.WriteString(text[s.Start:s.End])
		out.WriteByte('|')
	}
	return out.String()
}

// Each case is a text with a bar where a sentence must end.
var breaks = map[string][]string{
	"plain": {
		"It ended.| It began.", "It was cold!| Was it?| Yes.", "One.|  Two.|\tThree.",
	},
	"dotted abbreviations": {
		"The U.S. has expressed concerns.| It waits.",
		"A U.S.-led force came.| It left.",
		"challenges to South Korea and the U.S. in future conflicts.",
		"They work in the U.S.| The deal was signed.",
		"They moved to the U.S.| However, it failed.",
		"As the November U.S. presidential election looms, it waits.",
		"The U.S. Senate met in Washington, D.C.| It voted.",
		"She holds a Ph.D. in physics, i.e. the science, e.g. Optics.",
		"The L.P. CEO resigned.", "Founded by E.I. du Pont in Paris.", "At 5 p.m. EST it closed.",
		"It opened at 9 a.m.| Visitors came.", "It opened at 9 a.m. Monday.", "In the 5th century B.C.| The city fell.",
		"Genevieve of The A.V. Club praised it.",
	},
	"titles and names": {
		"Mr. Smith met Dr. Jones.| They spoke.", "Gen. Lee and Lt. Col. Ray left.", "Martin Luther King Jr. Day is in January.",
		"He met St. John in Ft. Worth.", "Sen. Obama and Rep. Lee agreed.", "They hired prof. Wang of Wuhan.",
		"J. R. R. Tolkien wrote it.| He was English.", "J.R.R. Tolkien wrote it.", "T. T. Tsui paid.", "Philip K. Dick wrote it.",
		"Brown v. Board of Education was decided.", "Roe vs. Wade followed.", "Works for Apple Inc. and Ford Motor Co. in Ohio.",
		"He joined Apple Inc.| The company grew.", "Warner Bros. Domestic Cable bought it.",
	},
	"single letters that end a sentence": {
		"Humans cannot make vitamin C.| Most animals can.", "He fought in World War I.| Momčilo was young.",
		"Patients have hepatitis B.| Treatment helps.", "It is read as a C.| With current technology it is hard.",
	},
	"numbers": {
		"No. 5 came first.| It won.", "See Fig. 3 and Vol. II, pp. 5 of it.", "See Supplementary Fig. S2 for it.",
		"It was printed c. 1455 in Mainz.", "It costs 3.5 million.| That is much.", "It was 10.30 in the morning.",
		"He died in 1990. |12 people came.", "It cost $3.50.| $4 was too much.", "Version 2.0 is out.| Version 3.0 is not.",
		"He was born b. 1955 there.", "On Jan. 5 it rained.| On Sept. 6 it did not.", "It ended in Dec.| The year was over.",
		"Did you go?| No.| The road was closed.",
	},
	"et cetera": {
		"Cats, dogs, etc. are pets.", "Cats, dogs, etc.| Birds are pets too.", "Smith et al. found it.| Jones et al. did not.",
	},
	"ellipses": {
		"He waited ... and left.", "He waited... and left.", "He waited…| Then he left.", "He waited...| Then he left.",
		"The problems . . . are ingrained.", "I saw it. ...I've asked people.", "It was . . .| But it ended.",
	},
	"quotations": {
		`He said "it is over."| She left.`, `"It is over."| "Is it?"| "Yes."`, `“It is over.”| “Is it?”`, `He said 'it is over.'| She left.`,
		`"What?" he asked.| "Nothing!" she cried.`, `He wrote "Who Are You?" in 1978.`,
		`It was " over. "| She left.`, `‘Get on,’ he said.| She did.`, `She said (it was late.)| He left.`,
	},
	"marks in names": {
		"Yahoo! is a company.| It is old.", "Tiffany Lee of Yahoo! Music liked it.", "Jeopardy! began in 1964.", "Panic! at the Disco played.",
	},
	"brackets": {
		"It was late (he said).| She left.", "It was late.| (He said so.)| She left.", "It works (e.g. Elf, Dwarf) well.",
		"It works [i.e. runs].| It is good.",
	},
	"footnotes": {
		"It ended.[1]| It began.", "It ended.[1][2]| It began.", "It ended. [1]| It began.", "It ended.[citation needed]| While it began.",
		"It ended.[a]| It began.", "It ended.[12]:34| It began.", "It ended.²| It began.", "It is rare. [6] [7]| In China it is not.",
		"Several species. [35] .| Although it decreased.", `He said "no."[3]| She left.`,
	},
	"glued": {
		"It escalated the conflict.|The deployment began.", "It ended the war.|In Ukraine it did not.", "They came to Wilton.|This is a town.",
		"It ended.[1]|The deployment began.", "It ended the conflict.|Russia sent troops.",
		"Call pod.Spec or System.Out now.", "See www.Example.Com for it.", "Use Node.js and file.Txt here.", "It is klog.Fatal once.",
		`He said "it ended."|The deployment began.`,
	},
	"small letters": {
		"It sold well.| iPhone users cheered.", "It ended. and 70,000 were hurt.",
	},
	"list markers": {
		"1. First item.| 2. Second item.", "a. First item", "IV. The fourth part",
	},
	"other scripts": {
		"終わった。|始まった。", "यह है।| वह है।", "هل انتهى؟| نعم.", "Это конец.| Это начало.",
	},
	"nothing to quote": {"* * *", "...", "", "---", "?!"},
}

func TestBreaks(t *testing.T) {
	for name, cases := range breaks {
		for _, c := range cases {
			text := strings.ReplaceAll(c, "|", "")
			var want strings.Builder
			for _, s := range strings.Split(c, "|") {
				if s = strings.TrimSpace(s); strings.ContainsFunc(s, isWordRune) {
					want.WriteString(s + "|")
				}
			}
			if got := sentencesOf(text); got != want.String() {
				t.Errorf("%s: %q\n got %q\nwant %q", name, text, got, want.String())
			}
		}
	}
}

// No abbreviation is too long to be looked up.
func TestAbbreviationsAreLookedUp(t *testing.T) {
	for w := range en.English.Sentences.Abbreviations {
		if len(w) > maxAbbreviation {
			t.Errorf("%q is too long", w)
		}
	}
}

// Line breaks in hard-wrapped text are white space.
func TestBreaksAcrossLines(t *testing.T) {
	text := "It was signed by Mr.\nSmith in the U.S.\nof America. It\nended.\nThen"
	if got, want := sentencesOf(text), "It was signed by Mr.\nSmith in the U.S.\nof America.|It\nended.|Then|"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Texts that make a careless search take quadratic time.
func TestLinearTime(t *testing.T) {
	const size = 1 << 20
	for _, unit := range []string{".", ". ", "a.", "A. ", "\"", ".\"", ".)", ". [1]", "…", "a.B", " ", "§", "。", "x.a\u0301", ".\u00a0"} {
		t.Run(fmt.Sprintf("%q", unit), func(t *testing.T) {
			text := "Start." + strings.Repeat(unit, size/len(unit)) + "End"
			start := time.Now()
			NewDocument("hostile", text)
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// A sentence that nobody wrote is cut at white space, or between two runes, and
// loses nothing.
func TestLongSentences(t *testing.T) {
	for _, unit := range []string{"word ", "日本", "x  \u00a0"} {
		words := strings.TrimFunc(strings.Repeat(unit, 4<<20/len(unit)), IsBlank)
		text := "It ended." + strings.Repeat(" ", 1<<20) + "Then " + words
		doc := NewDocument("long line", text)
		if got := doc.Slice(doc.Sentences[0].Span); got != "It ended." {
			t.Errorf("the first sentence is %.20q", got)
		}
		at := doc.Sentences[0].End
		for _, s := range doc.Sentences[1:] {
			piece := doc.Slice(s.Span)
			if len(piece) > longestSentence || !utf8.ValidString(piece) || strings.TrimFunc(doc.Text[at:s.Start], IsBlank) != "" {
				t.Fatalf("%q: a piece at %v, after %d", unit, s, at)
			}
			at = s.End
		}
		if at != len(text) {
			t.Errorf("%q: the sentences end at %d of %d", unit, at, len(text))
		}
	}
}

func TestGivenSentences(t *testing.T) {
	text := "One is here.  Two crosses\n\na blank line. Three follows.\n\nFour ends."
	given := []string{"One is here.", "Two crosses\n\na blank line.", " ", "Three follows. ", "Four ends.", ""}
	doc, err := NewDocumentOfSentences("n", "t", text, given)
	if err != nil {
		t.Fatal(err)
	}
	var got, paragraphs []string
	var of []int
	for _, s := range doc.Sentences {
		got = append(got, doc.Slice(s.Span))
		of = append(of, s.Paragraph)
	}
	for _, p := range doc.Paragraphs {
		paragraphs = append(paragraphs, doc.Slice(p.Span))
	}
	if want := []string{"One is here.", "Two crosses\n\na blank line.", "", "Three follows.", "Four ends.", ""}; !slices.Equal(got, want) {
		t.Errorf("sentences %q, want %q", got, want)
	}
	if want := []string{"One is here.  Two crosses\n\na blank line.", "Three follows.", "Four ends."}; !slices.Equal(paragraphs, want) {
		t.Errorf("paragraphs %q, want %q", paragraphs, want)
	}
	if want := []int{0, 0, 0, 1, 2, 2}; !slices.Equal(of, want) {
		t.Errorf("paragraph of each sentence %v, want %v", of, want)
	}
	for _, bad := range [][]string{{"Missing."}, {"Four ends.", "One is here."}} {
		if _, err := NewDocumentOfSentences("n", "t", text, bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
	if _, err := NewDocumentOfSentences("n", "t", "a\xff", nil); err == nil {
		t.Error("no error for text that is not UTF-8")
	}
}
