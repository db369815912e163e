// Package feed reads feeds of the web (RSS, Atom, JSON Feed) that nobody has checked:
// whatever a host sends, or lies in a file, must not end the program. It corrects what
// the parser gets wrong: encodings, and the sizes that it cannot bear.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	feedjson "github.com/mmcdole/gofeed/json"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// MaxSize is the size in bytes of the largest feed: read, it takes up to fifty times as
// much for a moment.
const MaxSize = 8 << 20

// Parse reads RSS, Atom or JSON Feed. contentType is what a server says of it; it may be
// empty. The error is one of those below, or says what is broken.
func Parse(body []byte, contentType string) (f *gofeed.Feed, err error) {
	defer func() { // a host must not be able to end the program
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("it cannot be read as a feed: %v", p)
		}
	}()
	if len(body) > MaxSize {
		return nil, ErrTooLarge
	}
	text := bytes.TrimSpace(UTF8(body, contentType))
	if err := checkShape(text); err != nil {
		return nil, err
	}
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	f, err = p.Parse(bytes.NewReader(text))
	switch {
	case err == gofeed.ErrFeedTypeNotDetected && looksLikeHTML(text):
		return nil, ErrPage
	case err == gofeed.ErrFeedTypeNotDetected:
		return nil, ErrNone
	case err != nil:
		return nil, fmt.Errorf("it cannot be read as a feed: %w", err)
	}
	return f, nil
}

func looksLikeHTML(text []byte) bool {
	return strings.HasPrefix(http.DetectContentType(text), "text/html")
}

// IsPlain tells for each item of a feed whether its text is plain and not HTML.
func IsPlain(f *gofeed.Feed) func(i int, text string) bool {
	original, isJSON := f.OriginalFeed().(*feedjson.Feed)
	return func(i int, text string) bool {
		if isJSON && i < len(original.Items) {
			return original.Items[i].ContentHTML == ""
		}
		// RSS and Atom say HTML where they have plain text, and the other way
		// round. Without a tag and an entity it is the same but for its lines.
		return !strings.ContainsAny(text, "<&")
	}
}

// declared is the encoding that an XML declaration names, and what stands around
// it.
var declared = lazyregexp.New(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["'][^>]*\?>`)

// sevenBit are encodings that look like UTF-8 to who only looks at the bytes.
var sevenBit = map[string]bool{"iso-2022-jp": true, "hz-gb-2312": true}

// UTF8 returns a feed or a sitemap in UTF-8, without what no XML may hold, and
// without a declaration that names another encoding. What is UTF-8 is taken as
// such, whatever header and declaration say: either may be wrong, and no other
// text happens to be UTF-8. What is not, and is said to be, is Windows-1252.
func UTF8(body []byte, contentType string) []byte {
	label := labelOf(body, contentType)
	switch {
	case sevenBit[label] || strings.HasPrefix(label, "utf-16"):
		body = decode(body, label)
	case !utf8.Valid(body):
		body = decode(body, label)
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if declaration := declared.Find(body); declaration != nil {
		body = body[len(declaration):]
	}
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, body)
}

// labelOf returns the name of the encoding that a text tells of itself: by its
// first bytes, by its declaration, by the header; "" if that is UTF-8 or nothing.
func labelOf(body []byte, contentType string) string {
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("<\x00")):
		return "utf-16le"
	case bytes.HasPrefix(body, []byte("\xfe\xff")), bytes.HasPrefix(body, []byte("\x00<")):
		return "utf-16be"
	}
	names := []string{""}
	if m := declared.FindStringSubmatch(string(body[:min(len(body), 1024)])); m != nil {
		names[0] = m[1]
	}
	if _, parameters, err := mime.ParseMediaType(contentType); err == nil {
		names = append(names, parameters["charset"])
	}
	for _, name := range names {
		// A declaration that can be read as ASCII is no UTF-16.
		if _, label := charset.Lookup(name); label != "" && label != "utf-8" && !strings.HasPrefix(label, "utf-16") && label != "replacement" {
			return label
		}
	}
	return ""
}

// decode never fails: what has no letter becomes U+FFFD.
func decode(body []byte, label string) []byte {
	encoding, _ := charset.Lookup(label)
	if encoding == nil {
		encoding = charmap.Windows1252
	}
	out, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return out
}

// NewXML returns a decoder that takes what is not well-formed for what it may
// have meant. It expands no entities but those of XML.
func NewXML(utf8 []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(utf8))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8
	return d
}

// How deep elements may lie within others, and how many of them with their
// attributes a feed may have: some twenty, and some ten thousand, are usual.
const (
	MaxNested   = 1000
	MaxElements = 200_000
)

// checkShape refuses what would have a parser run out of memory, as each of its
// elements is some hundred bytes there, or out of stack, as it calls itself for
// each: that ends a program.
func checkShape(utf8 []byte) error {
	if !bytes.HasPrefix(utf8, []byte("<")) {
		if bytes.Count(utf8, []byte("{"))+bytes.Count(utf8, []byte("[")) > MaxElements {
			return ErrTooMany
		}
		return nil // how deep JSON may lie is the standard library's business
	}
	d := NewXML(utf8)
	for depth, count := 0, 0; ; {
		token, err := d.Token()
		if err != nil {
			return nil // the end; what is broken the parser tells
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			count += 1 + len(t.Attr)
		case xml.EndElement:
			depth--
		}
		if depth > MaxNested {
			return ErrTooDeep
		}
		if count > MaxElements {
			return ErrTooMany
		}
	}
}

// Why a feed is not read, though it may be one.
var (
	ErrPage     = errors.New("it is a page, and no feed")
	ErrNone     = errors.New("it is neither RSS nor Atom nor JSON Feed")
	ErrTooLarge = fmt.Errorf("it is larger than the %d bytes that a feed may have", MaxSize)
	ErrTooDeep  = errors.New("its elements lie too deep within each other")
	ErrTooMany  = fmt.Errorf("it has more than %d elements", MaxElements)
)
