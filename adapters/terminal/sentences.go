package terminal

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/corpus"
)

// jsonSentence is one sentence of a document.
type jsonSentence struct {
	Document    string   `json:"doc,omitempty"` // where a file holds several
	corpus.Span          // start and end, in bytes of the text as it was read
	Text        string   `json:"text"`
	Kind        string   `json:"kind"`
	Line        int      `json:"line"`            // counted from 1
	Level       int      `json:"level,omitempty"` // of a heading; of what stands in items of lists
	Under       []string `json:"under,omitempty"` // headings, highest first
	Leads       []string `json:"leads,omitempty"` // what announces it, outermost first
}

// WriteSentences lists the sentences of the documents of a file, one a line: its span
// and its text, white space folded; or a JSON object with the text as it is. Where there
// are several documents, each is named.
func WriteSentences(w io.Writer, docs []*corpus.Document, asJSON bool) error {
	for _, doc := range docs {
		name := ""
		if len(docs) > 1 {
			name = doc.Name
		}
		if err := writeSentences(w, name, doc, asJSON); err != nil {
			return err
		}
	}
	return nil
}

func writeSentences(w io.Writer, name string, doc *corpus.Document, asJSON bool) error {
	out := bufio.NewWriter(w)
	line, counted := 1, 0
	if name != "" && !asJSON {
		fmt.Fprintf(out, "%s\n", Visible(name))
	}
	for i, s := range doc.Sentences {
		text := doc.Slice(s.Span)
		if !asJSON {
			folded := Visible(strings.Join(strings.Fields(text), " "))
			fmt.Fprintf(out, "%d:%d\t%s\n", s.Start, s.End, folded)
			continue
		}
		line += strings.Count(doc.Text[counted:s.Start], "\n")
		counted = s.Start
		p := doc.Paragraphs[s.Paragraph]
		object := jsonSentence{Document: name, Span: s.Span, Text: text, Kind: p.Kind.String(), Line: line, Level: p.Level}
		for _, above := range doc.Above(i) {
			list := &object.Leads
			if doc.KindOf(above) == corpus.Heading {
				list = &object.Under
			}
			*list = append(*list, doc.Slice(doc.Sentences[above].Span))
		}
		slices.Reverse(object.Under)
		slices.Reverse(object.Leads)
		written, err := wire.Line(object)
		if err != nil {
			return err
		}
		out.Write(written)
	}
	return out.Flush()
}
