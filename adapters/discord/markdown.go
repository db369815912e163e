package discord

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters"
)

// opening is what means something at the beginning of a line: a heading, a
// list, small print, a quotation.
var opening = regexp.MustCompile(`^(?:#{1,3}|-#|[-+>]|>>>|([0-9]+)\.)(?:\s|$)`)

// escape writes text so that Discord shows it as it is. The text is visible and
// has no line breaks; start tells whether it begins its line.
func escape(text string, start bool) string {
	var b strings.Builder
	if found := opening.FindStringSubmatch(text); start && found != nil {
		number := found[1] // of "1.", whose dot makes the list
		b.WriteString(number + "\\" + text[len(number):len(number)+1])
		text = text[len(number)+1:]
	}
	done := 0
	for i := range len(text) {
		if special(text[i:]) {
			b.WriteString(text[done:i] + "\\")
			done = i
		}
	}
	b.WriteString(text[done:])
	return b.String()
}

// special tells whether a text begins with what means something to Discord
// wherever it stands; a backslash takes its meaning from it.
func special(text string) bool {
	rest := text[1:]
	switch text[0] {
	case '\\', '*', '_', '`', '<', '[': // emphasis, code, mentions and the like, a link
		return true
	case '~', '|': // only two of them cross out, or hide
		return strings.HasPrefix(rest, text[:1])
	case '@':
		return strings.HasPrefix(rest, "everyone") || strings.HasPrefix(rest, "here")
	case ':': // an address, or an emoji's name
		named := strings.TrimLeft(rest, emojiName)
		return strings.HasPrefix(rest, "//") || len(named) < len(rest) && strings.HasPrefix(named, ":")
	}
	return false
}

const emojiName = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-"

// marked writes runs, with what stands out in bold, what stands beside a
// quotation in italics, and links as such.
func marked(runs []adapters.TextRun) string {
	var b strings.Builder
	for i := 0; i < len(runs); {
		bold, mark, address := stands(runs, i), "**", runs[i].URL
		if runs[i].Emphasis == adapters.Beside {
			mark = "*"
		}
		start := i == 0
		var text strings.Builder
		for ; i < len(runs) && stands(runs, i) == bold && runs[i].URL == address; i++ {
			text.WriteString(runs[i].Text)
		}
		if !bold {
			mark = ""
		}
		b.WriteString(linked(stretch(text.String(), mark, start), address))
	}
	return b.String()
}

// linked makes what is written a link to an address. Discord takes none whose
// text is an address itself.
func linked(written, address string) string {
	target, ok := link(address)
	if !ok || strings.Contains(written, "//") {
		return written
	}
	return "[" + strings.ReplaceAll(written, "]", "\\]") + "](" + target + ")"
}

// stands tells whether a run stands out, or is the space between two that do.
func stands(runs []adapters.TextRun, i int) bool {
	between := runs[i].Text == " " && i > 0 && i+1 < len(runs) && runs[i+1].Emphasis != adapters.Plain
	return runs[i].Emphasis != adapters.Plain || between && runs[i-1].Emphasis != adapters.Plain
}

// stretch writes one stretch between marks, next to which no white space may
// stand.
func stretch(text, mark string, start bool) string {
	inner := strings.TrimSpace(text)
	if mark == "" || inner == "" {
		return escape(text, start)
	}
	before, after, _ := strings.Cut(text, inner)
	return before + mark + escape(inner, start) + mark + after
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
