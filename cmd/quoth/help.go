package quoth

import "context"

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command. Without one, all are listed."`
}

func (c *helpCommand) run(_ context.Context, p *program) error {
	_, err := p.parse(append(c.Command, "--help"))
	return err
}
