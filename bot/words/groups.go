package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// grouped joins groups of three digits between which spaces stand.
func grouped(l *lang.Language, tokens []Token, text string) (Token, int) {
	merged, n := tokens[0], 1
	raw := func(t Token) string { return text[t.Start:t.End] }
	if head := raw(merged); len(head) > 3 || head[0] == '0' || strings.Trim(head, "0123456789") != "" {
		return merged, 1
	}
	space, whole := "", raw(merged)
	for n < len(tokens) && tokens[n].Figure {
		gap, group := text[tokens[n-1].End:tokens[n].Start], raw(tokens[n])
		if len(group) != 3 || strings.Trim(group, "0123456789") != "" || n > 1 && gap != space || !isGroupSpace(gap) {
			break
		}
		space, whole = gap, whole+group
		n++
	}
	if n == 1 || space == " " && !isOneFigure(l, tokens[:n], text) || len(whole) > maxFigure {
		return tokens[0], 1
	}
	merged.Form, merged.End = whole, tokens[n-1].End
	return merged, n
}

// isGroupSpace reports a space, a space that no line breaks at, narrow or not, or
// a thin one.
func isGroupSpace(gap string) bool {
	switch gap {
	case " ", "\u00a0", "\u202f", "\u2009":
		return true
	}
	return false
}

// isOneFigure reports whether groups of digits between plain spaces are one
// figure: thousands are. Others have to stand where no noun before them may be
// numbered ("pier 7 200 metres from it"), and where they are no row of figures.
func isOneFigure(l *lang.Language, groups []Token, text string) bool {
	last := groups[len(groups)-1]
	if text[last.Start:last.End] == "000" {
		return true
	}
	before := strings.Fields(text[max(0, groups[0].Start-longestBefore):groups[0].Start])
	if len(before) == 0 {
		r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[last.End:], " "))
		return unicode.IsLetter(r)
	}
	word := Fold(before[len(before)-1])
	return !isWord(word) || l.IsStop(word) || l.Past != nil && l.Past(word) || l.Figures.QualifierEnds[word]
}

// longestBefore is how many bytes before a figure hold the word before it.
const longestBefore = 40
