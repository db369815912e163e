package read

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// cueTime is when a cue shows: "00:14:05.000 --> 00:14:08.120", with a comma in SubRip
// and without hours in WebVTT where there are none.
var cueTime = lazyregexp.New(`^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})`)

// A cue is what is shown at a time of a recording.
type cue struct {
	from, to time.Duration
	speaker  string
	text     string
}

// readTranscript reads the subtitles of a recording, WebVTT or SubRip. What one person
// says goes on over cues, and so do its sentences.
func readTranscript(f file) (*corpus.Document, string, error) {
	text, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	w := transcript{written: written{budget: f.budget}}
	for _, c := range cuesOf(text) {
		if err := w.take(c); err != nil {
			return nil, "", err
		}
	}
	if err := w.end(); err != nil {
		return nil, "", err
	}
	return w.document(f.name, metadata{title: transcriptTitle(f.name, text)}), warning, nil
}

// transcriptTitle is what stands behind the first word of a WebVTT file, or else the
// name of the file.
func transcriptTitle(name, text string) string {
	if title, ok := strings.CutPrefix(firstLine(text), "WEBVTT"); ok {
		if title = strings.Trim(title, " \t\r-–—"); title != "" {
			return title
		}
	}
	return corpus.ReadableName(name)
}

// cuesOf lists the cues of a file. What stands between them is left out: their numbers
// and names, notes, styles.
func cuesOf(text string) []cue {
	var out []cue
	open := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch m := cueTime.FindStringSubmatch(line); {
		case m != nil:
			out = append(out, cue{from: timeAt(m[1:5]), to: timeAt(m[5:9])})
			open = true
		case strings.TrimSpace(line) == "":
			open = false
		case open:
			c := &out[len(out)-1]
			said, speaker := plainCue(line)
			if c.speaker == "" {
				c.speaker = speaker
			}
			c.text = strings.TrimSpace(c.text + " " + said)
		}
	}
	return out
}

// timeAt is the time that hours, minutes, seconds and their parts write.
func timeAt(parts []string) time.Duration {
	var n [4]int
	for i, part := range parts {
		n[i], _ = strconv.Atoi(part) // no hours are none
	}
	fraction := time.Duration(n[3]) * time.Second
	for range parts[3] {
		fraction /= 10
	}
	return time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second + fraction
}

var (
	voice  = lazyregexp.New(`<v(?:\.[^ \t>]+)*[ \t]+([^>]+)>`)
	cueTag = lazyregexp.New(`</?[a-zA-Z0-9][^<>]*>|\{\\[^{}]*\}`)
	// named is a line that names who speaks: ">> MODERATOR: Good morning", "JANE DOE: Yes".
	named = lazyregexp.New(`^(?:>>+\s*|-\s*)?(\p{Lu}[\p{Lu}\pN.'’-]*(?: \p{Lu}[\p{Lu}\pN.'’-]*){0,3}):\s+`)
)

// plainCue is what is read of a line, and who speaks, where the line says so.
func plainCue(line string) (said, speaker string) {
	if m := voice.FindStringSubmatch(line); m != nil {
		speaker = fold(html.UnescapeString(m[1]))
	}
	said = fold(html.UnescapeString(cueTag.ReplaceAllString(line, "")))
	if m := named.FindStringSubmatch(said); m != nil && speaker == "" {
		speaker, said = m[1], said[len(m[0]):]
	}
	said = strings.TrimSpace(strings.TrimLeft(said, ">"))
	return said, speaker
}

// A transcript is the text of cues while they are read.
type transcript struct {
	written
	said    strings.Builder
	times   []corpus.Mark // of what is said, by its bytes
	until   time.Duration // the last cue
	speaker string        // of the cues before
}

// pause is how long nothing is said before a new paragraph, where a sentence has ended.
const pause = 1500 * time.Millisecond

// take adds a cue: to what is being said, or as the beginning of something else.
func (t *transcript) take(c cue) error {
	if c.text == "" {
		return nil
	}
	said := t.said.String()
	changes := c.speaker != "" && c.speaker != t.speaker
	if changes || c.from-t.until >= pause && strings.ContainsAny(lastRune(said), ".?!…\"”") {
		if err := t.end(); err != nil {
			return err
		}
	}
	if changes {
		t.speaker = c.speaker
	}
	if t.said.Len() > 0 {
		t.said.WriteByte(' ')
	}
	t.times = append(t.times, corpus.Mark{Start: t.said.Len(), Place: corpus.Place{Kind: corpus.Time, Number: int(c.from / time.Second)}})
	t.said.WriteString(c.text)
	t.until = c.to
	return nil
}

func lastRune(text string) string {
	if text == "" {
		return ""
	}
	runes := []rune(text[max(0, len(text)-4):])
	return string(runes[len(runes)-1])
}

// end ends what is being said: below the name of who says it, where that is known.
func (t *transcript) end() error {
	text := t.said.String()
	if text == "" {
		return nil
	}
	t.place = t.times[0].Place
	kind := corpus.Prose
	if t.speaker != "" {
		kind = corpus.Turn
		if err := t.add(corpus.Speaker, 0, t.speaker); err != nil { // each turn has its own
			return err
		}
	}
	n := len(t.blocks)
	if err := t.add(kind, 0, text); err != nil {
		return err
	}
	if len(t.blocks) > n { // else it shows nothing
		for _, m := range t.times {
			m.Start += t.blocks[n].Start
			t.marks = append(t.marks, m)
		}
	}
	t.marks = slices.CompactFunc(t.marks, func(a, b corpus.Mark) bool { return a.Place == b.Place })
	t.said.Reset()
	t.times = t.times[:0]
	return nil
}
