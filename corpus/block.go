package corpus

import (
	"slices"
	"strings"
)

// This file holds the structure of documents. A reader tells blocks from each
// other (Block); Cut puts one below the other as a person reads them, and cuts
// each into what can be quoted.

// A Kind says what a block is.
type Kind uint8

// The kinds of block.
const (
	Prose      Kind = iota // a paragraph
	Heading                // of a level
	Item                   // of a list: the first paragraph of it
	Header                 // the row of a table that names its columns
	Row                    // any other row of a table
	Code                   // lines that are shown as they stand
	Quotation              // a paragraph of somebody else
	Term                   // what a definition defines
	Definition             // a paragraph that says what a term means
	Speaker                // who speaks in a turn
	Turn                   // a paragraph of what somebody says
	Field                  // "Name: value" at the top of a document
	kinds
)

var kindNames = [kinds]string{
	"paragraph", "heading", "item", "header", "row", "code", "quotation", "term", "definition", "speaker", "turn", "field",
}

func (k Kind) String() string { return kindNames[k] }

// KindNamed returns the kind of a name; Prose for any other text.
func KindNamed(name string) Kind { return Kind(max(slices.Index(kindNames[:], name), 0)) }

// IsLabel reports whether blocks of the kind say what others are about. A label
// is never quoted by itself: it is shown above what is.
func (k Kind) IsLabel() bool { return k == Heading || k == Header || k == Term || k == Speaker }

// isUnit reports whether a block of the kind is not cut into sentences.
func (k Kind) isUnit() bool { return k.IsLabel() || k == Row || k == Code }

// A Block is a piece of a document that its reader told from the others. No
// sentence crosses from one block to another.
type Block struct {
	Span
	Kind Kind
	// Level is 1 for the highest heading. Of any other block it is how many
	// items of lists the block stands in; an item stands in itself.
	Level int
}

// ProseBlocks returns blocks that are paragraphs.
func ProseBlocks(spans []Span) []Block {
	out := make([]Block, len(spans))
	for i, s := range spans {
		out[i].Span = s
	}
	return out
}

// Cut makes the paragraphs and sentences of d, which a reader calls once, when
// it knows the blocks: in order, and without overlap. The sentences are looked
// for in text, which is d.Text or as long, with markup blanked out.
//
// Labels and rows are one sentence each, and code has some lines to one. Each
// block stands below a sentence, see Paragraph.Above.
func (d *Document) Cut(text string, blocks []Block) {
	blocks = splitTurns(d.Lang(), text, blocks)
	d.Paragraphs = make([]Paragraph, 0, len(blocks))
	d.Sentences = make([]Sentence, 0, len(text)/128+len(blocks))
	var o outline
	var spans []Span
	for i, b := range blocks {
		if b.Kind.IsLabel() && b.End-b.Start > longestUnit {
			b = Block{Span: b.Span}
		}
		announces := Announces(text[b.Start:b.End]) && i+1 < len(blocks) && isAnnounced(b, blocks[i+1])
		spans = spans[:0]
		switch {
		case b.Kind.isUnit():
			spans = appendUnits(d, spans, text, b)
		case b.Kind != Prose || announces || !isLabel(text[b.Start:b.End], i == len(blocks)-1):
			spans = appendSentences(d.Lang(), spans, text, b.Span)
		}
		p := Paragraph{Span: b.Span, Kind: b.Kind, Level: b.Level, Above: o.above(b), First: len(d.Sentences)}
		for _, s := range spans {
			d.Sentences = append(d.Sentences, Sentence{Span: s, Paragraph: len(d.Paragraphs)})
		}
		p.Last = len(d.Sentences)
		d.Paragraphs = append(d.Paragraphs, p)
		o.pass(p, announces)
	}
}

// Announces reports whether a text ends as what announces a list, a table or
// code does: with a colon, or the three dots that bulletins have instead, the
// marks of emphasis aside.
func Announces(text string) bool {
	text = strings.TrimRight(text, "*_`")
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "...")
}

// isAnnounced reports whether a block that ends with a colon may announce the
// next one.
func isAnnounced(b, next Block) bool {
	switch next.Kind {
	case Item:
		return next.Level == b.Level+1
	case Turn:
		return next.Level > 0 && next.Level == b.Level+1
	case Header, Row, Code, Quotation:
		return next.Level == b.Level
	case Term:
		return next.Level == b.Level && b.Kind != Definition
	}
	return false
}

const (
	// longestUnit is the most bytes of what is not cut into sentences. A label
	// of more is a paragraph.
	longestUnit = 4 << 10
	// codeLines is the most lines of code that are one sentence: as many as
	// people read at once. Blank lines part code as well.
	codeLines = 12
)

// appendUnits appends the spans of a block that is not cut into sentences.
func appendUnits(d *Document, dst []Span, text string, b Block) []Span {
	if b.Kind == Code {
		return appendCode(dst, text, b.Span)
	}
	if b.End-b.Start > longestUnit {
		return appendSentences(d.Lang(), dst, text, b.Span)
	}
	return appendQuotable(dst, text, trim(text, b.Span))
}

// appendCode appends stretches of lines between blank ones, of codeLines and
// longestUnit at most.
func appendCode(dst []Span, text string, code Span) []Span {
	var piece Span
	lines := 0
	for pos := code.Start; pos < code.End; {
		line := Span{pos, min(LineEnd(text, pos), code.End)}
		pos = NextLine(text, line.End)
		blank := trim(text, line)
		full := lines == codeLines || line.End-piece.Start > longestUnit
		if lines > 0 && (full || blank.Start == blank.End) {
			dst = appendQuotable(dst, text, trim(text, piece))
			lines = 0
		}
		if blank.Start == blank.End {
			continue
		}
		if lines == 0 {
			piece.Start = line.Start
		}
		piece.End = line.End
		lines++
	}
	if lines > 0 {
		dst = appendQuotable(dst, text, trim(text, piece))
	}
	return dst
}

// An outline tells below which sentence the next block stands. Sentences count
// from 1, and 0 is none.
type outline struct {
	headings []openHeading // those that the next block stands under, highest first
	items    []int         // by level: the first sentence of the item that is open
	leads    []int         // by level: the sentence that announces what comes next
	header   int
	speaker  int

	term       int // that what comes next defines
	termLevel  int
	definition int // the sentence of the definition that announces what comes next
}

// An openHeading is one that text below it belongs to.
type openHeading struct{ level, sentence int }

// above returns the sentence that a block stands below.
func (o *outline) above(b Block) int {
	if b.Kind == Heading {
		for len(o.headings) > 0 && o.headings[len(o.headings)-1].level >= b.Level {
			o.headings = o.headings[:len(o.headings)-1]
		}
		return o.heading()
	}
	lead, item := at(o.leads, b.Level), at(o.items, b.Level)
	term := 0
	if b.Level == o.termLevel || b.Kind == Item && b.Level == o.termLevel+1 {
		term = first(o.definition, o.term)
	}
	switch b.Kind {
	case Item:
		return first(term, at(o.leads, b.Level-1), at(o.items, b.Level-1), o.heading())
	case Row:
		return first(o.header, term, lead, item, o.heading())
	case Definition:
		return first(o.term, lead, item, o.heading())
	case Turn:
		if b.Level > 0 {
			return first(o.speaker, at(o.leads, b.Level-1), at(o.items, b.Level-1), o.heading())
		}
		return first(o.speaker, o.heading())
	case Header, Code, Quotation:
		return first(term, lead, item, o.heading())
	case Term:
		return first(lead, item, o.heading())
	}
	return first(item, o.heading())
}

// heading returns the nearest heading.
func (o *outline) heading() int {
	if n := len(o.headings); n > 0 {
		return o.headings[n-1].sentence
	}
	return 0
}

// at returns what a list has for a level.
func at(list []int, level int) int {
	if level < 0 || level >= len(list) {
		return 0
	}
	return list[level]
}

// first returns the first sentence there is.
func first(sentences ...int) int {
	if i := slices.IndexFunc(sentences, func(s int) bool { return s > 0 }); i >= 0 {
		return sentences[i]
	}
	return 0
}

// pass takes a block up that was cut.
func (o *outline) pass(p Paragraph, announces bool) {
	lead := 0
	if announces {
		lead = p.Last
	}
	if p.First == p.Last { // nothing shows of it
		return
	}
	switch p.Kind {
	case Heading:
		*o = outline{headings: append(o.headings, openHeading{p.Level, p.First + 1})}
	case Header:
		o.header = p.Last
	case Row, Code:
	case Term:
		o.term, o.termLevel, o.definition, o.header = p.Last, p.Level, 0, 0
	case Definition:
		o.definition, o.header = lead, 0
	case Speaker:
		o.speaker = p.Last
	case Item:
		o.open(p.Level, p.First+1, lead)
	case Turn:
		item := 0
		if p.Level > 0 {
			item = p.First + 1
		}
		o.open(p.Level, item, lead)
		o.term, o.definition, o.speaker = 0, 0, 0
	default:
		o.open(p.Level, at(o.items, p.Level), lead)
		o.term, o.definition, o.speaker = 0, 0, 0
	}
}

// open notes the item that is open at a level, and what announces the blocks
// in it. All that stood deeper is closed.
func (o *outline) open(level, item, lead int) {
	o.items, o.leads = upTo(o.items, level), upTo(o.leads, level)
	o.items[level], o.leads[level] = item, lead
	o.header = 0
}

// upTo returns a list that ends with an entry for a level.
func upTo(list []int, level int) []int {
	for len(list) <= level {
		list = append(list, 0)
	}
	return list[:level+1]
}
