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

	"golang.org/x/net/html"
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
// a text that it has twice the plain one is read, unless that is much shorter. What it
// answers are quotations of somebody else. Attachments are not read.
func readMail(f file) (*corpus.Document, string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(mailOf(f.data)))
	if err != nil {
		return nil, "", errors.New("it is no mail")
	}
	w := mailText{htmlPage: htmlPage{written: written{budget: f.budget}}}
	if err := w.part(mailHeader(m.Header.Get), m.Body, 0); err != nil {
		return nil, "", err
	}
	return w.document(f.name, mailMetadata(m.Header)), "", nil
}

// mailOf is a mail without what programs put before it: a mark of its bytes, blank lines,
// and the line that begins it in a mailbox.
func mailOf(data []byte) []byte {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), "\r\n")
	if bytes.HasPrefix(data, []byte("From ")) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	return data
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
	kind, params, _ := mime.ParseMediaType(header("Content-Type"))
	if kind == "" { // none is told, or it is malformed
		kind = "text/plain"
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
	text, err := textIn(params["charset"], body, kind == "text/html")
	if err != nil {
		return err
	}
	before := len(w.blocks)
	if kind == "text/html" {
		err = w.page(text)
	} else {
		err = w.plain(text, flowing{strings.EqualFold(params["format"], "flowed"), strings.EqualFold(params["delsp"], "yes")})
	}
	w.quoteRest(before)
	return err
}

// page reads HTML, without the signature.
func (w *mailText) page(text string) error {
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return fmt.Errorf("it is no page: %w", err)
	}
	w.mail, w.out = true, map[*html.Node]bool{}
	for n := range page.Descendants() {
		if class := attr(n, "class"); hasWord(class, "gmail_signature") || hasWord(class, "moz-signature") || attr(n, "data-signatureblock") != "" {
			w.out[n] = true
		}
	}
	if err := w.walk(page, 0); err != nil {
		return err
	}
	return w.flush()
}

// multipart reads the parts of a part; of alternatives one. What comes behind a damage is
// left out, unless there is nothing else.
func (w *mailText) multipart(kind string, r *multipart.Reader, depth int) error {
	var versions []*mailText
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) || err != nil && len(w.blocks)+len(versions) > 0 {
			return w.takeBest(versions)
		}
		if err != nil {
			return fmt.Errorf("its parts are damaged: %w", err)
		}
		if kind != "multipart/alternative" {
			if err := w.part(p.Header.Get, p, depth+1); err != nil {
				return err
			}
			continue
		}
		version := &mailText{htmlPage: htmlPage{written: written{budget: w.budget}}, parts: w.parts}
		if err := version.part(p.Header.Get, p, depth+1); err != nil {
			return err
		}
		w.parts = version.parts
		if len(version.blocks) > 0 {
			versions = append(versions, version)
		}
	}
}

// takeBest takes over the first of some versions of one text, unless another is more than
// twice as long: the plain one of newsletters only says that there is another.
func (w *mailText) takeBest(versions []*mailText) error {
	if len(versions) == 0 {
		return nil
	}
	best := versions[0]
	for _, v := range versions[1:] {
		if v.text.Len() > 2*best.text.Len() {
			best = v
		}
	}
	text := best.text.String()
	for _, b := range best.blocks {
		if err := w.put(b.Kind, b.Level, text[b.Start:b.End]); err != nil {
			return err
		}
	}
	return nil
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

// textIn reads text of a set of characters; where that is not told, in what it seems to
// be, or a page says. Of what is damaged it returns what comes before that.
func textIn(set string, body io.Reader, page bool) (string, error) {
	data, err := io.ReadAll(body)
	if err != nil && (isLimit(err) || len(data) == 0) {
		return "", fmt.Errorf("its text is damaged: %w", err)
	}
	if set != "" && !strings.EqualFold(set, "utf-8") && !strings.EqualFold(set, "us-ascii") {
		if r, err := charset.NewReaderLabel(set, bytes.NewReader(data)); err == nil {
			decoded, err := io.ReadAll(r)
			return string(decoded), err
		}
	}
	if page {
		return pageText(data)
	}
	text, _, err := decode(data)
	return text, err
}
