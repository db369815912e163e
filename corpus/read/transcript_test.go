package read

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

const webVTT = `WEBVTT - The council

NOTE made by hand

STYLE
::cue { color: white }

intro
00:01.000 --> 00:04.000 align:start
<v Ada Marrow>The harbour was opened
in <b>1894</b>. It has

00:04.200 --> 00:06.000
<v Ada Marrow>two basins &amp; a dock.

00:01:10.500 --> 00:01:12.000
<v Ben Quill>Is the <00:01:11.000>quay safe?

01:02:03.000 --> 01:02:05.000
<v Ada Marrow>It is.
`

const subRip = "\ufeff1\r\n00:00:01,000 --> 00:00:03,000\r\n>> MODERATOR: Good morning,\r\n{\\an8}everybody.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nLet us begin.\r\n\r\n3\r\n00:00:09,000 --> 00:00:10,000\r\nThe first item is the quay.\r\n\r\n4\r\n00:00:11,000 --> 00:00:12,000\r\nJANE DOE: It fell in.\r\n"

// Sentences go on over cues, below who says them, and each has its time.
func TestTranscripts(t *testing.T) {
	for name, test := range map[string]struct{ text, outline, places string }{
		"council.vtt": {webVTT, `
speaker: Ada Marrow
  turn: The harbour was opened in 1894.
  -: It has two basins & a dock.
speaker: Ben Quill
  turn: Is the quay safe?
speaker: Ada Marrow
  turn: It is.
`, "0:01 0:01 0:01 1:10 1:10 1:02:03 1:02:03"},
		"meeting.srt": {subRip, `
speaker: MODERATOR
  turn: Good morning, everybody.
  -: Let us begin.
speaker: MODERATOR
  turn: The first item is the quay.
speaker: JANE DOE
  turn: It fell in.
`, "0:01 0:01 0:03 0:09 0:09 0:11 0:11"},
	} {
		doc, _, err := Document(name, []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		corpustest.Check(t, doc)
		if _, got, _ := strings.Cut(outlineOf(doc), "\n"); got != test.outline {
			t.Errorf("%s is\n%s", name, got)
		}
		var places []string
		for _, s := range doc.Sentences {
			p := doc.PlaceOf(s.Start)
			if p.Kind != corpus.Time {
				t.Errorf("%s: %q stands at a %s", name, doc.Slice(s.Span), p.Kind)
			}
			places = append(places, p.Count())
		}
		if got := strings.Join(places, " "); got != test.places {
			t.Errorf("%s: the times are %s", name, got)
		}
	}
}

// Blocks of the subtitles of other programs, checked by eye.
func TestTranscriptBlocks(t *testing.T) {
	for _, path := range filesIn(t, "testdata/transcripts/*.[vs]*t", 6) {
		doc := readFileAs(t, path)
		goldentest.Check(t, "transcripts/"+filepath.Base(path)+".golden", outlineOf(doc))
	}
}

// What machines recognize has no ends of sentences: it is parted all the same.
func TestTranscriptsWithoutSentences(t *testing.T) {
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	for i := range 60 {
		fmt.Fprintf(&b, "00:%02d.000 --> 00:%02d.000\nwe are still speaking of quay number %d\n\n", i, i+1, i)
	}
	doc, _, err := Document("long.vtt", []byte(b.String()))
	if err != nil || len(doc.Sentences) < 4 {
		t.Errorf("%v, %v", doc, err)
	}
}

func TestTranscriptsOfNothing(t *testing.T) {
	for _, text := range []string{"WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no cue at all", "00:01.000 --> x\na"} {
		if _, _, err := Document("a.vtt", []byte(text)); err == nil {
			t.Errorf("%q is a transcript", text)
		}
	}
}

func FuzzTranscript(f *testing.F) {
	f.Add([]byte(webVTT))
	f.Add([]byte(subRip))
	f.Fuzz(func(t *testing.T, data []byte) {
		survives(t, "a.vtt", data)
	})
}
