package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"net/http"
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
