package discord

import (
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// testPace lets nobody wait.
var testPace = timings{
	Hello: 2 * time.Second, Ready: 2 * time.Second, Identify: 10 * time.Millisecond, Invalid: 10 * time.Millisecond,
	Retry: 10 * time.Millisecond, Typing: 100 * time.Millisecond, Pair: 100 * time.Millisecond, Alive: discordsPace.Alive,
}

// A kitPeer is Discord for the conformance kit: one server, and people who
// write in its channels, in threads or reply chains there, and directly.
type kitPeer struct {
	t       testing.TB
	server  *discordtest.Server
	threads bool // follow-ups stand in threads, else they are replies
	file    string
	guild   string

	mu       sync.Mutex
	channels map[string]string // by name
	people   map[string]string // by ID
	roots    map[string]string // of messages that stand in a chain
}

// The kit runs twice. Without the message content intent, people go on by
// answering the bot; with it, also in threads.
func TestConformance(t *testing.T) {
	t.Parallel()
	t.Run("replies", func(t *testing.T) {
		t.Parallel()
		adaptertest.Run(t, func(t testing.TB) adaptertest.Peer {
			return newKitPeer(t, false, discordtest.Options{Zlib: true})
		})
	})
	t.Run("threads", func(t *testing.T) {
		t.Parallel()
		adaptertest.Run(t, func(t testing.TB) adaptertest.Peer {
			return newKitPeer(t, true, discordtest.Options{MessageContent: true})
		})
	})
	t.Run("embeds", func(t *testing.T) {
		t.Parallel()
		adaptertest.Run(t, func(t testing.TB) adaptertest.Peer {
			return newKitPeer(t, false, discordtest.Options{NoComponents: true})
		})
	})
}

func newKitPeer(t testing.TB, threads bool, o discordtest.Options) *kitPeer {
	o.Patient = true
	p := &kitPeer{
		t: t, server: discordtest.New(t, o), threads: threads, file: filepath.Join(t.TempDir(), "sessions.json"),
		channels: map[string]string{}, people: map[string]string{}, roots: map[string]string{},
	}
	p.guild = p.server.Guild()
	return p
}

func (p *kitPeer) Platform() adaptertest.Platform {
	return adaptertest.Platform{MaxText: 4000, File: p.file, Lacks: map[adaptertest.Ability]string{
		adaptertest.Sharing: "a command says whether all see its answer",
	}}
}

func (p *kitPeer) Start(b adapters.Bot) (adapters.Adapter, error) {
	a := New(Options{Token: discordtest.Token, APIURL: p.server.URL(), Sessions: p.file, Log: slog.New(slog.DiscardHandler)}, b)
	a.pace = testPace
	return a, nil
}

// channel returns the server's channel of a name.
func (p *kitPeer) channel(name string) string {
	if p.channels[name] == "" {
		p.channels[name] = p.server.Channel(p.guild)
	}
	return p.channels[name]
}

func (p *kitPeer) person(name string) string {
	id := p.server.User(name)
	p.people[id] = name
	return id
}

func (p *kitPeer) Say(m adaptertest.Message) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := p.person(m.Person)
	s := discordtest.Saying{Author: discordtest.User{ID: who, Username: m.Person}, Channel: p.server.Direct(who), Content: m.Text}
	switch m.By {
	case adaptertest.AnotherBot:
		s.Author = discordtest.User{ID: p.server.User("another bot"), Username: "another bot", Bot: true}
	case adaptertest.TheBotItself:
		s.Author = discordtest.User{ID: discordtest.BotID, Username: "quoth", Bot: true}
	}
	if m.Channel != "" {
		s.Channel = p.channel(m.Channel)
	}
	if m.Mention {
		s.Content = "<@" + discordtest.BotID + "> " + s.Content
	}
	if m.To != "" {
		s.Content = "<@" + p.person(m.To) + "> " + s.Content
	}
	switch {
	case m.Thread != "" && p.threads:
		s.Channel = p.server.Thread(m.Thread)
	case m.Thread != "":
		s.ReplyTo = p.lastOf(m.Thread)
	}
	if m.About != "" {
		wire := discordtest.User{ID: p.server.User("a wire"), Username: "a wire", Bot: true}
		s.ReplyTo = p.server.Say(discordtest.Saying{Author: wire, Channel: s.Channel, Content: m.About})
	}
	id := p.server.Say(s)
	if m.Thread != "" {
		p.roots[id] = m.Thread
	}
	return id
}

// lastOf is what people answer in a chain: what the bot said last, or else the
// message that it began with.
func (p *kitPeer) lastOf(root string) string {
	last := root
	for _, m := range p.server.Posts() {
		if p.rootOf(m) == root {
			last = m.ID
		}
	}
	return last
}

// rootOf is the message that the chain of one began with.
func (p *kitPeer) rootOf(m discordtest.Message) string {
	if root := p.roots[m.ReplyTo]; root != "" {
		return root
	}
	return m.ReplyTo
}

func (p *kitPeer) Edit(message, text string) { p.server.Edit(message, text) }

func (p *kitPeer) Delete(message string) { p.server.Delete(message) }

func (p *kitPeer) Redeliver(message string) {
	p.server.Redispatch(func(kind string, data []byte) bool {
		return strings.HasPrefix(kind, "MESSAGE_") && strings.Contains(string(data), `"id":"`+message+`"`)
	})
}

func (p *kitPeer) Click(c adaptertest.Click) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.server.Posts() {
		for _, b := range buttonsOf(m.Body) {
			if m.ID == c.Post && strings.EqualFold(b.Label, string(c.Button)) {
				p.server.Click(p.person(c.Person), m.ID, b.CustomID)
			}
		}
	}
}

func (p *kitPeer) Screen() adaptertest.Screen {
	p.mu.Lock()
	defer p.mu.Unlock()
	names := map[string]string{}
	for name, id := range p.channels {
		names[id] = name
	}
	directs := map[string]string{}
	for id, name := range p.people {
		directs[p.server.Direct(id)] = name
	}
	s := adaptertest.Screen{Working: p.server.Typing()}
	for _, m := range p.server.Posts() {
		if m.Body.Components == nil && m.Body.Embeds == nil {
			continue // said in the bot's name by the test
		}
		post := adaptertest.Post{ID: m.ID, Person: directs[m.Channel], Channel: names[m.Channel], Thread: p.rootOf(m), OnlyFor: p.people[m.OnlyFor], Updates: m.Updates}
		if post.Person == "" && post.Channel == "" { // a thread, which has the name of the message that it was begun on
			post.Thread, post.Channel = m.Channel, names[p.server.Parent(m.Channel)]
		}
		post.Text, post.Pings = read(m.Body)
		for _, b := range buttonsOf(m.Body) {
			post.Buttons = append(post.Buttons, adaptertest.Button(strings.ToLower(b.Label)))
		}
		s.Posts = append(s.Posts, post)
	}
	return s
}

func (p *kitPeer) Make(trouble adaptertest.Trouble) {
	switch trouble {
	case adaptertest.Disconnect:
		p.server.Down(true)
	case adaptertest.Reconnect:
		p.server.Down(false)
	case adaptertest.LoseConfirmation:
		p.server.LoseConfirmation()
	case adaptertest.Refuse:
		p.server.Refuse(discordtest.Refusal{Route: "POST /channels", After: 50 * time.Millisecond})
	case adaptertest.Pause:
		p.server.Refuse(discordtest.Refusal{Route: "POST /channels", After: adaptertest.PauseFor})
	case adaptertest.Revoke:
		p.server.Revoke(true)
	case adaptertest.Restore:
		p.server.Revoke(false)
	}
}
