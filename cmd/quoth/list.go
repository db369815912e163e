package quoth

import "context"

type sourcesCommand struct{}

// Help is shown below the usage; its example is run by a test.
func (sourcesCommand) Help() string {
	return `Example:

  quoth sources --json`
}

func (c *sourcesCommand) run(ctx context.Context, p *program) error {
	t, err := p.terminal(ctx)
	if err != nil {
		return err
	}
	return t.Sources(ctx)
}
