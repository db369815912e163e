// Command quoth answers questions with the exact sentences of its sources.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"quoth/adapters/terminal"
	"quoth/bot"
	"quoth/config"
	"quoth/corpus"
	"quoth/corpus/sample"
)

// The exit statuses, as grep has them.
const (
	exitFound    = 0 // an answer was found, or there was no question to answer
	exitNotFound = 1 // the sources do not answer
	exitError    = 2
)

// errNotFound ends a command whose output has said already that the sources do
// not answer.
var errNotFound = errors.New("the sources do not answer")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is the whole program but its exit.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv}
	command, err := p.parse(args)
	if err == nil && command != nil {
		err = command.run(ctx, p)
	}
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNotFound):
		return exitNotFound
	case ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintln(stderr, "quoth:", terminal.Visible(line))
	}
	return exitError
}

// A command is one of the words after "quoth".
type command interface {
	run(ctx context.Context, p *program) error
}

// A program is what every command works with: its streams and its flags.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	flags          globalFlags
}

type globalFlags struct {
	Corpus      []string         `placeholder:"DIR" sep:"none" help:"Answer from the texts in this folder instead of the embedded reports. May be given several times."`
	MaxFileSize *config.Size     `placeholder:"SIZE" help:"Leave out larger files (default ${maxFileSize})."`
	Config      string           `placeholder:"FILE" help:"Read settings from this file (default ${configFile}, if it exists)."`
	JSON        bool             `name:"json" help:"Write JSON, one object a line."`
	Explain     bool             `help:"Tell why each sentence stands where it stands."`
	Version     kong.VersionFlag `help:"Print the version and exit."`
}

// parse reads the command line. There is no command if help or the version was
// asked for, and shown.
func (p *program) parse(args []string) (command, error) {
	var line struct {
		Globals globalFlags `embed:""`

		Ask       askCommand       `cmd:"" help:"Answer a question."`
		Chat      chatCommand      `cmd:"" help:"Answer questions that lean on each other."`
		Sources   sourcesCommand   `cmd:"" help:"List what can be quoted."`
		Sentences sentencesCommand `cmd:"" help:"List the sentences of a file."`
		Eval      evalCommand      `cmd:"" help:"Measure the answers on sets of questions."`
	}
	shown := false
	parser, err := kong.New(&line,
		kong.Name("quoth"),
		kong.Description("Answers questions with the exact sentences of its sources, and says so when they have none."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { shown = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 80}),
		kong.Vars{
			"version":     version(),
			"configFile":  config.DefaultFile,
			"maxFileSize": config.DefaultMaxFileSize.String(),
		})
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		_, err := parser.Parse([]string{"--help"})
		return nil, cmp.Or(err, errors.New("name a command"))
	}
	parsed, err := parser.Parse(args)
	if shown {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w (see 'quoth --help')", err)
	}
	p.flags = line.Globals
	return parsed.Selected().Target.Addr().Interface().(command), nil
}

// version is that of the module, or of the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "quoth (development)"
	}
	return "quoth " + info.Main.Version
}

// config loads the settings, puts the flags over them, and checks the lot.
func (p *program) config() (config.Config, error) {
	c, err := config.Load(p.flags.Config, p.getenv)
	if err != nil {
		return c, err
	}
	if len(p.flags.Corpus) > 0 {
		c.Corpus.Folders = p.flags.Corpus
	}
	if p.flags.MaxFileSize != nil {
		c.Corpus.MaxFileSize = *p.flags.MaxFileSize
	}
	return c, c.Validate()
}

// documents reads what can be quoted, and tells which files were left out.
func (p *program) documents(ctx context.Context) ([]*corpus.Document, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	if len(c.Corpus.Folders) == 0 {
		return sample.Documents()
	}
	progress := terminal.NewProgress(p.stderr, "reading")
	library, err := corpus.Load(ctx, c.Corpus.Folders, corpus.Options{
		MaxFileSize: int64(c.Corpus.MaxFileSize),
		Progress:    func(p corpus.Progress) { progress.Show(p.Bytes, p.AllBytes) },
	})
	progress.Close()
	if err != nil {
		return nil, err
	}
	terminal.ReportNotes(p.stderr, library)
	return library.Documents, nil
}

// collection is the name of the one collection that a command answers from.
const collection = "corpus"

// terminal wires a bot over the sources to the program's streams.
func (p *program) terminal(ctx context.Context) (*terminal.Terminal, error) {
	documents, err := p.documents(ctx)
	if err != nil {
		return nil, err
	}
	b, err := bot.New([]bot.Collection{{Name: collection, Documents: documents}})
	if err != nil {
		return nil, err
	}
	return &terminal.Terminal{
		Bot: b,
		In:  p.stdin, Out: p.stdout, Err: p.stderr,
		Screen:  terminal.ScreenOf(p.stdout, p.getenv),
		JSON:    p.flags.JSON,
		Explain: p.flags.Explain,
	}, nil
}
