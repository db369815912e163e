package terminal

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// What a terminal is taken for that does not tell its size.
const (
	defaultWidth  = 80
	defaultHeight = 24
)

// A Screen says what the reader's end can show. The zero Screen is a pipe or
// a file: no colours, and no wrapping, so that a sentence stays on one line
// for grep.
type Screen struct {
	Width  int  // columns to wrap at; 0 for no wrapping
	Height int  // rows; 0 for no end
	Color  bool // whether colours may be used
}

// ScreenOf looks at what w is. Colours are for terminals only, and not where
// the environment says no: NO_COLOR (https://no-color.org) set to anything, or
// a TERM that knows none.
func ScreenOf(w io.Writer, getenv func(string) string) Screen {
	f, ok := w.(*os.File)
	if !ok || !isTerminal(f) {
		return Screen{}
	}
	width, height := sizeOf(f, getenv)
	return Screen{
		Width: width, Height: height,
		Color: getenv("NO_COLOR") == "" && getenv("TERM") != "dumb",
	}
}

// sizeOf returns the columns and rows of a terminal; where it does not tell,
// those of the environment, or what most have.
func sizeOf(f *os.File, getenv func(string) string) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return positive(getenv("COLUMNS"), defaultWidth), positive(getenv("LINES"), defaultHeight)
	}
	return width, height
}

// positive reads a positive number.
func positive(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// isTerminal tells whether f is a terminal.
func isTerminal(f *os.File) bool {
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}

// A style is how a stretch of text stands out.
type style string

// The styles, as parameters of the SGR sequence.
const (
	plain  style = ""
	strong style = "1"    // titles, words of the question in the bot's phrases
	match  style = "1;36" // a word of the question found in a quotation
	value  style = "1;33" // a value that passages differ in
	faint  style = "2"    // where a quotation stands
)

// link makes each line of a block a link to an address, where there is one and
// the screen has colours: a terminal that knows no links shows the text alone
// (OSC 8, https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
func (s Screen) link(address, block string) string {
	if address == "" || !s.Color {
		return block
	}
	var b strings.Builder
	for line := range strings.Lines(block) {
		text := strings.TrimLeft(line, " ")
		shown := strings.TrimSuffix(text, "\n")
		b.WriteString(line[:len(line)-len(text)] + ansi.SetHyperlink(address) + shown + ansi.ResetHyperlink() + text[len(shown):])
	}
	return b.String()
}

// paint writes text in a style, if the screen has colours. The text must be
// Visible already.
func (s Screen) paint(st style, text string) string {
	if !s.Color || st == plain || text == "" {
		return text
	}
	return "\x1b[" + string(st) + "m" + text + "\x1b[0m"
}
