package discord

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"quoth/adapters/discord/discordpeer"
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

func partsOf(b discordpeer.Body) []part {
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

func buttonsOf(b discordpeer.Body) []part {
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
func read(b discordpeer.Body) (shown string, pings []string) {
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
	address    = regexp.MustCompile(`^<(https?://[^\s<>]+)>`)
	called     = regexp.MustCompile(`^(<[@#/:][^>]*>|@everyone|@here)`)
)

// readLine reads a line: a backslash makes a character plain, "<...>" and
// "@everyone" call somebody, and the marks of format vanish.
func readLine(line string) (shown string, pings []string) {
	line = strings.TrimSuffix(line, "\n")
	for _, mark := range []string{"> ", "-# ", "# ", "- ", "+ "} {
		line = strings.TrimPrefix(line, mark)
	}
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		rest := line[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			i++
			b.WriteByte(rest[1])
		case address.MatchString(rest):
			found := address.FindStringSubmatch(rest)
			b.WriteString(found[1])
			i += len(found[0]) - 1
		case called.MatchString(rest):
			found := called.FindString(rest)
			pings = append(pings, found)
			i += len(found) - 1
		case !strings.ContainsRune("*_~`|[]", rune(rest[0])):
			b.WriteByte(rest[0])
		}
	}
	return b.String(), pings
}
