package quoth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// A bareSlack is the least that stands in for Slack: it has the methods that an
// answer cannot do without, and knows no others.
type bareSlack struct {
	*httptest.Server
	mu     sync.Mutex
	posts  []url.Values // of chat.postMessage
	whisps []string     // what came to an address for answers
	acked  []string     // envelopes
	ws     *websocket.Conn
}

func newBareSlack(t *testing.T) *bareSlack {
	s := &bareSlack{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *bareSlack) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/ws":
		s.link(w, r)
		return
	case strings.HasPrefix(r.URL.Path, "/answer/"):
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.whisps = append(s.whisps, string(body))
		s.mu.Unlock()
		io.WriteString(w, "ok")
		return
	case !strings.HasPrefix(r.URL.Path, "/api/"):
		http.NotFound(w, r)
		return
	}
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	s.mu.Lock()
	defer s.mu.Unlock()
	switch path.Base(r.URL.Path) {
	case "auth.test":
		io.WriteString(w, `{"ok":true,"user_id":"UBOT","team_id":"T1","bot_id":"B1"}`)
	case "apps.connections.open":
		fmt.Fprintf(w, `{"ok":true,"url":"ws%s/ws"}`, strings.TrimPrefix(s.URL, "http"))
	case "chat.postMessage":
		s.posts = append(s.posts, r.Form)
		fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":"99.%d"}`, r.Form.Get("channel"), len(s.posts))
	case "chat.update":
		io.WriteString(w, `{"ok":true}`)
	case "conversations.replies", "conversations.history":
		io.WriteString(w, `{"ok":true,"messages":[]}`)
	default:
		io.WriteString(w, `{"ok":false,"error":"unknown_method"}`)
	}
}

// link serves a socket that never pings.
func (s *bareSlack) link(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello"}`))
	s.mu.Lock()
	s.ws = ws
	s.mu.Unlock()
	for {
		var ack struct {
			ID string `json:"envelope_id"`
		}
		if ws.ReadJSON(&ack) != nil {
			return
		}
		s.mu.Lock()
		s.acked = append(s.acked, ack.ID)
		s.mu.Unlock()
	}
}

// send sends over the socket, or by HTTP where there is an address.
func (s *bareSlack) send(t *testing.T, address, kind, id, payload string) {
	t.Helper()
	if address == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		frame := fmt.Sprintf(`{"type":%q,"envelope_id":%q,"payload":%s,"accepts_response_payload":false}`, kind, id, payload)
		if err := s.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Error(err)
		}
		return
	}
	body := []byte(payload)
	if kind == "slash_commands" {
		var fields map[string]string
		if err := json.Unmarshal(body, &fields); err != nil {
			t.Fatal(err)
		}
		form := url.Values{}
		for key, value := range fields {
			form.Set(key, value)
		}
		body = []byte(form.Encode())
	}
	r, err := http.NewRequest(http.MethodPost, "http://"+address+"/slack/events", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = slacktest.Sign("signing", time.Now(), body)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s %s: status %d", kind, id, resp.StatusCode)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acked = append(s.acked, id)
}

func (s *bareSlack) done() (posts, whispers, acked int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.posts), len(s.whisps), len(s.acked)
}

// eventually waits for something to be so.
func eventually(t *testing.T, what string, log fmt.Stringer, so func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 15 s; the log:\n%s", what, log)
		}
	}
}

const question = "How many North Korean soldiers have deserted?"

// TestServeSlack runs the program with nothing but its environment against the
// least that stands in for Slack.
func TestServeSlack(t *testing.T) {
	for name, mode := range map[string]struct {
		apiURL  string // behind the server's
		environ []string
	}{
		"socket":                       {"/api/", []string{"QUOTH_SLACK_APP_TOKEN=xapp-1"}},
		"socket, without a slash":      {"/api", []string{"QUOTH_SLACK_APP_TOKEN=xapp-1", "QUOTH_SLACK_SIGNING_SECRET=signing"}},
		"socket, without a path":       {"", []string{"QUOTH_SLACK_APP_TOKEN=xapp-1", "QUOTH_SLACK_MODE=socket"}},
		"http":                         {"/api/", []string{"QUOTH_SLACK_SIGNING_SECRET=signing"}},
		"http, asked for, and a slash": {"/", []string{"QUOTH_SLACK_SIGNING_SECRET=signing", "QUOTH_SLACK_APP_TOKEN=xapp-1", "QUOTH_SLACK_MODE=http"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, log, address := newBareSlack(t), &page{}, ""
			environ := append(mode.environ, "QUOTH_SLACK_BOT_TOKEN=xoxb-1", "QUOTH_SLACK_API_URL="+s.URL+mode.apiURL, "QUOTH_SERVE_LISTEN=off")
			if strings.HasPrefix(name, "http") {
				address = freeAddress(t)
				environ = append(environ, "QUOTH_SLACK_LISTEN="+address)
			}
			stop := startProgram(t, log, environ)
			eventually(t, "a connection", log, func() bool {
				if address != "" {
					conn, err := net.Dial("tcp", address)
					if err == nil {
						conn.Close()
					}
					return err == nil
				}
				s.mu.Lock()
				defer s.mu.Unlock()
				return s.ws != nil
			})
			s.send(t, address, "events_api", "e1", `{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"<@UBOT> `+question+`"}}`)
			s.send(t, address, "events_api", "e2", `{"type":"event_callback","team_id":"T1","event_id":"Ev2","event":{"type":"message","channel_type":"im","user":"U1","channel":"D1","ts":"1.2","text":"`+question+`"}}`)
			s.send(t, address, "slash_commands", "e3", `{"command":"/ask","text":"`+question+`","user_id":"U1","channel_id":"C1","team_id":"T1","trigger_id":"1","response_url":"`+s.URL+`/answer/1"}`)
			s.send(t, address, "events_api", "e4", `{"type":"event_callback","team_id":"T1","event_id":"Ev4","event":{"type":"a_type_of_tomorrow","user":{"id":1}}}`)
			eventually(t, "all answers", log, func() bool {
				posts, whispers, acked := s.done()
				return posts == 2 && whispers == 1 && acked == 4
			})
			if status := stop(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			s.check(t)
			if text := log.String(); !strings.Contains(text, `msg="serving a platform" platform=slack`) || strings.Contains(text, "xoxb-1") {
				t.Errorf("the log:\n%s", text)
			}
		})
	}
}

// check compares what was posted.
func (s *bareSlack) check(t *testing.T) {
	t.Helper()
	const answer = "at least 18 North Korean soldiers have already deserted"
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.posts, func(a, b url.Values) int { return strings.Compare(a.Get("channel"), b.Get("channel")) })
	for i, at := range []string{"C1 1.1", "D1 1.2"} {
		p := s.posts[i]
		if got := p.Get("channel") + " " + p.Get("thread_ts"); got != at || !strings.Contains(p.Get("text"), answer) {
			t.Errorf("post %d stands in %q, want %q: %v", i, got, at, p)
		}
	}
	if !strings.Contains(s.whisps[0], answer) || !strings.Contains(s.whisps[0], "ephemeral") {
		t.Errorf("the command is answered %s", s.whisps[0])
	}
}

func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// startProgram runs quoth serve in a folder of its own with the environment
// alone, and returns what ends it as a container runtime does.
func startProgram(t *testing.T, log io.Writer, environ []string) (stop func() (status int)) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &exec.Cmd{Path: program, Args: []string{"quoth", "serve"}, Dir: t.TempDir(), Env: environ, Stdout: log, Stderr: log}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	stop = func() int {
		ended = true
		c.Process.Signal(syscall.SIGTERM)
		c.Wait() // its status is asked for below
		return c.ProcessState.ExitCode()
	}
	t.Cleanup(func() {
		if !ended {
			stop()
		}
	})
	return stop
}
