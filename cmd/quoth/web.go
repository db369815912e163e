package quoth

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/sources"
)

type webCommand struct {
	Listen string `default:"127.0.0.1:8290" placeholder:"ADDRESS" help:"Where the pages are served, on this machine alone (default ${default}; port 0 takes any that is free)."`
}

// Help is shown below the usage.
func (webCommand) Help() string {
	return `Serves pages to ask in a browser, and to read each quotation in its source, to this machine alone, until Ctrl-C. It needs no settings: it quotes the built-in reports, or --corpus. To serve others, set web.listen and run 'quoth serve'.`
}

func (c *webCommand) run(ctx context.Context, p *program) error {
	list, limits, err := p.collections()
	if err != nil {
		return err
	}
	l, err := p.newLibrary(list, limits)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	l.sources.Watch(ctx)
	if err := l.load(ctx, p); err != nil {
		return err
	}
	server, err := web.New(web.Options{Listen: c.Listen, Log: slog.New(slog.NewTextHandler(p.stderr, nil))}, l.bot)
	if err != nil {
		return err
	}
	if err := server.Listen(ctx); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Ask at %s\nCtrl-C ends.\n", server.Address())
	replace := func(loaded []sources.Loaded[bot.Engine]) error {
		return l.bot.Replace(botCollections(list, loaded))
	}
	var following sync.WaitGroup
	following.Go(func() { l.sources.Follow(ctx, nil, replace, p.sayChanged) })
	defer following.Wait()
	defer stop()
	return server.Serve(ctx)
}

// pages makes the pages that the settings tell of, on an address that is taken. What it
// returns serves them until its context ends; where there are none, it does nothing.
func (s *service) pages(ctx context.Context) (serve func(context.Context) error, err error) {
	w, limits := s.settings.Web, s.settings.Limits
	if w.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	server, err := web.New(web.Options{
		Listen: w.Listen, Address: w.Address, Access: accessOf(w), Key: []byte(w.Key), Languages: s.settings.Answers.Languages,
		Limits: adapters.NewLimits(limits.QuestionsPerMinute, 0), Asking: limits.Workers, TimeLimit: limits.TimeLimit, Log: s.log,
	}, s.bot)
	if err == nil {
		err = server.Listen(ctx)
	}
	if err != nil {
		return nil, err
	}
	s.metrics.Connected("web", true)
	s.log.Info("serving pages", "address", server.Address())
	return server.Serve, nil
}

// accessOf is who may ask on the pages.
func accessOf(w config.Web) web.Access {
	a := web.Access{Proxy: web.Proxy{Header: w.ProxyHeader}}
	tokens, _ := w.NamedTokens() // which the settings' check has read, and the networks
	for _, t := range tokens {
		a.Tokens = append(a.Tokens, web.Token{Name: t.Name, Secret: t.Token})
	}
	a.Proxy.From, _ = w.Networks()
	return a
}
