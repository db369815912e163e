package read

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// The bounds within which bytes count as text, as shares of all bytes (or
// runes) of a file. Prose has no control characters but line breaks and tabs;
// logs have a few. In Western prose one letter in ten, at most, is accented.
const (
	mostControls = 0.02
	mostHigh     = 0.25 // of bytes over 127 in Windows-1252
	mostReplaced = 0.05 // of bytes that are not UTF-8
)

var errBinary = errors.New("the file is binary, not text")

// decode returns a file's content as valid UTF-8, without a byte order mark.
// It knows UTF-8, UTF-16 (by its mark, or by where its zero bytes stand) and
// Windows-1252. Single bytes that are no UTF-8 in a text that otherwise is
// become U+FFFD, which the warning tells. Binary content is an error.
func decode(data []byte) (text, warning string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return "", "", errors.New("the encoding UTF-32 is not read")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], utf16.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], utf16.BigEndian)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		if order, ok := guess16(data); ok {
			return decode16(data, order)
		}
		return "", "", errBinary
	}
	if utf8.Valid(data) {
		text = string(data)
	} else if text, warning, err = decode8(data); err != nil {
		return "", "", err
	}
	if tooManyControls(text) {
		return "", "", errBinary
	}
	return text, warning, nil
}

// decode16 decodes UTF-16 without its mark.
func decode16(data []byte, order utf16.Endianness) (text, warning string, err error) {
	out, err := utf16.UTF16(order, utf16.IgnoreBOM).NewDecoder().Bytes(data)
	if err != nil {
		return "", "", fmt.Errorf("the file is not the UTF-16 it seems to be: %w", err)
	}
	text = string(out)
	if strings.IndexByte(text, 0) >= 0 || tooManyControls(text) {
		return "", "", errBinary
	}
	if n := strings.Count(text, "\ufffd"); n > 0 {
		warning = fmt.Sprintf("%d characters are not valid UTF-16 and were replaced", n)
	}
	return text, warning, nil
}

// guess16 tells the byte order of UTF-16 without a mark: in text in any
// language the zero bytes are the high bytes of spaces and line breaks, so
// that they all stand at even offsets, or all at odd ones, and spaces are not
// rare.
func guess16(data []byte) (utf16.Endianness, bool) {
	if len(data)%2 != 0 {
		return utf16.LittleEndian, false
	}
	var zeros [2]int
	for i, b := range data {
		if b == 0 {
			zeros[i%2]++
		}
	}
	order, unit := utf16.LittleEndian, binary.ByteOrder(binary.LittleEndian)
	switch {
	case zeros[0] > 0 && zeros[1] > 0:
		return order, false
	case zeros[0] > 0:
		order, unit = utf16.BigEndian, binary.BigEndian
	}
	gaps := 0
	for i := 0; i+1 < len(data); i += 2 {
		switch u := unit.Uint16(data[i:]); {
		case u == ' ' || u == '\n':
			gaps++
		case !unicode.IsGraphic(rune(u)) && !unicode.IsSpace(rune(u)) && (u < 0xd800 || u > 0xdfff):
			return order, false
		}
	}
	return order, 50*gaps >= len(data)/2
}

// decode8 decodes what is neither UTF-8 nor UTF-16: as Windows-1252 if it looks
// like prose then, else as damaged UTF-8.
func decode8(data []byte) (text, warning string, err error) {
	high, broken, sequences := 0, 0, 0
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
			high++
		case n > 1:
			sequences++
			high += n
		}
		rest = rest[n:]
	}
	// Valid sequences do not come about by chance: text that has more of them
	// than broken bytes is damaged UTF-8.
	if sequences < broken && float64(high) <= mostHigh*float64(len(data)) {
		if text, ok := windows1252(data); ok {
			return text, "", nil
		}
	}
	if float64(broken) > mostReplaced*float64(len(data)) {
		return "", "", errors.New("the encoding is neither UTF-8, UTF-16 nor Windows-1252, or the file is binary")
	}
	warning = fmt.Sprintf("%d bytes are not valid UTF-8 and were replaced", broken)
	return strings.ToValidUTF8(string(data), "\ufffd"), warning, nil
}

// windows1252 decodes Windows-1252, unless a byte has no character there.
func windows1252(data []byte) (string, bool) {
	for _, b := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} {
		if bytes.IndexByte(data, b) >= 0 {
			return "", false
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(out), err == nil
}

// tooManyControls reports whether a text has more control characters than
// text has.
func tooManyControls(text string) bool {
	n := 0
	for i := 0; i < len(text); i++ {
		if b := text[i]; b < ' ' && (b < '\t' || b > '\r') || b == 0x7f {
			n++
		}
	}
	return float64(n) > mostControls*float64(len(text))
}
