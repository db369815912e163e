package adaptertest_test

import (
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
)

// A referencePeer plays the reference platform.
type referencePeer struct {
	t        testing.TB
	listener net.Listener
	fault    string // of the adapters that it starts

	mu      sync.Mutex
	conn    net.Conn      // that has said hello; nil while there is none
	ended   chan struct{} // closed when conn has been read to its end
	down    bool
	lose    bool          // the confirmation of the next post
	refuse  time.Duration // how long the next post is to wait
	revoked bool          // the token of the adapter
	events  []*event
	posts   []*post
	working map[string]bool
	count   int
}

type event struct {
	frame frame
	acked bool
}

type post struct {
	id      string
	frame   frame
	updates int
}

func newReferencePeer(t testing.TB, fault string) *referencePeer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &referencePeer{t: t, listener: l, fault: fault, working: map[string]bool{}}
	t.Cleanup(func() { l.Close() })
	go p.accept()
	return p
}

func (p *referencePeer) Platform() adaptertest.Platform {
	return adaptertest.Platform{MaxText: maxText}
}

func (p *referencePeer) Start(b adapters.Bot) (adapters.Adapter, error) {
	return newReference(p.listener.Addr().String(), b, p.fault), nil
}

func (p *referencePeer) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		down := p.down
		p.mu.Unlock()
		if down {
			conn.Close()
			continue
		}
		go p.read(conn)
	}
}

func (p *referencePeer) read(conn net.Conn) {
	ended := make(chan struct{})
	defer close(ended)
	for in := json.NewDecoder(conn); ; {
		var f frame
		if in.Decode(&f) != nil {
			break
		}
		p.mu.Lock()
		switch {
		case f.Do != "hello":
			p.take(conn, f)
		case p.down:
			conn.Close()
		case p.revoked:
			p.write(conn, frame{Event: revoked})
		default:
			p.conn, p.ended = conn, ended
			p.write(conn, frame{Event: "welcome"})
			p.hello(f.Text == "latest")
		}
		p.mu.Unlock()
	}
	conn.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == conn {
		p.conn = nil
	}
}

// take deals with a frame of the adapter.
func (p *referencePeer) take(conn net.Conn, f frame) {
	result := frame{Result: f.Call}
	if p.revoked && f.Call > 0 {
		result.Error = revoked
		p.write(conn, result)
		return
	}
	switch f.Do {
	case "":
		p.events[f.Ack-1].acked = true
		return
	case "post":
		if p.refuse > 0 {
			result.Error, result.After = "too many messages", int(p.refuse.Milliseconds())
			p.refuse = 0
			break
		}
		if result.Message = p.post(f); result.Message == "" {
			result.Error = "the message is too long"
		}
		if p.lose {
			p.lose = false
			conn.Close()
			return
		}
	case "update", "delete":
		p.change(f)
		result.Message = f.Message
	case "find":
		result.Found = p.find(f.Key)
	case "working", "idle":
		p.working[f.Channel] = f.Do == "working"
	}
	p.write(conn, result)
}

// hello delivers what was not acknowledged, unless only what is to come is
// wanted.
func (p *referencePeer) hello(latest bool) {
	for _, e := range p.events {
		e.acked = e.acked || latest
		if !e.acked {
			p.write(p.conn, e.frame)
		}
	}
}

// write writes a frame; what a lost connection swallows is delivered again.
func (p *referencePeer) write(conn net.Conn, f frame) {
	if conn != nil {
		_ = json.NewEncoder(conn).Encode(f)
	}
}

func (p *referencePeer) post(f frame) string {
	if !fits(f.Text) {
		return ""
	}
	p.count++
	id := fmt.Sprint("post", p.count)
	p.posts = append(p.posts, &post{id: id, frame: f})
	return id
}

func (p *referencePeer) change(f frame) {
	for i, old := range p.posts {
		if old.id != f.Message {
			continue
		}
		if f.Do == "delete" {
			p.posts = slices.Delete(p.posts, i, i+1)
			return
		}
		old.frame.Text, old.frame.Buttons = f.Text, f.Buttons
		old.updates++
	}
}

// find lists the posts of a delivery, with "" for each that is missing.
func (p *referencePeer) find(key string) []string {
	var out []string
	for _, old := range p.posts {
		var i, n int
		if part, ok := strings.CutPrefix(old.frame.Key, key+" "); ok {
			if _, err := fmt.Sscanf(part, "%d/%d", &i, &n); err != nil {
				continue
			}
			if out == nil {
				out = make([]string, n)
			}
			out[i] = old.id
		}
	}
	return out
}

// deliver records an event and sends it, if somebody is there.
func (p *referencePeer) deliver(f frame) {
	f.Seq = len(p.events) + 1
	p.events = append(p.events, &event{frame: f})
	p.write(p.conn, f)
}

func (p *referencePeer) Say(m adaptertest.Message) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	f := frame{Event: "message", Message: fmt.Sprint("message", p.count), Channel: m.Channel, Thread: m.Thread, Author: m.Person, Text: m.Text, About: m.About, Alone: m.Alone}
	f.Name = f.Message
	if m.Channel == "" {
		f.Channel = "@" + m.Person
	}
	if m.Mention {
		f.Mentions = append(f.Mentions, "quoth")
	}
	if m.To != "" {
		f.Mentions = append(f.Mentions, m.To)
	}
	f.Kind = map[adaptertest.Author]string{adaptertest.AnotherBot: "bot", adaptertest.TheBotItself: "self"}[m.By]
	p.deliver(f)
	return f.Message
}

// last returns the last event of a message.
func (p *referencePeer) last(message string) frame {
	for _, e := range slices.Backward(p.events) {
		if e.frame.Message == message {
			return e.frame
		}
	}
	p.t.Errorf("there is no message %q", message)
	return frame{}
}

func (p *referencePeer) Edit(message, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.last(message)
	p.count++
	f.Event, f.Name, f.Text, f.Mentions = "edit", fmt.Sprint("edit", p.count), text, nil
	p.deliver(f)
}

func (p *referencePeer) Delete(message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.last(message)
	p.count++
	f.Event, f.Name, f.Text = "delete", fmt.Sprint("delete", p.count), ""
	p.deliver(f)
}

func (p *referencePeer) Redeliver(message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deliver(p.last(message))
}

func (p *referencePeer) Click(c adaptertest.Click) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, old := range p.posts {
		for _, b := range old.frame.Buttons {
			if old.id == c.Post && b.Label == string(c.Button) {
				p.deliver(frame{Event: "click", Author: c.Person, Channel: old.frame.Channel, Thread: old.frame.Thread, Value: b.Value})
			}
		}
	}
}

func (p *referencePeer) Screen() adaptertest.Screen {
	p.mu.Lock()
	defer p.mu.Unlock()
	var s adaptertest.Screen
	for _, old := range p.posts {
		shown := adaptertest.Post{ID: old.id, Channel: old.frame.Channel, Thread: old.frame.Thread, Updates: old.updates}
		if person, direct := strings.CutPrefix(old.frame.Channel, "@"); direct {
			shown.Person, shown.Channel = person, ""
		}
		if old.frame.Alone {
			shown.OnlyFor = old.frame.Author
		}
		shown.Text, shown.Pings = read(old.frame.Text)
		for _, b := range old.frame.Buttons {
			shown.Buttons = append(shown.Buttons, adaptertest.Button(b.Label))
		}
		s.Posts = append(s.Posts, shown)
	}
	for _, working := range p.working {
		s.Working = s.Working || working
	}
	return s
}

// read shows a text as the platform does: a backslash makes a character plain;
// "@word" and "<...>" call somebody, and marks of format vanish.
func read(text string) (shown string, pings []string) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(line, "> ")
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && i+1 < len(line):
				i++
				b.WriteByte(line[i])
			case c == '<' || c == '@':
				pings = append(pings, line[i:])
			case !strings.ContainsRune(special, rune(c)):
				b.WriteByte(c)
			}
		}
	}
	return b.String(), pings
}

func (p *referencePeer) Make(trouble adaptertest.Trouble) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch trouble {
	case adaptertest.Reconnect:
		p.down = false
	case adaptertest.LoseConfirmation:
		p.lose = true
	case adaptertest.Refuse:
		p.refuse = 20 * time.Millisecond
	case adaptertest.Pause:
		p.refuse = adaptertest.PauseFor
	case adaptertest.Revoke, adaptertest.Restore:
		p.revoked = trouble == adaptertest.Revoke
	case adaptertest.Disconnect:
		p.down = true
		if p.conn == nil {
			return
		}
		// What was on its way is still read: an acknowledgement that was sent
		// counts.
		p.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		ended := p.ended
		p.mu.Unlock()
		<-ended
		p.mu.Lock()
	}
}
