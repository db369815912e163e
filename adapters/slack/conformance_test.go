package slack

import (
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

func TestConformanceOverSocketMode(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, func(t testing.TB) adaptertest.Peer { return newDesk(t, true) })
}

func TestConformanceOverHTTP(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, func(t testing.TB) adaptertest.Peer { return newDesk(t, false) })
}

// A desk is a workspace with the people of the kit in it.
type desk struct {
	*slacktest.Server
	socket bool

	mu      sync.Mutex
	adapter *Adapter // of the last start

	direct sync.Mutex
	roots  map[string]string // of the direct conversations, by person
}

func newDesk(t testing.TB, socket bool) *desk {
	d := &desk{Server: slacktest.New(), socket: socket, roots: map[string]string{}}
	if !socket {
		d.Target = d.target
	}
	t.Cleanup(d.Close)
	return d
}

// target is where the adapter answers requests, once it does.
func (d *desk) target() string {
	d.mu.Lock()
	a := d.adapter
	d.mu.Unlock()
	if a == nil || a.answersAt() == "" {
		return ""
	}
	return "http://" + a.answersAt() + eventsPath
}

// options are those of an adapter to a workspace.
func options(s *slacktest.Server, socket bool) Options {
	return Options{
		AppToken: slacktest.AppToken, BotToken: slacktest.BotToken, SigningSecret: slacktest.SigningSecret,
		Socket: socket, Listen: "127.0.0.1:0", APIURL: s.URL(), Log: slog.New(slog.DiscardHandler),
	}
}

// hurried makes an adapter that does not wait for its turn: how it does is
// tested for itself.
func hurried(a *Adapter) *Adapter {
	a.pace = newRateLimits(time.Microsecond, 100)
	a.firstPause = 10 * time.Millisecond
	return a
}

// Platform implements adaptertest.Peer.
func (d *desk) Platform() adaptertest.Platform {
	return adaptertest.Platform{MaxText: 4000}
}

// Start implements adaptertest.Peer.
func (d *desk) Start(b adapters.Bot) (adapters.Adapter, error) {
	a := hurried(New(options(d.Server, d.socket), b))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.adapter = a
	return a, nil
}

func user(person string) string     { return "U" + strings.ToUpper(person) }
func channelID(name string) string  { return "C" + strings.ToUpper(name) }
func directWith(user string) string { return "D" + user[1:] }

// Say implements adaptertest.Peer.
func (d *desk) Say(m adaptertest.Message) string {
	w := slacktest.Writing{User: user(m.Person), Channel: directWith(user(m.Person)), Thread: m.Thread, Text: slacktest.Escape(m.Text), Shared: slacktest.Escape(m.About)}
	if m.Channel != "" {
		w.Channel = channelID(m.Channel)
	}
	if m.To != "" {
		w.Text = slacktest.Mention(user(m.To)) + " " + w.Text
	}
	if m.Mention {
		w.Text = slacktest.Mention(slacktest.BotUser) + " " + w.Text
	}
	if m.Alone {
		d.Command("/ask", w.User, w.Channel, m.Text)
		return ""
	}
	switch m.By {
	case adaptertest.AnotherBot:
		w.User, w.Bot = "U0OTHERBOT", "B0OTHERBOT"
	case adaptertest.TheBotItself:
		w.User, w.Bot = slacktest.BotUser, slacktest.BotID
	}
	if m.Channel != "" || w.Thread != "" {
		return d.Write(w)
	}
	// Directly, a person goes on in the thread of the first message.
	d.direct.Lock()
	defer d.direct.Unlock()
	w.Thread = d.roots[m.Person]
	ts := d.Write(w)
	if w.Thread == "" {
		d.roots[m.Person] = ts
	}
	return ts
}

// Edit implements adaptertest.Peer.
func (d *desk) Edit(message, text string) { d.Server.Edit(message, slacktest.Escape(text)) }

// Click implements adaptertest.Peer.
func (d *desk) Click(c adaptertest.Click) {
	for label, button := range buttonsByLabel {
		if button == c.Button && d.Press(user(c.Person), c.Post, label) {
			return
		}
	}
}

var buttonsByLabel = map[string]adaptertest.Button{
	"Context": adaptertest.ShowContext, "Context 1": adaptertest.ShowContext, "More": adaptertest.ShowMore,
	helpfulLabel: adaptertest.Helpful, notLabel: adaptertest.NotHelpful, "Share in channel": adaptertest.Share,
}

// Screen implements adaptertest.Peer.
func (d *desk) Screen() adaptertest.Screen {
	out := adaptertest.Screen{Working: d.Working()}
	for _, m := range d.Messages() {
		p := adaptertest.Post{ID: m.TS, Thread: m.Thread, Updates: m.Updates}
		if isDirect(m.Channel) {
			p.Person = strings.ToLower(m.Channel[1:])
		} else {
			p.Channel = strings.ToLower(m.Channel[1:])
		}
		if m.OnlyFor != "" {
			p.OnlyFor = strings.ToLower(m.OnlyFor[1:])
		}
		p.Text, p.Pings = slacktest.Shown(m)
		if m.Unfurl {
			p.Pings = append(p.Pings, "links are unfurled")
		}
		for _, label := range slacktest.Buttons(m) {
			if b, ok := buttonsByLabel[label]; ok {
				p.Buttons = append(p.Buttons, b)
			}
		}
		out.Posts = append(out.Posts, p)
	}
	return out
}

// Make implements adaptertest.Peer.
func (d *desk) Make(trouble adaptertest.Trouble) {
	switch trouble {
	case adaptertest.Disconnect:
		d.Down()
	case adaptertest.Reconnect:
		d.Up()
	case adaptertest.LoseConfirmation:
		d.Once("chat.postMessage", slacktest.Fault{Lost: true})
	case adaptertest.Refuse:
		d.Once("chat.postMessage", slacktest.Fault{Status: 429, RetryAfter: "1"})
	case adaptertest.Pause:
		d.Once("chat.postMessage", slacktest.Fault{Status: 429, RetryAfter: strconv.Itoa(int(adaptertest.PauseFor.Seconds()))})
	case adaptertest.Revoke:
		d.Revoke(true)
	case adaptertest.Restore:
		d.Revoke(false)
	}
}
