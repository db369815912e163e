package quoth

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/mcp"
	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
)

type webCommand struct {
	Listen string `default:"127.0.0.1:8290" placeholder:"ADDRESS" help:"Where the pages are served, on this machine alone (default ${default}; port 0 takes any that is free)."`
}

// Help is shown below the usage.
func (webCommand) Help() string {
	return `Serves pages to ask in a browser, and to read each quotation in its source, to this machine alone, until Ctrl-C. It needs no settings: it quotes the built-in reports, or --corpus. To serve others, set web.listen and run 'quoth serve'.`
}

func (c *webCommand) run(ctx context.Context, p *program) error {
	l, stop, err := p.followed(ctx)
	if err != nil {
		return err
	}
	defer stop()
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	assistants, err := assistantsOf(l.bot, mcp.Options{Log: log})
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{Listen: c.Listen, Assistants: assistants, Log: log}, l.bot)
	if err != nil {
		return err
	}
	if err := server.Listen(ctx); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Ask at %s\nCtrl-C ends.\n", server.Address())
	return server.Serve(ctx)
}

// pages makes the pages that the settings tell of, on an address that is taken. What it
// returns serves them until its context ends; where there are none, it does nothing.
func (s *service) pages(ctx context.Context) (serve func(context.Context) error, err error) {
	w, limits := s.settings.Web, s.settings.Limits
	if w.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	assistants, err := assistantsOf(s.linkedWith(linksOf(w).Unsigned()), mcp.Options{Concurrent: limits.Workers, Waiting: limits.Waiting, TimeLimit: limits.TimeLimit, Log: s.log})
	if err != nil {
		return nil, err
	}
	server, err := web.New(web.Options{
		Assistants: assistants, Listen: w.Listen, Address: w.Address, Access: accessOf(s.settings), Key: []byte(w.Key), Languages: s.settings.Answers.Languages, Links: linksOf(w),
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

// assistantsOf answers assistants on the web server, which knows who asks, and checks
// the hosts that requests name.
func assistantsOf(b mcp.Bot, o mcp.Options) (func(func(*http.Request) (bot.From, bool)) http.Handler, error) {
	o.Version, o.AnyHost = version(), true
	server, err := mcp.New(b, o)
	if err != nil {
		return nil, err
	}
	return server.Handler, nil
}

// linksOf are links to the pages.
func linksOf(w config.Web) web.Links {
	return web.Links{Address: strings.TrimSuffix(w.Address, "/"), Key: []byte(w.Key), Age: w.LinkAge}
}

// linked is the bot as the platforms ask it: with links to the pages that open for who
// sees a reply.
func (s *service) linked() adapters.Bot { return s.linkedWith(linksOf(s.settings.Web)) }

// linkedWith is the bot with links to the pages, where the settings tell their address.
func (s *service) linkedWith(l web.Links) web.Bot {
	if s.settings.Web.Listen == "" || l.Address == "" {
		return s.bot
	}
	return web.Linked(s.bot, l)
}

// accessOf is who may ask on the pages.
func accessOf(c config.Config) web.Access {
	w := c.Web
	a := web.Access{Proxy: web.Proxy{Header: w.ProxyHeader}}
	tokens, _ := w.NamedTokens() // which the settings' check has read, and the networks
	for _, t := range tokens {
		a.Tokens = append(a.Tokens, web.Token{Name: t.Name, Secret: t.Token})
	}
	a.Proxy.From, _ = w.Networks()
	a.OIDC = web.OIDC{
		Issuer: c.OIDC.Issuer, ClientID: c.OIDC.ClientID, ClientSecret: string(c.OIDC.ClientSecret),
		Scopes: c.OIDC.Scopes, GroupsClaim: c.OIDC.GroupsClaim, Groups: rulesOf(c.OIDC.Groups), Addresses: rulesOf(c.OIDC.Addresses),
	}
	return a
}

func rulesOf(list []string) []web.Rule {
	var out []web.Rule
	for _, rule := range config.RulesOf(list) {
		out = append(out, web.Rule{Channel: rule.Name, Of: rule.Of})
	}
	return out
}
