package quoth

import (
	"context"
	"errors"
	"fmt"

	"github.com/quoth-bot/quoth/adapters/slack"
	"github.com/quoth-bot/quoth/config"
)

type slackManifestCommand struct {
	Mode    string `enum:"socket,http" default:"socket" help:"How Slack reaches Quoth: socket, which needs no public address, or http."`
	Address string `placeholder:"URL" default:"https://quoth.example.org" help:"Where Slack reaches this server in mode http (default ${default})."`
}

// Help is shown below the usage; its examples are run by a test.
func (slackManifestCommand) Help() string {
	return `Paste it at https://api.slack.com/apps, Create New App, From a manifest.

Examples:

  quoth slack manifest
  quoth slack manifest --mode http --address https://quoth.example.org`
}

func (c *slackManifestCommand) run(_ context.Context, p *program) error {
	address := ""
	if c.Mode == config.SlackHTTP {
		address = c.Address
	}
	text, err := slack.Manifest(address)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(p.stdout, text)
	return err
}

type slackCheckCommand struct{}

// Help is shown below the usage.
func (slackCheckCommand) Help() string {
	return `Asks Slack about the tokens of the settings, and tells what works and what is missing, and where to get it. The exit status is 2 where anything is.`
}

func (slackCheckCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	if !settings.Slack.Configured() {
		return errors.New("slack: there is no token to check: set slack.bot_token, and slack.app_token or slack.signing_secret")
	}
	p.stderr = newRedactor(p.stderr, settings.Secrets())
	works, err := slack.Check(ctx, slackOptions(settings.Slack, nil))
	for _, line := range works {
		if _, err := fmt.Fprintln(p.stdout, line); err != nil {
			return err
		}
	}
	return err
}
