package read

import (
	"bytes"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A wikiRegion is what its own marks begin and end, on one line or on several.
type wikiRegion struct {
	corpus.Span
	kind  wikiKind
	inner corpus.Span // what stands between two tags
}

// A wikiQuote is where a quotation begins (by is 1) or ends (-1).
type wikiQuote struct{ at, by int }

type wikiKind uint8

const (
	wikiText     wikiKind = iota // text without markup
	wikiLayout                   // a tag that shows nothing of its own
	wikiCode                     // shown as it stands
	wikiAside                    // a note or a formula, which ends no sentence
	wikiTemplate                 // an aside, or left out if it stands alone
	wikiUnshown                  // pictures, categories, data
)

// wikiTags are the tags that are looked at, by the kind of what they hold.
var wikiTags = func() map[string]wikiKind {
	out := map[string]wikiKind{}
	for kind, names := range [...]string{
		wikiText:    "nowiki",
		wikiLayout:  "p div center br hr blockquote references section noinclude includeonly onlyinclude ul ol li dl dt dd table tbody tr td th caption",
		wikiCode:    "pre source syntaxhighlight",
		wikiAside:   "ref math chem ce",
		wikiUnshown: "gallery imagemap timeline templatedata mapframe graph",
	} {
		for name := range setOf(names) {
			out[name] = wikiKind(kind)
		}
	}
	return out
}()

// findRegions finds what may span lines.
func (w *wiki) findRegions() {
	for pos := 0; pos < len(w.text); {
		switch w.text[pos] {
		case '<':
			pos = w.tag(pos)
		case '{', '}', '[', ']':
			pos = w.brackets(pos)
		default:
			pos++
		}
	}
}

// longestWikiTag is the most bytes of a tag with its attributes.
const longestWikiTag = 1 << 10

// tag takes over what the "<" at pos begins, and returns the offset after it. A
// comment without an end hides all that follows; a tag without one is text.
func (w *wiki) tag(pos int) int {
	if strings.HasPrefix(w.text[pos:], "<!--") {
		end := len(w.text)
		if i := strings.Index(w.text[pos+4:], "-->"); i >= 0 {
			end = pos + 4 + i + 3
		}
		w.mask(corpus.Span{Start: pos, End: end}, wikiGone)
		return end
	}
	head := w.text[pos:min(len(w.text), pos+longestWikiTag)]
	name := strings.TrimPrefix(head[1:], "/")
	closes := len(name) < len(head)-1
	n := 0
	for n < min(len(name), 16) && 'a' <= name[n]|0x20 && name[n]|0x20 <= 'z' {
		n++
	}
	name = strings.ToLower(name[:n])
	kind, known := wikiTags[name]
	if !known {
		return pos + 1
	}
	n = strings.IndexByte(head, '>')
	if n < 0 {
		return pos + 1
	}
	s := corpus.Span{Start: pos, End: pos + n + 1}
	switch {
	case kind == wikiLayout:
		w.layout(s, name, closes)
	case closes, w.endless[name]:
	case head[n-1] == '/':
		w.add(wikiRegion{Span: s, kind: wikiAside})
	default:
		inner, end := w.untilTag(s.End, name)
		if end == 0 {
			w.endless[name] = true
			return s.End
		}
		s.End = end
		w.add(wikiRegion{s, kind, inner})
	}
	return s.End
}

// layout takes over a tag that shows nothing of its own.
func (w *wiki) layout(s corpus.Span, name string, closes bool) {
	mask := byte(wikiParted)
	switch {
	case name == "br":
		mask = wikiGone
	case name == "blockquote" && closes:
		w.quotes = append(w.quotes, wikiQuote{s.Start, -1})
	case name == "blockquote":
		w.quotes = append(w.quotes, wikiQuote{s.Start, 1})
	}
	w.mask(s, mask)
}

// untilTag returns the span from an offset to the tag that closes name, and
// the offset after the tag, or 0 if there is none.
func (w *wiki) untilTag(from int, name string) (inner corpus.Span, after int) {
	for at := from; ; {
		i := strings.Index(w.text[at:], "</")
		if i < 0 {
			return corpus.Span{}, 0
		}
		at += i + 2
		end := at + len(name)
		if end < len(w.text) && w.text[end] == '>' && strings.EqualFold(w.text[at:end], name) {
			return corpus.Span{Start: from, End: at - 2}, end + 1
		}
	}
}

// brackets takes over the brackets from pos on that are alike, and returns the
// offset after them. Two are a mark, and what began last is closed first.
func (w *wiki) brackets(pos int) int {
	mark, end := w.text[pos], pos+1
	for end < len(w.text) && w.text[end] == mark {
		end++
	}
	open, take := &w.braces, w.template
	if mark == '[' || mark == ']' {
		open, take = &w.links, w.link
	}
	for at := pos; at+1 < end; at += 2 {
		n := len(*open)
		switch {
		case mark == '{', mark == '[':
			*open = append(*open, at)
		case n > 0 && at+3 == end: // "}}}" closes a parameter
			take(corpus.Span{Start: (*open)[n-1], End: end})
			*open = (*open)[:n-1]
		case n > 0:
			take(corpus.Span{Start: (*open)[n-1], End: at + 2})
			*open = (*open)[:n-1]
		}
	}
	return end
}

// wikiBoxes are the templates whose first parameter people read as text.
var wikiBoxes = setOf("note warning caution important attention notice tip hint info")

// longestWikiName is the most bytes that a template or the target of a link is
// looked at for its name.
const longestWikiName = 256

var firstParameter = lazyregexp.New(`^\s*(?:1|text)\s*=`)

// template takes over a template. Of a box only the marks are masked.
func (w *wiki) template(s corpus.Span) {
	inner := w.text[s.Start+2 : s.End-2]
	name, text, _ := strings.Cut(inner[:min(len(inner), longestWikiName)], "|")
	if title, ok := strings.CutPrefix(name, "DISPLAYTITLE:"); ok {
		w.meta.title = plainWiki(title)
	}
	if len(name) < 16 && text != "" && wikiBoxes[strings.ToLower(strings.TrimSpace(name))] && w.alone(s, 0, " \t") {
		n := len("{{") + len(name) + len("|") + len(firstParameter.FindString(text))
		w.mask(corpus.Span{Start: s.Start, End: s.Start + n}, wikiParted)
		w.mask(corpus.Span{Start: s.End - len("}}"), End: s.End}, wikiParted)
		return
	}
	w.add(wikiRegion{Span: s, kind: wikiTemplate})
}

var wikiPictures = setOf("png jpg jpeg gif svg webp")

// wikiLanguage is a link to the same page in another language.
var wikiLanguage = lazyregexp.New(`^\[\[(?:[a-z]{2,3}(?:-[a-z-]{1,20})?|simple):[^|\[\]]+\]\]$`)

// link takes over a link that shows a picture, or names a category. One to
// another language is shown beside the page, and stands alone on its line.
func (w *wiki) link(s corpus.Span) {
	inner := w.text[s.Start+2 : s.End-2]
	target, _, _ := strings.Cut(inner[:min(len(inner), longestWikiName)], "|")
	target = strings.TrimSpace(target)
	space, _, _ := strings.Cut(target, ":")
	dot := strings.LastIndexByte(target, '.')
	if strings.EqualFold(space, "file") || strings.EqualFold(space, "image") || strings.EqualFold(space, "category") ||
		space != "" && dot > 0 && wikiPictures[strings.ToLower(target[dot+1:])] ||
		len(inner) < longestWikiName && wikiLanguage.MatchString(w.text[s.Start:s.End]) && w.alone(s, 0, " \t") {
		w.add(wikiRegion{Span: s, kind: wikiUnshown})
	}
}

// add adds a region in place of those that stand in it. One that begins in
// another and ends after it is none.
func (w *wiki) add(r wikiRegion) {
	n := len(w.regions)
	for n > 0 && w.regions[n-1].Start >= r.Start {
		n--
	}
	w.regions = w.regions[:n]
	if n == 0 || w.regions[n-1].End <= r.Start {
		w.regions = append(w.regions, r)
	}
}

// maskRegions masks what shows nothing, makes one line of what goes on with its
// paragraph, and notes the programs.
func (w *wiki) maskRegions() {
	before := 0 // the end of the region before
	for i := 0; i < len(w.regions); {
		r, next := w.regions[i], i+1
		s := r.Span
		for next < len(w.regions) && r.kind == wikiTemplate && w.regions[next].kind == wikiTemplate &&
			len(bytes.Trim(w.masked[s.End:w.regions[next].Start], wikiBlanks)) == 0 {
			s.End = w.regions[next].End
			next++
		}
		switch {
		case r.kind == wikiUnshown, r.kind == wikiTemplate && w.alone(s, before, " \t\f"):
			w.mask(s, wikiParted)
		case r.kind == wikiCode && (strings.ContainsAny(w.text[s.Start:s.End], "\n\r") || w.alone(s, before, " \t\f*#:;")):
			w.programs = append(w.programs, r)
		default:
			for _, r := range w.regions[i:next] {
				w.join(r)
			}
		}
		i, before = next, s.End
	}
}

// alone reports whether s stands alone on its lines, but for some marks before
// it. What is before an offset is not looked at.
func (w *wiki) alone(s corpus.Span, from int, marks string) bool {
	for s.Start > from && strings.IndexByte(marks, w.masked[s.Start-1]) >= 0 {
		s.Start--
	}
	for s.End < len(w.masked) && strings.IndexByte(" \t\f", w.masked[s.End]) >= 0 {
		s.End++
	}
	return (s.Start == 0 || isBreak(w.masked[s.Start-1])) && (s.End == len(w.masked) || isBreak(w.masked[s.End]))
}

func isBreak(b byte) bool { return b == '\n' || b == '\r' }

// mask blanks a span out.
func (w *wiki) mask(s corpus.Span, with byte) {
	for i := s.Start; i < s.End; i++ {
		w.masked[i] = with
	}
}

// join makes one line of a region. No sentence ends in an aside, and one after
// a stop belongs to no sentence.
func (w *wiki) join(r wikiRegion) {
	before := bytes.TrimRight(w.masked[max(0, r.Start-4):r.Start], `"')`)
	if (r.kind == wikiAside || r.kind == wikiTemplate) && bytes.ContainsAny(before[max(0, len(before)-1):], ".!?\f") {
		w.mask(r.Span, wikiGone)
		return
	}
	for i := r.Start; i < r.End; i++ {
		switch b := w.masked[i]; {
		case isBreak(b):
			w.masked[i] = ' '
		case r.kind != wikiText && (b == '.' || b == '!' || b == '?'):
			w.masked[i] = ','
		}
	}
}
