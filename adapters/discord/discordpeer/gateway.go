package discordpeer

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The intents that matter here.
const (
	intentGuilds         = 1 << 0
	intentGuildMembers   = 1 << 1
	intentPresences      = 1 << 8
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentMessageContent = 1 << 15
	noIntent             = 0 // interactions come whatever the intents
)

// A Fault is how a connection is treated that identifies or resumes.
type Fault string

// The faults.
const (
	None       Fault = ""
	Reconnect  Fault = "reconnect"  // op 7 in place of READY
	Invalid    Fault = "invalid"    // op 9, not to be resumed, in place of READY
	Silent     Fault = "silent"     // nothing ever comes
	NullFrame  Fault = "null frame" // a JSON null before READY
	Gibberish  Fault = "gibberish"  // a frame that is no JSON before READY
	EarlyEvent Fault = "early"      // an event that nobody knows before READY
)

// A session is what a client has identified for; it outlives connections.
type session struct {
	id      string
	shard   [2]int
	intents int
	zlib    bool
	events  []frame
	conn    *connection // nil while there is none
	handed  int         // of events, to the connection
}

type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int            `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// A connection is one WebSocket.
type connection struct {
	server *Server
	ws     *websocket.Conn
	path   string
	mu     sync.Mutex // of writing
	zlib   bool
	sends  []time.Time
	beats  int // heartbeats that were not answered
}

func (c *connection) drop() { c.ws.UnderlyingConn().Close() }

func (c *connection) end(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
	c.ws.Close()
}

func (c *connection) raw(kind int, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.SetWriteDeadline(time.Now().Add(2 * time.Second))
	if kind == websocket.BinaryMessage {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(text)
		z.Close()
		text = packed.Bytes()
	}
	_ = c.ws.WriteMessage(kind, text) // what is lost with a connection is replayed
}

// send writes a frame. s.mu is held.
func (c *connection) send(f frame) {
	if c.server.silent {
		return
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	kind := websocket.TextMessage
	if c.zlib {
		kind = websocket.BinaryMessage
	}
	c.raw(kind, text)
}

var upgrader = websocket.Upgrader{}

// gateway serves one WebSocket.
func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	down := s.down
	s.mu.Unlock()
	if down {
		http.Error(w, "no gateway", http.StatusServiceUnavailable)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &connection{server: s, ws: ws, path: r.URL.Path}
	if r.URL.Query().Get("encoding") != "json" {
		c.end(4012, "Invalid encoding.")
		return
	}
	if v := r.URL.Query().Get("v"); v != "9" && v != "10" {
		c.end(4012, "Invalid API version.")
		return
	}
	s.mu.Lock()
	s.connections[c] = true
	c.send(frame{Op: 10, Data: mustJSON(map[string]any{"heartbeat_interval": s.HeartbeatInterval.Milliseconds()})})
	s.mu.Unlock()
	var on *session
	for {
		_, text, err := ws.ReadMessage()
		if err != nil {
			s.ended(c, on, err)
			return
		}
		var f frame
		if json.Unmarshal(text, &f) != nil {
			c.end(4002, "Error while decoding payload.")
			continue
		}
		s.mu.Lock()
		on = s.take(c, on, f)
		s.mu.Unlock()
	}
}

// ended forgets a connection; one that was closed with 1000 or 1001 takes its
// session with it.
func (s *Server) ended(c *connection, on *session, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, c)
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		s.closings = append(s.closings, closed.Code)
	}
	if on == nil || on.conn != c {
		return
	}
	on.conn = nil
	if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
		delete(s.sessions, on.id)
	}
}

// take deals with a frame of the client, and returns its session.
func (s *Server) take(c *connection, on *session, f frame) *session {
	now := time.Now()
	c.sends = append(c.sends, now)
	for len(c.sends) > 0 && now.Sub(c.sends[0]) > time.Minute {
		c.sends = c.sends[1:]
	}
	if len(c.sends) > 120 {
		c.end(4008, "Rate limited.")
		return on
	}
	switch f.Op {
	case 1:
		if s.silent {
			c.beats++
			s.unanswered = max(s.unanswered, c.beats)
		}
		if !s.NoAcks {
			c.send(frame{Op: 11})
		}
	case 2:
		if on != nil {
			c.end(4005, "Already authenticated.")
			return on
		}
		return s.identify(c, f)
	case 6:
		return s.resume(c, f)
	case 3, 4, 8:
		if on == nil {
			c.end(4003, "Not authenticated.")
		}
	default:
		c.end(4001, "Unknown opcode.")
	}
	return on
}

// fault takes the next of the script; false if the handshake ends with it.
func (s *Server) fault(c *connection) (goOn bool) {
	if len(s.script) == 0 {
		return true
	}
	f := s.script[0]
	s.script = s.script[1:]
	switch f {
	case Reconnect:
		c.send(frame{Op: 7})
		return false
	case Invalid:
		c.send(frame{Op: 9, Data: []byte("false")})
		return false
	case Silent:
		return false
	case NullFrame:
		c.raw(websocket.TextMessage, []byte("null"))
	case Gibberish:
		c.raw(websocket.TextMessage, []byte("{\"op\": \xff"))
		c.raw(websocket.BinaryMessage, []byte("no JSON"))
	case EarlyEvent:
		c.send(frame{Op: 99, Data: []byte(`{"what":1}`)})
	}
	return true
}

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
	key := d.Shard[0] % s.MaxConcurrency
	switch granted := s.application()["flags"].(int) != 0; {
	case d.Token != Token && d.Token != "Bot "+Token:
		c.end(4004, "Authentication failed.")
	case d.Shard[0] >= d.Shard[1]:
		c.end(4010, "Invalid shard.")
	case d.Shard[1] < s.Shards:
		c.end(4011, "Sharding required.")
	case *d.Intents < 0 || *d.Intents >= 1<<26:
		c.end(4013, "Invalid intent(s).")
	case *d.Intents&(intentGuildMembers|intentPresences) != 0 || *d.Intents&intentMessageContent != 0 && !granted:
		c.end(4014, "Disallowed intent(s).")
	case s.Identifies < 0, time.Since(s.identified[key]) < s.IdentifyWindow:
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
		s.add(on, "GUILD_CREATE", map[string]any{"id": guild, "channels": channels, "threads": threads})
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
	case d.Token != Token && d.Token != "Bot "+Token:
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
