package quoth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
)

type askCommand struct {
	Question []string `arg:"" optional:"" help:"The question. Without one, or with a single -, each line of standard input is one."`
}

// Help is shown below the usage; its examples are run by a test.
func (askCommand) Help() string {
	return `Shows the sentences that answer best, what in them matched, and where they stand.

The exit status is 0 if an answer was found, 1 if the sources have none, and 2 after an error.

Examples:

  quoth ask "How many North Korean soldiers have deserted?"
  echo "Why did North Korean officers go to Kursk?" | quoth ask --json --explain`
}

func (c *askCommand) run(ctx context.Context, p *program) error {
	t, err := p.terminal(ctx)
	if err != nil {
		return err
	}
	var answered bool
	if len(c.Question) == 0 || len(c.Question) == 1 && c.Question[0] == "-" {
		answered, err = t.AskLines(ctx)
	} else {
		answered, err = t.Ask(ctx, strings.Join(c.Question, " "))
	}
	if err == nil && !answered {
		err = errNotFound
	}
	return err
}

type chatCommand struct{}

// Help is shown below the usage; its example is run by a test.
func (chatCommand) Help() string {
	return `A question may lean on the ones before: "and where are they stationed?". Type help for what else can be typed. Questions are also read from a pipe, a line each.

Example:

  printf '%s\n' "What did the Duma ratify?" "when?" context | quoth chat`
}

func (c *chatCommand) run(ctx context.Context, p *program) error {
	list, maxFileSize, err := p.sources()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	changes := watch(ctx, list, maxFileSize)
	collections, err := p.read(ctx, list, maxFileSize)
	if err != nil {
		return err
	}
	b, err := bot.New(collections)
	if err = errors.Join(err, closeAll(collections)); err != nil {
		return err
	}
	f := &follower{program: p, bot: b, list: list, maxFileSize: maxFileSize}
	var following sync.WaitGroup
	following.Go(func() { f.follow(ctx, changes) })
	defer func() {
		stop()
		following.Wait()
	}()
	return p.terminalOf(b).Chat(ctx, p.getenv)
}

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

type sentencesCommand struct {
	File string `arg:"" help:"The file to cut into sentences, or - for standard input."`
}

// Help is shown below the usage; its example is run by a test.
func (sentencesCommand) Help() string {
	return `Shows each sentence behind its span in bytes, start:end. What cannot be quoted (a label) is left out.

Example:

  echo "Mr. Smith left the U.S. in May. He came back." | quoth sentences -`
}

func (c *sentencesCommand) run(_ context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	data, err := readBounded(c.File, p.stdin, int64(settings.Corpus.MaxFileSize))
	if err != nil {
		return err
	}
	doc, warning, err := read.Document(filepath.ToSlash(c.File), data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if warning != "" {
		fmt.Fprintf(p.stderr, "quoth: %s: %s\n", terminal.Visible(c.File), terminal.Visible(warning))
	}
	return terminal.WriteSentences(p.stdout, doc, p.flags.JSON)
}

// readBounded reads a file, or for "-" the standard input, of size at most.
func readBounded(name string, stdin io.Reader, size int64) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, size+1))
	if err == nil && int64(len(data)) > size {
		err = fmt.Errorf("%s is larger than %s: allow more with --max-file-size", name, config.Size(size))
	}
	return data, err
}
