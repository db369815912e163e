package quoth

import (
	"context"
	"fmt"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/sources"
)

type chatCommand struct{}

// Help is shown below the usage; its example is run by a test.
func (chatCommand) Help() string {
	return `A question may lean on the ones before: "and where are they stationed?". Type help for what else can be typed. Tab completes names and titles. Ctrl-C clears what was begun, and on an empty line it ends the chat, as Ctrl-D does. Questions are also read from a pipe, a line each.

What is typed at a terminal is kept for the arrow keys and Ctrl-R, in the file that the setting chat.history names; with QUOTH_CHAT_HISTORY=off it is not.

Example:

  printf '%s\n' "What did the Duma ratify?" "when?" context | quoth chat`
}

func (c *chatCommand) run(ctx context.Context, p *program) error {
	l, stop, err := p.followed(ctx)
	if err != nil {
		return err
	}
	defer stop()
	t, err := p.terminalOf(l)
	if err != nil {
		return err
	}
	settings, err := p.config()
	if err != nil {
		return err
	}
	switch settings.Chat.History {
	case config.Off:
	case "":
		t.History = terminal.DefaultHistory()
	default:
		t.History = settings.Chat.History
	}
	return t.Chat(ctx, p.getenv)
}

// sayChanged tells somebody who chats that their sources have changed.
func (p *program) sayChanged(e sources.Event[bot.Engine]) {
	say := func(format string, args ...any) {
		fmt.Fprintln(p.stderr, "quoth:", terminal.Visible(fmt.Sprintf(format, args...)))
	}
	switch e.Kind {
	case sources.Read:
		if !e.Loaded.FromIndex {
			documents, _ := e.Loaded.Engine.Size()
			told := count(documents, "document")
			if n := len(e.Loaded.Skipped); n > 0 {
				told += "; " + bot.FileCount{Skipped: n, Of: n + documents}.Phrase("").String()
			}
			say("the sources have changed, and were read again: %s", told)
		}
	case sources.NotRead:
		say("the sources have changed, and cannot be read; answers are from before: %v", e.Err)
	case sources.Differs:
		say("the folders of %s have changed since it was made (%s): 'quoth index' brings it up to date",
			e.File, sayChanges(e.Changes.Added, e.Changes.Changed, e.Changes.Removed))
	}
}
