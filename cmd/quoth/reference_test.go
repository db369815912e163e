package quoth

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestCommandReference makes doc/reference/commands.md from the grammar of the command
// line. go test ./cmd/quoth -run CommandReference -update writes it.
func TestCommandReference(t *testing.T) {
	p := &program{}
	if _, err := p.parse([]string{"config", "check"}); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# Commands\n\n<!-- Made from the program; TestCommandReference writes it. -->\n\n")
	b.WriteString("`quoth ask --help`, or any other, shows the same of one command.\n\n| command | what it does |\n|---|---|\n")
	leaves := p.grammar.Leaves(true)
	for _, command := range leaves {
		fmt.Fprintf(&b, "| [`quoth %s`](#%s) | %s |\n", command.Path(), anchors("# " + command.Path())[0], cell(command.Help))
	}
	b.WriteString("\n## Flags of all commands\n\n")
	writeFlags(&b, p.grammar.Node)
	b.WriteString("The exit status is 0 if an answer was found, 1 if the sources do not answer, and 2 after an error: see [In scripts](../guides/asking.md#in-scripts).\n")
	for _, command := range leaves {
		writeCommand(&b, command)
	}
	goldentest.CheckFile(t, filepath.Join(root, "doc/reference/commands.md"), b.String())
}

func writeCommand(b *strings.Builder, command *kong.Command) {
	fmt.Fprintf(b, "\n## %s\n\n", command.Path())
	fmt.Fprintf(b, "`quoth %s`\n\n%s\n", command.Summary(), command.Help)
	for _, paragraph := range strings.Split(command.Detail, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph == "" {
			continue
		}
		if strings.HasPrefix(paragraph, "  ") { // examples
			paragraph = "    " + strings.ReplaceAll(paragraph[2:], "\n  ", "\n    ")
		}
		fmt.Fprintf(b, "\n%s\n", paragraph)
	}
	for _, argument := range command.Positional {
		fmt.Fprintf(b, "\n`%s`: %s\n", argument.Summary(), argument.Help)
	}
	if len(command.Flags) > 0 {
		b.WriteByte('\n')
		writeFlags(b, command)
	}
}

func writeFlags(b *strings.Builder, node *kong.Node) {
	b.WriteString("| flag | what it does |\n|---|---|\n")
	for _, flag := range node.Flags {
		if !flag.Hidden {
			fmt.Fprintf(b, "| `%s` | %s |\n", flag.String(), cell(flag.Help))
		}
	}
	b.WriteByte('\n')
}

// cell is a text as a table of Markdown takes it.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
