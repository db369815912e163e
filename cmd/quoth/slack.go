package quoth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/quoth-bot/quoth/adapters/slack"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/config"
)

type slackManifestCommand struct {
	Mode          string `enum:"socket,http" default:"socket" help:"How Slack reaches Quoth: socket, which needs no public address, or http."`
	Address       string `placeholder:"URL" default:"https://quoth.example.org" help:"Where Slack reaches this server in mode http (default ${default})."`
	OAuth         bool   `name:"oauth" help:"Let several workspaces and organisations install the app, in mode http."`
	TokenRotation bool   `help:"With --oauth, let tokens expire and be exchanged. Slack does not take that back."`
}

// Help is shown below the usage; its examples are run by a test.
func (slackManifestCommand) Help() string {
	return `Paste it at https://api.slack.com/apps, Create New App, From a manifest.

Examples:

  quoth slack manifest
  quoth slack manifest --mode http --address https://quoth.example.org
  quoth slack manifest --oauth --address https://quoth.example.org`
}

func (c *slackManifestCommand) run(_ context.Context, p *program) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(p.stdout, text)
	return err
}

func (c *slackManifestCommand) text() (string, error) {
	switch {
	case c.OAuth:
		return slack.OAuthManifest(c.Address, c.TokenRotation)
	case c.TokenRotation:
		return "", errors.New("--token-rotation is for tokens that are given by OAuth: add --oauth")
	case c.Mode == config.SlackHTTP:
		return slack.Manifest(c.Address)
	}
	return slack.Manifest("")
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
	store, closeStore, err := storeOf(ctx, settings)
	if err != nil {
		return err
	}
	defer closeStore()
	works, err := slack.Check(ctx, slackOptions(settings, store, nil))
	for _, line := range works {
		if _, err := fmt.Fprintln(p.stdout, line); err != nil {
			return err
		}
	}
	return err
}

// storeOf opens what is stored of the app's installations; nil where nothing is.
func storeOf(ctx context.Context, settings config.Config) (store slack.Store, closeStore func() error, err error) {
	nothing := func() error { return nil }
	if !settings.Slack.OAuth() {
		return nil, nothing, nil
	}
	o := journalOptions(settings.Journal)
	if _, err := os.Stat(o.Path); o.URL == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nothing, nil
	}
	o.MustExist = true
	j, err := journal.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	return j, j.Close, nil
}

type slackUninstallCommand struct {
	ID string `arg:"" help:"The workspace's ID, as T0123ABCD, or the organisation's, as E0123ABCD."`
}

// Help is shown below the usage.
func (slackUninstallCommand) Help() string {
	return `Removes the app from a workspace that has installed it, and its tokens from the journal, which are overwritten. The bot may go on running; other workspaces are left alone. 'quoth slack check' lists where the app is installed.`
}

func (c *slackUninstallCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	p.stderr = newRedactor(p.stderr, settings.Secrets())
	store, closeStore, err := storeOf(ctx, settings)
	if err != nil {
		return err
	}
	defer closeStore()
	if store == nil {
		return errors.New("no workspace has installed the app: slack.client_id is not set, or nothing was served yet")
	}
	if err := slack.Uninstall(ctx, slackOptions(settings, store, nil), c.ID); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "Removed %s.\n", c.ID)
	return err
}
