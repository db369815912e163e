package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func mustJSON(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func number(id string) uint64 {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func bot() *User { return &User{ID: BotID, Username: "quoth", Bot: true} }

func (s *Server) application() map[string]any {
	flags := 0
	if s.MessageContent {
		flags = flagContentLimited
	}
	return map[string]any{
		"id": AppID, "name": "Quoth", "flags": flags, "bot": bot(),
		"integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
	}
}

// A window counts the calls of a route in a span of time.
type window struct {
	began time.Time
	calls int
}

// maxBody is the largest request that is read.
const maxBody = 1 << 20

// routes are those of the API, below /api/v9 or v10, and the gateway.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/gateway", "/gateway/", "/resume", "/resume/"} {
		mux.HandleFunc(path, s.gateway)
	}
	api := http.NewServeMux()
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /gateway":                                      s.getGateway,
		"GET /gateway/bot":                                  s.getGateway,
		"GET /users/@me":                                    func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, bot()) },
		"GET /applications/@me":                             func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, s.application()) },
		"GET /oauth2/applications/@me":                      func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, s.application()) },
		"GET /applications/{app}/commands":                  s.getCommands,
		"PUT /applications/{app}/commands":                  s.putCommands,
		"GET /applications/{app}/guilds/{guild}/commands":   s.getCommands,
		"PUT /applications/{app}/guilds/{guild}/commands":   s.putCommands,
		"POST /users/@me/channels":                          s.postDirect,
		"GET /guilds/{guild}":                               s.getGuild,
		"GET /guilds/{guild}/members/{user}":                s.getMember,
		"GET /channels/{channel}":                           s.getChannel,
		"PATCH /channels/{channel}":                         s.patchChannel,
		"GET /channels/{channel}/messages":                  s.getMessages,
		"GET /channels/{channel}/messages/{message}":        s.getMessage,
		"POST /channels/{channel}/messages":                 s.postMessage,
		"PATCH /channels/{channel}/messages/{message}":      s.patchMessage,
		"DELETE /channels/{channel}/messages/{message}":     s.deleteMessage,
		"POST /channels/{channel}/typing":                   s.postTyping,
		"POST /interactions/{id}/{token}/callback":          s.postCallback,
		"POST /webhooks/{app}/{token}":                      s.postFollowUp,
		"GET /webhooks/{app}/{token}/messages/{message}":    s.getResponse,
		"PATCH /webhooks/{app}/{token}/messages/{message}":  s.patchResponse,
		"DELETE /webhooks/{app}/{token}/messages/{message}": s.deleteResponse,
	} {
		api.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			unknown := s.unknown[pattern]
			s.mu.Unlock()
			if unknown {
				apiError(w, 404, 0, "404: Not Found", nil)
				return
			}
			handle(w, r)
		})
	}
	for _, version := range []string{"/api/v9", "/api/v10"} {
		mux.Handle(version+"/", http.StripPrefix(version, s.guarded(api)))
	}
	return mux
}

// A noted response remembers its status.
type noted struct {
	http.ResponseWriter
	status int
}

func (n *noted) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// guarded notes every call, and refuses those that come without the token, or
// too fast.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		out := &noted{ResponseWriter: w, status: 200}
		s.fly(r.Method, 1)
		defer s.fly(r.Method, -1)
		time.Sleep(s.CallTime)
		switch {
		case s.tooFast(out, r):
		case !open(r.URL.Path) && !s.takes(r.Header.Get("Authorization")):
			apiError(out, 401, 0, "401: Unauthorized", nil)
		case !strings.HasPrefix(r.Header.Get("User-Agent"), "DiscordBot ("):
			apiError(out, 403, 40333, "internal network error", nil) // Discord's answer to other agents
		default:
			next.ServeHTTP(out, r)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls = append(s.calls, Call{r.Method, r.URL.Path, out.status, time.Now()})
	})
}

// fly counts the calls that are being answered.
func (s *Server) fly(method string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying[method] += n
	s.most[method] = max(s.most[method], s.flying[method])
}

// open tells whether a path needs no token: it has one of its own.
func open(path string) bool {
	return strings.HasPrefix(path, "/interactions/") || strings.HasPrefix(path, "/webhooks/")
}

var channelMessages = regexp.MustCompile(`^/channels/\d+/messages$`)

// tooFast refuses a call that comes too fast, and otherwise says in its
// headers how many more are allowed.
func (s *Server) tooFast(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, refusal := range s.refuse {
		if strings.HasPrefix(r.Method+" "+r.URL.Path, refusal.Route) {
			s.refuse = append(s.refuse[:i:i], s.refuse[i+1:]...)
			refusal.write(w)
			return true
		}
	}
	const most = 5 // messages a window
	if s.MessagesPer == 0 || r.Method != "POST" || !channelMessages.MatchString(r.URL.Path) {
		return false
	}
	win := s.windows[r.URL.Path]
	if win == nil || time.Since(win.began) >= s.MessagesPer {
		win = &window{began: time.Now()}
		s.windows[r.URL.Path] = win
	}
	left := s.MessagesPer - time.Since(win.began)
	win.calls++
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, most-win.calls)))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", left.Seconds()))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(time.Now().Add(left).UnixMilli())/1000))
	h.Set("X-RateLimit-Bucket", "messages")
	if win.calls > most {
		Refusal{After: left}.write(w)
		return true
	}
	return false
}

// write answers a call with the refusal, as the documentation has it.
func (r Refusal) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Retry-After", strconv.Itoa(int(r.After.Seconds())+1))
	if r.Bare {
		h.Set("Retry-After", strconv.FormatFloat(r.After.Seconds(), 'f', -1, 64))
		h.Set("Content-Type", "text/html")
		w.WriteHeader(429)
		io.WriteString(w, "<html>error 1015</html>")
		return
	}
	if r.Global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	} else {
		h.Set("X-RateLimit-Scope", "user")
	}
	reply(w, 429, map[string]any{"message": "You are being rate limited.", "retry_after": r.After.Seconds(), "global": r.Global})
}

func (s *Server) getGateway(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, 200, map[string]any{
		"url": s.gatewayURL("/gateway"), "shards": s.Shards,
		"session_start_limit": map[string]any{
			"total": 1000, "remaining": s.Identifies, "reset_after": max(0, time.Until(s.reset).Milliseconds()), "max_concurrency": s.MaxConcurrency,
		},
	})
}

func (s *Server) getCommands(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.commands[r.PathValue("guild")]
	if list == nil {
		list = []json.RawMessage{}
	}
	if r.URL.Query().Get("with_localizations") != "true" {
		list = withoutLocalizations(list)
	}
	reply(w, 200, list)
}

// withoutLocalizations is commands as they are listed where their names and
// descriptions in other languages are not asked for.
func withoutLocalizations(list []json.RawMessage) []json.RawMessage {
	var bare func(any)
	bare = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "name_localizations")
			delete(v, "description_localizations")
			for _, of := range v {
				bare(of)
			}
		case []any:
			for _, of := range v {
				bare(of)
			}
		}
	}
	out := []json.RawMessage{}
	for _, text := range list {
		var c map[string]any
		_ = json.Unmarshal(text, &c) // it was marshalled here
		bare(c)
		text, _ = json.Marshal(c)
		out = append(out, text)
	}
	return out
}

// putCommands takes commands over, and fills in what Discord fills in.
func (s *Server) putCommands(w http.ResponseWriter, r *http.Request) {
	var list []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&list); err != nil {
		apiError(w, 400, 50109, "The request body contains invalid JSON.", nil)
		return
	}
	if wrong := checkCommands(list); len(wrong) > 0 {
		apiError(w, 400, 50035, "Invalid Form Body", wrong)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var stored []json.RawMessage
	for _, c := range list {
		c["id"], c["application_id"], c["version"] = s.id(), AppID, s.id()
		c["nsfw"], c["default_member_permissions"] = false, nil
		stored = append(stored, mustJSON(c))
	}
	s.commands[r.PathValue("guild")] = stored
	s.writes++
	reply(w, 200, stored)
}

func (s *Server) postDirect(w http.ResponseWriter, r *http.Request) {
	var d struct {
		Recipient string `json:"recipient_id"`
	}
	if json.NewDecoder(r.Body).Decode(&d) != nil || d.Recipient == "" {
		apiError(w, 400, 50035, "Invalid Form Body", nil)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, 200, s.channels[s.direct(d.Recipient)])
}

// typingFor is how long typing shows.
const typingFor = 10 * time.Second

func (s *Server) postTyping(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typing[r.PathValue("channel")] = time.Now().Add(typingFor)
	reply(w, 204, nil)
}
