package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
)

// An answerURL is the address that comes with what a person did: it takes five
// messages within half an hour.
type answerURL struct {
	channel, user, original string
	by                      *install
	used                    int
	expired                 bool
}

const maxUses = 5

// newAnswerURL makes an address.
func (s *Server) newAnswerURL(channel, user, original string) string {
	id := s.name("r")
	s.answers[id] = &answerURL{channel: channel, user: user, original: original, by: s.here()}
	return s.web.URL + "/commands/" + id
}

// Say has the addresses say something when they have taken a message.
func (s *Server) Say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = text
}

// Expire ends all addresses.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.answers {
		a.expired = true
	}
}

// replace puts another in place of a message, whoever sees it.
func (s *Server) replace(ts string, p params) {
	for _, m := range s.messages {
		if m.TS == ts {
			m.Text, m.Blocks = p["text"], json.RawMessage(p["blocks"])
			m.Updates++
		}
	}
}

// answerURL takes a message at such an address.
func (s *Server) answerURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[r.PathValue("id")]
	p := read(r, body)
	w.Header().Set("Content-Type", "application/json")
	refuse := func(status int, code string) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(result{"ok": false, "error": code})
	}
	switch {
	case p["token"] != "": // whoever made the address is not to get it
		refuse(http.StatusBadRequest, "a token was sent to an address for answers")
		return
	case a == nil, a.expired:
		refuse(http.StatusNotFound, "expired_url")
		return
	case a.used >= maxUses:
		refuse(http.StatusNotFound, "used_url")
		return
	}
	a.used++
	if p["delete_original"] == "true" {
		s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m.TS == a.original })
		_ = json.NewEncoder(w).Encode(result{"ok": true})
		return
	}
	if err := s.checkMessage(p); err != nil {
		refuse(http.StatusOK, err.Error())
		return
	}
	if p["replace_original"] == "true" {
		s.replace(a.original, p)
		_ = json.NewEncoder(w).Encode(result{"ok": true})
		return
	}
	m := s.add(a.by, a.channel, p)
	m.Unfurl = false
	if p["response_type"] != "in_channel" {
		m.OnlyFor = a.user
	}
	w.Header().Del("Content-Type")
	io.WriteString(w, s.says)
}
