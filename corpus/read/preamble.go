package read

import (
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// longestPreamble is the most bytes of a text that are looked at for its
// preamble, which must end within them.
const longestPreamble = 16 << 10

var (
	fieldName = lazyregexp.New(`^([A-Za-z][A-Za-z0-9-]{0,30}):(?:[ \t]|$)`)
	address   = lazyregexp.New(`\s*<[^<>]*>`)
)

// preamble reads the lines at the top of a text that name what they say, as
// PEPs and mails have them ("Title: ..."), up to a blank line. It returns a
// span for each of them but the title, which is no sentence, with the indented
// lines that go on with it, and the offset after the last. There is none unless
// one of two or more lines is a title or a subject: what people say to each
// other is written the same way.
func preamble(text string) (fields []corpus.Block, m metadata, end int) {
	head := text[:min(len(text), longestPreamble)]
	pos := len(head) - len(strings.TrimLeftFunc(head, corpus.IsBlank))
	for pos < len(head) {
		line := corpus.Span{Start: pos, End: corpus.LineEnd(head, pos)}
		body := strings.TrimRightFunc(head[line.Start:line.End], corpus.IsBlank)
		line.End = line.Start + len(body)
		switch {
		case body == "":
			return finishPreamble(text, fields, pos)
		case fieldName.MatchString(body):
			fields = append(fields, corpus.Block{Span: line, Kind: corpus.Field})
		case len(fields) > 0 && (body[0] == ' ' || body[0] == '\t'):
			fields[len(fields)-1].End = line.End
		default:
			return nil, metadata{}, 0
		}
		pos = corpus.NextLine(head, corpus.LineEnd(head, pos))
	}
	if len(head) < len(text) { // the last line may be cut
		return nil, metadata{}, 0
	}
	return finishPreamble(text, fields, pos)
}

// finishPreamble says what the fields that end at end tell.
func finishPreamble(text string, fields []corpus.Block, end int) ([]corpus.Block, metadata, int) {
	var m metadata
	var quoted []corpus.Block
	for _, f := range fields {
		name, value, _ := strings.Cut(text[f.Start:f.End], ":")
		value = fold(value)
		switch strings.ToLower(name) {
		case "title", "subject":
			m.title = value
			continue
		case "author", "authors", "from":
			m.author = address.ReplaceAllString(value, "")
		case "created", "date":
			m.date = value
		}
		quoted = append(quoted, f)
	}
	if m.title == "" || len(fields) < 2 {
		return nil, metadata{}, 0
	}
	return quoted, m, end
}
