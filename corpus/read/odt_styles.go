package read

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// odtStyles are what the styles of an OpenDocument text say of its paragraphs, its runs
// and its lists.
type odtStyles struct {
	byName map[string]*odtStyle // by family and name: "paragraph Text_20_body"
	lists  map[string]*odtNumbering
	open   *odtStyle
	list   *odtNumbering
}

// outlineList is the name of the list that headings stand in.
const outlineList = "outline-style"

// An odtStyle is what a style says.
type odtStyle struct {
	parent string
	level  int // of a heading, from 1, or titleLevel; 0 if it is of none
	kind   corpus.Kind
	hidden bool
	shift  map[rune]rune // of what stands raised or lowered
}

// odtLevels is how many levels a list has.
const odtLevels = 10

// An odtNumbering is how the items of lists are numbered.
type odtNumbering [odtLevels]*odtLevel

// An odtLevel is how those of one level are.
type odtLevel struct {
	start          int
	format         numberFormat
	bullet         bool
	before, behind string
	shown          int // how many levels have their numbers in it
}

func newODTStyles() *odtStyles {
	return &odtStyles{byName: map[string]*odtStyle{}, lists: map[string]*odtNumbering{}}
}

func (s *odtStyles) opens(name string, of attributes) error {
	switch name {
	case "style":
		shown := strings.ReplaceAll(of.get("name"), "_20_", " ")
		if other := of.get("display-name"); other != "" {
			shown = other
		}
		s.open = &odtStyle{parent: of.get("parent-style-name")}
		s.open.named(strings.ToLower(shown))
		if level, err := strconv.Atoi(of.get("default-outline-level")); err == nil && level > 0 {
			s.open.level = level
		}
		s.byName[of.get("family")+" "+of.get("name")] = s.open
	case "text-properties":
		if s.open != nil {
			s.open.hidden = of.get("display") == "none"
			s.open.shift = odtShift(of.get("text-position"))
		}
	case "list-style":
		s.list = &odtNumbering{}
		s.lists[of.get("name")] = s.list
	case outlineList:
		s.list = &odtNumbering{}
		s.lists[outlineList] = s.list
	case "list-level-style-number", "outline-level-style", "list-level-style-bullet", "list-level-style-image":
		if n, err := strconv.Atoi(of.get("level")); err == nil && s.list != nil && n >= 1 && n <= odtLevels {
			s.list[n-1] = odtLevelOf(of, strings.HasSuffix(name, "bullet") || strings.HasSuffix(name, "image"))
		}
	}
	return nil
}

// odtShift is how text stands whose position is told, as "super 58%" or "-33% 58%".
func odtShift(position string) map[rune]rune {
	first, _, _ := strings.Cut(position, " ")
	up, err := strconv.Atoi(strings.TrimSuffix(first, "%"))
	switch {
	case first == "super" || err == nil && up > 0:
		return raisedSigns
	case first == "sub" || err == nil && up < 0:
		return loweredSigns
	}
	return nil
}

func odtLevelOf(of attributes, bullet bool) *odtLevel {
	l := &odtLevel{start: 1, bullet: bullet, before: of.get("num-prefix"), behind: of.get("num-suffix"), shown: 1}
	if n, err := strconv.Atoi(of.get("start-value")); err == nil {
		l.start = n
	}
	if n, err := strconv.Atoi(of.get("display-levels")); err == nil {
		l.shown = n
	}
	together := of.get("num-letter-sync") == "true"
	switch of.get("num-format") {
	case "":
		l.format = inNoNumber
	case "a":
		if l.format = inLettersOf26; together {
			l.format = inLetters
		}
	case "A":
		if l.format = inCapitalsOf26; together {
			l.format = inCapitals
		}
	case "i":
		l.format = inRoman
	case "I":
		l.format = inCapitalRoman
	}
	return l
}

func (s *odtStyles) says(string) {}

func (s *odtStyles) closes(name string) error {
	switch name {
	case "style":
		s.open = nil
	case "list-style", outlineList:
		s.list = nil
	}
	return nil
}

// named takes over what a style's name says, as people see it: it is English in files of
// any language.
func (s *odtStyle) named(name string) {
	s.kind = styleKinds[name]
	if name == "title" {
		s.level = titleLevel
	} else if number, ok := strings.CutPrefix(name, "heading "); ok {
		if level, err := strconv.Atoi(number); err == nil && level > 0 {
			s.level = level
		}
	}
}

// of returns what a style of a family says, with what it does not say itself but those
// that it goes by.
func (s *odtStyles) of(family, name string) odtStyle {
	var out odtStyle
	for range len(s.byName) { // one may go by itself
		one := s.byName[family+" "+name]
		if one == nil {
			break
		}
		if out.kind == corpus.Prose {
			out.kind = one.kind
		}
		if out.shift == nil {
			out.shift = one.shift
		}
		out.level = cmp.Or(out.level, one.level)
		out.hidden = out.hidden || one.hidden
		name = one.parent
	}
	return out
}

// An odtCount is how far a list has come.
type odtCount struct {
	reached [odtLevels]int
	begun   [odtLevels]bool
}

// next is the number of the next item at a level, from 0, of a list that is numbered so;
// start is where it begins anew, or 0. It is no item where nothing is printed before it.
func (c *odtCount) next(as *odtNumbering, deep, start int) (number listNumber, isItem bool) {
	deep = min(max(deep, 0), odtLevels-1)
	if as == nil || as[deep] == nil {
		return listNumber{}, true
	}
	level := as[deep]
	switch {
	case start != 0:
		c.reached[deep] = start
	case c.begun[deep]:
		c.reached[deep]++
	default:
		c.reached[deep] = level.start
	}
	c.begun[deep] = true
	for below := deep + 1; below < odtLevels; below++ {
		c.begun[below] = false
	}
	if level.bullet {
		return listNumber{}, true
	}
	if level.format == inNoNumber {
		return listNumber{text: level.before + level.behind}, strings.TrimSpace(level.before+level.behind) != ""
	}
	var parts []string
	for at := max(deep-level.shown+1, 0); at <= deep; at++ {
		if l := as[at]; l != nil && l.format != inNoNumber {
			n := c.reached[at]
			if !c.begun[at] {
				n = l.start
			}
			parts = append(parts, l.format.count(n))
		}
	}
	text := level.before + strings.Join(parts, ".") + level.behind
	return listNumber{text, isPlain(strings.TrimSpace(text))}, true
}
