package discordtest

import (
	"encoding/json"
	"slices"

	"github.com/gorilla/websocket"
)

// Script says what happens to the next connections that identify or resume,
// one after another.
func (s *Server) Script(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, faults...)
}

// SendAll writes a text frame to whoever is connected.
func (s *Server) SendAll(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.connections {
		c.raw(websocket.TextMessage, []byte(text))
	}
}

// Redispatch sends the last event of a kind again, as a resume does that
// begins too early.
func (s *Server) Redispatch(match func(kind string, data []byte) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, on := range s.sessions {
		for i := len(on.events) - 1; i >= 0; i-- {
			if e := on.events[i]; match(e.Type, e.Data) {
				s.add(on, e.Type, e.Data)
				break
			}
		}
	}
}

// Silence lets nothing more out, with the connections open.
func (s *Server) Silence(silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = silent
}

// Down breaks all connections, and takes none until it is called with false.
func (s *Server) Down(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	if down {
		for c := range s.connections {
			c.drop()
		}
		for _, on := range s.sessions {
			on.conn = nil
		}
	}
}

// Revoke takes the bot's token away, which ends its sessions, or makes it good again.
func (s *Server) Revoke(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = revoked
	if revoked {
		s.endAll()
	}
}

// endAll ends all sessions, as the token is good no more.
func (s *Server) endAll() {
	clear(s.sessions)
	for c := range s.connections {
		c.end(4004, "Authentication failed.")
	}
}

// takes tells whether the API takes what stands in the header of a call.
func (s *Server) takes(authorization string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return authorization == "Bot "+Token && !s.revoked
}

// Close ends all connections with a code.
func (s *Server) Close(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.connections {
		c.end(code, "")
	}
}

// Forget ends all sessions, as Discord does with those that stay away.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.sessions)
}

// Connections returns the paths of the WebSockets that are open.
func (s *Server) Connections() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for c := range s.connections {
		out = append(out, c.path)
	}
	return out
}

// Sessions returns the shards that are ready: somebody is connected, and has
// been handed everything.
func (s *Server) Sessions() [][2]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][2]int
	for _, on := range s.sessions {
		if on.conn != nil {
			out = append(out, on.shard)
		}
	}
	return out
}

// Identified returns the numbers of the shards that identified, in order.
func (s *Server) Identified() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.shards)
}

// Replayed tells whether the last resume was handed an event of a message.
func (s *Server) Replayed(message string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.replayed, func(f frame) bool {
		var m struct {
			ID string `json:"id"`
		}
		return json.Unmarshal(f.Data, &m) == nil && m.ID == message
	})
}

// Unanswered is the most heartbeats that one connection sent to a silent
// gateway.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unanswered
}

// Closings returns the codes that connections were closed with by the other
// side.
func (s *Server) Closings() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.closings)
}

// MostAtATime is how many calls of a method were answered at a time.
func (s *Server) MostAtATime(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most[method]
}
