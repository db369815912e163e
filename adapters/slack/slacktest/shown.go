package slacktest

import (
	"encoding/json"
	"regexp"
	"strings"
)

// An object is any JSON object: what a message is made of is looked at without
// knowing how the app makes it.
type object = map[string]any

func objects(v any) []object {
	list, _ := v.([]any)
	var out []object
	for _, item := range list {
		if o, ok := item.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

func text(v any) string {
	t, _ := v.(string)
	return t
}

// blocksOf reads the blocks of a message.
func blocksOf(blocks json.RawMessage) []object {
	var list []any
	_ = json.Unmarshal(blocks, &list) // what are no blocks show nothing
	return objects(list)
}

// Shown is what people read of a message, and whom it calls: what its blocks
// show, or its text where it has none.
func Shown(m Message) (shown string, pings []string) {
	_, pings = marked(m.Text)
	if len(m.Blocks) == 0 {
		shown, _ = marked(m.Text)
		return shown, pings
	}
	var lines []string
	for _, b := range blocksOf(m.Blocks) {
		line, calls := showBlock(b)
		lines, pings = append(lines, line), append(pings, calls...)
	}
	return strings.Join(lines, "\n"), pings
}

func showBlock(b object) (string, []string) {
	var lines, pings []string
	add := func(line string, calls []string) { lines, pings = append(lines, line), append(pings, calls...) }
	switch b["type"] {
	case "section", "header":
		add(showText(b["text"]))
		for _, f := range objects(b["fields"]) {
			add(showText(f))
		}
	case "context":
		for _, e := range objects(b["elements"]) {
			add(showText(e))
		}
	case "table":
		for _, cell := range cells(b) {
			if cell["type"] == "rich_text" {
				add(showBlock(cell))
			} else {
				add(text(cell["text"]), nil)
			}
		}
	case "rich_text":
		for _, e := range objects(b["elements"]) {
			add(showRich(e))
		}
	}
	return strings.Join(lines, "\n"), pings
}

// cells are those of a table, row by row.
func cells(table object) []object {
	var out []object
	rows, _ := table["rows"].([]any)
	for _, row := range rows {
		out = append(out, objects(row)...)
	}
	return out
}

func showText(v any) (string, []string) {
	t, _ := v.(object)
	if t["type"] == "mrkdwn" {
		return marked(text(t["text"]))
	}
	return text(t["text"]), nil
}

// showRich shows an element of rich text: text is nothing but text there.
func showRich(e object) (string, []string) {
	var b strings.Builder
	var pings []string
	switch e["type"] {
	case "text":
		return text(e["text"]), nil
	case "link":
		if t := text(e["text"]); t != "" {
			return t, nil
		}
		return text(e["url"]), nil
	case "user", "usergroup", "broadcast", "channel":
		return "", []string{text(e["type"])}
	}
	for i, inner := range objects(e["elements"]) {
		if e["type"] == "rich_text_list" && i > 0 {
			b.WriteByte('\n')
		}
		shown, calls := showRich(inner)
		b.WriteString(shown)
		pings = append(pings, calls...)
	}
	return b.String(), pings
}

var bracketed = regexp.MustCompile(`<([^<>]*)>`)

// marked reads Slack's own mark-up: what stands in angle brackets is a call or
// a link, and marks of format vanish.
func marked(raw string) (shown string, pings []string) {
	shown = bracketed.ReplaceAllStringFunc(raw, func(mark string) string {
		inner := mark[1 : len(mark)-1]
		if strings.HasPrefix(inner, "!") || strings.HasPrefix(inner, "@") || strings.HasPrefix(inner, "#") {
			pings = append(pings, inner)
			return ""
		}
		target, label, ok := strings.Cut(inner, "|")
		if !ok {
			label = target
		}
		return label
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(shown), pings
}

// A pressed is a button that can be pressed.
type pressed struct {
	label, kind, actionID, blockID, value string
	only                                  []any // who sees it; nil for all
}

// Buttons lists the labels of a message's buttons.
func Buttons(m Message) []string {
	var out []string
	for _, b := range buttons(m.Blocks) {
		out = append(out, b.label)
	}
	return out
}

func buttons(blocks json.RawMessage) []pressed {
	var out []pressed
	for _, b := range blocksOf(blocks) {
		for _, e := range objects(b["elements"]) {
			at := pressed{kind: text(e["type"]), actionID: text(e["action_id"]), blockID: text(b["block_id"])}
			switch e["type"] {
			case "button", "icon_button":
				at.only, _ = e["visible_to_user_ids"].([]any)
				at.label, _ = showText(e["text"])
				at.value = text(e["value"])
				out = append(out, at)
			case "feedback_buttons":
				for _, side := range []string{"positive_button", "negative_button"} {
					button, _ := e[side].(object)
					at.label, _ = showText(button["text"])
					at.value = text(button["value"])
					out = append(out, at)
				}
			}
		}
	}
	return out
}

// Drawn is a message as a transcript shows it: quotations behind "> ", bold
// between asterisks, a link behind its text, buttons in brackets.
func Drawn(m Message) string {
	var lines []string
	for _, b := range blocksOf(m.Blocks) {
		for _, e := range objects(b["elements"]) {
			switch e["type"] {
			case "rich_text_section":
				lines = append(lines, drawSpans(e))
			case "rich_text_quote":
				lines = append(lines, "> "+drawSpans(e))
			}
		}
	}
	var labels []string
	for _, label := range Buttons(m) {
		labels = append(labels, "["+label+"]")
	}
	if len(labels) > 0 {
		lines = append(lines, strings.Join(labels, " "))
	}
	return strings.Join(lines, "\n")
}

func drawSpans(e object) string {
	var b strings.Builder
	for _, span := range objects(e["elements"]) {
		t := text(span["text"])
		if style, _ := span["style"].(object); style["bold"] == true {
			t = "*" + t + "*"
		}
		if span["type"] == "link" {
			t += " <" + text(span["url"]) + ">"
		}
		b.WriteString(t)
	}
	return b.String()
}
