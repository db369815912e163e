package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// listWords lists the words of all pages, but for the parts of those that the end of a
// line parts.
func (p *pdfText) listWords() {
	p.words = map[string]bool{}
	parted := false
	lines, ends := 0, 0
	for _, page := range p.pages {
		for _, l := range page.lines {
			said := strings.TrimSpace(l.text)
			if parted {
				said = said[len(firstWord(said)):]
			}
			lines++
			if parted = strings.HasSuffix(said, hyphen); parted {
				ends++
				said = strings.TrimSuffix(said, lastWord(strings.TrimSuffix(said, hyphen))+hyphen)
			}
			for _, w := range strings.FieldsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
				p.words[strings.ToLower(w)] = true
			}
		}
	}
	p.broken = float64(ends) > manyBroken*float64(lines)
	if broken, own := p.partsOfWords(); broken != own {
		p.broken = broken > own
	}
}

// partsOfWords counts the hyphens at the end of lines that part words which stand elsewhere
// without one, and with one.
func (p *pdfText) partsOfWords() (broken, own int) {
	for _, page := range p.pages {
		for i := 1; i < len(page.lines); i++ {
			before := strings.TrimSpace(page.lines[i-1].text)
			if !strings.HasSuffix(before, hyphen) {
				continue
			}
			a := strings.ToLower(lastWord(strings.TrimSuffix(before, hyphen)))
			b := strings.ToLower(firstWord(strings.TrimSpace(page.lines[i].text)))
			switch {
			case p.words[a+b]:
				broken++
			case p.words[a+"-"+b]:
				own++
			}
		}
	}
	return broken, own
}

// manyBroken is the share of lines that end with a hyphen from which on programs have put
// it there: words that have one of their own stand at the end of few lines.
const manyBroken = .03

// hyphenOf is what stands between two parts of a word that the end of a line parts: PDFs
// do not tell whether the hyphen is the word's own. It is if the word has it elsewhere, or
// if both parts are words, and together they are none.
func (p *pdfText) hyphenOf(before, after string) string {
	a, b := strings.ToLower(lastWord(before)), strings.ToLower(firstWord(after))
	switch {
	case p.words[a+b]:
		return ""
	case p.words[a+"-"+b], p.words[a] && p.words[b] && len(a) > 2 && len(b) > 2:
		return "-"
	case p.broken || len(b) == 0:
		return ""
	}
	return "-"
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }

func firstWord(text string) string {
	if i := strings.IndexFunc(text, isNoLetter); i >= 0 {
		return text[:i]
	}
	return text
}

func lastWord(text string) string {
	if i := strings.LastIndexFunc(text, isNoLetter); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return text[i+size:]
	}
	return text
}

// longestPart is how far back the beginning of a parted word is looked for.
const longestPart = 40

// joinRules is the text of lines, folded, with the words put together that a hyphen parts
// at the end of a line; and where each line begins in it.
func (p *pdfText) joinRules(lines []pdfLine) (text string, starts []int) {
	var out []byte
	parted := false // the line before ends within a word
	for _, l := range lines {
		said := fold(l.text)
		ends := strings.HasSuffix(said, hyphen)
		said = strings.ReplaceAll(said, hyphen, "")
		switch {
		case len(out) == 0 || said == "" || isParted(out, said):
		case parted:
			out = append(out, p.hyphenOf(string(out[max(0, len(out)-longestPart):]), said)...)
		default:
			out = append(out, ' ')
		}
		starts = append(starts, len(out))
		out = append(out, said...)
		parted = ends
	}
	return string(out), starts
}

// longestWord is how far back the beginning of an address is looked for.
const longestWord = 200

// isParted reports whether the end of a line parts a word without a hyphen of its own:
// "well-|known", "2018–|23", "https://|quoth.example".
func isParted(out []byte, next string) bool {
	before := string(out[max(0, len(out)-longestWord):])
	first := firstRune(next)
	switch last, _ := utf8.DecodeLastRuneInString(before); last {
	case '-':
		return unicode.IsLower(first) || unicode.IsDigit(first) && endsWithin(before, "-")
	case '–':
		return unicode.IsDigit(first) && endsWithin(before, "–")
	case '/', '_':
		word := before[strings.LastIndexByte(before, ' ')+1:]
		return strings.Contains(word, "://") || strings.HasPrefix(word, "www.")
	}
	return false
}

// endsWithin reports whether a digit stands before a dash at the end of a text.
func endsWithin(text, dash string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(text, dash))
	return unicode.IsDigit(r)
}
