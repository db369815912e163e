package read

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/quoth-bot/quoth/corpus"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// metadata is what front matter may say of a document; each may be empty.
type metadata struct {
	title, url, date, author string
	retrieved, superseded    string // of a page of the web, as in corpus.Document
}

// fill tells of a document what it does not say itself.
func (m metadata) fill(d *corpus.Document) {
	for _, known := range []struct {
		of    *string
		value string
	}{{&d.URL, m.url}, {&d.Date, m.date}, {&d.Author, m.author}, {&d.Retrieved, m.retrieved}, {&d.Superseded, m.superseded}} {
		if *known.of == "" {
			*known.of = known.value
		}
	}
	if m.title != "" && d.Title == corpus.ReadableName(d.Name) {
		d.Title = m.title
	}
	if m.retrieved != "" && m.url != "" && host(d.URL) != host(m.url) { // no page speaks for another's site
		d.URL = m.url
	}
}

// longestFrontMatter is the most bytes of front matter that are looked at; a
// rule at the top of a text must not make all of it YAML.
const longestFrontMatter = 64 << 10

// frontMatter reads the YAML between a first line "---" and a next line "---"
// or "...", or the TOML between lines "+++"; blank lines may stand before it. It
// returns the offset of the body after it, 0 if text has no front
// matter: the first line is another, no line closes it, or what stands between
// is no mapping, as between two rules.
//
// Front matter that looks like a mapping but is malformed, or has a value that
// cannot be used, is a warning: the body is read without it.
func frontMatter(text string) (body int, m metadata, warning string) {
	top := len(text) - len(strings.TrimLeftFunc(text, corpus.IsBlank))
	first := corpus.LineEnd(text, top)
	fence := strings.TrimRight(text[top:first], " \t")
	parse := parseFrontMatter
	switch fence {
	case "---":
	case "+++":
		parse = parseTOML
	default:
		return 0, m, ""
	}
	start := corpus.NextLine(text, first)
	for pos := start; pos < min(len(text), longestFrontMatter); {
		end := corpus.LineEnd(text, pos)
		if line := strings.TrimRight(text[pos:end], " \t"); line == fence || fence == "---" && line == "..." {
			m, warning, ok := parse(text[start:pos])
			if !ok {
				return 0, metadata{}, ""
			}
			return corpus.NextLine(text, end), m, warning
		}
		pos = corpus.NextLine(text, end)
	}
	return 0, m, ""
}

// parseFrontMatter reads YAML; ok is false if it is not meant as a mapping.
func parseFrontMatter(source string) (m metadata, warning string, ok bool) {
	file, err := parser.ParseBytes([]byte(source), 0)
	if err != nil {
		key, _, found := strings.Cut(strings.TrimLeftFunc(source, corpus.IsBlank), ":")
		if !found || key == "" || strings.ContainsAny(key, " \n") {
			return m, "", false
		}
		return m, "the front matter is malformed and was left out: " + firstLine(yaml.FormatError(err, false, false)), true
	}
	if len(file.Docs) != 1 {
		return m, "", strings.TrimSpace(source) == ""
	}
	var values []*ast.MappingValueNode
	switch node := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	case nil:
		return m, "", true
	default:
		return m, "", false
	}
	for _, v := range values {
		text, plain := scalar(v.Value)
		warning = joinWarnings(warning, m.set(strings.ToLower(v.Key.String()), text, plain))
	}
	return m, warning, true
}

// set takes over the value of one key, which is text if it is plain. Keys that
// say nothing about how to cite a document are none of its business.
func (m *metadata) set(key, text string, plain bool) (warning string) {
	var field *string
	switch key {
	case "title":
		field = &m.title
	case "url":
		field = &m.url
	case "date":
		field = &m.date
	case "author", "authors":
		field = &m.author
	default:
		return ""
	}
	if !plain {
		return fmt.Sprintf("the front matter's %s is not a plain value and was left out", key)
	}
	if key == "url" && text != "" && !isWebAddress(text) {
		return "the front matter's url is not an http or https address and was left out"
	}
	*field = text
	return ""
}

// scalar returns a value as it is written, its white space folded; the items
// of a list are joined by commas.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.SequenceNode:
		items := make([]string, 0, len(n.Values))
		for _, v := range n.Values {
			if _, nested := v.(*ast.SequenceNode); nested {
				return "", false
			}
			item, ok := scalar(v)
			if !ok {
				return "", false
			}
			items = append(items, item)
		}
		return strings.Join(items, ", "), true
	case *ast.NullNode:
		return "", true
	case *ast.LiteralNode:
		return fold(n.Value.Value), true
	case ast.ScalarNode:
		return fold(n.GetToken().Value), true
	}
	return "", false
}

// fold makes one line of t.
func fold(t string) string { return strings.Join(strings.Fields(t), " ") }

// firstLine returns t up to its first line break.
func firstLine(t string) string {
	line, _, _ := strings.Cut(t, "\n")
	return line
}

// isWebAddress reports whether t is an address that a reader can follow.
func isWebAddress(t string) bool {
	u, err := url.Parse(t)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
