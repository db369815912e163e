package lexicon

import "strings"

// An Entry is one form of the lexicon and what it is known as.
type Entry struct {
	Form string
	Kind Kind
}

// The lexicon's text is made of lines, each a block of front-coded forms in
// order of bytes. A form is one mark and the letters in which it differs from
// the form before: the mark, a byte from '(' to '^', says how many leading
// bytes it shares (0 to maxShared) and its kind. Forms hold lower-case letters
// and apostrophes, so that no letter looks like a mark or a line's end.
const (
	blockForms = 16
	firstMark  = '('
	maxShared  = 10
)

// kinds are the combinations that occur, in the order in which marks count them.
var kinds = [...]Kind{IsWord, IsName, IsWord | IsName, IsName | IsFamous, IsWord | IsName | IsFamous}

// isMark tells a mark from a letter.
func isMark(b byte) bool { return firstMark <= b && b < firstMark+byte(len(kinds)*(maxShared+1)) }

// Encode writes entries, sorted by form without repetition, as the text that
// Lookup searches.
func Encode(entries []Entry) string {
	var b strings.Builder
	for i, e := range entries {
		shared := 0
		if i%blockForms == 0 {
			if i > 0 {
				b.WriteByte('\n')
			}
		} else {
			shared = sharedPrefix(entries[i-1].Form, e.Form)
		}
		b.WriteByte(byte(firstMark + shared*len(kinds) + kindIndex(e.Kind)))
		b.WriteString(e.Form[shared:])
	}
	b.WriteByte('\n')
	return b.String()
}

func sharedPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && n < maxShared && a[n] == b[n] {
		n++
	}
	return n
}

func kindIndex(kind Kind) int {
	for i, k := range kinds {
		if k == kind {
			return i
		}
	}
	panic("lexicon: a kind that no mark stands for")
}

// blockHead returns the first form of the block that s begins with.
func blockHead(s string) string { return s[1:suffixEnd(s)] }

// suffixEnd returns where the entry that s begins with ends.
func suffixEnd(s string) int {
	end := 1
	for end < len(s) && s[end] != '\n' && !isMark(s[end]) {
		end++
	}
	return end
}

// findInBlock decodes a block up to form and returns its kind, or 0.
func findInBlock(block, form string) Kind {
	matched := 0 // leading bytes in which the form before agrees with form
	for len(block) > 0 && block[0] != '\n' {
		code := int(block[0] - firstMark)
		shared, kind := code/len(kinds), kinds[code%len(kinds)]
		end := suffixEnd(block)
		suffix := block[1:end]
		block = block[end:]
		if shared > matched {
			continue // still differs from form where the one before did
		}
		rest := form[shared:]
		if suffix == rest {
			return kind
		}
		if suffix > rest {
			return 0
		}
		matched = shared + commonPrefix(suffix, rest)
	}
	return 0
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
