package read

import (
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// shown returns the text that a title shows.
func (a *asciidoc) shown(title string) string {
	title = a.resolve(title)
	return fold(markup.Text(title, markup.Mask(".adoc", title)))
}

var reference = lazyregexp.New(`\{[\w-]+\}`)

// longestValue is the most bytes of an attribute that is put in place of a
// reference: there may be many references.
const longestValue = 200

// resolve puts the values of attributes in place of references to them.
func (a *asciidoc) resolve(text string) string {
	if len(text) > longestMarkup {
		return text
	}
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		if value, ok := a.attributes[ref[1:len(ref)-1]]; ok && len(value) <= longestValue {
			return value
		}
		return ref
	})
}

// attribute returns what the header says of a document, nothing if it cannot be
// resolved.
func (a *asciidoc) attribute(name string) string {
	value := a.resolve(a.attributes[name])
	if reference.MatchString(value) {
		return ""
	}
	return fold(value)
}

// headingMark returns the level of a heading, and the length of its mark with
// the blanks after it; 0 if a line is none.
func headingMark(line string) (level, n int) {
	if line[0] != '=' && line[0] != '#' {
		return 0, 0
	}
	level = len(line) - len(strings.TrimLeft(line, line[:1]))
	n = level + skipBlanks(line[level:])
	if level > 6 || n == level {
		return 0, 0
	}
	return level, n
}

func skipBlanks(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

// title takes over the heading in line i, whose mark has n bytes and may stand
// at its end as well. Below that of the document, at its top, stand its authors
// and its date.
func (a *asciidoc) title(i, level, n int) int {
	s := a.lines[i].Span
	mark := a.line(i)[:level]
	s.Start += n
	if body := strings.TrimSuffix(a.line(i)[n:], mark); strings.HasSuffix(body, " ") {
		s.End = s.Start + len(strings.TrimRight(body, " "))
	}
	a.add(s, corpus.Heading, level)
	if level == 1 && len(a.found) == 1 {
		return a.revision(i + 1)
	}
	return i + 1
}

var (
	authorLine   = lazyregexp.New(`^(?:(?:[\pL\pN_]|\{[\w-]+\})[\pL\pN_'’.{}-]*(?: +[\pL\pN_'’.{}-]+){0,4}(?: +<[^<>]+>)?(?:; *|$))+$`)
	revisionLine = lazyregexp.New(`^(?:v?[^,:]*[0-9}][^,:]*,)?[ \t]*([^:]*[0-9}].*?)(?: *: .*)?$`)
	versionLine  = lazyregexp.New(`^v[0-9][^, ]*,?(?: *: .*)?$`)
)

// revision takes over the lines that may stand right below the title of a
// document: "Ann Lee <ann@example.org>; Ben Ray", then "v1.2, 2020-05-01: Draft".
func (a *asciidoc) revision(i int) int {
	for i < len(a.lines) && a.isComment(i) {
		i++
	}
	if i == len(a.lines) || len(a.line(i)) > longestMarkup || !authorLine.MatchString(a.line(i)) {
		return i
	}
	authors := strings.Split(address.ReplaceAllString(a.line(i), ""), ";")
	for j, author := range authors {
		authors[j] = fold(strings.ReplaceAll(author, "_", " "))
	}
	a.attributes["author"] = strings.Join(authors, ", ")
	if i++; i == len(a.lines) || versionLine.MatchString(a.line(i)) {
		return min(i+1, len(a.lines))
	}
	if m := revisionLine.FindStringSubmatch(a.line(i)); m != nil && !strings.HasPrefix(a.line(i), ":") {
		a.attributes["revdate"] = m[1]
		i++
	}
	return i
}
