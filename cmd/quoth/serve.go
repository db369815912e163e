package quoth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/ops"
	"github.com/quoth-bot/quoth/adapters/slack"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/fetch"
	"github.com/quoth-bot/quoth/corpus/sources"
)

type serveCommand struct {
	Listen    string `placeholder:"ADDRESS" help:"Serve health and metrics here, or off (default ${listen})."`
	LogFormat string `placeholder:"FORMAT" help:"Write the log as text or json."`
	LogLevel  string `placeholder:"LEVEL" help:"Write debug, info, warn or error, and what is worse."`
}

// Help is shown below the usage.
func (serveCommand) Help() string {
	return `Answers until it is told to stop (SIGTERM), and finishes then what it has begun. The sources are read again when a folder changes, or when told to (SIGHUP); other settings need a restart. Sources show only where they are mapped to: see 'quoth config example'.`
}

// drain is what answers have to be finished in at the end. With what comes
// after it, the whole ends within ten seconds, as container runtimes have it.
const drain = 9 * time.Second

// A keeper keeps what was asked and answered over restarts: a journal.
type keeper interface {
	bot.Conversations
	bot.Answers
	bot.Ledger
	slack.Store
	Healthy() bool
	Close() error
}

func openJournal(ctx context.Context, c config.Journal, log *slog.Logger) (keeper, error) {
	o := journalOptions(c)
	o.Log = log
	return journal.Open(ctx, o)
}

func journalOptions(c config.Journal) journal.Options {
	return journal.Options{
		Path: c.Path, URL: string(c.URL), Password: string(c.Password), KeepAskers: c.KeepAskers, RetentionDays: c.RetentionDays,
	}
}

func (c *serveCommand) run(ctx context.Context, p *program) error {
	var flags []config.Flag
	for _, f := range []struct{ name, setting, value string }{
		{"--listen", "serve.listen", c.Listen},
		{"--log-format", "log.format", c.LogFormat},
		{"--log-level", "log.level", c.LogLevel},
	} {
		if f.value != "" {
			flags = append(flags, config.Flag{Name: f.name, Setting: f.setting, Values: []string{f.value}})
		}
	}
	settings, err := p.config(flags...)
	if err != nil {
		return err
	}
	if len(settings.Platforms()) == 0 && settings.Web.Listen == "" {
		return errors.New("no platform is configured, so nobody could ask: configure one, or the pages; 'quoth config example' lists the settings")
	}
	return p.serve(ctx, settings, settings.Secrets())
}

// serve answers on the configured platforms until ctx ends.
func (p *program) serve(ctx context.Context, settings config.Config, secrets []string) error {
	p.stderr = newRedactor(p.stderr, secrets)
	s := &service{
		settings: settings, collections: collectionsOf(settings), adapters: p.adapters,
		log: newLog(p.stderr, settings.Log), metrics: ops.NewMetrics(), drain: p.drain,
	}
	stop, err := s.listen(ctx)
	if err != nil {
		return err
	}
	defer stop()
	k, err := p.openJournal(ctx, settings.Journal, s.log)
	if err != nil {
		return err
	}
	s.metrics.Journal(k.Healthy)
	defer func() {
		if err := k.Close(); err != nil {
			s.log.Error("closing the journal", "error", err)
		}
	}()
	return s.run(ctx, k)
}

// A service is what serves, wired.
type service struct {
	settings    config.Config
	collections []collection
	adapters    adapterMaker
	drain       time.Duration
	log         *slog.Logger
	metrics     *ops.Metrics
	sources     *sources.Set[bot.Engine]
	elsewhere   []sources.Loaded[bot.Engine] // as they were loaded at first: collections that lie elsewhere stay
	bot         *bot.Bot
}

// listen serves health and metrics until stop is called.
func (s *service) listen(ctx context.Context) (stop func(), err error) {
	address := s.settings.Serve.Listen
	if address == config.Off {
		return func() {}, nil
	}
	server, err := ops.Listen(ctx, address, s.metrics, s.log)
	if err != nil {
		return nil, fmt.Errorf("serve.listen: %w: choose another address, or off", err)
	}
	s.log.Info("serving health and metrics", "address", server.Address())
	go server.Serve()
	return func() { server.Close() }, nil
}

// run loads the corpus, and answers until ctx ends.
func (s *service) run(ctx context.Context, k keeper) error {
	defer s.close()
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	fetchers, err := fetchersOf(s.settings)
	if err != nil {
		return err
	}
	loaded, err := s.load(ctx)
	if err != nil {
		return err
	}
	s.bot, err = bot.New(loaded, bot.WithConversations(k), bot.WithAnswers(k))
	if err != nil {
		return err
	}
	s.warnOfUnseen()
	// The platforms may be given up before ctx ends; reloading ends with them.
	ctx, stop := context.WithCancel(ctx)
	var reloading sync.WaitGroup
	again := make(chan os.Signal, 1)
	reloading.Go(func() { s.hearReloads(ctx, hangup, again, k) })
	reloading.Go(func() { s.sources.Follow(ctx, again, s.replace, s.tell) })
	for _, w := range fetchers {
		reloading.Go(func() { w.Run(ctx, func(r fetch.Report, err error) { s.tellRound(w.name, r, err) }) })
	}
	s.metrics.Fetching(func() []ops.Address { return standing(fetchers) })
	reloading.Go(func() { s.lookElsewhere(ctx) })
	defer reloading.Wait()
	defer stop()
	defer context.AfterFunc(ctx, func() {
		s.metrics.Draining()
		s.log.Info("stopping")
	})()
	asked := s.linked()
	list := s.adapters(s.settings, asked, k, s.log)
	for _, a := range list {
		s.log.Info("serving a platform", "platform", a.Name())
	}
	pages, err := s.pages(ctx)
	if err != nil {
		return err
	}
	reloading.Go(func() {
		if err := pages(ctx); err != nil {
			s.log.Error("the pages are not served any more", "error", err)
		}
	})
	err = adapters.ServeAll(ctx, list, asked, k, s.intakeOptions())
	if len(list) == 0 { // there are pages alone
		<-ctx.Done()
	}
	s.log.Info("stopped")
	return err
}

// A herald is a keeper that several processes may share: one tells the others that
// the sources are to be read again.
type herald interface {
	AnnounceReload(ctx context.Context) error
	OnReload(ctx context.Context, reload func())
}

// hearReloads has the sources read again when this process is told to, and then tells
// the others, or when another process does.
func (s *service) hearReloads(ctx context.Context, hangup <-chan os.Signal, again chan<- os.Signal, k keeper) {
	read := func() {
		select {
		case again <- syscall.SIGHUP:
		default: // they are about to be read
		}
	}
	others, shared := k.(herald)
	var hearing sync.WaitGroup
	defer hearing.Wait()
	if shared {
		hearing.Go(func() { others.OnReload(ctx, read) })
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		}
		read()
		if shared {
			if err := others.AnnounceReload(ctx); err != nil {
				s.log.Error("the other processes could not be told to read the sources again", "error", err)
			}
		}
	}
}

func (s *service) intakeOptions() adapters.IntakeOptions {
	l := s.settings.Limits
	return adapters.IntakeOptions{
		Workers:   l.Workers,
		Waiting:   l.Waiting,
		TimeLimit: l.TimeLimit,
		Owed:      l.Owed,
		Drain:     s.drain,
		PersonPer: l.QuestionsPerMinute,
		PlacePer:  l.ChannelQuestionsPerMinute,

		KeepAnswers: s.settings.Answers.KeepDeleted,
		DropLate:    s.settings.Answers.DropLate,

		Log:     s.log,
		Monitor: s.metrics,
	}
}

// warnOfUnseen tells of what may be quoted nowhere: that is more often
// forgotten than meant.
func (s *service) warnOfUnseen() {
	seen := map[string]config.Audience{config.CorpusName: s.settings.Corpus.Audience}
	for _, c := range s.settings.Collections {
		seen[c.Name] = c.Audience
	}
	for _, c := range s.collections {
		if (len(c.Folders)+len(c.Kept) > 0 || c.Elsewhere) && seen[c.Name].Nowhere() {
			s.log.Warn("nobody can see a collection: map it to channels, workspaces or direct messages, or open it to everyone",
				"collection", c.Name)
		}
	}
}
