package quoth

import (
	"context"
	"strings"

	"github.com/quoth-bot/quoth/bot"
)

type briefCommand struct {
	Topic []string `arg:"" optional:"" help:"The topic. Without one, the brief is on all sources."`
}

// Help is shown below the usage; its examples are run by a test.
func (briefCommand) Help() string {
	return `Shows the sentences that together say most of a topic, ten at most, grouped by source: in order of date where all sources are dated.

The exit status is 0 if the sources have something on it, 1 if not, and 2 after an error.

Examples:

  quoth brief the Storm Corps
  quoth brief --json`
}

func (c *briefCommand) run(ctx context.Context, p *program) error {
	t, err := p.terminal(ctx)
	if err != nil {
		return err
	}
	answered, err := t.Ask(ctx, bot.BriefText(strings.Join(c.Topic, " ")))
	if err == nil && !answered {
		err = errNotFound
	}
	return err
}
