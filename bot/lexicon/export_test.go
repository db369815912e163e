package lexicon

// For the tests, which need folding, and folding needs the lexicon.
var (
	Text  = text
	Kinds = kinds
)

// Decode reads a whole lexicon in the plainest way.
func Decode(text string) []Entry {
	var entries []Entry
	form := ""
	for i := 0; i < len(text); {
		if text[i] == '\n' {
			i++
			continue
		}
		code := int(text[i] - firstMark)
		end := i + suffixEnd(text[i:])
		form = form[:code/len(kinds)] + text[i+1:end]
		entries = append(entries, Entry{form, kinds[code%len(kinds)]})
		i = end
	}
	return entries
}
