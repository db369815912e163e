// Package slacktest plays Slack for tests, to its documented protocol, over
// real HTTP and WebSockets: the Web API with its state and its limits, Socket
// Mode, signed HTTP requests, and the people of a workspace. It misbehaves on
// demand, in the ways that have been reported of Slack.
package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// The workspace, and what it knows the app by.
const (
	Team          = "T0NEWSROOM"
	BotUser       = "U0QUOTH"
	BotID         = "B0QUOTH"
	AppToken      = "xapp-1-A0QUOTH-1-secret"
	BotToken      = "xoxb-1-2-secret"
	SigningSecret = "8f742231b10e8888abcd99yyyzzz85a5"
)

// A Server is a workspace.
type Server struct {
	// Target is where events are sent to by HTTP, or "" while nobody listens
	// there; if it is nil, they are sent over Socket Mode.
	Target func() string

	web *httptest.Server

	mu       sync.Mutex
	clock    int                 // of message names
	count    int                 // of other names
	messages []*Message          // of the bot
	written  map[string]*Message // of people, by their names
	archived map[string]bool     // channels
	strange  map[string]bool     // channels that the bot is no member of
	guests   map[string]bool
	speaks   map[string]string   // people's locales
	private  map[string]bool     // channels
	joined   map[string][]string // the people of channels, by channel
	scopes   string
	drops    []string // what the history of a conversation leaves out
	answers  map[string]*answerURL
	says     string          // by them, to a message that they take
	triggers map[string]bool // that a modal can be opened by
	modals   map[string]*modal
	faults   map[string][]Fault
	always   map[string]Fault
	revoked  bool // the bot's token
	down     bool
	up       context.Context // ends when the workspace goes down
	cut      context.CancelFunc

	conns      []*conn
	deliveries []*Delivery
	sending    map[string]chan struct{} // the last request of each channel, closed when it is made
	closed     chan struct{}

	app      *App // that is installed by OAuth; nil for the one of BotToken
	installs []*install
	codes    map[string]*grant
	home     Workspace            // where people act
	homes    map[string]Workspace // of channels and people

	// What was done, to be read by tests.
	record record
}

// A Message is one that stands in a channel, or that one person sees.
type Message struct {
	TS, Channel, Thread string
	User, Bot           string
	By                  string // whose token posted it: a workspace's or organisation's
	OnlyFor             string // the person who alone sees it; empty for all
	Text                string // as it was sent
	Blocks              json.RawMessage
	Metadata            json.RawMessage
	Unfurl              bool // links or media may be unfurled
	At                  time.Time
	Updates             int
}

// A record is what tests ask for.
type record struct {
	calls    map[string]int
	views    map[string]json.RawMessage // by person
	statuses map[string]string          // by channel and thread
	titles   map[string]string
	prompts  map[string]json.RawMessage
	refused  []string // why messages were refused
}

// New starts a workspace. Everybody and every channel whom one names is there.
func New() *Server {
	s := &Server{
		written: map[string]*Message{}, archived: map[string]bool{}, strange: map[string]bool{}, guests: map[string]bool{}, private: map[string]bool{}, joined: map[string][]string{}, triggers: map[string]bool{}, modals: map[string]*modal{}, scopes: allScopes,
		installs: []*install{{at: newsroom, user: BotUser, bot: BotID, token: BotToken}}, codes: map[string]*grant{}, home: newsroom, homes: map[string]Workspace{},
		answers: map[string]*answerURL{}, says: "ok", faults: map[string][]Fault{}, always: map[string]Fault{}, speaks: map[string]string{}, closed: make(chan struct{}), sending: map[string]chan struct{}{},
		record: record{calls: map[string]int{}, views: map[string]json.RawMessage{}, statuses: map[string]string{}, titles: map[string]string{}, prompts: map[string]json.RawMessage{}},
	}
	s.up, s.cut = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.method)
	mux.HandleFunc("/link/", s.link)
	mux.HandleFunc("POST /commands/{id}", s.answerURL)
	s.web = httptest.NewServer(mux)
	return s
}

const allScopes = "app_mentions:read,assistant:write,channels:history,channels:read,chat:write,commands,groups:history,groups:read,im:history,mpim:history,mpim:read,users:read"

// URL is the address of the Web API.
func (s *Server) URL() string { return s.web.URL + "/api/" }

// Close ends the workspace.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	s.cut()
	conns := s.conns
	s.conns = nil
	s.mu.Unlock()
	for _, c := range conns {
		c.ws.Close()
	}
	s.web.CloseClientConnections()
	s.web.Close()
}

// name makes a name that nothing else has.
func (s *Server) name(prefix string) string {
	s.count++
	return fmt.Sprintf("%s%08d", prefix, s.count)
}

// stamp makes the name of a message, which also is its time.
func (s *Server) stamp() string {
	s.clock++
	return fmt.Sprintf("1760000000.%06d", s.clock)
}

// Archive closes a channel.
func (s *Server) Archive(channel string) { s.set(s.archived, channel) }

// Expel takes the bot out of a channel.
func (s *Server) Expel(channel string) { s.set(s.strange, channel) }

// Private makes a channel a private one.
func (s *Server) Private(channel string) { s.set(s.private, channel) }

// Join makes a person a member of a channel. Nobody is one before.
func (s *Server) Join(user, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joined[channel] = append(s.joined[channel], user)
}

// Speak has a person use Slack in a language.
func (s *Server) Speak(user, locale string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.speaks[user] = locale
}

// Guest makes a person a guest.
func (s *Server) Guest(user string) { s.set(s.guests, user) }

func (s *Server) set(of map[string]bool, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of[key] = true
}

// Drop leaves fields of messages out of the history: "metadata", "blocks".
func (s *Server) Drop(fields ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops = fields
}

// Grant lets the app have these scopes and no others, separated by commas.
func (s *Server) Grant(scopes string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = scopes
}

// Messages returns what stands, in the order in which it was posted: of the bot
// only, as nobody else's messages are kept here.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		out = append(out, *m)
	}
	return out
}

// Calls returns how often a method was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record.calls[method]
}

// View returns a person's Home; nil if none was published.
func (s *Server) View(user string) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record.views[user]
}

// Status returns what a thread shows of work; empty for nothing.
func (s *Server) Status(channel, thread string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record.statuses[channel+"/"+thread]
}

// Working reports whether any thread shows work.
func (s *Server) Working() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, status := range s.record.statuses {
		if status != "" {
			return true
		}
	}
	return false
}

// Thread returns the title and the suggested prompts of an assistant's thread.
func (s *Server) Thread(channel, thread string) (title string, prompts json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record.titles[channel+"/"+thread], s.record.prompts[channel+"/"+thread]
}

// Refused returns why messages were refused.
func (s *Server) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.record.refused...)
}

// A Fault is what a call of a method gets instead of what it asks for.
type Fault struct {
	Status     int    // of HTTP; 200 if zero
	Body       string // of the response
	RetryAfter string // the header
	// Lost does what is asked for, and breaks the connection before saying so.
	Lost bool
	// Late does what is asked for after a while, whether or not anybody still
	// waits for it.
	Late time.Duration
	none bool // nothing is wrong
}

// Error is the fault that names an error, as the Web API does.
func Error(code string) Fault { return Fault{Body: `{"ok":false,"error":"` + code + `"}`} }

// Once makes the next call of a method fail.
func (s *Server) Once(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], f)
}

// Follow says how the next calls of a method go, one after the other: nil for
// as they should.
func (s *Server) Follow(method string, faults ...*Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if f == nil {
			f = &Fault{none: true}
		}
		s.faults[method] = append(s.faults[method], *f)
	}
}

// Revoke takes the bot's token away, without a word, or makes it good again.
func (s *Server) Revoke(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = revoked
}

// Mend ends what Always began.
func (s *Server) Mend(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.always, method)
}

// Always makes every call of a method fail.
func (s *Server) Always(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always[method] = f
}
