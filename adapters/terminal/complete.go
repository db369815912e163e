package terminal

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// A completer completes the line that a person types. It implements the
// library's AutoCompleter.
type completer struct {
	ctx      context.Context
	terminal *Terminal
}

// Do returns what may follow the cursor, and how many characters before it
// that completes.
func (c completer) Do(line []rune, pos int) (endings [][]rune, length int) {
	typed, completions := c.terminal.complete(c.ctx, string(line[:pos]), string(line[pos:]))
	for _, text := range completions {
		endings = append(endings, []rune(text)[len([]rune(typed)):])
	}
	return endings, len([]rune(typed))
}

// complete finds what the end of the text before the cursor may be completed
// to: as many of its last words, four at most, as begin a name or phrase of the
// sources. What it returns begins with these words, but for the case of their
// letters: no word is replaced by another.
func (t *Terminal) complete(ctx context.Context, before, after string) (typed string, completions []string) {
	const mostWords = 4
	if next := []rune(after); len(next) > 0 && (unicode.IsLetter(next[0]) || unicode.IsDigit(next[0])) {
		return "", nil // the cursor is in a word
	}
	for _, name := range commandNames() {
		if before != "" && after == "" && strings.HasPrefix(name, before) {
			typed, completions = before, append(completions, name)
		}
	}
	for _, start := range lastWords(before, mostWords) {
		suggested, err := t.Bot.Suggest(ctx, From, before[start:])
		if err != nil {
			break // a completion is a convenience: the question will tell what is wrong
		}
		suggested = slices.DeleteFunc(suggested, func(s string) bool {
			return Visible(s) != s || !begins(s, before[start:])
		})
		if len(suggested) > 0 {
			return before[start:], append(completions, suggested...)
		}
	}
	return typed, completions
}

// begins tells whether text goes on after prefix, with letters of either case.
func begins(text, prefix string) bool {
	runes, n := []rune(text), len([]rune(prefix))
	return len(runes) > n && strings.EqualFold(string(runes[:n]), prefix)
}

// lastWords returns where the last n words of text begin, the first of them
// first. Text that ends in white space has none to complete.
func lastWords(text string, n int) []int {
	var starts []int
	inWord := false
	for i, r := range text {
		space := r == ' ' || r == '\t'
		if !space && !inWord {
			starts = append(starts, i)
		}
		inWord = !space
	}
	if !inWord {
		return nil
	}
	return starts[max(0, len(starts)-n):]
}
