package quoth

import (
	"context"
	"strings"
)

type askCommand struct {
	Question []string `arg:"" optional:"" help:"The question. Without one, or with a single -, each line of standard input is one."`
}

// Help is shown below the usage; its examples are run by a test.
func (askCommand) Help() string {
	return `Shows the sentences that answer best, what in them matched, and where they stand.

The exit status is 0 if an answer was found, 1 if the sources have none, and 2 after an error.

Examples:

  quoth ask "How many North Korean soldiers have deserted?"
  echo "Why did North Korean officers go to Kursk?" | quoth ask --json --explain`
}

func (c *askCommand) run(ctx context.Context, p *program) error {
	t, err := p.terminal(ctx)
	if err != nil {
		return err
	}
	var answered bool
	if len(c.Question) == 0 || len(c.Question) == 1 && c.Question[0] == "-" {
		answered, err = t.AskLines(ctx)
	} else {
		answered, err = t.Ask(ctx, strings.Join(c.Question, " "))
	}
	if err == nil && !answered {
		err = errNotFound
	}
	return err
}
