package read

import (
	"strconv"
	"strings"
	"unicode"
)

// symbolFont is what the font Symbol shows from the byte 0x20 on, as Adobe's table for it
// says (symbol.txt of the Unicode Consortium's mappings); a blank for what has no sign of
// its own.
const symbolFont = ` !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ` +
	`                                €ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑           〉∫⌠ ⌡          `

// symbolRunes are the signs of symbolFont.
var symbolRunes = []rune(symbolFont)

// symbolOf is the sign that a font shows for a number, in hexadecimal: of the font Symbol
// what Unicode has for it, of others only what stands in Unicode by itself.
func symbolOf(font, number string) string {
	n, err := strconv.ParseUint(number, 16, 32)
	if err != nil {
		return ""
	}
	r := rune(n)
	if strings.EqualFold(font, "Symbol") {
		if at := int(n&0xff) - ' '; at >= 0 && at < len(symbolRunes) {
			return string(symbolRunes[at])
		}
	}
	if unicode.In(r, unicode.Co) || !unicode.IsPrint(r) {
		return ""
	}
	return string(r)
}
