package read

import (
	"strings"
	"unicode/utf8"
)

// A docxFormula writes a formula of Word on one line, as Word itself does where it shows
// them linear: "(a+b)/2", "x^2", "√(2gh)". Without signs, what is said would be another.
type docxFormula struct {
	text  string
	open  []int    // where in text each element that is open begins
	signs []string // of the sums and integrals that are open; empty once they are written
	ends  []string // what closes the brackets that are open
}

// formulaSigns stand before what an element holds.
var formulaSigns = map[string]string{"sup": "^", "sub": "_", "lim": "_", "den": "/", "num": ""}

// begins takes the beginning of an element over, within another.
func (f *docxFormula) begins(name, within string, of attributes) {
	switch name {
	case "rad":
		f.text += "√"
	case "nary":
		f.signs = append(f.signs, "∫")
	case "d":
		f.text += "("
		f.ends = append(f.ends, ")")
	case "chr":
		if n := len(f.signs); n > 0 && within == "naryPr" {
			f.signs[n-1] = of.get("val")
		}
	case "begChr":
		f.text = strings.TrimSuffix(f.text, "(") + of.get("val")
	case "endChr":
		if n := len(f.ends); n > 0 {
			f.ends[n-1] = of.get("val")
		}
	case "sup", "sub", "e":
		if n := len(f.signs); n > 0 && within == "nary" { // the sign of a sum stands before all of it
			f.text += f.signs[n-1]
			f.signs[n-1] = ""
		}
	}
	f.open = append(f.open, len(f.text))
}

// roots are the signs of roots that Unicode has.
var roots = map[string]string{"2": "√", "3": "∛", "4": "∜"}

// closes takes the end of an element over, within another.
func (f *docxFormula) closes(name, within string) {
	if len(f.open) == 0 {
		return
	}
	start := f.open[len(f.open)-1]
	f.open = f.open[:len(f.open)-1]
	held := f.text[start:]
	sign, signed := formulaSigns[name]
	switch {
	case name == "d" && len(f.ends) > 0:
		f.text += f.ends[len(f.ends)-1]
		f.ends = f.ends[:len(f.ends)-1]
	case name == "nary" && len(f.signs) > 0:
		f.signs = f.signs[:len(f.signs)-1]
	case strings.TrimSpace(held) == "":
	case name == "deg":
		root := roots[held]
		if root == "" {
			root = "√[" + held + "]"
		}
		f.text = strings.TrimSuffix(f.text[:start], "√") + root
	case name == "fName", name == "mr", name == "e" && (within == "mr" || within == "eqArr"):
		f.text += " "
	case signed, name == "e" && within == "rad":
		if utf8.RuneCountInString(held) > 1 {
			held = "(" + held + ")"
		}
		f.text = f.text[:start] + sign + held
	}
}
