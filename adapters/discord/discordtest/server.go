// Package discordtest plays Discord: a REST and gateway server to the
// documented protocol, with the people, servers and channels of a test. It
// refuses what Discord refuses, and misbehaves as Discord and what stands
// between does, when it is told to.
package discordtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Token is the bot's token.
const Token = "MTAwMDAwMDAwMDAwMDAwMDAx.test.token"

// The bot's user and application, which are the same number.
const (
	BotID = "100000000000000001"
	AppID = BotID
)

// The flags of an application that has the message content intent switched on.
const (
	flagContent        = 1 << 18
	flagContentLimited = 1 << 19
)

// Options are what a Discord is like.
type Options struct {
	HeartbeatInterval time.Duration // 41.25 s, as Discord has it, if zero
	MessageContent    bool          // the application has that intent switched on
	Zlib              bool          // payloads are compressed where the client allows it
	Shards            int           // recommended; 1 if zero
	MaxConcurrency    int           // identifies at a time; 1 if zero
	IdentifyWindow    time.Duration // in which each of those may identify once; 0 for no limit
	Identifies        int           // that are left today; 1,000 if zero
	ResetAfter        time.Duration // from the start, until there are as many again; four hours if zero
	NoAcks            bool          // heartbeats are never acknowledged
	NoComponents      bool          // components v2 are refused
	MessagesPer       time.Duration // in which five messages a channel are taken; 0 for no limit
	CallTime          time.Duration // that each REST call takes
	Locale            string        // of the servers; en-US if it is empty
	// Patient people see whether the bot is online, and write when it is. Where
	// there has been no session yet, an event waits for the first one; Discord
	// would deliver it to nobody.
	Patient bool
}

// A User is somebody's account.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot,omitempty"`
}

// A channel is a place for messages.
type channel struct {
	ID     string `json:"id"`
	Type   int    `json:"type"` // 0 of a server, 1 direct, 3 group, 11 a public thread, 15 a forum
	Guild  string `json:"guild_id,omitempty"`
	Parent string `json:"parent_id,omitempty"`
	Name   string `json:"name,omitempty"`
	Owner  string `json:"owner_id,omitempty"` // who began a thread
	person string // whom a direct one is with

	Tags    []Tag    `json:"available_tags,omitempty"` // of a forum
	Applied []string `json:"applied_tags,omitempty"`   // to a post: the IDs
}

// The types of channels.
const (
	typeGuildText = 0
	typeDirect    = 1
	typeGroup     = 3
	typeThread    = 11
	typeForum     = 15
)

// A Server is a Discord.
type Server struct {
	Options
	http *httptest.Server

	mu           sync.Mutex
	count        uint64
	users        map[string]*User // by name
	guilds       []string
	channels     map[string]*channel
	directs      map[string]string // user to channel
	messages     []*Message
	interactions []*Interaction
	commands     map[string][]json.RawMessage // by guild, "" for global ones
	writes       int                          // of commands
	sessions     map[string]*session
	identified   map[int]time.Time // when each key identified last
	shards       []int             // that identified, in order
	replayed     []frame           // what the last resume was handed
	reset        time.Time         // when there are identifies again
	connections  map[*connection]bool
	revoked      bool                 // the bot's token
	typing       map[string]time.Time // until when it shows, by channel
	calls        []Call
	windows      map[string]*window
	waiting      []func() // events that wait for a session

	down       bool
	silent     bool
	script     []Fault
	refuse     []Refusal
	loseNext   bool
	unanswered int               // the most heartbeats of one connection that were not answered
	flying     map[string]int    // calls that are being answered, by method
	most       map[string]int    // the most of them at a time
	closings   []int             // the codes that connections were closed with by the other side
	unknown    map[string]bool   // routes that this Discord does not have
	forbidden  map[string]bool   // channels that the bot may not write in
	lacking    int64             // permissions that the bot does not have
	speaks     map[string]string // people's locales
}

// A Call is a REST call that came.
type Call struct {
	Method, Path string
	Status       int
	At           time.Time
}

// A Refusal is an answer that says to wait.
type Refusal struct {
	Route  string // the method and the beginning of the path; empty for any
	After  time.Duration
	Global bool
	Bare   bool // without any header but Retry-After, and without JSON
}

const defaultLocale = "en-US"

// locale is that of every server.
func (s *Server) locale() string { return cmp.Or(s.Locale, defaultLocale) }

// Speak has a person use Discord in a language.
func (s *Server) Speak(user, locale string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.speaks[user] = locale
}

// New starts a Discord, which ends with the test.
func New(t testing.TB, o Options) *Server {
	if o.HeartbeatInterval == 0 {
		o.HeartbeatInterval = 41250 * time.Millisecond
	}
	o.Shards, o.MaxConcurrency = max(o.Shards, 1), max(o.MaxConcurrency, 1)
	if o.Identifies == 0 {
		o.Identifies = 1000
	}
	if o.ResetAfter == 0 {
		o.ResetAfter = 4 * time.Hour
	}
	s := &Server{
		Options: o, users: map[string]*User{}, channels: map[string]*channel{}, directs: map[string]string{},
		commands: map[string][]json.RawMessage{}, sessions: map[string]*session{}, identified: map[int]time.Time{},
		connections: map[*connection]bool{}, typing: map[string]time.Time{}, windows: map[string]*window{},
		flying: map[string]int{}, most: map[string]int{}, unknown: map[string]bool{}, forbidden: map[string]bool{},
		speaks: map[string]string{},
	}
	s.mu.Lock() // against a program of its own, which may know the address before
	s.http = httptest.NewServer(s.routes())
	s.reset = time.Now().Add(o.ResetAfter)
	s.mu.Unlock()
	again := time.AfterFunc(o.ResetAfter, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.Identifies = o.Identifies
	})
	t.Cleanup(func() {
		again.Stop()
		s.close()
	})
	return s
}

func (s *Server) close() {
	s.mu.Lock()
	s.down = true
	for c := range s.connections {
		c.drop()
	}
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
}

// URL is where the server stands, without a path.
func (s *Server) URL() string { return s.http.URL }

func (s *Server) gatewayURL(path string) string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + path
}

// epoch is where Discord's time begins.
var epoch = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)

// id returns a new snowflake. s.mu is held.
func (s *Server) id() string {
	s.count++
	return strconv.FormatUint(uint64(time.Since(epoch).Milliseconds())<<22|s.count&(1<<22-1), 10)
}

// User returns the account of a name.
func (s *Server) User(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.user(name).ID
}

func (s *Server) user(name string) *User {
	u := s.users[name]
	if u == nil {
		u = &User{ID: s.id(), Username: name}
		s.users[name] = u
	}
	return u
}

func (s *Server) userByID(id string) *User {
	for _, u := range s.users {
		if u.ID == id {
			return u
		}
	}
	return &User{ID: id, Username: "user" + id}
}

// Guild makes a server that the bot is a member of.
func (s *Server) Guild() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.guilds = append(s.guilds, id)
	return id
}

// Channel makes a channel of a server.
func (s *Server) Channel(guild string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newChannel(&channel{Type: typeGuildText, Guild: guild})
}

// Group makes a private channel of several people, which the bot is not in.
func (s *Server) Group() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newChannel(&channel{Type: typeGroup})
}

// Thread makes a thread of a message, and tells those who are connected.
func (s *Server) Thread(message string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message(message)
	if m == nil {
		panic("there is no message " + message)
	}
	if s.channels[message] != nil {
		return message
	}
	parent := s.channels[m.Channel]
	c := &channel{ID: message, Type: typeThread, Guild: parent.Guild, Parent: parent.ID}
	s.channels[message] = c
	s.dispatch(c.Guild, intentGuilds, "THREAD_CREATE", func(*session) any { return c })
	return c.ID
}

// Forbid lets the bot write no more in a channel.
func (s *Server) Forbid(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forbidden[channel] = true
}

// Direct returns a person's direct channel to the bot.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user)
}

func (s *Server) direct(user string) string {
	id := s.directs[user]
	if id == "" {
		id = s.newChannel(&channel{Type: typeDirect, person: user})
		s.directs[user] = id
	}
	return id
}

func (s *Server) newChannel(c *channel) string {
	c.ID = s.id()
	s.channels[c.ID] = c
	return c.ID
}

// Calls returns the REST calls that came, those whose path holds a part.
func (s *Server) Calls(method, part string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if c.Method == method && strings.Contains(c.Path, part) {
			out = append(out, c)
		}
	}
	return out
}

// Refuse has the next call that a refusal is for refused.
func (s *Server) Refuse(r Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = append(s.refuse, r)
}

// LoseConfirmation takes the next message, and breaks the connection before
// that is confirmed.
func (s *Server) LoseConfirmation() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loseNext = true
}

// Lack has a route answered with 404, as by a server that does not know it.
// The route is a pattern of those in routes: "GET /channels/{channel}/messages".
func (s *Server) Lack(route string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown[route] = true
}

// Typing tells whether the bot is shown as typing anywhere.
func (s *Server) Typing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, until := range s.typing {
		if time.Now().Before(until) {
			return true
		}
	}
	return false
}

// Commands returns the commands of a server, or the global ones, and how often
// any were written.
func (s *Server) Commands(guild string) (commands []json.RawMessage, writes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[guild], s.writes
}

// apiError is how Discord refuses a call.
func apiError(w http.ResponseWriter, status, code int, message string, errors any) {
	body := map[string]any{"message": message, "code": code}
	if errors != nil {
		body["errors"] = errors
	}
	reply(w, status, body)
}

func reply(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("a reply cannot be written: %v", err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

// Parent returns the channel that a thread belongs to.
func (s *Server) Parent(thread string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[thread]; c != nil {
		return c.Parent
	}
	return ""
}

// SetShards changes how many shards are wanted.
func (s *Server) SetShards(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Shards = n
}

// IdentifiesLeft is how many identifies are left today.
func (s *Server) IdentifiesLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Identifies
}
