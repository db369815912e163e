package terminal

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// jsonSentence is one sentence of a document.
type jsonSentence struct {
	corpus.Span        // start and end, in bytes of the text as it was read
	Text        string `json:"text"`
	Heading     bool   `json:"heading,omitempty"` // is not quoted
}

// WriteSentences lists the sentences of a document, one a line: its span and
// its text, white space folded; or a JSON object with the text as it is.
func WriteSentences(w io.Writer, doc *corpus.Document, asJSON bool) error {
	out := bufio.NewWriter(w)
	for i, s := range doc.Sentences {
		text := doc.Slice(s.Span)
		if !asJSON {
			folded := Visible(strings.Join(strings.Fields(text), " "))
			fmt.Fprintf(out, "%d:%d\t%s\n", s.Start, s.End, folded)
			continue
		}
		line, err := jsonLine(jsonSentence{s.Span, text, doc.Heading(i)})
		if err != nil {
			return err
		}
		out.Write(line)
	}
	return out.Flush()
}
