package discordtest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// The types of interactions.
const (
	typeCommand      = 2
	typeComponent    = 3
	typeAutocomplete = 4
)

// An Interaction is a use of a command or of a button, and what came of it.
type Interaction struct {
	ID, Token string
	Type      int
	User      string
	Channel   string
	At        time.Time
	Answered  time.Time // when it had its first response; zero before
	Response  int       // the type of that
	Choices   []string  // of an autocomplete
	Original  string    // the message that responds; empty before there is one
	Message   string    // the message whose button it is
	FollowUps []string  // further messages

	expired bool
}

// A Command is somebody's use of one.
type Command struct {
	User    string
	Channel string
	Name    string
	Options map[string]any
	Target  string // the message that a message command is used on
	Partial string // of an autocomplete: what has been typed
	Foreign bool   // the bot is not a member there: the command is the person's own
}

const (
	interactionPatience = 3 * time.Second
	interactionLife     = 15 * time.Minute
)

// Use has somebody use a command, and returns the interaction's name.
func (s *Server) Use(c Command) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := map[string]any{"id": s.id(), "name": c.Name, "type": 1}
	var options []any
	for name, value := range c.Options {
		kind := 3
		if _, ok := value.(bool); ok {
			kind = 5
		}
		options = append(options, map[string]any{"name": name, "type": kind, "value": value})
	}
	kind := typeCommand
	if c.Partial != "" {
		kind = typeAutocomplete
		options = append(options, map[string]any{"name": "question", "type": 3, "value": c.Partial, "focused": true})
	}
	if c.Target != "" {
		data["type"], data["target_id"] = 3, c.Target
		data["resolved"] = map[string]any{"messages": map[string]any{c.Target: s.describe(s.message(c.Target), nil)}}
	}
	data["options"] = options
	return s.interact(kind, c.User, c.Channel, c.Foreign, data, nil)
}

// Click has somebody use a button of a message.
func (s *Server) Click(user, message, customID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message(message)
	return s.interact(typeComponent, user, m.Channel, false, map[string]any{"custom_id": customID, "component_type": 2}, m)
}

// Send dispatches an interaction with data of the test's own, and without what
// the test leaves out.
func (s *Server) Send(kind int, user, channel string, change func(map[string]any)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, event := s.interaction(kind, user, channel, false, map[string]any{}, nil)
	change(event)
	s.dispatch(s.channels[channel].Guild, noIntent, "INTERACTION_CREATE", func(*session) any { return event })
	return i.ID
}

func (s *Server) interact(kind int, user, channel string, foreign bool, data map[string]any, m *Message) string {
	i, event := s.interaction(kind, user, channel, foreign, data, m)
	s.dispatch(s.channels[channel].Guild, noIntent, "INTERACTION_CREATE", func(*session) any { return event })
	return i.ID
}

func (s *Server) interaction(kind int, user, channel string, foreign bool, data map[string]any, m *Message) (*Interaction, map[string]any) {
	id := s.id()
	i := &Interaction{ID: id, Token: "token-" + id, Type: kind, User: user, Channel: channel, At: time.Now()}
	s.interactions = append(s.interactions, i)
	ch := s.channels[channel]
	event := map[string]any{
		"id": i.ID, "application_id": AppID, "type": kind, "data": data, "channel_id": channel, "token": i.Token, "version": 1,
		"channel": map[string]any{"id": channel, "type": ch.Type, "parent_id": nilIfEmpty(ch.Parent)}, "locale": cmp.Or(s.speaks[user], defaultLocale), "app_permissions": "0",
		"entitlements": []any{},
	}
	who := s.userByID(user)
	owners := map[string]any{}
	switch {
	case ch.Guild != "":
		event["guild_id"], event["context"], event["guild_locale"] = ch.Guild, 0, s.locale()
		event["member"] = map[string]any{"user": who, "roles": []any{}, "permissions": "0", "flags": 0}
		owners["0"] = ch.Guild
	case ch.Type == typeDirect:
		event["context"], event["user"], owners["0"] = 1, who, "0"
	default:
		event["context"], event["user"], owners["1"] = 2, who, user
	}
	if foreign {
		owners = map[string]any{"1": user}
	}
	event["authorizing_integration_owners"] = owners
	if m != nil {
		i.Message = m.ID
		event["message"] = s.describe(m, nil)
	}
	return i, event
}

func nilIfEmpty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// Interaction returns what came of an interaction.
func (s *Server) Interaction(id string) Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.interactions {
		if i.ID == id {
			return *i
		}
	}
	return Interaction{}
}

// Expire ends the life of an interaction's token, as fifteen minutes do.
func (s *Server) Expire(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.interactions {
		if i.ID == id {
			i.expired = true
		}
	}
}

// find returns the interaction of a token, with s.mu held; nil if it was
// refused.
func (s *Server) find(w http.ResponseWriter, r *http.Request) *Interaction {
	n := slices.IndexFunc(s.interactions, func(i *Interaction) bool { return i.Token == r.PathValue("token") })
	switch {
	case n < 0:
		apiError(w, 404, 10015, "Unknown Webhook", nil)
		return nil
	case s.interactions[n].expired, time.Since(s.interactions[n].At) > interactionLife:
		apiError(w, 401, 50027, "Invalid Webhook Token", nil)
		return nil
	}
	return s.interactions[n]
}

// A callback is the first response to an interaction.
type callback struct {
	Type   int             `json:"type"`
	Data   json.RawMessage `json:"data"`
	body   posting
	offers []string // of an autocomplete
}

// decodeCallback reads a callback and judges it; false if it was refused.
func (s *Server) decodeCallback(w http.ResponseWriter, r *http.Request) (d callback, ok bool) {
	if json.NewDecoder(r.Body).Decode(&d) != nil {
		apiError(w, 400, 50109, "The request body contains invalid JSON.", nil)
		return d, false
	}
	var choices struct {
		Choices []struct {
			Name string `json:"name"`
		} `json:"choices"`
	}
	wrong := map[string]string{}
	switch d.Type {
	case 4, 7:
		return d, json.Unmarshal(d.Data, &d.body) == nil && s.judge(w, d.Data)
	case 5, 6:
		if len(d.Data) > 0 && json.Unmarshal(d.Data, &d.body) != nil {
			wrong["data"] = "it is not of this shape"
		}
	case 8:
		wrong = checkChoices(d.Data)
		if json.Unmarshal(d.Data, &choices) != nil || choices.Choices == nil {
			wrong["data.choices"] = "it is missing"
		}
	default:
		wrong["type"] = "it is not known"
	}
	for _, c := range choices.Choices {
		d.offers = append(d.offers, c.Name)
	}
	if len(wrong) > 0 {
		apiError(w, 400, 50035, "Invalid Form Body", wrong)
	}
	return d, len(wrong) == 0
}

func (s *Server) postCallback(w http.ResponseWriter, r *http.Request) {
	d, ok := s.decodeCallback(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(w, r)
	switch {
	case i == nil:
		return
	case i.Response != 0:
		apiError(w, 400, 40060, "Interaction has already been acknowledged.", nil)
		return
	case time.Since(i.At) > interactionPatience:
		apiError(w, 404, 10062, "Unknown interaction", nil)
		return
	}
	i.Response, i.Answered, i.Choices = d.Type, time.Now(), d.offers
	switch d.Type {
	case 4, 5:
		m := s.respond(i, d.body)
		m.loading = d.Type == 5
		i.Original = m.ID
	case 6:
		i.Original = i.Message
	case 7:
		i.Original = i.Message
		s.change(s.message(i.Message), d.body)
	}
	reply(w, 204, nil)
}

// respond puts a message of an interaction into its channel.
func (s *Server) respond(i *Interaction, p posting) *Message {
	m := &Message{ID: s.id(), Channel: i.Channel, Author: *bot(), Body: p.Body, At: time.Now(), Asked: i.User}
	if p.Flags&flagEphemeral != 0 {
		m.OnlyFor = i.User
	}
	s.messages = append(s.messages, m)
	return m
}

// response returns the message of a request to an interaction's webhook.
func (s *Server) response(w http.ResponseWriter, r *http.Request) *Message {
	i := s.find(w, r)
	if i == nil {
		return nil
	}
	id := r.PathValue("message")
	if id == "@original" {
		id = i.Original
	} else if !slices.Contains(i.FollowUps, id) && id != i.Original {
		id = ""
	}
	m := s.message(id)
	if i.Response == 0 {
		apiError(w, 404, 10015, "Unknown Webhook", nil)
		return nil
	}
	if m == nil {
		apiError(w, 404, 10008, "Unknown Message", nil)
	}
	return m
}

func (s *Server) getResponse(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.response(w, r); m != nil {
		reply(w, 200, s.describe(m, nil))
	}
}

func (s *Server) patchResponse(w http.ResponseWriter, r *http.Request) {
	p, ok := s.decode(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.response(w, r)
	if m == nil {
		return
	}
	if m.OnlyFor != "" {
		p.Flags |= flagEphemeral // which an edit cannot take away
	}
	s.change(m, p)
	s.confirm(w, m)
}

func (s *Server) deleteResponse(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.response(w, r); m != nil {
		s.remove(m)
		reply(w, 204, nil)
	}
}

func (s *Server) postFollowUp(w http.ResponseWriter, r *http.Request) {
	p, ok := s.decode(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(w, r)
	if i == nil {
		return
	}
	if i.Response == 0 {
		apiError(w, 404, 10015, "Unknown Webhook", nil)
		return
	}
	m := s.respond(i, p)
	i.FollowUps = append(i.FollowUps, m.ID)
	s.confirm(w, m)
}
