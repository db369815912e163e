package quoth

import (
	"bufio"
	"context"
	"strings"

	"github.com/alecthomas/kong"
)

type manCommand struct{}

// Help is shown below the usage.
func (manCommand) Help() string {
	return `Prints the manual page of all commands, for man:

  quoth man > quoth.1
  man -l quoth.1`
}

func (manCommand) run(_ context.Context, p *program) error {
	m := manPage{bufio.NewWriter(p.stdout)}
	m.write(p.grammar, version())
	return m.w.Flush()
}

// The parts of the page that no command's help has.
const (
	manExitStatus = `0 if an answer was found, or there was no question to answer; 1 if the sources do not answer, or a measured figure is worse than its table; 2 after an error.`

	manEnvironment = `Each setting may be set by a variable: QUOTH_ and its name in capitals, as QUOTH_CHAT_HISTORY. 'quoth config example' lists them all. With NO_COLOR set, nothing is coloured. PAGER names the program that shows what is longer than the screen; without it that is less, if there is one.`
)

// A manPage writes a page in the macros of man(7). A failed write shows at
// Flush.
type manPage struct{ w *bufio.Writer }

func (m manPage) write(app *kong.Application, version string) {
	m.macro("TH", strings.ToUpper(app.Name), "1", "", version, "User Commands")
	m.macro("SH", "NAME")
	m.text(app.Name + " - " + app.Help)
	m.macro("SH", "SYNOPSIS")
	m.text(app.Name + app.Summary())
	m.macro("SH", "OPTIONS")
	m.flags(app.Node)
	m.macro("SH", "COMMANDS")
	for _, command := range app.Leaves(true) {
		m.command(app, command)
	}
	m.macro("SH", "EXIT STATUS")
	m.text(manExitStatus)
	m.macro("SH", "ENVIRONMENT")
	m.text(manEnvironment)
}

// command writes what a command does, and what it takes besides the flags of
// all.
func (m manPage) command(app *kong.Application, command *kong.Command) {
	m.macro("SS", app.Name+" "+command.Summary())
	m.paragraphs(command.Help + "\n\n" + command.Detail)
	for _, argument := range command.Positional {
		m.item(argument.Summary(), argument.Help)
	}
	for n := command; n.Parent != nil; n = n.Parent {
		m.flags(n)
	}
}

func (m manPage) flags(node *kong.Node) {
	for _, flag := range node.Flags {
		if flag.Hidden || flag.Name == "help" && node.Type != kong.ApplicationNode {
			continue
		}
		m.item(flag.String(), flag.Help)
	}
}

// item writes a word and, indented below it, what it means.
func (m manPage) item(word, meaning string) {
	m.macro("TP")
	m.macro("B", word)
	m.text(meaning)
}

// paragraphs writes a text whose paragraphs are parted by blank lines, and
// whose examples are indented.
func (m manPage) paragraphs(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			m.macro("PP")
		}
		example := strings.HasPrefix(paragraph, "  ")
		if example {
			m.macro("EX")
		}
		m.text(paragraph)
		if example {
			m.macro("EE")
		}
	}
}

// macro writes a request line, its arguments quoted.
func (m manPage) macro(name string, arguments ...string) {
	m.w.WriteString("." + name)
	for _, a := range arguments {
		m.w.WriteString(` "` + strings.ReplaceAll(roff(a), `"`, `\(dq`) + `"`)
	}
	m.w.WriteByte('\n')
}

// text writes lines of text, none of which roff may take for a request.
func (m manPage) text(text string) {
	for line := range strings.Lines(text) {
		line = roff(strings.TrimSuffix(line, "\n"))
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		m.w.WriteString(line + "\n")
	}
}

// roff escapes what is special anywhere in a line: a bare hyphen may become
// another character, which nobody can copy into a shell.
func roff(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
}
