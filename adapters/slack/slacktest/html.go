package slacktest

import (
	"fmt"
	"html"
	"strings"
)

// A Said is one message of a Page.
type Said struct {
	By    string
	Text  string  // of a person, as it is
	Post  Message // of the bot, where there is no text
	Note  string  // beside the name: "only visible to you"
	Quote string  // of a message that it shares, or that is open beside it
}

// Page draws messages about as Slack shows them, as an HTML page without scripts.
func Page(place string, list ...Said) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<style>%s</style>\n<h1>%s</h1>\n", html.EscapeString(place), pageStyle, html.EscapeString(place))
	for _, s := range list {
		class, initial := "person", string([]rune(s.By)[:1])
		if s.Text == "" {
			class, initial = "bot", "“"
		}
		fmt.Fprintf(&b, "<article class=%q><i>%s</i><div><b>%s</b> <small>%s</small>\n", class, initial, html.EscapeString(s.By), html.EscapeString(s.Note))
		if s.Text != "" {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(s.Text))
		}
		if s.Quote != "" {
			fmt.Fprintf(&b, "<aside>%s</aside>\n", html.EscapeString(s.Quote))
		}
		for _, block := range blocksOf(s.Post.Blocks) {
			b.WriteString(blockHTML(block))
		}
		b.WriteString("</div></article>\n")
	}
	return b.String()
}

const pageStyle = `
body{font:15px/1.45 Lato,"Helvetica Neue",Arial,sans-serif;color:#1d1c1d;margin:0;padding:14px 20px;width:720px;background:#fff}
h1{font-size:17px;border-bottom:1px solid #ddd;margin:0 0 10px;padding-bottom:8px}
article{display:flex;gap:10px;margin:12px 0}article>div{flex:1}
article>i{width:36px;height:36px;border-radius:6px;background:#4a6fa5;color:#fff;font:600 18px/36px sans-serif;text-align:center;flex:none}
.bot>i{background:#611f69}small{color:#616061}p{margin:2px 0}
blockquote,aside{border-left:4px solid #ddd;margin:4px 0;padding:0 0 0 12px}aside{color:#616061}
a{color:#1264a3;text-decoration:none}
table{border-collapse:collapse;margin:6px 0;font-size:14px}th,td{border:1px solid #ddd;padding:6px 8px;text-align:left;vertical-align:top}th{background:#f8f8f8}
nav{margin:6px 0}button{font:600 13px sans-serif;border:1px solid #bbb;border-radius:4px;background:#fff;padding:4px 10px;margin-right:6px}
.quiet button{border:0;color:#616061;padding-left:0}`

func blockHTML(b object) string {
	switch b["type"] {
	case "rich_text":
		return richHTML(b)
	case "table":
		var out strings.Builder
		out.WriteString("<table>\n")
		rows, _ := b["rows"].([]any)
		for _, row := range rows {
			out.WriteString("<tr>")
			for _, cell := range objects(row) {
				if cell["type"] == "rich_text" {
					fmt.Fprintf(&out, "<td>%s</td>", richHTML(cell))
				} else {
					fmt.Fprintf(&out, "<th>%s</th>", html.EscapeString(text(cell["text"])))
				}
			}
			out.WriteString("</tr>\n")
		}
		return out.String() + "</table>\n"
	case "actions":
		return buttonsHTML("", b)
	case "context_actions":
		return buttonsHTML("quiet", b)
	}
	shown, _ := showBlock(b)
	return "<p>" + html.EscapeString(shown) + "</p>\n"
}

func buttonsHTML(class string, b object) string {
	var out strings.Builder
	for _, e := range objects(b["elements"]) {
		switch e["type"] {
		case "feedback_buttons":
			out.WriteString("<button>👍</button><button>👎</button>")
		case "icon_button":
			out.WriteString("<button>🗑</button>") // the one icon that there is
		default:
			label, _ := showText(e["text"])
			fmt.Fprintf(&out, "<button>%s</button>", html.EscapeString(label))
		}
	}
	return fmt.Sprintf("<nav class=%q>%s</nav>\n", class, &out)
}

func richHTML(b object) string {
	var out strings.Builder
	for _, e := range objects(b["elements"]) {
		tag := "p"
		if e["type"] == "rich_text_quote" {
			tag = "blockquote"
		}
		fmt.Fprintf(&out, "<%s>", tag)
		for _, span := range objects(e["elements"]) {
			out.WriteString(spanHTML(span))
		}
		fmt.Fprintf(&out, "</%s>\n", tag)
	}
	return out.String()
}

func spanHTML(span object) string {
	shown, _ := showRich(span)
	shown = html.EscapeString(shown)
	style, _ := span["style"].(object)
	if style["bold"] == true {
		shown = "<b>" + shown + "</b>"
	}
	if style["italic"] == true {
		shown = "<em>" + shown + "</em>"
	}
	if span["type"] == "link" {
		shown = fmt.Sprintf("<a href=\"%s\">%s</a>", html.EscapeString(text(span["url"])), shown)
	}
	return shown
}
