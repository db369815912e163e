package terminal

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A pager collects what is written, and shows it: where it is longer than the
// screen, in a program that pages.
type pager struct {
	out     io.Writer
	program string // with its arguments
	screen  Screen
	text    bytes.Buffer
}

// PagerOf returns the program that the environment names for long texts, or
// less where there is one; empty for none.
func PagerOf(getenv func(string) string) string {
	switch program := getenv("PAGER"); {
	case getenv("TERM") == "dumb":
		return ""
	case strings.TrimSpace(program) != "":
		return program
	}
	if _, err := exec.LookPath("less"); err != nil {
		return ""
	}
	return "less"
}

// Write implements io.Writer.
func (p *pager) Write(text []byte) (int, error) { return p.text.Write(text) }

// show shows what was written since the last time.
func (p *pager) show() error {
	defer p.text.Reset()
	if p.rows() < p.screen.Height {
		_, err := p.text.WriteTo(p.out)
		return err
	}
	words := strings.Fields(p.program)
	program := exec.Command(words[0], words[1:]...)
	program.Stdin = bytes.NewReader(p.text.Bytes())
	program.Stdout, program.Stderr = p.out, os.Stderr
	program.Env = os.Environ()
	if os.Getenv("LESS") == "" { // as git has it: colours stay, and the text when it is left
		program.Env = append(program.Env, "LESS=FRX")
	}
	if err := program.Start(); err != nil {
		_, err := p.text.WriteTo(p.out)
		return err
	}
	_ = program.Wait() // whoever leaves it early has read enough
	return nil
}

// rows counts the rows that the text takes on the screen.
func (p *pager) rows() int {
	n := 0
	for line := range strings.Lines(p.text.String()) {
		n += 1 + max(0, ansi.StringWidth(line)-1)/p.screen.Width
	}
	return n
}
