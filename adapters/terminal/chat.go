package terminal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

const (
	prompt   = "quoth> "
	greeting = "Ask a question, or type help. Ctrl-D ends the chat."
)

// commands are what a chat understands besides questions.
var commands = []struct{ command, does string }{
	{"more", "further quotations for the last question"},
	{"context [N]", "the paragraph around quotation N, or around the first"},
	{"sources", "what can be quoted"},
	{"clear", "an empty screen"},
	{"help", "this list"},
	{"quit", "end the chat"},
}

const questions = `Anything else is a question, and may lean on those before it: "and when?"`

// commandNames are the commands without their arguments.
func commandNames() []string {
	var names []string
	for _, c := range commands {
		name, _, _ := strings.Cut(c.command, " ")
		names = append(names, name)
	}
	return names
}

// helpText lists the commands in two columns.
func (s Screen) helpText() string {
	const first = "%-14s"
	var b strings.Builder
	for _, c := range commands {
		b.WriteString(s.lay(fmt.Sprintf(first, c.command), fmt.Sprintf(first, ""), run{text: c.does}))
	}
	return b.String() + s.lay("", "", run{text: questions})
}

// A chat is one conversation, and the adapter of a terminal: the person says
// one thing at a time and waits for what comes of it.
type chat struct {
	*Terminal
	in           lineReader
	interactive  bool
	view         view
	conversation string
	asked        int
	replied      chan error // that a reply is shown, or could not be
	answerID     string     // of the last answer with a quotation, for more
	shown        []bot.Span // the quotations numbered since the last question
	further      int        // how many of them more has shown
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
	c := newChat(ctx, t, getenv)
	defer func() { err = errors.Join(err, c.in.close()) }()
	// What goes wrong is told to the person, who needs no log besides.
	opts := adapters.IntakeOptions{Log: slog.New(slog.DiscardHandler)}
	return adapters.NewIntake(c, t.Bot, &adapters.MemoryLedger{}, opts).Serve(ctx)
}

func newChat(ctx context.Context, t *Terminal, getenv func(string) string) *chat {
	in, interactive := t.lineReader(ctx, getenv)
	view := t.view()
	if interactive {
		view = t.pagedView()
	}
	return &chat{
		Terminal: t, in: in, interactive: interactive, view: view,
		conversation: "terminal/" + rand.Text(), replied: make(chan error, 1),
	}
}

// Name implements adapters.Adapter.
func (c *chat) Name() string { return From.Place.Platform }

// Run implements adapters.Adapter: it reads until the input ends.
func (c *chat) Run(ctx context.Context, in *adapters.Intake) error {
	if c.interactive && !c.JSON {
		fmt.Fprintln(c.Out, greeting)
	}
	for {
		line, err := await(ctx, c.in.line)
		var long *longLineError
		switch {
		case errors.As(err, &long):
			c.report(err)
			continue
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("standard input cannot be read: %w", err)
		}
		line = strings.TrimSpace(line)
		if isQuit(line) {
			return nil
		}
		isCommand, err := c.command(ctx, line)
		if err != nil && ctx.Err() == nil {
			c.report(err)
		}
		if err = c.view.flush(); err == nil && !isCommand {
			err = c.say(ctx, in, line)
		}
		if err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// say hands a line to the intake, and waits until the reply is shown.
func (c *chat) say(ctx context.Context, in *adapters.Intake, line string) error {
	q, err := question(line, c.conversation)
	if err != nil {
		c.report(err)
		return nil
	}
	c.asked++
	key := fmt.Sprintf("%s/%d", c.conversation, c.asked)
	if err := in.Receive(ctx, bot.Delivery{Keys: []string{key}, Platform: c.Name(), Message: key, Question: q}); err != nil {
		return err
	}
	select {
	case err := <-c.replied:
		return err
	case <-ctx.Done():
		return nil
	}
}

// Post implements adapters.Adapter.
func (c *chat) Post(_ context.Context, r adapters.Reply) (ref string, err error) {
	defer func() { c.replied <- err }() // even if it panics: Run waits for it
	switch r.Notice {
	case "":
		c.answers(r.Answers)
	case bot.Failed, bot.EmptyQuestion:
		c.report(r.Err)
	default:
		c.report(errors.New(r.Notice.Phrase("").String()))
	}
	return r.Delivery.Key(), c.view.flush()
}

// Find implements adapters.Adapter. Nobody can tell what a terminal shows.
func (c *chat) Find(context.Context, bot.Delivery) (string, error) {
	return "", adapters.ErrCannotFind
}

// Remove implements adapters.Adapter. What a terminal shows stays.
func (c *chat) Remove(context.Context, bot.Delivery, string) error { return adapters.ErrRefused }

// Working implements adapters.Adapter: a terminal that does not prompt shows
// enough.
func (c *chat) Working(context.Context, bot.Delivery) error { return nil }

func (c *chat) answers(answers []bot.Answer) {
	c.answerID, c.shown, c.further = "", nil, 0
	for _, a := range answers {
		c.view.answer(a, !c.interactive || len(answers) > 1)
		// Several questions of one line: more and context go by the last
		// one that has quotations.
		if quotes := adapters.Quotations(a); len(quotes) > 0 {
			c.answerID, c.shown = a.ID, nil
			for _, q := range quotes {
				c.shown = append(c.shown, q.Span)
			}
		}
	}
}

// Like every command, these count only when they are the whole line: "context
// of the war" is a question.
var (
	contextCommand = lazyregexp.New(`^context(?:\s+([0-9]{1,9}))?$`)
	unknownCommand = lazyregexp.New(`^/\p{L}+(\s+\S+)?$`)
)

// isQuit tells whether a line ends the chat.
func isQuit(line string) bool {
	command := strings.TrimPrefix(strings.ToLower(line), "/")
	return command == "quit" || command == "exit"
}

// command does what a line commands, and tells whether it was a command, with
// a slash or without.
func (c *chat) command(ctx context.Context, line string) (isCommand bool, err error) {
	if line == "" {
		return true, nil
	}
	line = strings.ToLower(line)
	command := strings.TrimPrefix(line, "/")
	switch command {
	case "help":
		w := c.Out
		if c.JSON {
			w = c.Err // whoever reads the objects has no use for it
		}
		_, err := io.WriteString(w, c.Screen.helpText())
		return true, err
	case "sources":
		return true, c.list(ctx, c.view)
	case "more":
		return true, c.more(ctx)
	case "clear":
		if !c.interactive {
			return true, nil
		}
		_, err := io.WriteString(c.Out, ansi.EraseEntireScreen+ansi.CursorHomePosition)
		return true, err
	}
	if m := contextCommand.FindStringSubmatch(command); m != nil {
		return true, c.context(ctx, m[1])
	}
	if unknownCommand.MatchString(line) {
		return true, fmt.Errorf("there is no command %s: choose from %s", line, strings.Join(commandNames(), ", "))
	}
	return false, nil
}

// more shows three further quotations, as many as an answer has; programs get
// all at once.
func (c *chat) more(ctx context.Context) error {
	const atATime = 3
	if c.answerID == "" {
		return errors.New("there is no answer yet that could have more: ask a question first")
	}
	quotes, err := c.Bot.More(ctx, From, c.answerID)
	if err != nil {
		return err
	}
	quotes = quotes[min(c.further, len(quotes)):]
	if len(quotes) == 0 {
		return errors.New("that was all that the sources have on it")
	}
	shown := quotes
	if !c.JSON {
		shown = quotes[:min(atATime, len(quotes))]
	}
	c.view.more(c.answerID, shown, len(c.shown), len(quotes)-len(shown))
	c.further += len(shown)
	for _, q := range shown {
		c.shown = append(c.shown, q.Span)
	}
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
	p, err := c.Bot.Context(ctx, From, c.shown[n-1])
	if err != nil {
		return err
	}
	c.view.passage(p)
	return nil
}
