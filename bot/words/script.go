package words

import (
	"slices"
	"unicode"
)

// AppendScripts adds the scripts that the letters of a text are of to others, each
// once, by the names that Unicode gives them: "Latin", "Cyrillic".
func AppendScripts(dst []string, text string) []string {
	for _, r := range text {
		isOf := func(script string) bool { return unicode.Is(unicode.Scripts[script], r) }
		if !unicode.IsLetter(r) || slices.ContainsFunc(dst, isOf) {
			continue
		}
		for script := range unicode.Scripts {
			if script != "Common" && script != "Inherited" && isOf(script) {
				dst = append(dst, script)
				break
			}
		}
	}
	return dst
}
