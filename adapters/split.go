package adapters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
)

// A Block is a part of a reply that belongs together: a phrase, a quotation, a
// citation.
type Block struct {
	Text   string                   // as it is
	Render func(text string) string // escaped and marked for the platform; also of a part of Text
}

// Pack renders blocks into as few messages as fit, with gap between the blocks
// of one. A block is split only where it does not fit a message alone, and
// then between words. Nothing is left out.
func Pack(blocks []Block, gap string, fits func(message string) bool) []string {
	var pieces []string
	for _, b := range blocks {
		for _, piece := range Cut(b.Text, func(piece string) bool { return fits(b.Render(piece)) }) {
			pieces = append(pieces, b.Render(b.Text[piece.Start:piece.End]))
		}
	}
	var out []string
	for _, group := range Group(pieces, func(g []string) bool { return fits(strings.Join(g, gap)) }) {
		out = append(out, strings.Join(group, gap))
	}
	return out
}

// Group splits things into as few groups of neighbours as fit. A single one is
// a group even if it does not fit.
func Group[T any](things []T, fits func(group []T) bool) [][]T {
	var out [][]T
	start := 0
	for end := 1; end <= len(things); end++ {
		if end == len(things) || !fits(things[start:end+1]) {
			out = append(out, things[start:end])
			start = end
		}
	}
	return out
}

// Cut splits a text into pieces that fit, given by their bytes: behind the last
// sentence's end in the second half of what fits, else before the last white
// space, else between two characters. The pieces hold everything but the white
// space between them. A single character is a piece even if it does not fit.
func Cut(text string, fits func(piece string) bool) []corpus.Span {
	var out []corpus.Span
	for start := 0; ; {
		start += len(text[start:]) - len(strings.TrimLeftFunc(text[start:], unicode.IsSpace))
		rest := strings.TrimRightFunc(text[start:], unicode.IsSpace)
		if rest == "" {
			return out
		}
		end := len(rest)
		if !fits(rest) {
			end = longest(rest, fits)
		}
		if end == len(rest) {
			return append(out, corpus.Span{Start: start, End: start + end})
		}
		end = pause(rest, end)
		piece := strings.TrimRightFunc(rest[:end], unicode.IsSpace)
		out = append(out, corpus.Span{Start: start, End: start + len(piece)})
		start += end
	}
}

// longest returns the end of the longest beginning of a text that fits, and is
// one character at least.
func longest(text string, fits func(string) bool) int {
	_, first := utf8.DecodeRuneInString(text)
	low, high := first, len(text)
	for low < high {
		middle := low + (high-low+1)/2
		for middle < len(text) && !utf8.RuneStart(text[middle]) {
			middle++
		}
		if middle <= high && fits(text[:middle]) {
			low = middle
			continue
		}
		// The next try ends before the character that middle was moved past.
		for high = min(high, middle) - 1; high > low && !utf8.RuneStart(text[high]); high-- {
		}
	}
	return low
}

// pause moves a cut back to where a reader pauses.
func pause(text string, end int) int {
	if r, _ := utf8.DecodeRuneInString(text[end:]); unicode.IsSpace(r) {
		end += utf8.RuneLen(r)
	}
	for at := end; at > end/2; {
		at = strings.LastIndexFunc(text[:at], unicode.IsSpace)
		if at <= end/2 {
			break
		}
		if strings.ContainsRune(".!?", rune(text[at-1])) {
			return at
		}
	}
	if at := strings.LastIndexFunc(text[:end], unicode.IsSpace); at > 0 {
		return at
	}
	return end
}
