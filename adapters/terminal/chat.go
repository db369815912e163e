package terminal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"quoth/bot"
)

const (
	prompt   = "quoth> "
	greeting = "Ask a question, or type help. Ctrl-D ends the chat."
	help     = `more          further quotations for the last question
context [N]   the paragraph around quotation N, or around the first
sources       what can be quoted
help          this list
quit          end the chat
Anything else is a question, and may lean on those before it: "and when?"
`
)

// A chat is one conversation: each question may lean on those before.
type chat struct {
	*Terminal
	view         view
	conversation string
	answerID     string      // of the last answer with a quotation, for more
	shown        []bot.Quote // the quotations numbered since the last question
}

// A lineReader gives what the person types, a line at a time. Its errors are
// those of lines; a person who has had enough is io.EOF.
type lineReader interface {
	line() (string, error)
	close() error
}

func (l *lines) close() error { return nil }

// Chat asks whatever the person types until they end it. On a terminal, lines
// can be edited, completed and recalled; from a file or a pipe they are read
// as they are, and each answer is written under its question. It ends without
// an error when the input or ctx ends.
func (t *Terminal) Chat(ctx context.Context, getenv func(string) string) (err error) {
	in, interactive := t.lineReader(ctx, getenv)
	defer func() { err = errors.Join(err, in.close()) }()
	c := &chat{Terminal: t, view: t.view(), conversation: "terminal/" + rand.Text()}
	if interactive && !t.JSON {
		fmt.Fprintln(t.Out, greeting)
	}
	for {
		line, err := await(ctx, in.line)
		var long *longLineError
		switch {
		case errors.As(err, &long):
			t.report(err)
			continue
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("standard input cannot be read: %w", err)
		}
		line = strings.TrimSpace(line)
		if strings.EqualFold(line, "quit") {
			return nil
		}
		if err := c.do(ctx, line, !interactive); err != nil && ctx.Err() == nil {
			t.report(err)
		}
		if err := c.view.flush(); err != nil {
			return err
		}
	}
}

// contextCommand is "context" or "context 2". Like every command it counts
// only when it is the whole line: "context of the war" is a question.
var contextCommand = regexp.MustCompile(`^context(?:\s+([0-9]{1,9}))?$`)

func (c *chat) do(ctx context.Context, line string, withQuestion bool) error {
	command := strings.ToLower(line)
	switch command {
	case "":
		return nil
	case "help":
		w := c.Out
		if c.JSON {
			w = c.Err // whoever reads the objects has no use for it
		}
		_, err := io.WriteString(w, help)
		return err
	case "sources":
		sources, err := c.Bot.Sources(ctx, From)
		if err == nil {
			c.view.sources(sources)
		}
		return err
	case "more":
		return c.more(ctx)
	}
	if m := contextCommand.FindStringSubmatch(command); m != nil {
		return c.context(ctx, m[1])
	}
	answers, err := c.ask(ctx, line, c.conversation)
	if err != nil {
		return err
	}
	c.answerID, c.shown = "", nil
	for _, a := range answers {
		c.view.answer(a, withQuestion || len(answers) > 1)
		// Several questions of one line: more and context go by the last
		// one that has quotations.
		if quotes := quotesShown(a); len(quotes) > 0 {
			c.answerID, c.shown = a.ID, quotes
		}
	}
	return nil
}

func (c *chat) more(ctx context.Context) error {
	if c.answerID == "" {
		return errors.New("there is no answer yet that could have more: ask a question first")
	}
	quotes, err := c.Bot.More(ctx, From, c.answerID)
	if err != nil {
		return err
	}
	if len(quotes) == 0 {
		return errors.New("that was all that the sources have on it")
	}
	c.view.more(c.answerID, quotes, len(c.shown))
	c.shown = append(c.shown[:len(c.shown):len(c.shown)], quotes...)
	return nil
}

func (c *chat) context(ctx context.Context, number string) error {
	if len(c.shown) == 0 {
		return errors.New("there is no quotation yet to show the context of: ask a question first")
	}
	n := 1
	if number != "" {
		n, _ = strconv.Atoi(number) // nine digits at most, so it is a number
	}
	if n < 1 || n > len(c.shown) {
		return fmt.Errorf("there is no quotation %d: choose from 1 to %d", n, len(c.shown))
	}
	p, err := c.Bot.Context(ctx, From, c.shown[n-1].Span)
	if err != nil {
		return err
	}
	c.view.passage(p)
	return nil
}
