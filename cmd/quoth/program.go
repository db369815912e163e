// Package quoth is the command line: it parses, wires the rooms together, and
// tells the exit status.
package quoth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
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

// Main runs the program with the process's arguments and streams, and returns
// its exit status.
func Main() int {
	delayFirstCollection()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// delayFirstCollection lets the heap grow to 32 MB instead of 4 before garbage
// is collected for the first time: one question from an index file needs less,
// and is answered a tenth sooner. After that all is as usual.
func delayFirstCollection() {
	usual := debug.SetGCPercent(800)
	first := new([64]byte) // nobody holds it, so that the first collection finds it
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// run is the whole program but its exit.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{
		stdin: stdin, stdout: stdout, stderr: stderr,
		getenv: os.Getenv, environ: os.Environ(),
		adapters: newAdapters, openJournal: openJournal, drain: drain,
	}
	command, err := p.parse(args)
	if err == nil && command != nil {
		err = command.run(ctx, p)
	}
	return p.exit(ctx, err)
}

// exit returns the exit status for an error, and tells it.
func (p *program) exit(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNotFound):
		return exitNotFound
	case ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintln(p.stderr, "quoth:", terminal.Visible(line))
	}
	return exitError
}

// A command is one of the words after "quoth".
type command interface {
	run(ctx context.Context, p *program) error
}

// A program is what every command works with: its streams, its flags, and what
// a test puts others in the place of.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	environ        []string
	flags          globalFlags
	grammar        *kong.Application // of the command line

	adapters    adapterMaker
	drain       time.Duration // what answers have to be finished in at the end
	openJournal func(context.Context, config.Journal, *slog.Logger) (keeper, error)
}

type globalFlags struct {
	Corpus      []string    `placeholder:"DIR" sep:"none" help:"Answer from the texts in this folder, or from this index file, instead of the embedded reports. May be given several times."`
	MaxFileSize string      `placeholder:"SIZE" help:"Leave out larger files (default ${maxFileSize})."`
	Config      string      `placeholder:"FILE" help:"Read settings from this file (default ${configFile}, if it exists)."`
	JSON        bool        `name:"json" help:"Write JSON, one object a line."`
	Explain     bool        `help:"Tell why each sentence stands where it stands."`
	Link        bool        `help:"Add a link to the pages of web.address to each quotation."`
	Version     versionFlag `help:"Print the version, and what it was built from, and exit."`
}

// parse reads the command line. There is no command if help or the version was
// asked for, and shown.
func (p *program) parse(args []string) (command, error) {
	var line struct {
		Globals globalFlags `embed:""`

		Ask       askCommand       `cmd:"" help:"Answer a question."`
		Brief     briefCommand     `cmd:"" help:"Tell in quotations what the sources say."`
		Chat      chatCommand      `cmd:"" help:"Answer questions that lean on each other."`
		Web       webCommand       `cmd:"" help:"Ask in a browser."`
		Sources   sourcesCommand   `cmd:"" help:"List what can be quoted."`
		Sentences sentencesCommand `cmd:"" help:"List the sentences of a file."`
		Index     indexCommand     `cmd:"" help:"Write an index file, which opens at once."`
		Fetch     fetchCommand     `cmd:"" help:"Fetch the pages and feeds of the collections once."`
		Eval      evalCommand      `cmd:"" help:"Measure the answers on sets of questions."`
		Report    reportCommand    `cmd:"" help:"Tell what was asked, and what the sources lack."`
		Forget    forgetCommand    `cmd:"" help:"Remove a person from the journal."`
		Serve     serveCommand     `cmd:"" help:"Answer on the platforms that are configured."`
		Health    healthCommand    `cmd:"" help:"Tell whether 'quoth serve' runs here."`
		MCP       mcpCommand       `cmd:"" name:"mcp" help:"Answer an assistant that starts Quoth (Model Context Protocol)."`
		Discord   struct {
			Invite discordInviteCommand `cmd:"" help:"Write the links that add the bot to a server or an account."`
			Check  discordCheckCommand  `cmd:"" help:"Tell whether the bot could serve."`
		} `cmd:"" help:"Add the bot to Discord, and check it."`
		Config struct {
			Check   configCheckCommand   `cmd:"" help:"Tell what is wrong with the settings."`
			Example configExampleCommand `cmd:"" help:"Write a file with every setting."`
		} `cmd:"" help:"Check the settings, or list them all."`
		Slack struct {
			Manifest  slackManifestCommand  `cmd:"" help:"Print the app's manifest, to create it from."`
			Check     slackCheckCommand     `cmd:"" help:"Test the tokens and scopes."`
			Uninstall slackUninstallCommand `cmd:"" help:"Remove the app from a workspace."`
		} `cmd:"" help:"Set Slack up."`
		Completion completionCommand `cmd:"" help:"Print a script that lets a shell complete commands."`
		Man        manCommand        `cmd:"" help:"Print the manual page."`
		Help       helpCommand       `cmd:"" help:"Show the help of a command."`
	}
	shown := false
	parser, err := kong.New(&line,
		kong.Name("quoth"),
		kong.Description("Answers questions with the exact sentences of its sources, and says so when they have none."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { shown = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 80}),
		kong.Vars{
			"configFile":  config.DefaultFile,
			"maxFileSize": config.DefaultMaxFileSize.String(),
			"listen":      config.Default().Serve.Listen,
		})
	if err != nil {
		return nil, err
	}
	p.grammar = parser.Model
	if isCompletionRequest(args) {
		return completionRequest{args}, nil
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

// config loads the settings, with the flags over them.
func (p *program) config(flags ...config.Flag) (config.Config, error) {
	if len(p.flags.Corpus) > 0 {
		flags = append(flags, config.Flag{Name: "--corpus", Setting: "corpus.folders", Values: p.flags.Corpus})
	}
	if p.flags.MaxFileSize != "" {
		flags = append(flags, config.Flag{Name: "--max-file-size", Setting: "corpus.max_file_size", Values: []string{p.flags.MaxFileSize}})
	}
	return config.Load(config.Sources{File: p.flags.Config, Environ: p.environ, Flags: flags})
}

// collections lists what somebody at the terminal asks: all of the settings,
// since who runs the program can read their files anyway, or those that a flag
// names.
func (p *program) collections() ([]collection, read.Limits, error) {
	c, err := p.config()
	if err != nil {
		return nil, read.Limits{}, err
	}
	if len(p.flags.Corpus) > 0 {
		c.Collections = nil // these folders are meant, and no others
	}
	list := collectionsOf(c)
	for i := range list {
		list[i].audience = bot.Open
	}
	return list, limitsOf(c.Corpus), nil
}

// terminalOf wires a bot to the program's streams.
func (p *program) terminalOf(l *library) (*terminal.Terminal, error) {
	asked := adapters.Bot(l.bot)
	if p.flags.Link {
		settings, err := p.config()
		if err != nil {
			return nil, err
		}
		if settings.Web.Address == "" {
			return nil, errors.New("--link needs the address of the pages: set web.address")
		}
		asked = web.Linked(l.bot, linksOf(settings.Web).Unsigned())
	}
	return &terminal.Terminal{
		Bot: asked,
		In:  p.stdin, Out: p.stdout, Err: p.stderr,
		Screen:  terminal.ScreenOf(p.stdout, p.getenv),
		JSON:    p.flags.JSON,
		Explain: p.flags.Explain,
		File:    l.file,
		Pager:   terminal.PagerOf(p.getenv),
	}, nil
}
