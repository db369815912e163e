package read

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// archivedPages hands on the pages of an archive of the web, WARC (ISO 28500), in their
// order: what was fetched, and what was made of it.
func archivedPages(f file, each func(part) error) error {
	r := bufio.NewReader(bytes.NewReader(f.data))
	for number := 1; ; number++ {
		header, block, err := warcRecord(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is damaged: %w", err)
		}
		p, ok := f.archived(header, block)
		if !ok {
			continue
		}
		p.name = fmt.Sprint(number) + p.name
		if err := each(p); err != nil {
			return err
		}
	}
}

// warcRecord reads a record: its header and its block. The error is io.EOF behind the
// last one.
func warcRecord(r *bufio.Reader) (textproto.MIMEHeader, []byte, error) {
	t := textproto.NewReader(r)
	version, err := t.ReadLine()
	for err == nil && version == "" { // two line ends behind the record before
		version, err = t.ReadLine()
	}
	if err != nil {
		return nil, nil, io.EOF
	}
	if !strings.HasPrefix(version, "WARC/") {
		return nil, nil, errors.New("a record does not begin with WARC/")
	}
	header, err := t.ReadMIMEHeader()
	if err != nil {
		return nil, nil, err
	}
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return nil, nil, errors.New("a record does not tell its length")
	}
	block, err := io.ReadAll(io.LimitReader(r, length))
	if err == nil && int64(len(block)) < length {
		err = errors.New("its end is missing")
	}
	return header, block, err
}

// archived is the page of a record; false for one of another kind. Its name is the
// extension that its type of content has.
func (f file) archived(header textproto.MIMEHeader, block []byte) (part, bool) {
	target := strings.Trim(header.Get("WARC-Target-URI"), "<>")
	p := part{data: block, about: metadata{
		title: strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(target, "https://"), "http://"), "/"),
		url:   webAddress(target), retrieved: dayOf(header.Get("WARC-Date")), superseded: dayOf(header.Get("Superseded-Date")),
	}}
	kind := header.Get("Content-Type")
	switch header.Get("WARC-Type") {
	case "response":
		if !strings.HasPrefix(kind, "application/http") {
			return p, false
		}
		var ok bool
		if kind, ok = f.response(&p); !ok {
			return p, false
		}
	case "conversion", "resource":
	default:
		return p, false
	}
	p.name = extensionOf(kind, target)
	return p, p.name != ""
}

// response takes the content of a page out of what a server answered, and returns its
// type; false where it was none.
func (f file) response(p *part) (kind string, ok bool) {
	answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(p.data)), nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", false
	}
	defer answer.Body.Close()
	body := io.Reader(answer.Body)
	switch answer.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip", "x-gzip":
		if body, err = gzip.NewReader(body); err != nil {
			return "", false
		}
	default:
		p.err = fmt.Errorf("it is packed by %s", answer.Header.Get("Content-Encoding"))
		return answer.Header.Get("Content-Type"), true
	}
	if p.data, err = io.ReadAll(f.unpacking(body)); err != nil {
		p.err = err
	}
	kind = answer.Header.Get("Content-Type")
	if of, params, err := mime.ParseMediaType(kind); err == nil && of == "text/html" && params["charset"] != "" {
		p.data = withCharset(p.data, params["charset"])
	}
	return kind, true
}

// withCharset makes HTML in UTF-8 of HTML in the set of characters that its server told,
// which goes before what the page itself says.
func withCharset(page []byte, set string) []byte {
	text, err := textIn(set, bytes.NewReader(page), true)
	if err != nil {
		return page
	}
	return []byte("\ufeff" + strings.TrimPrefix(text, "\ufeff"))
}

// extensionsOf are the extensions of the files that have a type of content.
var extensionsOf = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".xhtml", "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md",
	"text/csv": ".csv", "text/tab-separated-values": ".tsv", "text/vtt": ".vtt", "application/x-subrip": ".srt",
	"application/json": ".json", "application/feed+json": ".json", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl",
	"application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/xml": ".xml", "text/xml": ".xml",
	"application/epub+zip": ".epub", "message/rfc822": ".eml", "application/vnd.oasis.opendocument.text": ".odt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}

// extensionOf is that of files with a type of content; where that says nothing, that of
// the address, if such files are read; else empty.
func extensionOf(kind, address string) string {
	of, _, err := mime.ParseMediaType(kind)
	if err != nil {
		of = kind
	}
	u, err := url.Parse(address)
	if err != nil {
		u = &url.URL{}
	}
	own := strings.ToLower(path.Ext(u.Path))
	if of == "text/plain" && own != "" || of == "application/octet-stream" || of == "" {
		if _, err := formatOf("a" + own); err == nil {
			return own
		}
	}
	return extensionsOf[of]
}

// dayOf is the day of a date of WARC; empty for none.
func dayOf(date string) string {
	if at, err := time.Parse(time.RFC3339, date); err == nil {
		return at.UTC().Format(time.DateOnly)
	}
	return ""
}
