package discord

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// A part is a component or an embed as it was posted.
type part struct {
	Type        int                   `json:"type"`
	Content     string                `json:"content"`
	Description string                `json:"description"`
	Components  []part                `json:"components"`
	Label       string                `json:"label"`
	CustomID    string                `json:"custom_id"`
	Footer      struct{ Text string } `json:"footer"`
}

func partsOf(b discordtest.Body) []part {
	var out []part
	for _, raw := range append(b.Components[:len(b.Components):len(b.Components)], b.Embeds...) {
		var p part
		if err := json.Unmarshal(raw, &p); err != nil {
			panic(err) // the peer has judged it
		}
		out = append(out, p)
	}
	return out
}

func eachPart(list []part, f func(part)) {
	for _, p := range list {
		f(p)
		eachPart(p.Components, f)
	}
}

func buttonsOf(b discordtest.Body) []part {
	var out []part
	eachPart(partsOf(b), func(p part) {
		if p.Type == int(discordgo.ButtonComponent) {
			out = append(out, p)
		}
	})
	return out
}

// read shows a message as Discord does: its Markdown is done away with. It
// returns what would call somebody, were it allowed to.
func read(b discordtest.Body) (shown string, pings []string) {
	var out []string
	eachPart(partsOf(b), func(p part) {
		if pageNumber.MatchString(p.Content) {
			return // which is no part of what is said
		}
		for line := range strings.Lines(p.Content + p.Description) {
			text, calls := readLine(line)
			out, pings = append(out, text), append(pings, calls...)
		}
	})
	if b.AllowedMentions == nil || len(b.AllowedMentions.Parse) > 0 || b.AllowedMentions.RepliedUser {
		pings = append(pings, "whom it likes")
	}
	return strings.Join(out, "\n"), pings
}

var (
	pageNumber = regexp.MustCompile(`^-# \d+/\d+$`)
	ownLink    = regexp.MustCompile(`^<(https?://[^\s<>]+)>`)
	maskedLink = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\])+)\]\(<https?://[^\s<>]+>\)`)
	// What calls somebody, leads somewhere or is a picture.
	live = regexp.MustCompile(`^(<[@#/:a-z][^>]*>|@everyone|@here|https?://|:[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*:|\[[^\[\]]*\]\()`)
	// What formats, and is not shown.
	format  = regexp.MustCompile("^(\\*|_|~~|\\|\\||`)")
	escaped = regexp.MustCompile(`^\\[^0-9A-Za-z\s]`)
	opens   = regexp.MustCompile(`^(#{1,3}|-#|[-+>]|[0-9]+\.) `)
)

// readLine reads a line of Discord's Markdown, and returns what is live in it.
func readLine(line string) (shown string, calls []string) {
	line = strings.TrimSuffix(line, "\n")
	for _, mark := range []string{quote, small} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			line = rest
			break
		}
	}
	if found := opens.FindString(strings.TrimLeft(line, "[*")); found != "" {
		calls = append(calls, "the line's beginning "+found)
	}
	shown, more := readSpan(line)
	return shown, append(calls, more...)
}

// readSpan reads a part of a line, at whose beginning nothing means more than
// elsewhere.
func readSpan(line string) (shown string, calls []string) {
	var b strings.Builder
	for line != "" {
		n := 1
		if !strings.ContainsRune("\\<@h:[*_~|`", rune(line[0])) {
			b.WriteByte(line[0]) // for speed
		} else if found := escaped.FindString(line); found != "" {
			n = len(found)
			b.WriteString(found[1:])
		} else if found := ownLink.FindStringSubmatch(line); found != nil {
			n = len(found[0])
			b.WriteString(found[1])
		} else if found := maskedLink.FindStringSubmatch(line); found != nil {
			n = len(found[0])
			text, more := readSpan(found[1])
			b.WriteString(text)
			calls = append(calls, more...)
		} else if found := live.FindString(line); found != "" {
			n = len(found)
			calls = append(calls, found)
		} else if found := format.FindString(line); found != "" {
			n = len(found)
		} else {
			b.WriteByte(line[0])
		}
		line = line[n:]
	}
	return b.String(), calls
}
