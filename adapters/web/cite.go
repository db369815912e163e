package web

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// escapeMarkdown writes text so that Markdown shows it as it is.
func escapeMarkdown(text string) string {
	return markdownMarks.Replace(text)
}

var markdownMarks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`,
)

// escapeTeX writes text so that TeX shows it as it is.
func escapeTeX(text string) string { return texMarks.Replace(text) }

var texMarks = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
)

// bibTeX cites the source of a quotation for BibTeX.
func bibTeX(q adapters.Quotation, address string) string {
	lines := []string{
		fmt.Sprintf("@misc{quoth-%s,", bot.Fingerprint(q.Span.Document)),
		fmt.Sprintf("  title = {%s},", escapeTeX(adapters.Visible(q.Title))),
		fmt.Sprintf("  author = {%s},", escapeTeX(adapters.Visible(q.Author))),
	}
	if y := year(q.Date); y != "" {
		lines = append(lines, fmt.Sprintf("  year = {%s},", y))
	}
	lines = append(lines, fmt.Sprintf("  note = {%s},", escapeTeX(adapters.Visible(adapters.Location(q)))))
	if address != "" {
		lines = append(lines, fmt.Sprintf("  howpublished = {\\url{%s}},", strings.ReplaceAll(address, "%", `\%`)))
	}
	return strings.Join(append(lines, "}"), "\n")
}

// cslJSON cites the source of a quotation for programs that read CSL's JSON
// (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
func cslJSON(q adapters.Quotation, address string) string {
	type name struct {
		Literal string `json:"literal"`
	}
	type date struct {
		Raw string `json:"raw"`
	}
	object := struct {
		ID     string `json:"id"`
		Type   string `json:"type"`
		Title  string `json:"title"`
		Author []name `json:"author"`
		Issued date   `json:"issued"`
		URL    string `json:"URL,omitempty"`
	}{"quoth-" + bot.Fingerprint(q.Span.Document), "document", adapters.Visible(q.Title), []name{{adapters.Visible(q.Author)}}, date{adapters.Visible(q.Date)}, address}
	out, err := json.MarshalIndent([]any{object}, "", "  ")
	if err != nil { // strings alone do not fail
		return ""
	}
	return string(out)
}
