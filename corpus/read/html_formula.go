package read

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// formulaWords name pictures that stand for text: formulas, and little faces.
var formulaWords = wordSet("math mwe tex latex mathjax katex emoji smiley")

// isFormula reports whether an element shows a formula, or a picture in place of letters.
func isFormula(n *html.Node) bool {
	return n.DataAtom == atom.Math || n.DataAtom == atom.Img && attr(n, "alt") != "" && elementNames(n).has(formulaWords)
}

// formulaOf is a formula as its author wrote it, in TeX, where that is told.
func formulaOf(n *html.Node) string {
	text := cmp.Or(attr(n, "alttext"), attr(n, "alt"))
	for d := range n.Descendants() {
		if text == "" && d.Data == "annotation" && strings.Contains(attr(d, "encoding"), "tex") {
			text = textOf(d)
		}
	}
	text = fold(cmp.Or(text, textOf(n)))
	for _, style := range []string{`{\displaystyle `, `{\textstyle `} {
		if inner, ok := strings.CutPrefix(text, style); ok {
			text = strings.TrimSuffix(inner, "}")
		}
	}
	return strings.TrimSpace(text)
}
