package corpus

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NewDocument makes a document of plain text: it finds the paragraphs, by
// lines or by blank lines as the lengths of the lines tell for each block, and
// cuts them into sentences. The title is a headline at the top of the text if
// there is one, else the ReadableName of name. Text that is not valid UTF-8
// gets U+FFFD in place of what is not.
func NewDocument(name, text string) *Document {
	text = strings.ToValidUTF8(text, "\ufffd")
	doc := &Document{Name: name, Text: text, Hash: HashText(text)}
	blocks, title := PlainBlocks(text, 0)
	doc.Cut(text, blocks)
	doc.Title = title
	if doc.Title == "" {
		doc.Title = doc.Headline()
	}
	if doc.Title == "" {
		doc.Title = ReadableName(name)
	}
	return doc
}

// BaseName returns the last element of a document's name.
func BaseName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// ReadableName returns what a document's name says, where nothing else names it:
// its last element without what tells the format, blanks for other marks
// between words.
func ReadableName(name string) string {
	base := BaseName(name)
	if dot := strings.LastIndexByte(base, '.'); dot > 0 && isExtension(base[dot+1:]) {
		base = base[:dot]
	}
	runes := []rune(base)
	for i, r := range runes {
		inDate := r == '-' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if (r == '-' || r == '_') && !inDate {
			runes[i] = ' '
		}
	}
	if readable := strings.Join(strings.Fields(string(runes)), " "); readable != "" {
		return readable
	}
	return name
}

// isExtension reports whether what stands behind the last dot of a name tells a
// format: "txt", and not " Smith".
func isExtension(ext string) bool {
	return len(ext) > 0 && len(ext) <= 10 && !strings.ContainsFunc(ext, func(r rune) bool { return !isWordRune(r) })
}

// NameWords returns the words of a document's name, a file's path: folders and
// file are named for what is in them. A name that is no path has none.
func NameWords(name string) string {
	base := BaseName(name)
	dot := strings.LastIndexByte(base, '.')
	if dot <= 0 && len(base) == len(name) {
		return ""
	}
	if dot > 0 {
		name = name[:len(name)-len(base)+dot]
	}
	elements := slices.DeleteFunc(strings.Split(name, "/"), func(e string) bool {
		return strings.Trim(e, "0123456789") == "" // a mere number is no word for what is in it
	})
	return strings.NewReplacer("-", " ", "_", " ").Replace(strings.Join(elements, " "))
}

// A paragraph of at most so many words that ends with a colon is a label
// ("Related Sources:"): it says nothing of its own. The last paragraph of a
// document introduces nothing, and may be longer.
const (
	labelWords     = 4
	lastLabelWords = 10
)

// isLabel reports whether a paragraph is a label, which is not quoted.
func isLabel(paragraph string, last bool) bool {
	if !strings.HasSuffix(paragraph, ":") || strings.ContainsAny(paragraph, ".!?\n") {
		return false
	}
	most := labelWords
	if last {
		most = lastLabelWords
	}
	return len(paragraph) <= 20*most && len(strings.Fields(paragraph)) <= most
}

// headlineRunes is the length of the longest first line taken for a headline.
const headlineRunes = 120

// Headline returns the first paragraph of d if it is a headline: one line
// without a closing stop that begins with a capital letter or a figure and has a
// letter, with prose (a longer paragraph that has a stop) somewhere after it.
func (d *Document) Headline() string {
	if len(d.Paragraphs) < 2 {
		return ""
	}
	line := d.Slice(d.Paragraphs[0].Span)
	if !strings.ContainsFunc(line, unicode.IsLetter) {
		return ""
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(line, isCloser))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(line, isOpener))
	if strings.ContainsAny(line, "\n\r") || utf8.RuneCountInString(line) > headlineRunes ||
		isStop(last) || strings.ContainsRune(",;:", last) || unicode.IsLower(first) || !isWordRune(first) {
		return ""
	}
	for _, p := range d.Paragraphs[1:] {
		if body := d.Slice(p.Span); len(body) > len(line) && endsWithStop(body) {
			return line
		}
	}
	return ""
}

// endsWithStop reports whether a stop, or closing marks after one, end t.
func endsWithStop(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(t, isCloser))
	return isStop(r)
}

// What hard-wrapped text looks like. Lines wrapped by hand or by a program
// have 60 to 80 runes, rarely more than 100; the paragraphs of a report that
// has one to a line are mostly longer, and the items of a list shorter.
const (
	narrowest = 40  // runes: a text with shorter lines is a list or verse
	widest    = 120 // runes
	wrapShare = 0.5 // of the line ends of a block that must look wrapped
	longWord  = 20  // runes: a longer first word counts as this long, if it is no address

	// textEnds is how many line ends the whole text counts for where a block
	// is judged, which may have but one. Reports wrapped at 60 to 79 columns,
	// each paragraph after a program, a list and a table, keep all breaks with
	// 0.5 and 1; with 2 their F1 is .983, with 4 .839.
	textEnds = 1
)

// A plainSpan is a paragraph of plain text.
type plainSpan struct {
	Span
	top, bottom bool // a blank line stands above it, and below
	kind        Kind // code, a row or a term, as its layout tells; else prose
}

// PlainBlocks returns the blocks of text[from:]: what stands between blank
// lines where the text is hard-wrapped, else its lines. A line of a form feed
// and no letters is the end of a page; a paragraph may go on after it. The title
// is the one that is set in the middle of the first page, on one line; it may be
// empty.
func PlainBlocks(text string, from int) (blocks []Block, title string) {
	lines := linesOf(text, from)
	w := wrappingOf(text, lines)
	lines = w.joinPages(text, lines)
	out := make([]plainSpan, 0, len(lines))
	for first := 0; first < len(lines); {
		last := first
		for last < len(lines) && lines[last].Start < lines[last].End {
			last++
		}
		if last > first {
			out = w.appendParagraphs(out, text, lines[first:last])
		}
		first = last + 1
	}
	return kindsOf(text, out)
}

// linesOf returns the lines of text[from:], trimmed; a blank line is an empty
// span.
func linesOf(text string, from int) []Span {
	out := make([]Span, 0, 1+strings.Count(text[from:], "\n"))
	for pos := from; pos < len(text); {
		line := Span{pos, LineEnd(text, pos)}
		pos = NextLine(text, line.End)
		out = append(out, trim(text, line))
	}
	return out
}

// joinPages takes out the ends of pages in the middle of a paragraph: the line
// above is no end of a sentence, and that below goes on in small letters, or
// its first word would not have fitted.
func (w wrapping) joinPages(text string, lines []Span) []Span {
	out := lines[:0]
	for i, l := range lines {
		if i > 0 && i+1 < len(lines) && l.Start == l.End && w.goesOn(text, lines[i-1], lines[i+1]) && endsPage(text, lines[i-1].End, lines[i+1].Start) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// endsPage reports whether a form feed stands in text[from:to].
func endsPage(text string, from, to int) bool { return strings.IndexByte(text[from:to], '\f') >= 0 }

// goesOn reports whether a sentence goes on from one line to another.
func (w wrapping) goesOn(text string, line, next Span) bool {
	if line.Start == line.End || next.Start == next.End || startsItem(text[next.Start:next.End]) || indentOf(text, next) < indentOf(text, line) {
		return false
	}
	if end := text[line.Start:line.End]; endsWithStop(end) || Announces(end) || leadsToPage(end) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[next.Start:next.End])
	return unicode.IsLower(r) || w.width > 0 && !fits(text, line, next, w.width)
}

// A wrapping says how the lines of a text end.
type wrapping struct {
	width int     // in runes: what nine in ten of the lines in its blocks do not pass
	share float64 // of wrapped line ends, as share says
}

// wrappingOf returns how the lines of a text end. Its width is 0 if it has no
// two lines together, or if they are of no length at which people wrap.
func wrappingOf(text string, lines []Span) wrapping {
	var count [widest + 2]int
	ends := 0
	for i := 1; i < len(lines); i++ {
		if inBlock(lines, i) {
			ends++
			count[min(edge(text, lines[i-1]), widest+1)]++
		}
	}
	width := 0
	for seen := 0; width <= widest; width++ {
		if seen += count[width]; 10*seen >= 9*ends {
			break
		}
	}
	if ends == 0 || width < narrowest || width > widest {
		return wrapping{}
	}
	wrapped, short := lineEnds(text, lines, width)
	return wrapping{width, share(float64(wrapped), float64(short))}
}

// share returns the share of wrapped ends among those that tell; 0 if none do.
func share(wrapped, short float64) float64 {
	return wrapped / max(wrapped+short, 1)
}

// lineEnds counts the line ends inside blocks. Where the next line's first word
// would have fitted, the line is short. Where it would not, it looks wrapped,
// or a sentence ends there, as it does by chance in every sixth line; such an
// end tells nothing, and is not counted.
func lineEnds(text string, lines []Span, width int) (wrapped, short int) {
	for i := 1; i < len(lines); i++ {
		switch {
		case !inBlock(lines, i):
		case fits(text, lines[i-1], lines[i], width):
			short++
		case !endsWithStop(text[lines[i-1].Start:lines[i-1].End]):
			wrapped++
		}
	}
	return wrapped, short
}

// inBlock reports whether line i and the one before it both show something.
func inBlock(lines []Span, i int) bool {
	return lines[i-1].Start < lines[i-1].End && lines[i].Start < lines[i].End
}

// appendParagraphs appends the paragraphs of a block, the lines between two
// blank ones, to dst. Titles that are underlined need no blank line below.
func (w wrapping) appendParagraphs(dst []plainSpan, text string, block []Span) []plainSpan {
	if isDrawn(text, block) {
		return append(dst, plainSpan{Span: spanOf(block), top: true, bottom: true, kind: Code})
	}
	for {
		switch {
		case len(block) > 1 && !strings.ContainsFunc(text[block[0].Start:block[0].End], isWordRune):
		case len(block) > 2 && isUnderline(text[block[1].Start:block[1].End], text[block[0].Start:block[0].End]):
		default:
			return w.appendBlock(dst, text, block)
		}
		dst = append(dst, plainSpan{Span: block[0], top: true})
		block = block[1:]
	}
}

// spanOf returns the span of some lines.
func spanOf(lines []Span) Span { return Span{lines[0].Start, lines[len(lines)-1].End} }

// appendBlock appends the paragraphs of a block that is not drawn.
func (w wrapping) appendBlock(dst []plainSpan, text string, block []Span) []plainSpan {
	begin := len(dst)
	wrapped := w.holds(text, block)
	item := startsItem(text[block[0].Start:block[0].End])
	switch {
	case areRows(text, block, wrapped):
		dst = appendRows(dst, text, block)
	case isGrammar(text, block), !item && isWide(text, block):
		dst = append(dst, plainSpan{Span: spanOf(block), kind: Code})
	case len(block) == 1:
		dst = append(dst, plainSpan{Span: block[0]})
	case isLabelled(text, block), w.isTerm(text, block):
		dst = append(dst, plainSpan{Span: block[0], kind: Term})
		dst = w.appendBlock(dst, text, block[1:])
	case !item && !wrapped && (isLaidOut(text, block) || isSetApart(text, block)):
		dst = append(dst, plainSpan{Span: spanOf(block), kind: Code})
	default:
		dst = w.appendWrapped(dst, text, block, wrapped)
	}
	dst[begin].top, dst[len(dst)-1].bottom = true, true
	return dst
}

// appendWrapped appends the paragraphs of a block: its lines, which are put
// together where it is hard-wrapped.
func (w wrapping) appendWrapped(dst []plainSpan, text string, block []Span, wrapped bool) []plainSpan {
	width := w.width
	if width == 0 {
		width = widestOf(text, block)
	}
	column := -1 // how far the text of the item that is open is indented
	for i, l := range block {
		item := startsItem(text[l.Start:l.End])
		if i > 0 && !item && (indentOf(text, l) == column || wrapped && !stops(text, block[i-1], l, width)) {
			dst[len(dst)-1].End = l.End
			continue
		}
		dst = append(dst, plainSpan{Span: l})
		if column = -1; item {
			mark := strings.IndexFunc(text[l.Start:l.End], IsBlank)
			column = indentOf(text, l) + mark + skipBlank(text, l.Start+mark, l.End) - l.Start - mark
		}
	}
	return dst
}

func widestOf(text string, lines []Span) int {
	width := 0
	for _, l := range lines {
		width = max(width, edge(text, l))
	}
	return width
}

// holds reports whether a block is hard-wrapped. A manual is, and its
// programs, lists and tables are not.
func (w wrapping) holds(text string, block []Span) bool {
	if len(block) < 2 {
		return false
	}
	if isHeadline(text, spanOf(block)) {
		return true
	}
	if w.width > 0 {
		wrapped, short := lineEnds(text, block, w.width)
		if share(float64(wrapped)+textEnds*w.share, float64(short)+textEnds*(1-w.share)) >= wrapShare {
			return true
		}
	}
	return readsOn(text, block)
}

// isHeadline reports whether a text stands between dots, as the headlines of
// bulletins do.
func isHeadline(text string, s Span) bool {
	return strings.HasPrefix(text[s.Start:s.End], "...") && strings.HasSuffix(text[s.Start:s.End], "...")
}

// readsOn reports whether half of the lines of a block that end no sentence go on
// in small letters, where their lengths tell nothing: people wrap the paragraphs
// of one text at several widths. Lines of a list are shorter.
func readsOn(text string, block []Span) bool {
	on, ends := 0, 0
	for i, l := range block[1:] {
		above := text[block[i].Start:block[i].End]
		r, _ := utf8.DecodeRuneInString(text[l.Start:l.End])
		switch {
		case endsWithStop(above), Announces(above), startsItem(text[l.Start:l.End]):
		case unicode.IsLower(r) && runes(text, block[i]) >= narrowest:
			on++
		default:
			ends++
		}
	}
	return on > 0 && on >= ends
}

func runes(text string, s Span) int { return utf8.RuneCountInString(text[s.Start:s.End]) }

// edge returns how far to the right a line goes, in runes.
func edge(text string, s Span) int { return indentOf(text, s) + runes(text, s) }

// fits reports whether the first word of next would have fitted on line.
func fits(text string, line, next Span, width int) bool {
	word := text[next.Start:next.End]
	if i := strings.IndexFunc(word, IsBlank); i >= 0 {
		word = word[:i]
	}
	n := utf8.RuneCountInString(word)
	if !strings.Contains(word, "://") {
		n = min(n, longWord)
	}
	return edge(text, line)+1+n <= width
}

// stops reports whether, in hard-wrapped text, line ends its paragraph without
// a blank line: it leads to a page, or it is less than two thirds full, and
// next does not go on in small letters. So are headlines and the items of a
// list.
func stops(text string, line, next Span, width int) bool {
	if leadsToPage(text[line.Start:line.End]) {
		return true
	}
	if strings.HasPrefix(text[next.Start:next.End], "...") && strings.HasSuffix(text[line.Start:line.End], "...") {
		return true // one headline of a bulletin below another
	}
	r, _ := utf8.DecodeRuneInString(text[next.Start:next.End])
	return 3*edge(text, line) < 2*width && fits(text, line, next, width) && !unicode.IsLower(r)
}

// startsItem reports whether a line begins with a bullet or a number of a list.
func startsItem(line string) bool {
	for _, bullet := range [...]string{"- ", "* ", "• ", "– ", "+ ", "o  "} {
		if strings.HasPrefix(line, bullet) {
			return true
		}
	}
	figures := strings.TrimLeft(line, "0123456789")
	n := len(line) - len(figures)
	return n > 0 && n < 3 && (strings.HasPrefix(figures, ". ") || strings.HasPrefix(figures, ") "))
}
