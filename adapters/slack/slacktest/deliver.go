package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A Delivery is one thing that was sent to the app, until it is acknowledged.
type Delivery struct {
	Kind    string // events_api, slash_commands or interactive
	Payload json.RawMessage
	About   string // the message that it is about; empty for none

	Sent     time.Time // last
	Attempts int
	Acked    time.Time // zero if it was not
	Answer   []byte    // what the acknowledgement held

	envelope string
}

// A conn is one connection of Socket Mode.
type conn struct {
	ws    *websocket.Conn
	mu    sync.Mutex // writing
	ended chan struct{}
}

func (c *conn) write(v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.WriteJSON(v) // what a lost connection swallows is sent again
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// link serves a connection of Socket Mode.
func (s *Server) link(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{ws: ws, ended: make(chan struct{})}
	defer close(c.ended)
	defer ws.Close()
	s.mu.Lock()
	if s.down {
		s.mu.Unlock()
		return
	}
	c.write(map[string]any{"type": "hello", "num_connections": len(s.conns) + 1, "connection_info": map[string]any{"app_id": "A0QUOTH"}, "debug_info": map[string]any{"host": "applink-1"}})
	s.conns = append(s.conns, c)
	for _, d := range s.deliveries {
		if d.Acked.IsZero() && d.Attempts < maxAttempts {
			s.send(c, d)
		}
	}
	s.mu.Unlock()
	go s.ping(c)
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			break
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(data, &ack) == nil {
			s.acknowledge(ack.ID, ack.Payload)
		}
	}
	s.drop(c)
}

// ping pings as Slack does, only more often.
func (s *Server) ping(c *conn) {
	for t := time.NewTicker(time.Second); ; {
		select {
		case <-t.C:
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from applink-1"), time.Now().Add(time.Second))
		case <-c.ended:
			t.Stop()
			return
		}
	}
}

func (s *Server) drop(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, known := range s.conns {
		if known == c {
			s.conns = append(s.conns[:i:i], s.conns[i+1:]...)
			return
		}
	}
}

// maxAttempts is how often an event is sent: once, and three times again.
const maxAttempts = 4

// acknowledge notes that the app has what an envelope held.
func (s *Server) acknowledge(envelope string, answer []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.deliveries {
		if d.envelope == envelope && d.Acked.IsZero() {
			d.Acked, d.Answer = time.Now(), answer
			return
		}
	}
	if envelope == "" {
		s.record.refused = append(s.record.refused, "an acknowledgement without an envelope")
	}
}

// send sends a delivery over a connection.
func (s *Server) send(c *conn, d *Delivery) {
	d.Attempts++
	d.Sent, d.envelope = time.Now(), s.name("envelope-")
	frame := map[string]any{
		"envelope_id": d.envelope, "type": d.Kind, "payload": d.Payload,
		"accepts_response_payload": d.Kind != "events_api",
	}
	if d.Kind == "events_api" {
		frame["retry_attempt"] = d.Attempts - 1
		frame["retry_reason"] = ""
		if d.Attempts > 1 {
			frame["retry_reason"] = "timeout"
		}
	}
	c.write(frame)
}

// deliver sends something to the app, and again once it is back where it is not
// acknowledged.
func (s *Server) deliver(kind, about string, payload any) *Delivery {
	written, err := json.Marshal(payload)
	if err != nil {
		panic(err) // the peer's own payloads can be written
	}
	d := &Delivery{Kind: kind, Payload: written, About: about, Sent: time.Now()}
	s.deliveries = append(s.deliveries, d)
	if s.Target != nil {
		s.queue(d)
	} else if n := len(s.conns); n > 0 && !s.down {
		s.send(s.conns[len(s.deliveries)%n], d)
	}
	return d
}

// event sends an event, under a name of its own.
func (s *Server) event(about string, event map[string]any) *Delivery {
	by := s.here()
	authorization := map[string]any{"enterprise_id": nil, "team_id": s.home.ID, "user_id": by.user, "is_bot": true, "is_enterprise_install": by.orgWide}
	if s.home.Enterprise != "" {
		authorization["enterprise_id"] = s.home.Enterprise
	}
	return s.deliver("events_api", about, map[string]any{
		"type": "event_callback", "team_id": s.home.ID, "api_app_id": "A0QUOTH", "event_id": s.name("Ev"), "event_time": time.Now().Unix(),
		"authorizations": []any{authorization}, "event": event,
	})
}

// again sends a delivery a second time, as when its acknowledgement was lost.
func (s *Server) again(d *Delivery) {
	if s.Target != nil {
		twin := *d
		twin.Acked = time.Time{}
		s.deliveries = append(s.deliveries, &twin)
		s.queue(&twin)
		return
	}
	twin := &Delivery{Kind: d.Kind, Payload: d.Payload, About: d.About, Attempts: 1}
	s.deliveries = append(s.deliveries, twin)
	if n := len(s.conns); n > 0 && !s.down {
		s.send(s.conns[0], twin)
	}
}

// Sign returns the headers that make a body Slack's at a time.
func Sign(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h := http.Header{}
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

// retryPause is how long the peer waits before it sends again by HTTP: Slack
// waits from none to five minutes.
const retryPause = 20 * time.Millisecond

// queue sends a delivery by HTTP behind those of the same place: Slack sends
// many at a time, but a person is never so fast that their order suffers.
func (s *Server) queue(d *Delivery) {
	var at struct {
		Event struct {
			Channel string `json:"channel"`
		} `json:"event"`
	}
	_ = json.Unmarshal(d.Payload, &at) // what has no channel is sent at once
	before, done := s.sending[at.Event.Channel], make(chan struct{})
	if at.Event.Channel != "" {
		s.sending[at.Event.Channel] = done
	}
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		s.request(d)
	}()
}

// request sends a delivery by HTTP, until it is acknowledged.
func (s *Server) request(d *Delivery) {
	body, kind := []byte(d.Payload), "application/json"
	switch d.Kind {
	case "interactive":
		body, kind = []byte(url.Values{"payload": {string(d.Payload)}}.Encode()), "application/x-www-form-urlencoded"
	case "slash_commands":
		var fields map[string]string
		_ = json.Unmarshal(d.Payload, &fields) // they are the peer's own
		form := url.Values{}
		for key, value := range fields {
			form.Set(key, value)
		}
		body, kind = []byte(form.Encode()), "application/x-www-form-urlencoded"
	}
	for {
		s.mu.Lock()
		target, down, ctx := s.Target(), s.down, s.up
		s.mu.Unlock()
		if target != "" && !down && s.post(ctx, target, kind, body, d) {
			return
		}
		select {
		case <-time.After(retryPause):
		case <-s.closed:
			return
		}
	}
}

// post makes one signed request, and reports whether it was acknowledged.
func (s *Server) post(ctx context.Context, target, kind string, body []byte, d *Delivery) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header = Sign(SigningSecret, time.Now(), body)
	r.Header.Set("Content-Type", kind)
	s.mu.Lock()
	if d.Attempts > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(d.Attempts))
		r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	d.Attempts++
	d.Sent = time.Now()
	s.mu.Unlock()
	client := http.Client{Timeout: 3 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.Acked, d.Answer = time.Now(), answer
	return true
}

// Raw sends a frame as it is over the socket.
func (s *Server) Raw(frame string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.mu.Lock()
		_ = c.ws.WriteMessage(websocket.TextMessage, []byte(frame))
		c.mu.Unlock()
	}
}

// Event sends an event of any kind.
func (s *Server) Event(event map[string]any) *Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.event("", event)
}

// Deliveries returns all that was sent.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Delivery
	for _, d := range s.deliveries {
		out = append(out, *d)
	}
	return out
}

// Connections is how many connections of Socket Mode there are.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Renew asks the app to make another connection, for one of Slack's reasons,
// and ends the one there is.
func (s *Server) Renew(reason string) {
	s.mu.Lock()
	conns := s.conns
	s.mu.Unlock()
	for _, c := range conns {
		c.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-1"}})
		go func() {
			select {
			case <-c.ended:
			case <-time.After(time.Second):
				c.ws.Close()
			}
		}()
	}
}

// Down breaks all connections, and lets no new ones be made. What was on its
// way from the app is still read: an acknowledgement that was sent counts.
func (s *Server) Down() {
	s.mu.Lock()
	s.down = true
	s.cut()
	conns := s.conns
	s.mu.Unlock()
	for _, c := range conns {
		c.ws.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		<-c.ended
	}
}

// Up lets the app come back.
func (s *Server) Up() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = false
	s.up, s.cut = context.WithCancel(context.Background())
}
