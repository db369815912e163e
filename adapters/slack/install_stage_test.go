package slack

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
)

// public is the address at which people reach the adapter.
const public = "https://quoth.example.org"

// Two workspaces that have nothing to do with each other, and two of one
// organisation.
var (
	heron = slacktest.Workspace{ID: "T0HERON", Name: "Heron & <Sons>"}
	otter = slacktest.Workspace{ID: "T0OTTER", Name: "Otter"}
	north = slacktest.Workspace{ID: "T0NORTH", Name: "North", Enterprise: "E0PRESS"}
	south = slacktest.Workspace{ID: "T0SOUTH", Name: "South", Enterprise: "E0PRESS"}
)

// An agency is a stage whose app is installed by OAuth, with a journal on disk.
type agency struct {
	*stage
	oauth   OAuth
	journal *journal.Journal
	running atomic.Pointer[Adapter]
}

// newAgency makes an agency that serves, and that nobody has installed yet.
func newAgency(t testing.TB, rotates bool, collections ...bot.Collection) *agency {
	t.Helper()
	a := &agency{stage: newStage(t, false, collections...)}
	a.Register(slacktest.App{ClientID: "11.22", ClientSecret: "client-secret", Redirect: public + redirectPath, Rotates: rotates})
	j, err := journal.Open(t.Context(), journal.Options{Path: filepath.Join(t.TempDir(), "quoth.db"), Log: a.opts.Log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	a.journal, a.ledger = j, j
	a.oauth = OAuth{ClientID: "11.22", ClientSecret: "client-secret", Key: []byte(strings.Repeat("k", 32)), Address: public, Store: j}
	a.Target = func() string {
		running := a.running.Load()
		if running == nil || running.answersAt() == "" {
			return ""
		}
		return "http://" + running.answersAt() + eventsPath
	}
	a.begin()
	return a
}

// prepare makes the adapter of the next start.
func (a *agency) prepare() {
	o := options(a.Server, false)
	o.BotToken, o.Log, o.OAuth = "", a.opts.Log, &a.oauth
	a.adapter, a.done = hurried(New(o, a.bot)), make(chan error, 1)
}

func (a *agency) begin() {
	a.Helper()
	a.prepare()
	a.start()
	a.running.Store(a.adapter)
}

// restart ends the adapter and starts another, which knows what is stored.
func (a *agency) restart() {
	a.Helper()
	a.running.Store(nil)
	a.end()
	a.begin()
}

// A browser is somebody's, with cookies of its own.
type browser struct {
	*agency
	client *http.Client
}

func (a *agency) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.Fatal(err)
	}
	return &browser{a, &http.Client{Jar: jar, Transport: toAdapter{a}}}
}

// toAdapter leads from the public address to the adapter, as a load balancer does.
type toAdapter struct{ *agency }

func (t toAdapter) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", t.running.Load().answersAt()
	return http.DefaultTransport.RoundTrip(r)
}

// A visit is what a browser shows.
type visit struct {
	status int
	header http.Header
	page   string
}

func (b *browser) visit(address string) visit {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	resp, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return visit{resp.StatusCode, resp.Header, string(text)}
}

var href = regexp.MustCompile(`href="([^"]*)"`)

// link is where the page's one link leads.
func (v visit) link() string {
	if found := href.FindStringSubmatch(v.page); found != nil {
		return html.UnescapeString(found[1])
	}
	return ""
}

// agreed has somebody begin and agree, and returns where Slack sends them.
func (b *browser) agreed(w slacktest.Workspace, orgWide bool) string {
	b.Helper()
	redirect, err := b.Agree(b.visit(public+installPath).link(), w, orgWide)
	if err != nil {
		b.Fatal(err)
	}
	return redirect
}

// install installs the app in a workspace, or in its organisation.
func (a *agency) install(w slacktest.Workspace, orgWide bool) {
	a.Helper()
	b := a.browser()
	if v := b.visit(b.agreed(w, orgWide)); v.status != http.StatusOK {
		a.Fatalf("status %d: %s\n%s", v.status, v.page, a.log)
	}
}

// ask has somebody of a workspace ask in a channel, and waits for the answer.
func (a *agency) ask(w slacktest.Workspace, bot, user, channel, text string) slacktest.Message {
	a.Helper()
	a.Enter(w)
	a.Write(slacktest.Writing{User: user, Channel: channel, Text: slacktest.Mention(bot) + " " + text})
	return a.answerIn(channel)
}

// answerIn waits for a message in a channel, and returns the last.
func (a *agency) answerIn(channel string) (last slacktest.Message) {
	a.Helper()
	a.until("an answer in "+channel, func() bool {
		for _, m := range a.Messages() {
			if m.Channel == channel {
				last = m
			}
		}
		return last.TS != ""
	})
	return last
}

// with returns a parameter of an address changed.
func with(address, key, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	query := u.Query()
	query.Set(key, value)
	u.RawQuery = query.Encode()
	return u.String()
}

// as is a context for calls to a workspace.
func (a *agency) as(id string) context.Context {
	a.Helper()
	ctx, err := a.adapter.sending(a.Context(), origin{Team: id})
	if err != nil {
		a.Fatal(err)
	}
	return ctx
}
