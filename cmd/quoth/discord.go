package quoth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/quoth-bot/quoth/adapters/discord"
)

type discordInviteCommand struct{}

// Help is shown below the usage.
func (discordInviteCommand) Help() string {
	return `Asks Discord which application the token is of, and writes the links that add it to a server, or to a person's own account, with the permissions that it uses and no others.

Example:

  QUOTH_DISCORD_TOKEN=... quoth discord invite`
}

func (discordInviteCommand) run(ctx context.Context, p *program) error {
	o, err := p.discord()
	if err != nil {
		return err
	}
	links, err := discord.Invite(ctx, o)
	if err != nil {
		return err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "Add it to a server that you manage:\n  %s\n\nAdd its commands to your own account:\n  %s\n\nIn a server it is permitted:\n", links.Server, links.Person)
	for _, permission := range links.Permissions {
		fmt.Fprintf(&out, "  %-24s %s\n", permission.Name, permission.Why)
	}
	_, err = io.WriteString(p.stdout, out.String())
	return err
}

type discordCheckCommand struct{}

// Help is shown below the usage.
func (discordCheckCommand) Help() string {
	return `Tests the token, connects once, and looks whether the commands are registered. The exit status is 2 where the bot could not serve.

Example:

  QUOTH_DISCORD_TOKEN=... quoth discord check`
}

func (discordCheckCommand) run(ctx context.Context, p *program) error {
	o, err := p.discord()
	if err != nil {
		return err
	}
	good := true
	var out strings.Builder
	for _, f := range discord.Check(ctx, o) {
		mark := "ok"
		if !f.Good {
			mark, good = "wrong", false
		}
		fmt.Fprintf(&out, "%-6s %s\n", mark, f.Says)
		if f.Fix != "" {
			fmt.Fprintf(&out, "       %s.\n", f.Fix)
		}
	}
	if _, err := io.WriteString(p.stdout, out.String()); err != nil {
		return err
	}
	if !good {
		return errors.New("the bot could not serve")
	}
	return nil
}

// discord returns the options of Discord, which must be configured, and keeps
// its token out of what is written.
func (p *program) discord() (discord.Options, error) {
	c, err := p.config()
	if err != nil {
		return discord.Options{}, err
	}
	if !c.Discord.Configured() {
		return discord.Options{}, errors.New("discord.token is not set: copy it from the page Bot of your application at https://discord.com/developers/applications into QUOTH_DISCORD_TOKEN, or a file of settings")
	}
	p.stderr = newRedactor(p.stderr, c.Secrets())
	o := discordOptions(c, nil, slog.New(slog.DiscardHandler))
	o.Sessions = "" // those of a bot that serves are its own
	return o, nil
}
