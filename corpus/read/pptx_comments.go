package read

import (
	"errors"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// commentAuthors are the names of those who say something of slides, by their IDs.
type commentAuthors map[string]string

func (a commentAuthors) opens(name string, of attributes) error {
	if name == "cmAuthor" || name == "author" {
		a[of.get("id")] = of.get("name")
	}
	return nil
}

func (a commentAuthors) says(string)         {}
func (a commentAuthors) closes(string) error { return nil }

// commentAuthors are those of a presentation that leads to such parts: newer programs keep
// them in another than older ones.
func (p *packed) commentAuthors(parts *relations) (commentAuthors, error) {
	out := commentAuthors{}
	for _, kind := range []string{"commentAuthors", "authors"} {
		if part := parts.ofKind(kind, ""); part != "" {
			if err := p.walk(part, out); err != nil && !errors.Is(err, errNoPart) {
				return nil, err
			}
		}
	}
	return out, nil
}

// commentsOf are those of a slide that leads to such parts.
func (p *packed) commentsOf(parts *relations, authors commentAuthors) ([]officeBlock, error) {
	part := parts.ofKind("comments", "")
	if part == "" {
		return nil, nil
	}
	var c pptxComments
	if err := p.walk(part, &c); err != nil && !errors.Is(err, errNoPart) {
		return nil, err
	}
	var out []officeBlock
	for _, one := range c.all {
		out = append(out, commentBlocks(authors[one.author], one.said)...)
	}
	return out, nil
}

// pptxComments are the comments of a slide while they are read.
type pptxComments struct {
	all  []pptxComment
	open []int // comments that are open: answers stand in what they answer
	path []string
	text strings.Builder
}

type pptxComment struct {
	author string // by ID
	said   []officeBlock
}

func (c *pptxComments) opens(name string, of attributes) error {
	c.path = append(c.path, name)
	switch name {
	case "cm", "reply":
		c.open = append(c.open, len(c.all))
		c.all = append(c.all, pptxComment{author: of.get("authorId")})
	case "p", "text":
		c.text.Reset()
	case "br":
		c.text.WriteByte(' ')
	}
	return nil
}

func (c *pptxComments) says(text string) {
	if n := len(c.path); n > 0 && (c.path[n-1] == "t" || c.path[n-1] == "text") {
		c.text.WriteString(text)
	}
}

func (c *pptxComments) closes(name string) error {
	c.path = c.path[:max(len(c.path)-1, 0)]
	n := len(c.open)
	if n == 0 {
		return nil
	}
	switch name {
	case "p", "text":
		one := &c.all[c.open[n-1]]
		one.said = append(one.said, officeBlock{kind: corpus.Prose, text: c.text.String()})
		c.text.Reset()
	case "cm", "reply":
		c.open = c.open[:n-1]
	}
	return nil
}
