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
var cueTime = lazyregexp.New(`^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?`)

// A cue is what is shown at a time of a recording.
type cue struct {
	from, to time.Duration
	lines    []string
	said     []cueLine
}

// A cueLine is a line of a cue, as it is said.
type cueLine struct {
	speaker string // who says it, if that is told
	changes bool   // somebody else begins to speak
	text    string
}

// readTranscript reads the subtitles of a recording, WebVTT or SubRip. What one person
// says goes on over cues, and so do its sentences.
func readTranscript(f file) (*corpus.Document, string, error) {
	text, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	w := transcript{written: written{budget: f.budget}}
	for _, c := range saidIn(cuesOf(text)) {
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
		line = strings.TrimSuffix(line, "\n")
		switch m := cueTime.FindStringSubmatch(line); {
		case m != nil:
			if open {
				dropNumber(&out[len(out)-1])
			}
			out = append(out, cue{from: timeAt(m[1:5]), to: timeAt(m[5:9])})
			open = true
		case line == "":
			open = false
		case open: // a line of blanks as well, which begins what YouTube writes
			c := &out[len(out)-1]
			c.lines = append(c.lines, line)
		}
	}
	return out
}

// dropNumber takes the number of the next cue from the end of one, if the line between
// them has blanks.
func dropNumber(c *cue) {
	n := len(c.lines)
	if n < 2 || strings.TrimSpace(c.lines[n-2]) != "" {
		return
	}
	if _, err := strconv.Atoi(strings.TrimSpace(c.lines[n-1])); err == nil {
		c.lines = c.lines[:n-2]
	}
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
	named = lazyregexp.New(`^(\p{Lu}[\p{Lu}\pN.'’-]*(?: \p{Lu}[\p{Lu}\pN.'’-]*){0,3}):(?:\s+|$)`)
	// labelled is one that may: "Jane Doe: Yes", but also "Note: it rains".
	labelled = lazyregexp.New(`^(\p{Lu}[\pL\pN.'’-]*(?: (?:\p{Lu}|\(|\pN)[\pL\pN.'’()-]*){0,4}):(?:\s+|$)`)
	// turns begin what somebody else says.
	turns = lazyregexp.New(`^(?:>>+|[-–—](?:\s|$))\s*`)
)

// mostLabelled is the share of cues with a label from which on labels are names:
// programs for meetings write them into each cue.
const mostLabelled = .3

// saidIn reads the lines of cues: each once, though it may be shown in several.
func saidIn(cues []cue) []cue {
	labels := 0
	for i := range cues {
		c := &cues[i]
		for _, line := range c.lines {
			if l := plainLine(line); l.text != "" {
				c.said = append(c.said, l)
			}
		}
		if len(c.said) > 0 && labelled.MatchString(c.said[0].text) {
			labels++
		}
	}
	unroll(cues)
	pattern := named
	if float64(labels) > mostLabelled*float64(len(cues)) {
		pattern = labelled
	}
	for _, c := range cues {
		for i := range c.said {
			l := &c.said[i]
			if m := pattern.FindStringSubmatch(l.text); m != nil && l.speaker == "" {
				l.speaker, l.text = m[1], l.text[len(m[0]):]
			}
		}
	}
	return cues
}

// plainLine is what is read of a line.
func plainLine(line string) cueLine {
	var l cueLine
	if m := voice.FindStringSubmatch(line); m != nil {
		l.speaker = fold(html.UnescapeString(m[1]))
	}
	l.text = fold(html.UnescapeString(cueTag.ReplaceAllString(line, "")))
	if m := turns.FindString(l.text); m != "" {
		l.changes, l.text = true, l.text[len(m):]
	}
	return l
}

const (
	// leastRolled is the share of cues that show a line of the one before from which on
	// those lines are said once: people repeat themselves as well.
	leastRolled = .3
	// longestGap is how long after another a cue comes at most that goes on with it.
	longestGap = 100 * time.Millisecond
)

// unroll takes from cues the lines that the cue before has shown, if that is how the
// lines of the file move up.
func unroll(cues []cue) {
	repeated := make([]int, len(cues)) // how many lines of each
	rolled := 0
	for i := 1; i < len(cues); i++ {
		if cues[i].from-cues[i-1].to <= longestGap {
			repeated[i] = overlap(cues[i-1].said, cues[i].said)
		}
		if repeated[i] > 0 {
			rolled++
		}
	}
	if float64(rolled) < leastRolled*float64(len(cues)) {
		return
	}
	for i := len(cues) - 1; i > 0; i-- {
		cues[i].said = cues[i].said[repeated[i]:]
	}
}

// overlap is how many of the last lines of one cue are the first of the next.
func overlap(before, after []cueLine) int {
	for n := min(len(before), len(after)); n > 0; n-- {
		if slices.EqualFunc(before[len(before)-n:], after[:n], func(a, b cueLine) bool { return a.text == b.text }) {
			return n
		}
	}
	return 0
}

// A transcript is the text of cues while they are read.
type transcript struct {
	written
	said    strings.Builder
	times   []corpus.Mark // of what is said, by its bytes
	until   time.Duration // the last cue
	speaker string        // of the cues before
	ended   int           // the bytes of what is said up to its last end of a sentence
}

// pause is how long nothing is said before a new paragraph, where a sentence has ended.
const pause = 1500 * time.Millisecond

// longestSaid is the most bytes without an end of a sentence that are one: what is
// recognized by machines has none, and is parted where a cue begins.
const longestSaid = 400

// take adds a cue: to what is being said, or as the beginning of something else.
func (t *transcript) take(c cue) error {
	for _, l := range c.said {
		said := t.said.String()
		changes := l.speaker != "" && l.speaker != t.speaker || l.changes
		pauses := c.from-t.until >= pause && strings.ContainsAny(lastRune(said), ".?!…\"”")
		if changes || pauses || t.said.Len()-t.ended > longestSaid {
			if err := t.end(); err != nil {
				return err
			}
		}
		if changes {
			t.speaker = l.speaker
		}
		if l.text == "" { // only who speaks
			continue
		}
		if t.said.Len() > 0 {
			t.said.WriteByte(' ')
		}
		t.times = append(t.times, corpus.Mark{Start: t.said.Len(), Place: corpus.Place{Kind: corpus.Time, Number: int(c.from / time.Second)}})
		if end := strings.LastIndexAny(l.text, ".?!…"); end >= 0 {
			t.ended = t.said.Len() + end
		}
		t.said.WriteString(l.text)
	}
	if len(c.lines) > 0 {
		t.until = c.to
	}
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
	t.ended = 0
	t.times = t.times[:0]
	return nil
}
