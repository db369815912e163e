package discordtest

import (
	"encoding/json"
	"slices"
	"time"
)

func (s *Server) identify(c *connection, f frame) *session {
	var d struct {
		Token    string  `json:"token"`
		Compress bool    `json:"compress"`
		Shard    *[2]int `json:"shard"`
		Intents  *int    `json:"intents"`
	}
	if json.Unmarshal(f.Data, &d) != nil || d.Intents == nil {
		c.end(4002, "Error while decoding payload.")
		return nil
	}
	if d.Shard == nil {
		d.Shard = &[2]int{0, 1}
	}
	s.Identifies--
	s.shards = append(s.shards, d.Shard[0])
	key := d.Shard[0] % s.MaxConcurrency
	switch granted := s.application()["flags"].(int) != 0; {
	case s.revoked, d.Token != Token && d.Token != "Bot "+Token:
		c.end(4004, "Authentication failed.")
	case d.Shard[0] >= d.Shard[1]:
		c.end(4010, "Invalid shard.")
	case d.Shard[1] < s.Shards:
		c.end(4011, "Sharding required.")
	case *d.Intents < 0 || *d.Intents >= 1<<26:
		c.end(4013, "Invalid intent(s).")
	case *d.Intents&(intentGuildMembers|intentPresences) != 0 || *d.Intents&intentMessageContent != 0 && !granted:
		c.end(4014, "Disallowed intent(s).")
	case s.Identifies < 0: // all sessions end, and the token is reset
		s.endAll()
	case time.Since(s.identified[key]) < s.IdentifyWindow:
		c.send(frame{Op: 9, Data: []byte("false")})
	case s.fault(c):
		s.identified[key] = time.Now()
		return s.ready(c, *d.Shard, *d.Intents, d.Compress && s.Zlib)
	}
	return nil
}

func (s *Server) ready(c *connection, shard [2]int, intents int, zlib bool) *session {
	on := &session{id: s.id(), shard: shard, intents: intents, zlib: zlib}
	s.sessions[on.id] = on
	on.conn, c.zlib = c, zlib
	var unavailable []any
	for _, guild := range s.guilds {
		if on.sees(guild) {
			unavailable = append(unavailable, map[string]any{"id": guild, "unavailable": true})
		}
	}
	s.add(on, "READY", map[string]any{
		"v": 10, "user": bot(), "guilds": unavailable, "session_id": on.id, "shard": shard,
		"resume_gateway_url": s.gatewayURL("/resume"), "application": map[string]any{"id": AppID, "flags": s.application()["flags"]},
	})
	for _, guild := range s.guilds {
		if !on.sees(guild) || intents&intentGuilds == 0 {
			continue
		}
		var channels, threads []*channel
		for _, ch := range s.channels {
			switch {
			case ch.Guild == guild && ch.Type == typeThread:
				threads = append(threads, ch)
			case ch.Guild == guild:
				channels = append(channels, ch)
			}
		}
		s.add(on, "GUILD_CREATE", map[string]any{"id": guild, "channels": channels, "threads": threads, "preferred_locale": s.locale()})
	}
	waiting := s.waiting
	s.waiting = nil
	for _, deliver := range waiting {
		deliver()
	}
	return on
}

func (s *Server) resume(c *connection, f frame) *session {
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	if json.Unmarshal(f.Data, &d) != nil {
		c.end(4002, "Error while decoding payload.")
		return nil
	}
	on := s.sessions[d.Session]
	switch {
	case s.revoked, d.Token != Token && d.Token != "Bot "+Token:
		c.end(4004, "Authentication failed.")
		return nil
	case !s.fault(c):
		return nil
	case on == nil:
		c.send(frame{Op: 9, Data: []byte("false")})
		return nil
	case d.Seq > len(on.events):
		c.end(4007, "Invalid seq.")
		return nil
	}
	if on.conn != nil {
		on.conn.drop()
	}
	on.conn, c.zlib, on.handed = c, on.zlib, d.Seq
	s.replayed = slices.Clone(on.events[d.Seq:])
	s.flush(on)
	s.add(on, "RESUMED", map[string]any{})
	return on
}

// sees tells whether a session's shard is that of a server; direct channels
// have none, and are the first one's.
func (on *session) sees(guild string) bool {
	if guild == "" {
		return on.shard[0] == 0
	}
	return int(number(guild)>>22%uint64(on.shard[1])) == on.shard[0]
}

// add puts an event into a session, and sends it if somebody is there.
func (s *Server) add(on *session, kind string, data any) {
	seq := len(on.events) + 1
	on.events = append(on.events, frame{Data: mustJSON(data), Seq: &seq, Type: kind})
	s.flush(on)
}

func (s *Server) flush(on *session) {
	for on.conn != nil && on.handed < len(on.events) {
		on.conn.send(on.events[on.handed])
		on.handed++
	}
}

// dispatch hands an event to the sessions that see a server and have an
// intent.
func (s *Server) dispatch(guild string, intent int, kind string, data func(*session) any) {
	if s.Patient && len(s.sessions) == 0 {
		s.waiting = append(s.waiting, func() { s.dispatch(guild, intent, kind, data) })
		return
	}
	for _, on := range s.sessions {
		if on.sees(guild) && (intent == noIntent || on.intents&intent != 0) {
			s.add(on, kind, data(on))
		}
	}
}
