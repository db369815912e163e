package quoth

import (
	"context"
	"fmt"

	"github.com/quoth-bot/quoth/config"
)

type configCheckCommand struct{}

// Help is shown below the usage; its example is run by a test.
func (configCheckCommand) Help() string {
	return `Reads the file of settings, the environment and the flags as every command does, and tells all that is wrong, each with its line and what to do about it. The exit status is 2 then.

Example:

  quoth config check`
}

func (configCheckCommand) run(_ context.Context, p *program) error {
	if _, err := p.config(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.stdout, "The configuration is sound.")
	return err
}

type configExampleCommand struct{}

// Help is shown below the usage; its example is run by a test.
func (configExampleCommand) Help() string {
	return `Every setting is at its default, and commented out.

Example:

  quoth config example`
}

func (configExampleCommand) run(_ context.Context, p *program) error {
	_, err := fmt.Fprint(p.stdout, config.Example())
	return err
}
