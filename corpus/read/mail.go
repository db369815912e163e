package read

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"github.com/quoth-bot/quoth/corpus"
)

const (
	// deepestMail is how deep the parts of a mail may stand in each other.
	deepestMail = 20
	// mostParts is how many it may have.
	mostParts = 1_000
)

// readMail reads a mail: its subject is the title, and its sender by name the author. Of
// a text that it has twice the plain one is read. What it answers (lines behind ">")
// are quotations of somebody else. Attachments are not read.
func readMail(f file) (*corpus.Document, string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(f.data))
	if err != nil {
		return nil, "", errors.New("it is no mail")
	}
	w := mailText{htmlPage: htmlPage{written: written{budget: f.budget}}}
	if err := w.part(mailHeader(m.Header.Get), m.Body, 0); err != nil {
		return nil, "", err
	}
	return w.document(f.name, mailMetadata(m.Header)), "", nil
}

// A mailHeader returns the field of a name.
type mailHeader func(name string) string

// words decodes what stands encoded in a header.
var words = mime.WordDecoder{CharsetReader: charset.NewReaderLabel}

func decodedHeader(text string) string {
	if plain, err := words.DecodeHeader(text); err == nil {
		text = plain
	}
	return fold(strings.ToValidUTF8(text, ""))
}

// mailMetadata is what the head of a mail tells. Of who sent it the name is told, and no
// address: who wants that finds it in the source.
func mailMetadata(h mail.Header) metadata {
	m := metadata{title: decodedHeader(h.Get("Subject"))}
	parser := mail.AddressParser{WordDecoder: &words}
	if from, err := parser.Parse(h.Get("From")); err == nil {
		m.author = fold(from.Name)
	}
	if at, err := mail.ParseDate(h.Get("Date")); err == nil {
		m.date = at.Format(time.DateOnly)
	}
	return m
}

// A mailText is the text of a mail while it is read.
type mailText struct {
	htmlPage
	parts int
}

// part reads a part of a mail, and those in it.
func (w *mailText) part(header mailHeader, body io.Reader, depth int) error {
	if w.parts++; depth > deepestMail || w.parts > mostParts {
		return errors.New("it has too many parts")
	}
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		kind, params = "text/plain", nil
	}
	if disposition, _, _ := mime.ParseMediaType(header("Content-Disposition")); disposition == "attachment" {
		return nil
	}
	body = w.budget.unpacking(decodedBody(header("Content-Transfer-Encoding"), body))
	if strings.HasPrefix(kind, "multipart/") {
		return w.multipart(kind, multipart.NewReader(body, params["boundary"]), depth)
	}
	if kind != "text/plain" && kind != "text/html" {
		return nil
	}
	text, err := textIn(params["charset"], body)
	if err != nil {
		return err
	}
	if kind == "text/html" {
		return w.whole(strings.NewReader(text))
	}
	return w.plain(text)
}

// multipart reads the parts of a part: of alternatives the first that says something.
func (w *mailText) multipart(kind string, r *multipart.Reader, depth int) error {
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("its parts are damaged: %w", err)
		}
		before := len(w.blocks)
		if err := w.part(p.Header.Get, p, depth+1); err != nil {
			return err
		}
		if kind == "multipart/alternative" && len(w.blocks) > before {
			return nil
		}
	}
}

func decodedBody(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}

// textIn reads text of a set of characters; UTF-8 where that is not told.
func textIn(set string, body io.Reader) (string, error) {
	if set != "" && !strings.EqualFold(set, "utf-8") {
		if r, err := charset.NewReaderLabel(set, body); err == nil {
			body = r
		}
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return "", fmt.Errorf("its text is damaged: %w", err)
	}
	return string(data), nil
}

// plain reads plain text: between blank lines, and where somebody else begins, a
// paragraph ends. What stands behind "-- " is a signature, which is not quoted.
func (w *mailText) plain(text string) error {
	kind := corpus.Prose
	var lines []string
	end := func() error {
		err := w.add(kind, 0, strings.Join(lines, " "))
		lines = nil
		return err
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "--" { // with a blank behind it, which encodings lose
			break
		}
		said := strings.TrimLeft(line, "> ")
		now := corpus.Prose
		if strings.HasPrefix(line, ">") {
			now = corpus.Quotation
		}
		if now != kind || said == "" {
			if err := end(); err != nil {
				return err
			}
			kind = now
		}
		if said != "" {
			lines = append(lines, said)
		}
	}
	return end()
}
