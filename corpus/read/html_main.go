package read

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file finds the main text of a page of the web: what names itself as something
// else is left out, then the element is looked for that holds most of what is left, and
// of that what only leads to other pages, and labels that nothing stands below. How much
// of it is right is measured, see TestMainTexts.

// A mainText is what is known of a page while its main text is looked for.
type mainText struct {
	body   *html.Node
	out    map[*html.Node]bool // true is left out, with all that stands in it; false is kept, though others like it are not
	shapes map[*html.Node]shape
}

// A shape is what an element shows, in bytes of text.
type shape struct {
	text   int
	linked int // in links
	prose  int // in runs of leastRun and more, beside links
	slight int // in times and small print
	blocks int // how many paragraphs, headings, lists and tables
	titles int // how many of the headings are of the first level
}

const (
	// leastRun is the least bytes of text between two blocks that are prose. Shorter
	// text that is in no paragraph is a label, a date or a name.
	leastRun = 80
	// enoughProse is the least bytes of prose of a page of which labels are left out:
	// pages with less may have nothing else.
	enoughProse = 400
	// mostAside is the largest share of a page's prose that is left out for its name.
	mostAside = .3
	// mostNamed is the same where more than enoughProse is left, for names that are
	// hardly ever wrong: comments may be longer than what they are about.
	mostNamed = .5
	// leastMain is the share of an element's prose that one in it has to have to be
	// the main text in its place.
	leastMain = .85
	// mostAround is how much text an article may have for each byte of its main text,
	// so that all of it is taken.
	mostAround = 2
	// mostLinked is the largest share of a block that may be links.
	mostLinked = .6
	// leastThinned is the least share of the main text that is left where what only
	// leads to other pages is left out.
	leastThinned = .2
	// longestDateline is the most bytes of a block of times and small print.
	longestDateline = 200
)

// mainOf returns the element that holds the main text of a page, and what of it is left
// out.
func mainOf(page *html.Node) (main *html.Node, out map[*html.Node]bool) {
	m := mainText{body: page, out: map[*html.Node]bool{}}
	for n := range page.Descendants() {
		switch {
		case n.DataAtom == atom.Body:
			m.body = n
		case mayHoldAll[n.DataAtom] && !isHidden(n):
			m.out[n] = false // until it is known how much it holds
		}
	}
	m.prune(m.body, m.measure(m.body))
	m.measure(m.body)
	main = m.choose()
	before := m.shapes[main].text
	leading := m.thin(main, nil)
	if m.measure(main); float64(m.shapes[main].text) < leastThinned*float64(before) {
		for _, n := range leading { // a page that lists others
			delete(m.out, n)
		}
		m.measure(main)
	}
	if m.shapes[main].prose >= enoughProse {
		m.unlabel(main)
	}
	(&openHeadings{m: &m}).walk(main)
	return main, m.out
}

// mayHoldAll are asides in which nevertheless all of a page may stand: some programs put
// it into a form.
var mayHoldAll = map[atom.Atom]bool{atom.Form: true, atom.Aside: true, atom.Footer: true}

// blockElements are those that text stands in, rather than other blocks.
var blockElements = map[atom.Atom]bool{
	atom.P: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true, atom.Blockquote: true, atom.Pre: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
}

func isHeading(n *html.Node) bool { return kindsOfHTML[n.DataAtom] == kindsOfHTML[atom.H1] }

// skips reports whether nothing of an element is shown.
func (m *mainText) skips(n *html.Node) bool { return leavesOut(m.out, n) }

// measure notes the shapes of an element and of those in it.
func (m *mainText) measure(n *html.Node) shape {
	m.shapes = map[*html.Node]shape{}
	return m.shapeOf(n, false)
}

func (m *mainText) shapeOf(n *html.Node, linked bool) shape {
	var s shape
	if n.Type == html.TextNode {
		if s.text = len(fold(n.Data)); linked {
			s.linked = s.text
		}
		return s
	}
	if m.skips(n) {
		return s
	}
	if isHeading(n) {
		linked = false // it leads to itself, or what it names does elsewhere
	} else if n.DataAtom == atom.A && !(strings.HasPrefix(attr(n, "href"), "#") && isHeading(n.Parent)) {
		linked = true
	}
	run := 0 // the bytes beside links since the last block
	end := func() {
		if run >= leastRun || n.DataAtom == atom.P && run >= leastRun/2 {
			s.prose += run
		}
		run = 0
	}
	for c := range n.ChildNodes() {
		of := m.shapeOf(c, linked)
		s = s.with(of)
		if isInline(c) {
			run += of.text - of.linked - of.prose
		} else if c.Type == html.ElementNode {
			end()
		}
	}
	if !isInline(n) {
		end()
	}
	switch {
	case n.DataAtom == atom.Small, n.DataAtom == atom.Time && !strings.HasPrefix(attr(n, "datetime"), "P"): // which is how long
		s.slight = s.text
	case blockElements[n.DataAtom] && s.text > 0:
		s.blocks++
	}
	if n.DataAtom == atom.H1 {
		s.titles++
	}
	m.shapes[n] = s
	return s
}

func (s shape) with(t shape) shape {
	return shape{s.text + t.text, s.linked + t.linked, s.prose + t.prose, s.slight + t.slight, s.blocks + t.blocks, s.titles + t.titles}
}

// isInline reports whether a node stands within a run of text.
func isInline(n *html.Node) bool { return n.Type == html.TextNode || inlineElements[n.DataAtom] }

// prune leaves out what names itself as none of the text.
func (m *mainText) prune(n *html.Node, all shape) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type != html.ElementNode || m.skips(c):
		case m.isNamed(c, all):
			m.out[c] = true
		default:
			m.prune(c, all)
		}
	}
}

// isNamed reports whether an element is by its name none of the text. What holds much of
// all is, whatever its name.
func (m *mainText) isNamed(n *html.Node, all shape) bool {
	s := m.shapes[n]
	if mayHoldAll[n.DataAtom] {
		return float64(s.prose) <= mostNamed*float64(all.prose)
	}
	if n.DataAtom == atom.Figcaption {
		return true
	}
	if n.DataAtom == atom.Article || n.DataAtom == atom.Main {
		return false
	}
	name := elementNames(n)
	most := mostAside
	switch {
	case name.has(otherWords) || name.hasWhole(otherClasses):
		if all.prose-s.prose > enoughProse {
			most = mostNamed
		}
	case name.has(slightWords) && !name.has(textWords):
	case (n.DataAtom == atom.Header || name.has(headWords)) && s.titles == 0 && !isInText(n):
	default:
		return false
	}
	if s.prose == 0 {
		return 2*(s.text-s.linked) <= all.text-all.linked
	}
	return float64(s.prose) <= most*float64(all.prose)
}

// isInText reports whether an element stands in one that names itself as the text.
func isInText(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.DataAtom == atom.Article || a.DataAtom == atom.Main {
			return true
		}
	}
	return false
}

// choose returns the element that holds the main text: the deepest with nearly all of
// the prose, and the article around it, if there is little else in that.
func (m *mainText) choose() *html.Node {
	main := m.body
	for {
		next := m.mostOf(main)
		if next == nil {
			break
		}
		main = next
	}
	core := m.shapes[main]
	for a := main; a != nil && a != m.body; a = a.Parent {
		if a.DataAtom != atom.Article && a.DataAtom != atom.Main && attr(a, "role") != "main" {
			continue
		}
		if s := m.shapes[a]; s.text-s.linked < mostAround*(core.text-core.linked) {
			return a
		}
		break
	}
	return main
}

// mostOf returns the element in one that holds nearly all of its prose, or nil.
func (m *mainText) mostOf(n *html.Node) *html.Node {
	least := leastMain * float64(m.shapes[n].prose)
	for c := range n.ChildNodes() {
		if prose := m.shapes[c].prose; prose > 0 && float64(prose) >= least && !isInline(c) && !blockElements[c.DataAtom] && c.DataAtom != atom.Tbody && c.DataAtom != atom.Tr {
			return c
		}
	}
	return nil
}

// thin leaves out what only leads to other pages, and lines of dates. It returns what
// is left out now, after what was before.
func (m *mainText) thin(n *html.Node, before []*html.Node) []*html.Node {
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode || m.skips(c) {
			continue
		}
		s := m.shapes[c]
		leads := s.prose < 2*leastRun && float64(s.linked) > mostLinked*float64(s.text)
		dates := s.text <= longestDateline && s.slight >= s.text
		if s.text > 0 && !isInline(c) && c.DataAtom != atom.Li && (leads || dates) {
			m.out[c] = true
			before = append(before, c)
			continue
		}
		before = m.thin(c, before)
	}
	return before
}

// unlabel leaves out short text that stands beside blocks and is in none.
func (m *mainText) unlabel(n *html.Node) {
	m.unlabelRuns(n)
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode || isInline(c) || blockElements[c.DataAtom] || m.skips(c) {
			continue
		}
		if s := m.shapes[c]; s.blocks == 0 && s.prose == 0 && s.text > 0 && s.text < leastRun {
			m.out[c] = true
			continue
		}
		m.unlabel(c)
	}
}

// unlabelRuns leaves out the short runs of text between the blocks of an element.
func (m *mainText) unlabelRuns(n *html.Node) {
	if m.shapes[n].blocks == 0 {
		return
	}
	var run []*html.Node
	text := 0
	end := func() {
		for _, r := range run {
			if text < leastRun {
				m.out[r] = true
			}
		}
		run, text = run[:0], 0
	}
	for c := range n.ChildNodes() {
		switch {
		case isInline(c) && m.shapes[c].blocks == 0:
			run = append(run, c)
			text += m.shapes[c].text
			if c.Type == html.TextNode {
				text += len(fold(c.Data))
			}
		case isInline(c) || c.Type == html.ElementNode:
			end()
		}
	}
	end()
}

// openHeadings are those that nothing stands below yet: some that name what was left out.
type openHeadings struct {
	m    *mainText
	open []*html.Node
}

// walk leaves out the headings in an element that nothing stands below.
func (o *openHeadings) walk(main *html.Node) {
	o.pass(main)
	for _, h := range o.open {
		o.m.out[h] = true
	}
}

func (o *openHeadings) pass(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		if !o.m.out[n] && strings.TrimSpace(n.Data) != "" {
			o.open = nil
		}
		return
	case o.m.skips(n):
		return
	case isHeading(n):
		for len(o.open) > 0 && o.open[len(o.open)-1].Data >= n.Data {
			o.m.out[o.open[len(o.open)-1]] = true
			o.open = o.open[:len(o.open)-1]
		}
		o.open = append(o.open, n)
		return
	}
	for c := range n.ChildNodes() {
		o.pass(c)
	}
}
