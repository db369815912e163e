package read

import (
	"html"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// readMediaWiki reads the markup of MediaWiki. The document's text is the
// source, markup and all, so that spans are its bytes. It is read twice: first
// for what may span lines (comments, templates, tags), then line by line.
// Templates are not expanded: those alone on their lines are left out, as are
// comments, categories and pictures. A redirect has no text.
func readMediaWiki(f file) (*corpus.Document, string, error) {
	source, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	doc := &corpus.Document{Name: f.name, Text: source, Hash: corpus.HashText(source)}
	w := wiki{text: source, masked: []byte(source), shown: source, endless: map[string]bool{}}
	if !wikiRedirect.MatchString(source) {
		w.findRegions()
		w.maskRegions()
		w.shown = string(w.masked)
		w.blocks(w.preamble())
	}
	doc.Cut(w.shown, w.found)
	describe(doc, w.meta, plainWiki)
	return doc, warning, nil
}

var wikiRedirect = lazyregexp.New(`^\s*#(?i:redirect)\b`)

// What is not shown is masked with white space that writers do not use.
const (
	wikiGone   = '\f' // the line goes on as if nothing stood here
	wikiParted = '\v' // a paragraph ends here
	wikiBlanks = " \t\f\v"
)

// wiki gathers the blocks of a page.
type wiki struct {
	text    string
	masked  []byte // the text, with what is not shown blanked out
	shown   string // masked, when it is done
	regions []wikiRegion
	braces  []int           // where a "{{" stands that is still open
	links   []int           // where a "[[" stands that is still open
	endless map[string]bool // tags that nothing closes any more
	quotes  []wikiQuote

	found    []corpus.Block
	programs []wikiRegion // those that are blocks
	cur      corpus.Block // the block that is open; it ends at 0 if nothing is in it
	level    int          // how many items the line stands in
	quoted   int          // how many quotations are open
	term     int          // how many marks the term has that is open
	tables   int          // how many tables are open
	row      bool         // a row is open
	meta     metadata
}

// preamble reads the fields of a program at the top, as the proposals for
// Bitcoin have them, and returns the offset after it.
func (w *wiki) preamble() int {
	if len(w.programs) == 0 || strings.TrimFunc(w.shown[:w.programs[0].Start], corpus.IsBlank) != "" {
		return 0
	}
	top := w.programs[0].inner
	if top.End-top.Start > longestPreamble {
		return 0
	}
	var fields []corpus.Block
	indent := 0
	for pos := top.Start; pos < top.End; {
		end := min(corpus.LineEnd(w.text, pos), top.End)
		line := w.trim(corpus.Span{Start: pos, End: end})
		switch n := line.Start - pos; {
		case line.Start == line.End:
		case len(fields) > 0 && n > indent:
			fields[len(fields)-1].End = line.End
		case fieldName.MatchString(w.text[line.Start:line.End]):
			fields, indent = append(fields, corpus.Block{Span: line, Kind: corpus.Field}), n
		default:
			return 0
		}
		pos = corpus.NextLine(w.text, end)
	}
	fields, meta, end := finishPreamble(w.text, fields, w.programs[0].End)
	if end == 0 {
		return 0
	}
	for _, f := range fields {
		switch name, value, _ := strings.Cut(w.text[f.Start:f.End], ":"); strings.ToLower(name) {
		case "author", "authors": // one to a line
			names := strings.Split(strings.TrimSpace(value), "\n")
			for i := range names {
				names[i] = strings.TrimRight(fold(names[i]), ",")
			}
			meta.author = address.ReplaceAllString(strings.Join(names, ", "), "")
		case "assigned":
			meta.date = fold(value)
		}
	}
	w.found, w.meta, w.programs = fields, meta, w.programs[1:]
	return end
}

// blocks takes over the blocks from an offset on.
func (w *wiki) blocks(pos int) {
	for pos < len(w.shown) {
		end := corpus.LineEnd(w.shown, pos)
		if len(w.programs) == 0 || w.programs[0].Start >= end {
			w.line(pos, end)
			pos = corpus.NextLine(w.shown, end)
			continue
		}
		p := w.programs[0]
		w.programs = w.programs[1:]
		w.line(pos, p.Start)
		if w.row { // a part of its cell
			w.extend(w.trim(p.inner))
		} else {
			w.put(corpus.Code, p.inner)
		}
		pos = len(w.shown) - len(strings.TrimLeft(w.shown[p.End:], wikiBlanks))
	}
	w.flush()
}

// begin begins a block, which ends the one that is open.
func (w *wiki) begin(kind corpus.Kind) {
	w.flush()
	w.cur = corpus.Block{Kind: kind, Level: w.level}
}

// extend takes a span into the block that is open.
func (w *wiki) extend(s corpus.Span) {
	if s.Start == s.End {
		return
	}
	if w.cur.End == 0 {
		w.cur.Start = s.Start
	}
	w.cur.End = s.End
}

// flush ends the block that is open.
func (w *wiki) flush() {
	if w.cur.End > 0 {
		w.found = append(w.found, codeAlone(w.shown, w.cur, "<code>", "</code>"))
	}
	w.cur, w.row = corpus.Block{}, false
}

// put adds a block that no other line goes on with.
func (w *wiki) put(kind corpus.Kind, s corpus.Span) {
	w.begin(kind)
	w.extend(w.trim(s))
	w.flush()
}

// trim returns s without the white space at its two ends.
func (w *wiki) trim(s corpus.Span) corpus.Span {
	body := strings.TrimLeftFunc(w.shown[s.Start:s.End], corpus.IsBlank)
	s.Start = s.End - len(body)
	s.End = s.Start + len(strings.TrimRightFunc(body, corpus.IsBlank))
	return s
}

// line takes over the line of the bytes [pos, end).
func (w *wiki) line(pos, end int) {
	s := w.trim(corpus.Span{Start: pos, End: end})
	for len(w.quotes) > 0 && w.quotes[0].at < s.Start {
		w.quoted = max(0, w.quoted+w.quotes[0].by)
		w.quotes = w.quotes[1:]
	}
	w.level = 0
	before, after := w.shown[pos:s.Start], w.shown[s.End:end]
	parts := strings.IndexByte(before, wikiParted) >= 0
	if s.Start == s.End {
		comment := !parts && strings.IndexByte(before, wikiGone) >= 0
		blankCode := w.cur.Kind == corpus.Code && before != ""
		if !comment && !blankCode && !w.row {
			w.flush()
		}
		return
	}
	if parts && !w.row {
		w.flush()
	}
	w.visible(s, strings.TrimLeft(before, string(wikiGone)))
	if strings.IndexByte(after, wikiParted) >= 0 && !w.row {
		w.flush()
	}
}

// visible takes over what a line shows, and what stands before that.
func (w *wiki) visible(s corpus.Span, before string) {
	text := w.shown[s.Start:s.End]
	first := !strings.ContainsAny(before, " \t")
	listed := first && strings.IndexByte("*#:;", text[0]) >= 0
	if !listed {
		w.term = 0
	}
	switch {
	case strings.HasPrefix(strings.TrimLeft(text[:min(len(text), deepestWiki)], ": "), "{|"):
		w.flush()
		w.tables++
	case w.tables > 0 && w.cells(s, text):
	case first && text[0] == '=' && w.title(s, text):
	case w.row:
		w.extend(s)
	case listed:
		w.item(s, text)
	case first && strings.HasPrefix(text, "----"):
		w.flush()
		s.Start = s.End - len(strings.TrimLeft(text, "-"))
		w.extend(w.trim(s))
	case strings.HasPrefix(text, "__") && strings.Trim(text, "_ ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "": // "__TOC__"
		w.flush()
	default:
		w.paragraph(s, before)
	}
}

// paragraph takes over a line that may go on with those before it. A blank
// makes it a line of code.
func (w *wiki) paragraph(s corpus.Span, before string) {
	kind := corpus.Prose
	switch {
	case w.quoted > 0:
		kind = corpus.Quotation
	case strings.HasPrefix(before, " "):
		kind = corpus.Code
	}
	if w.cur.End == 0 || w.cur.Kind != kind {
		w.begin(kind)
	}
	w.extend(s)
}

// title takes over a heading, which has as many marks before it as after it.
func (w *wiki) title(s corpus.Span, text string) bool {
	level := min(len(text)-len(strings.TrimLeft(text, "=")), len(text)-len(strings.TrimRight(text, "=")), 6)
	if level == 0 || 2*level >= len(text) {
		return false
	}
	w.quoted, w.level = 0, level
	w.put(corpus.Heading, corpus.Span{Start: s.Start + level, End: s.End - level})
	return true
}

// deepestWiki is the most levels of lists that are told from each other.
const deepestWiki = 64

// item takes over a line of a list. Its marks say how deep it stands: "*" and
// "#" are items, ";" is a term, and ":" goes on with what the marks before it
// began. Where nothing did, it sets a quotation or an example apart.
func (w *wiki) item(s corpus.Span, text string) {
	n := len(text) - len(strings.TrimLeft(text, "*#:;"))
	w.level = min(strings.Count(text[:n], "*")+strings.Count(text[:n], "#"), deepestWiki)
	if w.term > n || w.term > 0 && text[w.term-1] != ':' && text[w.term-1] != ';' {
		w.term = 0
	}
	s.Start += n
	switch {
	case text[n-1] == ';':
		w.term = n
		at := wikiColon(text[n:])
		w.put(corpus.Term, corpus.Span{Start: s.Start, End: s.Start + at})
		w.put(corpus.Definition, corpus.Span{Start: min(s.Start+at+1, s.End), End: s.End})
	case text[n-1] != ':':
		w.put(corpus.Item, s)
	case w.term > 0:
		w.put(corpus.Definition, s)
	case w.level > 0:
		w.put(corpus.Prose, s)
	default:
		w.put(corpus.Quotation, s)
	}
}

// wikiColon returns where a term ends: at the first colon that stands in no
// link, tag or address, or at the end of the line.
func wikiColon(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{', '<':
			depth++
		case ']', '}', '>':
			depth = max(0, depth-1)
		case ':':
			if depth == 0 && !strings.HasPrefix(text[i+1:], "//") {
				return i
			}
		}
	}
	return len(text)
}

// plainWiki returns what a title shows, on one line, without markup.
func plainWiki(title string) string {
	title = strings.ToValidUTF8(title[:min(len(title), longestMarkup)], "")
	return fold(html.UnescapeString(markup.Text(title, markup.Mask(".wiki", title))))
}
