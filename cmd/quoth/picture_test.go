package quoth

import (
	"bytes"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestTerminalPicture draws doc/screens/terminal.svg, which the README shows, from what
// the program writes to a terminal. go test ./cmd/quoth -run TerminalPicture -update
// writes it.
func TestTerminalPicture(t *testing.T) {
	t.Setenv("QUOTH_CORPUS_FOLDERS", "")
	var shown strings.Builder
	for _, question := range []string{"How many North Korean soldiers have deserted?", "How many Iranian soldiers have deserted?"} {
		var said bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &said, stderr: &said, getenv: func(string) string { return "" }}
		s, err := p.terminal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.Screen = terminal.Screen{Width: pictureColumns, Color: true}
		if _, err := s.Ask(t.Context(), question); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&shown, "$ \x1b[1mquoth ask %q\x1b[0m\n%s\n", question, &said)
	}
	goldentest.CheckFile(t, filepath.Join(root, "doc/screens/terminal.svg"), drawTerminal(strings.TrimSpace(shown.String())))
}

const pictureColumns = 88

// sgr is a sequence that changes how what follows it looks.
var sgr = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// looks are the styles that the terminal has, as attributes of SVG; the colours are
// readable on the dark ground (7:1).
var looks = map[string]string{
	"": "", "0": "", "1": ` font-weight="bold"`, "1;36": ` font-weight="bold" fill="#6fe0e8"`,
	"1;33": ` font-weight="bold" fill="#f0d060"`, "2": ` fill="#b0b8c0"`,
}

// drawTerminal draws a terminal with a text, in SVG. Letters are set in their columns, so
// that any font fits.
func drawTerminal(text string) string {
	const columnWidth, lineHeight, border = 8.5, 19, 16
	lines := strings.Split(text, "\n")
	width, height := int(pictureColumns*columnWidth)+2*border, len(lines)*lineHeight+2*border
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#f0f4f8">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#16202a"/>`+"\n", width, height)
	look := ""
	for i, line := range lines {
		column := 0
		for line != "" {
			run, rest := line, ""
			if at := sgr.FindStringSubmatchIndex(line); at != nil && at[0] == 0 {
				look, line = looks[line[at[2]:at[3]]], line[at[1]:]
				continue
			} else if at != nil {
				run, rest = line[:at[0]], line[at[0]:]
			}
			run, line = ansi.Strip(run), rest
			if columns := ansi.StringWidth(run); strings.TrimSpace(run) != "" {
				fmt.Fprintf(&b, `<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve"%s>%s</text>`+"\n",
					border+float64(column)*columnWidth, border+i*lineHeight+14, float64(columns)*columnWidth, look, html.EscapeString(run))
			}
			column += ansi.StringWidth(run)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
