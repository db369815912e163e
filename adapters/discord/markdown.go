package discord

import (
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"quoth/adapters"
)

// marks are the characters that mean something to Discord wherever they stand:
// they format, mention, link ("https:") or name an emoji (":smile:"). Behind a
// backslash each is itself.
const marks = "\\*_~`|<>@[]:"

// escape writes text so that Discord shows it as it is. The text is visible
// and has no line breaks; what is special at the beginning of a line alone (a
// heading, a list) is special there only.
func escape(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case strings.ContainsRune(marks, r):
			b.WriteByte('\\')
		case i == 0 && strings.ContainsRune("#-+", r):
			b.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && strings.Trim(text[:i], "0123456789") == "":
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// marked writes runs, with what stands out in bold.
func marked(runs []adapters.Run) string {
	var b strings.Builder
	start := true
	for i := 0; i < len(runs); {
		bold := runs[i].Emphasis != adapters.Plain
		var text strings.Builder
		for ; i < len(runs) && (runs[i].Emphasis != adapters.Plain) == bold; i++ {
			text.WriteString(runs[i].Text)
		}
		b.WriteString(stretch(text.String(), bold, start))
		start = false
	}
	return b.String()
}

// stretch writes one stretch; bold must not begin or end with white space.
func stretch(text string, bold, start bool) string {
	if !start {
		text = "\u200b" + text // so that nothing of it is taken for a line's beginning
	}
	escaped := strings.TrimPrefix(escape(text), "\u200b")
	inner := strings.TrimSpace(escaped)
	if !bold || inner == "" {
		return escaped
	}
	before, after, _ := strings.Cut(escaped, inner)
	return before + "**" + inner + "**" + after
}

// link writes an address that can be followed; false if it is none, and must
// be shown as text. Between angle brackets it draws no preview.
func link(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", false
	}
	written := u.String()
	if len(written) > maxLink || strings.ContainsAny(written, " <>\\`|\n\r\t") || !utf8.ValidString(written) {
		return "", false
	}
	return "<" + written + ">", true
}

// maxLink is what browsers take, and leaves a message room for other things.
const maxLink = 2000

// length counts a text as the strictest reader of Discord's limits does, in
// UTF-16 units.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}
