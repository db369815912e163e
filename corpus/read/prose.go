package read

import (
	"errors"
	"strings"
	"unicode"

	"github.com/quoth-bot/quoth/corpus"
)

// A file without an extension is read if it is prose: README and INSTALL are,
// and a script is not. The two shares were set on 188 such files of 22 public
// repositories, 57 of them documents by their look and 113 not: 47 and 111 are
// told rightly. See doc/decisions/skipped.md.
const (
	// leastProse is the share of words that stand in sentences with a stop.
	leastProse = 0.25
	// mostCode is the share of lines that look like code.
	mostCode = 0.4
	// shortestSentence is how many words a sentence needs to count as one:
	// "Usage:" is none.
	shortestSentence = 2
)

var errNoProse = errors.New("it has no extension, and does not read as prose")

// isProse reports whether a text without an extension is prose.
func isProse(d *corpus.Document) bool {
	if strings.HasPrefix(d.Text, "#!") {
		return false // the system would run it
	}
	return proseShare(d) >= leastProse && codeShare(d.Text) <= mostCode
}

// proseShare returns the share of a document's words that stand in sentences
// with a stop.
func proseShare(d *corpus.Document) float64 {
	all, prose := 0, 0
	for _, s := range d.Sentences {
		text := d.Text[s.Start:s.End]
		words := 0
		for _, w := range strings.Fields(text) {
			all++
			if isPlainWord(w) {
				words++
			}
		}
		if words >= shortestSentence && endsWithStop(text) {
			prose += words
		}
	}
	if all == 0 {
		return 0
	}
	return float64(prose) / float64(all)
}

// isPlainWord reports whether a word is letters, with what may stand around and
// in them.
func isPlainWord(w string) bool {
	w = strings.Trim(w, ".,;:!?()'\"`*")
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }) < 0
}

func endsWithStop(text string) bool {
	text = strings.TrimRight(text, "\"')]*_ ")
	return text != "" && strings.IndexByte(".!?:", text[len(text)-1]) >= 0
}

// codeShare returns the share of lines that look like code, of those that are
// not blank.
func codeShare(text string) float64 {
	all, code := 0, 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		all++
		if looksLikeCode(line) {
			code++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(code) / float64(all)
}

// What a line of code begins, ends, or is made with; comments and markup are
// code here.
var (
	codeBegins = []string{"#", "//", "/*", "$", "<"}
	codeHolds  = []string{"${", "$(", "()", " = ", "==", "+=", ":=", "&&", "||", "::", "->", `="`, ">&", "><"}
)

const codeEnds = ";{}\\=[]|>"

func looksLikeCode(line string) bool {
	for _, b := range codeBegins {
		if strings.HasPrefix(line, b) {
			return true
		}
	}
	for _, h := range codeHolds {
		if strings.Contains(line, h) {
			return true
		}
	}
	return strings.IndexByte(codeEnds, line[len(line)-1]) >= 0
}
