package read

import (
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// codeAlone makes a paragraph that holds one piece of code and nothing else, as
// between two marks, a block of code: the sentence before it announces it as it
// would a program.
func codeAlone(text string, b corpus.Block, opening, closing string) corpus.Block {
	inner, opened := strings.CutPrefix(text[b.Start:b.End], opening)
	inner, closed := strings.CutSuffix(inner, closing)
	if b.Kind != corpus.Prose || !opened || !closed || strings.TrimSpace(inner) == "" || strings.Contains(inner, opening) || strings.Contains(inner, closing) {
		return b
	}
	b.Kind = corpus.Code
	b.Start += len(opening) + len(inner) - len(strings.TrimLeftFunc(inner, corpus.IsBlank))
	b.End = b.Start + len(strings.TrimFunc(inner, corpus.IsBlank))
	return b
}
