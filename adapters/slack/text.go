package slack

import (
	"strings"
)

// escape makes text safe to stand where Slack looks for its marks. These three
// characters are to be escaped, and no others.
func escape(text string) string { return escaper.Replace(text) }

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// A said is the text of a message, as people read it.
type said struct {
	text   string
	called bool // it mentions the bot
	others bool // it mentions others: a person, a group, or everybody
}

// read reads the text of a message. Mentions of the bot are taken out of it;
// everything else that stands in angle brackets is put as people see it.
func read(raw, self string) said {
	var out said
	var b strings.Builder
	for rest := raw; rest != ""; {
		before, after, found := strings.Cut(rest, "<")
		b.WriteString(unescaper.Replace(before))
		if !found {
			break
		}
		inner, behind, closed := strings.Cut(after, ">")
		if !closed { // no mark of Slack's, as it escapes what people type
			b.WriteString("<" + unescaper.Replace(after))
			break
		}
		rest = behind
		switch mention, label := mentioned(inner); {
		case mention == "":
			b.WriteString(shown(inner))
		case mention == self:
			out.called = true
		default:
			out.others = true
			b.WriteString(unescaper.Replace(label))
		}
	}
	out.text = strings.TrimSpace(b.String())
	return out
}

// mentioned tells who is mentioned by what stands in angle brackets, and as
// what that is read; "" if it is no mention.
func mentioned(inner string) (who, label string) {
	id, label, _ := strings.Cut(inner, "|")
	switch {
	case strings.HasPrefix(inner, "@"):
		who = id[1:]
	case strings.HasPrefix(inner, "!subteam^"):
		who = id
	case id == "!here", id == "!channel", id == "!everyone":
		return id, "" // to call everybody asks nothing
	default:
		return "", ""
	}
	if label == "" {
		label = strings.TrimPrefix(strings.TrimPrefix(id, "@"), "!subteam^")
	}
	return who, "@" + strings.TrimPrefix(label, "@")
}

// shown is how a channel, a date or a link in angle brackets is read.
func shown(inner string) string {
	target, label, labelled := strings.Cut(inner, "|")
	switch {
	case strings.HasPrefix(target, "#"):
		if label == "" {
			label = target[1:]
		}
		return "#" + unescaper.Replace(label)
	case labelled:
		return unescaper.Replace(label)
	}
	return unescaper.Replace(target)
}
