// Package terminal lets a person ask the bot on a command line: one question,
// a question a line, or a chat. It shows each answer as text or as JSON.
//
// A chat is an adapter like that of any platform. One question, or one a line
// of a file, is a call of the bot instead: its exit status tells the verdict,
// nothing comes twice, and whoever interrupts it wants it to end.
//
// Text of a source or a question reaches a terminal only through Visible.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// Visible makes text safe to write to a terminal, see adapters.Visible.
func Visible(s string) string { return adapters.Visible(s) }

// maxQuestion is the longest question in bytes, some ten thousand words: the
// bot answers five questions of a message at most, and a longer line is a file
// that was meant for --corpus.
const maxQuestion = 64 << 10

// From is who asks and where: the person at this terminal, alone with the bot.
var From = bot.From{
	Asker: bot.Asker{ID: "local"},
	Place: bot.Place{Platform: "terminal", Direct: true},
}

// A Terminal connects a person's streams with the bot.
type Terminal struct {
	Bot      adapters.Bot
	In       io.Reader
	Out, Err io.Writer
	Screen   Screen // what Out can show
	JSON     bool   // write JSON, one object a line, instead of text
	Explain  bool   // tell why each quotation stands where it stands
	// File returns the path of the file that a document of a collection was read
	// from, for links; empty where it is not known. Nil where none is.
	File func(collection, document string) string
	// Pager is the program, with its arguments, in which a terminal shows what
	// is longer than its screen; empty for none.
	Pager string
	// History is the file that keeps what is typed in a chat; empty for none.
	History string
}

// Ask answers one message. It tells whether one of the questions in it is
// answered: found in the sources, or no question at all (smalltalk).
func (t *Terminal) Ask(ctx context.Context, text string) (answered bool, err error) {
	v := t.pagedView()
	answers, err := t.ask(ctx, text)
	if err != nil {
		return false, err
	}
	for _, a := range answers {
		v.answer(a, len(answers) > 1)
	}
	return anyAnswered(answers), v.flush()
}

// AskLines answers each line of the input, and tells whether any of them is
// answered. A blank line is skipped. A line that cannot be answered is
// reported, and the rest are answered all the same.
func (t *Terminal) AskLines(ctx context.Context) (answered bool, err error) {
	v := t.view()
	in := newLines(t.In)
	if f, ok := t.In.(*os.File); ok && isTerminal(f) {
		fmt.Fprintln(t.Err, "Ask a question a line. Ctrl-D ends.")
	}
	asked, failed := 0, 0
	for {
		line, err := await(ctx, in.line)
		var long *longLineError
		switch {
		case errors.Is(err, io.EOF) && asked == 0:
			return false, errors.New("there is no question on standard input: give one a line, or as words after 'ask'")
		case errors.Is(err, io.EOF) && failed > 0:
			return answered, fmt.Errorf("%d of %d questions could not be answered", failed, asked)
		case errors.Is(err, io.EOF):
			return answered, nil
		case errors.As(err, &long):
			asked, failed = asked+1, failed+1
			t.report(err)
			continue
		case err != nil:
			return answered, fmt.Errorf("standard input cannot be read: %w", err)
		case strings.TrimSpace(line) == "":
			continue
		}
		asked++
		answers, err := t.ask(ctx, line)
		if ctx.Err() != nil {
			return answered, ctx.Err()
		}
		if err != nil {
			failed++
			t.report(fmt.Errorf("line %d: %w", in.number, err))
			continue
		}
		for _, a := range answers {
			v.answer(a, true)
		}
		answered = answered || anyAnswered(answers)
		if err := v.flush(); err != nil {
			return answered, err
		}
	}
}

// Sources lists the documents that may be quoted, and the files that were left
// out.
func (t *Terminal) Sources(ctx context.Context) error {
	v := t.pagedView()
	if err := t.list(ctx, v); err != nil {
		return err
	}
	return v.flush()
}

// list shows what may be quoted, and what was left out.
func (t *Terminal) list(ctx context.Context, v view) error {
	sources, err := t.Bot.Sources(ctx, From)
	if err != nil {
		return err
	}
	skipped, err := t.Bot.Skipped(ctx, From)
	if err != nil {
		return err
	}
	v.sources(sources)
	v.skipped(skipped, len(sources))
	return nil
}

// ask puts one message to the bot.
func (t *Terminal) ask(ctx context.Context, text string) ([]bot.Answer, error) {
	q, err := question(text, "")
	if err != nil {
		return nil, err
	}
	return t.Bot.Ask(ctx, q)
}

// question makes a question of what a person wrote.
func question(text, conversation string) (bot.Question, error) {
	if len(text) > maxQuestion {
		return bot.Question{}, fmt.Errorf("the question is longer than %d KB: ask something shorter", maxQuestion>>10)
	}
	return bot.Question{From: From, Text: strings.ToValidUTF8(text, "\uFFFD"), Conversation: conversation}, nil
}

// report shows an error that does not end the session.
func (t *Terminal) report(err error) {
	fmt.Fprintln(t.Err, "quoth:", Visible(err.Error()))
}

func anyAnswered(answers []bot.Answer) bool {
	for _, a := range answers {
		if a.Verdict == bot.Found || a.Verdict == bot.Brief || a.Verdict == bot.Smalltalk {
			return true
		}
	}
	return false
}

// A view writes what the bot knows. A failed write shows at flush.
type view interface {
	answer(a bot.Answer, withQuestion bool)
	more(answerID string, quotes []bot.Quote, shown, left int) // shown stand before them, left come after them
	passage(bot.Passage)
	sources([]bot.Source)
	skipped(files []bot.SkippedFile, documents int) // documents is how many stand before them
	flush() error
}

func (t *Terminal) view() view {
	w := bufio.NewWriter(t.Out)
	if t.JSON {
		return &jsonView{w: w, explain: t.Explain}
	}
	return &textView{w: w, screen: t.Screen, explain: t.Explain, file: t.File}
}

// pagedView is a view for one who reads on a terminal, a screen at a time.
func (t *Terminal) pagedView() view {
	if t.JSON || t.Pager == "" || t.Screen.Height == 0 {
		return t.view()
	}
	p := &pager{out: t.Out, program: t.Pager, screen: t.Screen}
	return &textView{w: bufio.NewWriter(p), pager: p, screen: t.Screen, explain: t.Explain, file: t.File}
}
