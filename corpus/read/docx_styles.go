package read

import (
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// docxStyles are the styles of a document of Word by their IDs.
type docxStyles struct {
	byID map[string]*docxStyle
	open *docxStyle
}

// A docxStyle is what a style says of the paragraphs or runs that have it.
type docxStyle struct {
	based  string // the style that it goes by
	level  int    // of a heading, from 1, or titleLevel
	kind   corpus.Kind
	list   string // the numbering of its paragraphs; empty if it tells none
	deep   int    // in that, from 0; -1 if it tells none
	nested int    // how many lists it stands in beside, by its name: "List Bullet 2" has a list of its own
	index  bool   // its paragraphs are a table of contents or an index
	hidden bool
	shift  map[rune]rune // of what stands raised or lowered
}

func (s *docxStyles) opens(name string, of attributes) error {
	if name == "style" {
		s.open = &docxStyle{deep: -1}
		s.byID[of.get("styleId")] = s.open
	}
	if s.open == nil {
		return nil
	}
	value := of.get("val")
	switch name {
	case "basedOn":
		s.open.based = value
	case "name":
		s.open.named(strings.ToLower(value))
	case "outlineLvl":
		if n, err := strconv.Atoi(value); err == nil && s.open.level == 0 && n >= 0 && n < highestBody {
			s.open.level = n + 1
		}
	case "numId":
		s.open.list = value
	case "ilvl":
		if n, err := strconv.Atoi(value); err == nil {
			s.open.deep = n
		}
	case "vanish":
		s.open.hidden = isOn(of)
	case "vertAlign":
		s.open.shift = docxShifts[value]
	}
	return nil
}

// highestBody is the first level of outlines that is body text, from 0.
const highestBody = 9

// docxShifts are how text may stand raised or lowered.
var docxShifts = map[string]map[rune]rune{"superscript": raisedSigns, "subscript": loweredSigns}

// isOn reports whether an element that switches something on does so.
func isOn(of attributes) bool {
	value := of.get("val")
	return value != "0" && value != "false" && value != "off"
}

// named takes over what a style's name says, which is English in every language of Word.
func (s *docxStyle) named(name string) {
	s.kind = styleKinds[name]
	first, number, _ := strings.Cut(name, " ")
	switch level, err := strconv.Atoi(number); {
	case first == "heading" && err == nil && level >= 1 && level <= highestBody:
		s.level = level
	case first == "list" && len(name) > 1 && name[len(name)-1] >= '2' && name[len(name)-1] <= '5':
		s.nested = int(name[len(name)-1] - '1')
	case name == "title":
		s.level = titleLevel
	case (first == "toc" || first == "index") && (err == nil || number == "heading"), name == "table of figures":
		s.index = true
	}
}

func (s *docxStyles) says(string) {}

func (s *docxStyles) closes(name string) error {
	if name == "style" {
		s.open = nil
	}
	return nil
}

// of returns what a style says, with what it does not say itself but those that it goes
// by.
func (s *docxStyles) of(id string) docxStyle {
	out := docxStyle{deep: -1}
	for range len(s.byID) { // one may be based on itself
		style := s.byID[id]
		if style == nil {
			break
		}
		if out.level == 0 {
			out.level = style.level
		}
		if out.kind == corpus.Prose {
			out.kind = style.kind
		}
		if out.list == "" {
			out.list = style.list
		}
		if out.deep < 0 {
			out.deep = style.deep
		}
		out.nested = max(out.nested, style.nested)
		if out.shift == nil {
			out.shift = style.shift
		}
		out.index = out.index || style.index
		out.hidden = out.hidden || style.hidden
		id = style.based
	}
	return out
}
