package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NewDocument makes a document of plain text: it finds the paragraphs, by
// lines or by blank lines as the lengths of the lines tell for each block, and
// cuts them into sentences. The title is a headline at the top of the text if
// there is one, else the last element of name. Text that is not valid UTF-8
// gets U+FFFD in place of what is not.
func NewDocument(name, text string) *Document {
	text = strings.ToValidUTF8(text, "\ufffd")
	doc := &Document{Name: name, Text: text, Hash: HashText(text)}
	doc.Cut(text, PlainBlocks(text, 0))
	doc.Title = doc.Headline()
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
	return strings.NewReplacer("/", " ", "-", " ", "_", " ").Replace(name)
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
// without a closing stop that begins with a capital letter or a figure, with
// prose (a longer paragraph that has a stop) somewhere after it.
func (d *Document) Headline() string {
	if len(d.Paragraphs) < 2 {
		return ""
	}
	line := d.Slice(d.Paragraphs[0].Span)
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
	longWord  = 20  // runes: a longer first word counts as this long

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
	code        bool // its lines are laid out
}

// PlainBlocks returns the blocks of text[from:]: what stands between blank
// lines where the text is hard-wrapped, else its lines.
func PlainBlocks(text string, from int) []Block {
	lines := linesOf(text, from)
	w := wrappingOf(text, lines)
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
			count[min(runes(text, lines[i-1]), widest+1)]++
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
// blank ones, to dst.
func (w wrapping) appendParagraphs(dst []plainSpan, text string, block []Span) []plainSpan {
	wrapped := w.holds(text, block)
	if !wrapped && len(block) > 1 && !startsItem(text[block[0].Start:block[0].End]) && isLaidOut(text, block) {
		return append(dst, plainSpan{Span: Span{block[0].Start, block[len(block)-1].End}, top: true, bottom: true, code: true})
	}
	begin := len(dst)
	for i, l := range block {
		if i > 0 && wrapped && !startsItem(text[l.Start:l.End]) && !stops(text, block[i-1], l, w.width) {
			dst[len(dst)-1].End = l.End
			continue
		}
		dst = append(dst, plainSpan{Span: l})
	}
	dst[begin].top, dst[len(dst)-1].bottom = true, true
	return dst
}

// holds reports whether a block is hard-wrapped. A manual is, and its
// programs, lists and tables are not.
func (w wrapping) holds(text string, block []Span) bool {
	if w.width == 0 || len(block) < 2 {
		return false
	}
	wrapped, short := lineEnds(text, block, w.width)
	return share(float64(wrapped)+textEnds*w.share, float64(short)+textEnds*(1-w.share)) >= wrapShare
}

func runes(text string, s Span) int { return utf8.RuneCountInString(text[s.Start:s.End]) }

// fits reports whether the first word of next would have fitted on line.
func fits(text string, line, next Span, width int) bool {
	word := text[next.Start:next.End]
	if i := strings.IndexFunc(word, IsBlank); i >= 0 {
		word = word[:i]
	}
	return runes(text, line)+1+min(utf8.RuneCountInString(word), longWord) <= width
}

// stops reports whether, in hard-wrapped text, line ends its paragraph without
// a blank line: it is less than two thirds full, and next does not go on in
// small letters. So are headlines and the items of a list.
func stops(text string, line, next Span, width int) bool {
	r, _ := utf8.DecodeRuneInString(text[next.Start:next.End])
	return 3*runes(text, line) < 2*width && fits(text, line, next, width) && !unicode.IsLower(r)
}

// startsItem reports whether a line begins with a bullet or a number of a list.
func startsItem(line string) bool {
	for _, bullet := range [...]string{"- ", "* ", "• ", "– ", "+ "} {
		if strings.HasPrefix(line, bullet) {
			return true
		}
	}
	figures := strings.TrimLeft(line, "0123456789")
	n := len(line) - len(figures)
	return n > 0 && n < 3 && (strings.HasPrefix(figures, ". ") || strings.HasPrefix(figures, ") "))
}
