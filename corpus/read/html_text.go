package read

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// parsePage parses a page in the characters that its bytes, or else the page, tell.
func parsePage(data []byte) (*html.Node, error) {
	text, err := pageText(data)
	if err != nil {
		return nil, fmt.Errorf("its text cannot be decoded: %w", err)
	}
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("it is no page: %w", err)
	}
	return page, nil
}

// declaredSet is where a page, or its XML, names its set of characters.
var declaredSet = lazyregexp.New(`(?i)<(?:meta\s[^>]*charset|\?xml\s[^>]*encoding)\s*=\s*["']?\s*([-\w:.]+)`)

// furthestSet is how far into a page its set of characters is looked for. The standard
// has it within the first kilobyte, and many pages have it behind their scripts.
const furthestSet = 64 << 10

// pageText is the text of a page. What is valid UTF-8 is that, whatever a page says:
// text in other sets hardly ever is by chance.
func pageText(data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	isMarked := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	declared := ""
	if m := declaredSet.FindStringSubmatch(string(data[:min(len(data), furthestSet)])); m != nil {
		declared = m[1]
	}
	if !isMarked && utf8.Valid(data) && (!isASCII(data) || declared == "") {
		return string(data), nil
	}
	if !isMarked && mostlyUTF8(data) {
		return strings.ToValidUTF8(string(data), string(utf8.RuneError)), nil
	}
	kind := ""
	if declared != "" {
		kind = "text/html; charset=" + declared
	}
	r, err := charset.NewReader(bytes.NewReader(data), kind)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return strings.TrimPrefix(string(text), "\ufeff"), err
}

func isASCII(data []byte) bool {
	for _, b := range data {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mostlyUTF8 reports whether data is UTF-8 in which some bytes are broken.
func mostlyUTF8(data []byte) bool {
	broken, sequences := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			sequences++
		}
		data = data[n:]
	}
	return sequences > 10*broken
}
