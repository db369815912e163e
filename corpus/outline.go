package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// longestTitle is the most runes of a line of plain text that is a heading.
const longestTitle = 80

var (
	// numbered is a title as standards have it: "4.2  Timers", "A.1. Syntax".
	numbered = lazyregexp.New(`^([0-9]{1,2}(?:\.[0-9]{1,3})*|[A-Z](?:\.[0-9]{1,3})+|(?:[A-Z]|[IVX]{1,4})\.)\.?[ \t]{1,4}\pL`)
	// leader is what leads from a title to its page.
	leader = lazyregexp.New(`(?:(?:\.{4,}|(?: \.){4,}) *[0-9ivx]*|(?: \.){2,} +[0-9ivx]+)$`)
	// topic is how bulletins head what is about one place or time: ".Overview...".
	topic = lazyregexp.New(`^\.[^\s.][^.\n]*\.\.\.$`)
	// links are what a page leads to: "[Docs] [Errata]".
	links = lazyregexp.New(`^(?:\[[^\[\]]+\]\s*){2,}$`)
)

// longestLeader is the most bytes of a line that are looked at for a leader.
const longestLeader = 100

// leadsToPage reports whether a line is an entry of a table of contents.
func leadsToPage(line string) bool {
	line = line[max(0, len(line)-longestLeader):]
	return (strings.Contains(line, "...") || strings.Contains(line, " . .")) && leader.MatchString(line)
}

// kindsOf says what the paragraphs of a plain text are, and which is its title.
// A line that is drawn, or leads to a page, is none of them.
func kindsOf(text string, spans []plainSpan) (blocks []Block, title string) {
	p := plainText{text: text, spans: spans, body: bodyIndent(text, spans), term: -1}
	p.title = p.findTitle()
	if p.title > 0 {
		title = strings.Join(strings.Fields(p.line(p.title-1)), " ")
	}
	p.blocks = make([]Block, 0, len(spans))
	for i := range spans {
		if line := p.line(i); strings.ContainsFunc(line, isWordRune) && !leadsToPage(line) && (line[0] != '[' || !links.MatchString(line)) {
			p.add(i)
		}
	}
	return p.blocks, title
}

// add adds the block of paragraph i.
func (p *plainText) add(i int) {
	b := Block{Span: p.spans[i].Span}
	indent := indentOf(p.text, b.Span)
	if indent <= p.term {
		p.term = -1
	}
	switch b.Kind, b.Level = p.kind(i); b.Kind {
	case Item:
		b.Level = itemLevel(p.text, p.blocks, b.Span)
	case Heading:
		p.term = -1
		if indent > 0 && indent >= p.body && i+1 != p.title {
			b.Level = max(b.Level, 1+headingLeftOf(p.text, p.blocks, indent))
		}
	case Term:
		p.term = indent
	case Prose:
		if name, rest, ok := hangingTerm(p.text, b.Span); ok && indent > p.term {
			p.blocks = append(p.blocks, Block{Span: name, Kind: Term})
			b, p.term = Block{Span: rest, Kind: Definition}, indent
		} else if p.term >= 0 {
			b.Kind = Definition
		}
	}
	if b.Level == 0 && indent > p.body {
		b.Level = openItem(p.text, p.blocks, indent)
	}
	p.blocks = append(p.blocks, b)
}

// headingLeftOf returns the level of the last heading if it is less far to the
// right; else 0. One that has the same distance is as high as the one before it.
func headingLeftOf(text string, before []Block, indent int) int {
	for i := len(before) - 1; i >= 0; i-- {
		if b := before[i]; b.Kind == Heading {
			switch at := indentOf(text, b.Span); {
			case at < indent:
				return min(b.Level, deepestItem)
			case at == indent:
				return b.Level - 1
			}
			return 0
		}
	}
	return 0
}

// openItem returns the level of the item that a block goes on with which is
// indented so far; 0 if it stands in none.
func openItem(text string, before []Block, indent int) int {
	for i := len(before) - 1; i >= 0 && before[i].Level > 0 && before[i].Kind != Heading; i-- {
		if b := before[i]; b.Kind == Item && indentOf(text, b.Span) < indent {
			return b.Level
		}
	}
	return 0
}

// indentOf returns how many bytes of its line stand before a span.
func indentOf(text string, s Span) int {
	return s.Start - 1 - strings.LastIndexByte(text[:s.Start], '\n')
}

// bodyIndent returns the indentation of most of a text.
func bodyIndent(text string, spans []plainSpan) int {
	var size [longestTitle]int
	most := 0
	for _, s := range spans {
		if n := indentOf(text, s.Span); n < len(size) {
			if size[n] += s.End - s.Start; size[n] > size[most] {
				most = n
			}
		}
	}
	return most
}

// itemLevel returns the level of an item that follows some blocks: it stands
// in those that are less far to the right.
func itemLevel(text string, before []Block, item Span) int {
	indent := indentOf(text, item)
	for i := len(before) - 1; i >= 0 && before[i].Level > 0 && before[i].Kind != Heading; i-- {
		switch b := before[i]; {
		case b.Kind != Item:
		case indentOf(text, b.Span) == indent:
			return b.Level
		case indentOf(text, b.Span) < indent:
			return min(b.Level+1, deepestItem)
		}
	}
	return 1
}

// deepestItem is the deepest level that is told from others.
const deepestItem = 64

// A plainText is a text as it was cut into paragraphs, and the blocks that were
// told so far.
type plainText struct {
	text   string
	spans  []plainSpan
	body   int // how far most of it is indented
	title  int // the paragraph that is its title, from 1; 0 for none
	blocks []Block
	term   int // how far the term is indented that is open; -1 if none is
}

// line returns the text of paragraph i.
func (p *plainText) line(i int) string { return p.text[p.spans[i].Start:p.spans[i].End] }

// kind returns what paragraph i is, and of which level a heading is. The level
// of an item is told by those before it.
func (p *plainText) kind(i int) (Kind, int) {
	s := p.spans[i]
	line := p.text[s.Start:s.End]
	switch {
	case i+1 == p.title:
		return Heading, 1
	case s.kind == Term && indentOf(p.text, s.Span) < p.body:
		return Heading, 1
	case s.kind != Prose:
		return s.kind, 0
	case len(line) > utf8.UTFMax*longestTitle && !startsItem(line):
		return Prose, 0
	case line[0] == '.' && topic.MatchString(line):
		return Heading, 2
	}
	if level := p.section(i); level > 0 {
		return Heading, level
	}
	if startsItem(line) {
		return Item, 0
	}
	if level := p.heading(i); level > 0 {
		return Heading, level
	}
	if p.names(i) {
		return Term, 0
	}
	return Prose, 0
}

// names reports whether paragraph i is one line alone that names what the
// paragraph below it says, which is indented further.
func (p *plainText) names(i int) bool {
	s := p.spans[i]
	line := p.text[s.Start:s.End]
	if !s.top || !s.bottom || i+1 == len(p.spans) || strings.ContainsRune(line, '\n') || !isName(line) {
		return false
	}
	next := p.spans[i+1]
	return next.kind == Prose && endsWithStop(p.text[next.Start:next.End]) && indentOf(p.text, next.Span) > indentOf(p.text, s.Span)+1
}

// What a title looks like that is set in the middle of its page.
const (
	titleLines  = 3
	titleIndent = 4  // columns, at least, that it is indented further than most of the text
	middle      = 36 // columns: half of the 72 that RFCs have
	offMiddle   = 3  // columns, at most, that a line is set beside the middle
)

// findTitle returns the paragraph that is set in the middle of its page above
// all sentences, counted from 1; 0 for none.
func (p *plainText) findTitle() int {
	for i, s := range p.spans {
		line := p.text[s.Start:s.End]
		switch {
		case !s.top || !s.bottom:
		case endsWithStop(line):
			return 0
		case p.isCentred(s.Span):
			return i + 1
		}
	}
	return 0
}

// isCentred reports whether each line of a paragraph is set in the middle.
func (p *plainText) isCentred(s Span) bool {
	for n := 0; s.Start < s.End; n++ {
		line := trim(p.text, Span{s.Start, min(LineEnd(p.text, s.Start), s.End)})
		indent := indentOf(p.text, line)
		off := (indent+edge(p.text, line))/2 - middle
		if n == titleLines || indent < p.body+titleIndent || off < -offMiddle || off > offMiddle || !strings.ContainsFunc(p.text[line.Start:line.End], isWordRune) {
			return false
		}
		s.Start = skipBlank(p.text, line.End, s.End)
	}
	return true
}

// section returns the level of paragraph i if it is the numbered title of a
// section, as standards have it; else 0. An item has others beside it, or text
// that is as far to the right as its own.
func (p *plainText) section(i int) int {
	s := p.spans[i]
	line := p.text[s.Start:s.End]
	m := numbered.FindStringSubmatch(line)
	if m == nil || !s.top || !s.bottom || i+1 == len(p.spans) || !isTitle(strings.TrimLeft(line, "0123456789.) \t")) || strings.ContainsRune(line, '\n') {
		return 0
	}
	next := p.spans[i+1]
	below := p.text[next.Start:next.End]
	indent := indentOf(p.text, s.Span)
	switch n := numbered.FindStringSubmatch(below); {
	case n != nil && strings.HasPrefix(n[1], strings.TrimRight(m[1], ".")+"."):
	case n != nil, startsItem(line) && startsItem(below):
		return 0
	case !startsItem(line), indent < p.body && indentOf(p.text, next.Span) >= p.body:
	case indentOf(p.text, next.Span) > indent || !endsWithStop(below):
		return 0
	}
	return 1 + strings.Count(strings.TrimRight(m[1], "."), ".")
}

// heading returns the level of paragraph i if it is a heading without a number;
// else 0. It is one line alone, no sentence, and marked: underlined, in
// capitals, or to the left of the text below it.
func (p *plainText) heading(i int) int {
	s := p.spans[i]
	line := p.text[s.Start:s.End]
	if !s.top || strings.ContainsRune(line, '\n') || !isTitle(line) {
		return 0
	}
	if i+1 < len(p.spans) && isUnderline(p.text[p.spans[i+1].Start:p.spans[i+1].End], line) {
		if p.text[p.spans[i+1].Start] == '=' {
			return 1
		}
		return 2
	}
	if !s.bottom || i+1 == len(p.spans) {
		return 0
	}
	next := p.spans[i+1]
	if isCapitals(line) || indentOf(p.text, s.Span) < p.body && indentOf(p.text, next.Span) >= p.body {
		return 1
	}
	return 0
}

// isUnderline reports whether a line underlines a title.
func isUnderline(line, title string) bool {
	return len(line) >= 3 && (line[0] == '=' || line[0] == '-' || line[0] == '~') && strings.Trim(line, line[:1]) == "" &&
		2*len(line) >= utf8.RuneCountInString(title)
}

// isCapitals reports whether a line of two letters or more has capitals alone,
// and begins with one or with a figure.
func isCapitals(line string) bool {
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(line, isOpener)); line[0] == '*' || !isWordRune(first) {
		return false
	}
	letters := 0
	for _, r := range line {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.IsUpper(r) {
				return false
			}
		}
	}
	return letters > 1
}
