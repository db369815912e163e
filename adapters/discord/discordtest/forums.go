package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The permissions that matter here.
const (
	ManageThreads  = 1 << 34
	allPermissions = 1<<50 - 1
)

// A Tag is one that posts of a forum may have.
type Tag struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// maxApplied is how many tags a post may have.
const maxApplied = 5

// A Post is what somebody begins in a forum.
type Post struct {
	Author  User
	Forum   string
	Title   string
	Content string
	Tags    []string // by name
	// Order is how Discord tells of it.
	Order Order
}

// An Order is that of the two events of a post.
type Order int

// The orders.
const (
	ThreadFirst  Order = iota
	MessageFirst       // the message comes before its thread
	ThreadAlone        // the message is not told of
	MessageAlone       // the thread is not told of
)

// Forum makes a forum of a server, with tags.
func (s *Server) Forum(guild string, tags ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := &channel{Type: typeForum, Guild: guild, Name: "help"}
	for _, name := range tags {
		ch.Tags = append(ch.Tags, Tag{ID: s.id(), Name: name})
	}
	return s.newChannel(ch)
}

// Begin has somebody begin a post, and returns its name, which its thread and
// its first message share.
func (s *Server) Begin(p Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	forum := s.channels[p.Forum]
	ch := &channel{Type: typeThread, Guild: forum.Guild, Parent: forum.ID, Name: p.Title, Owner: p.Author.ID}
	for _, tag := range forum.Tags {
		if slices.Contains(p.Tags, tag.Name) {
			ch.Applied = append(ch.Applied, tag.ID)
		}
	}
	s.newChannel(ch)
	m := &Message{ID: ch.ID, Channel: ch.ID, Author: p.Author, Content: p.Content, At: time.Now()}
	m.mentions = s.mentioned(m.Content)
	s.messages = append(s.messages, m)
	begun := func() {
		s.dispatch(ch.Guild, intentGuilds, "THREAD_CREATE", func(*session) any {
			return struct {
				*channel
				New bool `json:"newly_created"`
			}{ch, true}
		})
	}
	if p.Order == MessageFirst || p.Order == MessageAlone {
		s.tell("MESSAGE_CREATE", m)
	}
	if p.Order != MessageAlone {
		begun()
	}
	if p.Order == ThreadFirst {
		s.tell("MESSAGE_CREATE", m)
	}
	return ch.ID
}

// TagsOf returns the names of the tags of a post.
func (s *Server) TagsOf(post string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	ch := s.channels[post]
	for _, tag := range s.channels[ch.Parent].Tags {
		if slices.Contains(ch.Applied, tag.ID) {
			out = append(out, tag.Name)
		}
	}
	return out
}

// Deny takes permissions from the bot.
func (s *Server) Deny(permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lacking |= permissions
}

func (s *Server) getChannel(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.where(w, r); ch != nil {
		reply(w, 200, ch)
	}
}

// patchChannel changes the tags of a post.
func (s *Server) patchChannel(w http.ResponseWriter, r *http.Request) {
	var d struct {
		Applied *[]string `json:"applied_tags"`
	}
	if json.NewDecoder(r.Body).Decode(&d) != nil {
		apiError(w, 400, 50109, "The request body contains invalid JSON.", nil)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.where(w, r)
	if ch == nil {
		return
	}
	switch {
	case ch.Type != typeThread:
		apiError(w, 403, 50013, "Missing Permissions", nil)
	case d.Applied == nil:
		apiError(w, 400, 50035, "Invalid Form Body", map[string]string{"applied_tags": "it is no list"})
	case len(*d.Applied) > maxApplied:
		apiError(w, 400, 50035, "Invalid Form Body", map[string]string{"applied_tags": "Must be 5 or fewer in length."})
	case slices.ContainsFunc(*d.Applied, func(id string) bool { return !s.hasTag(ch.Parent, id) }):
		apiError(w, 404, 10087, "Unknown Tag", nil)
	case s.lacking&ManageThreads != 0 && ch.Owner != BotID:
		apiError(w, 403, 50013, "Missing Permissions", nil)
	default:
		ch.Applied = *d.Applied
		s.dispatch(ch.Guild, intentGuilds, "THREAD_UPDATE", func(*session) any { return ch })
		reply(w, 200, ch)
	}
}

func (s *Server) hasTag(forum, id string) bool {
	return s.channels[forum] != nil && slices.ContainsFunc(s.channels[forum].Tags, func(t Tag) bool { return t.ID == id })
}

func (s *Server) getGuild(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.PathValue("guild")
	if !slices.Contains(s.guilds, id) {
		apiError(w, 404, 10004, "Unknown Guild", nil)
		return
	}
	everyone := map[string]any{"id": id, "name": "@everyone", "permissions": strconv.FormatInt(allPermissions&^8&^s.lacking, 10)} // none is an administrator
	reply(w, 200, map[string]any{"id": id, "name": "a server", "owner_id": "1", "roles": []any{everyone}, "preferred_locale": s.locale()})
}

func (s *Server) getMember(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := s.userByID(r.PathValue("user"))
	if who.ID == BotID {
		who = bot()
	}
	reply(w, 200, map[string]any{"user": who, "roles": []any{}, "flags": 0, "joined_at": time.Now().UTC().Format(time.RFC3339)})
}
