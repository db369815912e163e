package read

import (
	"strconv"
	"strings"
)

// docxLevels is how many levels a list of Word has.
const docxLevels = 9

// docxNumbers are the lists of a document of Word: how they are numbered, and how far
// they have come. Several lists may go by one definition, and then count on together
// unless one begins anew.
type docxNumbers struct {
	defined map[string]*docxList
	styled  map[string]string // the definition that a style of lists has
	lists   map[string]*docxUse

	list  *docxList // that is open
	use   *docxUse
	level *docxLevel
	over  int // the level that is open of what a use has otherwise
}

// A docxList is a definition.
type docxList struct {
	levels  [docxLevels]*docxLevel
	like    string // the style of lists that it goes by; empty if it goes by none
	reached [docxLevels]int
	begun   [docxLevels]bool
}

// A docxUse is a list that goes by a definition, with what it has otherwise.
type docxUse struct {
	defined string
	levels  [docxLevels]*docxLevel
	starts  [docxLevels]*int // where it begins anew; nil where it counts on, or has begun
}

// A docxLevel is how the items of a level are numbered.
type docxLevel struct {
	start   int
	format  numberFormat
	bullet  bool
	text    string // "%1.%2" has the numbers of two levels in it
	restart int    // it begins anew behind levels up to this, from 1; 0 for none
	legal   bool   // all of its numbers are in figures
	style   string // of paragraphs that stand in it
}

var docxFormats = map[string]numberFormat{
	"decimal": inFigures, "decimalZero": inFigures2, "lowerLetter": inLetters, "upperLetter": inCapitals, "lowerRoman": inRoman, "upperRoman": inCapitalRoman,
	"ordinal": inOrdinals, "bullet": inNoNumber, "none": inNoNumber,
}

func newDOCXNumbers() *docxNumbers {
	return &docxNumbers{defined: map[string]*docxList{}, styled: map[string]string{}, lists: map[string]*docxUse{}}
}

func (n *docxNumbers) opens(name string, of attributes) error {
	value := of.get("val")
	switch name {
	case "abstractNum":
		n.list = &docxList{}
		n.defined[of.get("abstractNumId")] = n.list
	case "styleLink":
		for id, list := range n.defined {
			if list == n.list {
				n.styled[value] = id
			}
		}
	case "numStyleLink":
		if n.list != nil {
			n.list.like = value
		}
	case "num":
		n.use = &docxUse{}
		n.lists[of.get("numId")] = n.use
	case "abstractNumId":
		if n.use != nil {
			n.use.defined = value
		}
	case "lvlOverride":
		n.over = levelIn(of)
	case "startOverride":
		if start, err := strconv.Atoi(value); err == nil && n.use != nil {
			n.use.starts[n.over] = &start
		}
	case "lvl":
		n.level = &docxLevel{restart: docxLevels}
		switch {
		case n.use != nil:
			n.use.levels[levelIn(of)] = n.level
		case n.list != nil:
			n.list.levels[levelIn(of)] = n.level
		}
	default:
		if n.level != nil {
			n.level.opens(name, of)
		}
	}
	return nil
}

// levelIn is the level that an element is about, from 0.
func levelIn(of attributes) int {
	n, _ := strconv.Atoi(of.get("ilvl"))
	return min(max(n, 0), docxLevels-1)
}

func (l *docxLevel) opens(name string, of attributes) {
	value := of.get("val")
	number, _ := strconv.Atoi(value)
	switch name {
	case "start":
		l.start = number
	case "numFmt":
		l.format = docxFormats[value]
		l.bullet = value == "bullet"
	case "lvlText":
		l.text = value
	case "lvlPicBulletId":
		l.text = "•"
	case "lvlRestart":
		l.restart = number
	case "isLgl":
		l.legal = isOn(of)
	case "pStyle":
		l.style = value
	}
}

func (n *docxNumbers) says(string) {}

func (n *docxNumbers) closes(name string) error {
	switch name {
	case "abstractNum":
		n.list = nil
	case "num":
		n.use = nil
	case "lvl":
		n.level = nil
	}
	return nil
}

// definition is what a list goes by; nil if it is not defined.
func (n *docxNumbers) definition(use *docxUse) *docxList {
	list := n.defined[use.defined]
	if list != nil && list.like != "" {
		if other := n.defined[n.styled[list.like]]; other != nil {
			return other
		}
	}
	return list
}

// levelOf is the level that the paragraphs of a style have in a list, from 0.
func (n *docxNumbers) levelOf(list, style string) int {
	use := n.lists[list]
	if use == nil || style == "" {
		return 0
	}
	if def := n.definition(use); def != nil {
		for i, level := range def.levels {
			if level != nil && level.style == style {
				return i
			}
		}
	}
	return 0
}

// next is the number of the next paragraph of a list at a level, from 0. It is no item
// where nothing is printed before it, neither a number nor a bullet.
func (n *docxNumbers) next(list string, deep int) (number listNumber, isItem bool) {
	use := n.lists[list]
	if use == nil {
		return listNumber{}, true
	}
	def := n.definition(use)
	deep = min(max(deep, 0), docxLevels-1)
	if def == nil || use.level(def, deep) == nil {
		return listNumber{}, true
	}
	level := use.level(def, deep)
	if level.bullet {
		return listNumber{}, strings.TrimSpace(level.text) != ""
	}
	switch start := use.starts[deep]; {
	case start != nil:
		def.reached[deep], use.starts[deep] = *start, nil
	case def.begun[deep]:
		def.reached[deep]++
	default:
		def.reached[deep] = level.start
	}
	def.begun[deep] = true
	for above := range deep { // one that was passed over has begun as well
		if l := use.level(def, above); l != nil && !def.begun[above] {
			def.begun[above], def.reached[above] = true, l.start
		}
	}
	for below := deep + 1; below < docxLevels; below++ {
		if l := use.level(def, below); l != nil && deep < l.restart {
			def.begun[below] = false
		}
	}
	text := use.printed(def, level)
	return listNumber{text, isPlain(text)}, strings.TrimSpace(text) != ""
}

// level is how a level of a list is numbered; nil if that is not told.
func (u *docxUse) level(def *docxList, deep int) *docxLevel {
	if u.levels[deep] != nil {
		return u.levels[deep]
	}
	return def.levels[deep]
}

// printed is the number that a definition has reached at a level.
func (u *docxUse) printed(def *docxList, level *docxLevel) string {
	var b strings.Builder
	text := level.text
	for i := 0; i < len(text); i++ {
		if text[i] != '%' || i+1 == len(text) || text[i+1] < '1' || text[i+1] > '0'+docxLevels {
			b.WriteByte(text[i])
			continue
		}
		i++
		at := int(text[i] - '1')
		l := u.level(def, at)
		if l == nil {
			continue
		}
		number, format := l.start, l.format
		if def.begun[at] {
			number = def.reached[at]
		}
		if level.legal && format != inNoNumber {
			format = inFigures
		}
		b.WriteString(format.count(number))
	}
	return b.String()
}
