package question

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

var (
	// emoji are those that platforms write with their names: "<:wave:123>" of Discord,
	// ":wave:" and ":wave::skin-tone-2:" of both, which follow a blank or each other,
	// as the parts of "12:30:45" and "std::vec::Vec" do not.
	emoji     = lazyregexp.New(`<a?:\w+:\d+>`)
	shortcode = lazyregexp.New(`(^|\s)(?::(?:[\p{L}_+-][\p{L}\d_+-]*|100):(?::skin-tone-[2-6]:)?\B\s*)+`)
	// bareLink is a link on a line of its own, or before a sentence. Within a sentence
	// it may be what is asked about.
	bareLink = lazyregexp.New(`(?m)^[ \t]*<?https?://\S+[ \t]*($|[ \t]\p{Lu})`)
	// code is a block of it.
	code = lazyregexp.New("(?s)" + fence + ".*?" + fence)
)

const fence = "```"

// Plain returns a message without the emoji, links and blocks of code in it that are
// no words of a question. One that is nothing but code is what is asked.
func Plain(message string) string {
	if strings.Contains(message, fence) {
		if without := code.ReplaceAllString(message, "\n"); strings.TrimSpace(without) != "" {
			message = without
		} else {
			message = strings.ReplaceAll(message, fence, " ")
		}
	}
	if strings.IndexByte(message, ':') < 0 {
		return message
	}
	message = emoji.ReplaceAllString(message, " ")
	message = shortcode.ReplaceAllString(message, "$1")
	return bareLink.ReplaceAllString(message, "$1")
}
