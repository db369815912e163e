package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

const ferries = "---\ntitle: Ferries\nauthor: Ada Marrow\ndate: 2026-03-01\nurl: https://example.org/ferries\n---\n# Fares\n\nThe **ferry** to Quillmouth costs 12 crowns. It is [free](https://example.org/free) for children.\n\n| Port | Berths |\n|---|---|\n| Quillmouth | 12 |\n\n- Dogs sail for nothing.\n\n```\nferry --now\n```\n"

const tolls = "The ferry to Quillmouth costs 15 crowns, says the guild.\n"

const vault = "The vault of Quillmouth holds 14 crowns of silver.\n"

// documentsOf reads files, by name.
func documentsOf(t testing.TB, files ...string) []*corpus.Document {
	t.Helper()
	var out []*corpus.Document
	for i := 0; i+1 < len(files); i += 2 {
		d, _, err := read.Document(files[i], []byte(files[i+1]))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func collectionOf(t testing.TB, name string, a bot.Audience, documents []*corpus.Document) bot.Collection {
	t.Helper()
	e, err := engine.New(name, documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return bot.Collection{Name: name, Audience: a, Engine: e, Skipped: []bot.SkippedFile{{Collection: name, Name: "old.doc", Reason: "files of type .doc are not read"}}}
}

// ports is a bot with an open collection, and one for the token desk.
func ports(t testing.TB) *bot.Bot {
	t.Helper()
	b, err := bot.New([]bot.Collection{
		collectionOf(t, "ports", bot.Audience{Everyone: true}, documentsOf(t, "a/ferries.md", ferries, "tolls.txt", tolls)),
		collectionOf(t, "secret", bot.Audience{Channels: []string{"web/desk"}}, documentsOf(t, "vault.txt", vault)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A visitor asks a server.
type visitor struct {
	t       testing.TB
	server  *Server
	headers map[string]string
	from    string // where they come from; empty for this machine
}

func visit(t testing.TB, b Bot, o Options) *visitor {
	t.Helper()
	o.Listen, o.Log = "127.0.0.1:0", slog.New(slog.DiscardHandler)
	s, err := New(o, b)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, server: s, headers: map[string]string{}}
}

func (v *visitor) do(method, path, body string) *http.Response {
	path, _, _ = strings.Cut(path, "#") // which browsers keep to themselves
	r := httptest.NewRequest(method, "http://127.0.0.1:8290"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:5000"
	if v.from != "" {
		r.RemoteAddr = v.from
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range v.headers {
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	v.server.handler.ServeHTTP(w, r)
	return w.Result()
}

// get returns a page, which must have a status.
func (v *visitor) get(path string, status int) string {
	v.t.Helper()
	return v.page(v.do("GET", path, ""), path, status)
}

func (v *visitor) page(r *http.Response, path string, status int) string {
	v.t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != status {
		v.t.Fatalf("%s: status %d, want %d (%v)\n%s", path, r.StatusCode, status, err, text)
	}
	return string(text)
}

// holds fails where a page lacks a text.
func holds(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("%q is missing in\n%s", text, page)
		}
	}
}

// element finds the first element of a page that is as a function says.
func element(t testing.TB, page string, is func(*html.Node) bool) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	t.Fatalf("there is no such element in\n%s", page)
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func linkTo(prefix string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.DataAtom == atom.A && strings.HasPrefix(attr(n, "href"), prefix) }
}

func hasID(id string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attr(n, "id") == id }
}

// Who asks sees what the sources say, and follows a quotation to where it stands.
func TestAskAndFollow(t *testing.T) {
	v := visit(t, ports(t), Options{})
	holds(t, v.get("/", 200), `name="q"`, "exact sentences")
	page := v.get("/ask?q=Do+dogs+sail+for+nothing", 200)
	holds(t, page, "<h1>Do dogs sail for nothing</h1>", "<mark>Dogs sail</mark>", "Ada Marrow, 2026-03-01", "a/ferries.md:15, under “Fares”", "https://example.org/ferries", "@misc{", "CSL-JSON")
	link := attr(element(t, page, linkTo("/source/ports/a/ferries.md?h=")), "href")
	source := v.get(link, 200)
	if quoted := element(t, source, hasID("quote")); quoted.DataAtom != atom.Mark || textOf(quoted) != "Dogs sail for nothing." {
		t.Errorf("%s marks %q", link, textOf(quoted))
	}
	holds(t, source, `class="block heading level-1" role="heading" aria-level="2">Fares `, `<th scope="col">Port</th>`, "<td>12</td>", "<code>ferry --now</code>", `<a href="https://example.org/free" rel="noopener noreferrer">free</a>`, "The ferry to")
	if strings.Contains(source, "**") || strings.Contains(source, "title: Ferries") {
		t.Errorf("markup is shown:\n%s", source)
	}

	around := v.get(attr(element(t, page, linkTo("/context?")), "href"), 200)
	holds(t, around, "Dogs sail")
	holds(t, v.get(attr(element(t, page, linkTo("/more?")), "href"), 200), "There is nothing more")
	several := v.get("/ask?q=What+does+the+ferry+to+Quillmouth+cost+children", 200)
	link = attr(element(t, several, linkTo("/more?")), "href")
	holds(t, v.get(link, 200), "[2]")
	v.headers[partHeader] = "1"
	if part := v.get(link, 200); strings.Contains(part, "<html") || !strings.Contains(part, "[2]") {
		t.Errorf("the part is\n%s", part)
	}
	delete(v.headers, partHeader)
	id := strings.TrimPrefix(attr(element(t, page, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "id"), "more-") }), "id"), "more-")
	holds(t, v.page(v.do("POST", "/rate", "id="+id+"&rating=helpful"), "/rate", 200), "Thank you")
	v.page(v.do("POST", "/rate", "id=none&rating=helpful"), "/rate", 404)
	v.page(v.do("POST", "/rate", "id="+id), "/rate", 400)
}

// Values that differ stand in a table, and on a line.
func TestValues(t *testing.T) {
	page := visit(t, ports(t), Options{}).get("/ask?q=How+many+crowns+does+the+ferry+to+Quillmouth+cost", 200)
	holds(t, page, "different figures", "<td>12</td>", "<td>15</td>")
	if plot := element(t, page, func(n *html.Node) bool { return n.Data == "svg" }); attr(plot, "aria-label") != "12, 15" && attr(plot, "aria-label") != "15, 12" {
		t.Errorf("the picture says %q", attr(plot, "aria-label"))
	}
}

// A page that people go on from keeps what they asked in mind.
func TestFollowUp(t *testing.T) {
	v := visit(t, ports(t), Options{})
	page := v.get("/ask?q=Do+dogs+sail+for+nothing", 200)
	name := attr(element(t, page, func(n *html.Node) bool { return attr(n, "name") == "c" }), "value")
	if next := v.get("/ask?c="+name+"&q=and+who+else+sails", 200); !strings.Contains(next, `value="`+name+`"`) {
		t.Errorf("the conversation %s does not go on:\n%s", name, next)
	}
	for _, bad := range []string{"", "../../x", strings.Repeat("a", 100), "ABCDEF0123456789"} {
		if got := conversationOf(bad); got == bad || len(got) != conversationLength {
			t.Errorf("%q is the conversation %q", bad, got)
		}
	}
}

func TestLists(t *testing.T) {
	v := visit(t, ports(t), Options{})
	holds(t, v.get(attr(element(t, v.get("/sources", 200), linkTo("/brief")), "href"), 200), "The sources in their own words:", "12 crowns")
	holds(t, v.get("/brief?topic=dogs", 200), "<h1>dogs</h1>", "Dogs sail for nothing.")
	holds(t, v.get("/sources", 200), "Ferries", "/source/ports/tolls.txt", "could not be read: <strong>files of type .doc are not read</strong>", "https://example.org/ferries")
	if page := v.get("/sources?filter=FERR", 200); strings.Contains(page, "tolls.txt") || !strings.Contains(page, "ferries.md") {
		t.Errorf("the list is\n%s", page)
	}
	holds(t, v.get("/suggest?q=Quill", 200), `["Quillmouth"`)
	if got := v.get("/suggest?q="+strings.Repeat("a", 300), 200); got != "[]\n" {
		t.Errorf("a long prefix is completed by %s", got)
	}
	v.headers["Accept-Language"] = "de-AT,de;q=0.9"
	if page := v.get("/sources", 200); !strings.Contains(page, `<html lang="en">`) {
		t.Error("a language that is not offered is taken")
	}
	v.server.options.Languages = []string{"en", "de"}
	holds(t, v.get("/ask?q=zebras", 200), `<html lang="de">`, "Weiterfragen")
}

// A source that has changed says so, and whether the sentence still stands in it.
func TestChangedSource(t *testing.T) {
	b := ports(t)
	v := visit(t, b, Options{})
	link := attr(element(t, v.get("/ask?q=Do+dogs+sail+for+nothing", 200), linkTo("/source/")), "href")
	replace := func(text string) {
		t.Helper()
		if err := b.Replace([]bot.Collection{collectionOf(t, "ports", bot.Audience{Everyone: true}, documentsOf(t, "a/ferries.md", text))}); err != nil {
			t.Fatal(err)
		}
	}
	replace("It is new.\n\nDogs sail  for nothing.\n")
	page := v.get(link, 200)
	holds(t, page, "has changed since it was quoted. The sentence still stands in it.")
	if quoted := element(t, page, hasID("quote")); textOf(quoted) != "Dogs sail for nothing." {
		t.Errorf("%q is marked", textOf(quoted))
	}
	replace("It is new, and dogs pay.\n")
	if page := v.get(link, 200); !strings.Contains(page, "does not stand in it any more") || strings.Contains(page, `id="quote"`) {
		t.Errorf("the page is\n%s", page)
	}
}

// A long source is shown in parts, which lead to each other, and each holds what its
// link leads to.
func TestLongSource(t *testing.T) {
	var text strings.Builder
	for i := range 4000 {
		text.WriteString("The quay of Marrow has a crane of the number " + strings.Repeat("i", i%7+1) + " and a bell.\n\n")
		if i == 2000 {
			text.WriteString("The heron nests on the roof.\n\n" + strings.Repeat("A long line goes on, and on. ", 20_000) + "\n\nThe otter sleeps.\n\n")
		}
	}
	b, err := bot.New([]bot.Collection{collectionOf(t, "ports", bot.Audience{Everyone: true}, documentsOf(t, "long.md", text.String()))})
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, b, Options{})
	for _, q := range []struct{ asked, want string }{{"Where does the heron nest?", "The heron nests on the roof."}, {"Who sleeps, the otter?", "The otter sleeps."}} {
		page := v.get("/ask?q="+url.QueryEscape(q.asked), 200)
		source := v.get(attr(element(t, page, linkTo("/source/")), "href"), 200)
		if quoted := element(t, source, hasID("quote")); textOf(quoted) != q.want {
			t.Errorf("%q is marked, want %q", textOf(quoted), q.want)
		}
		if len(source) > 3<<20 {
			t.Errorf("the part has %d bytes", len(source))
		}
		holds(t, v.get(attr(element(t, source, func(n *html.Node) bool { return textOf(n) == "Earlier in this source" && n.DataAtom == atom.A }), "href"), 200), "The quay of Marrow")
	}
	parts := 1
	for path := "/source/ports/long.md"; ; parts++ {
		page := v.get(path, 200)
		if !strings.Contains(page, "Further on in this source") {
			break
		}
		path = attr(element(t, page, func(n *html.Node) bool { return textOf(n) == "Further on in this source" && n.DataAtom == atom.A }), "href")
	}
	if parts < 5 {
		t.Errorf("there are %d parts", parts)
	}
}

var access = Access{Tokens: []Token{{"desk", "desk-12345678901234567890"}, {"guest", "guest-12345678901234567890"}}}

// Who has a token sees what is mapped to it; who has none signs in, and learns nothing.
func TestTokens(t *testing.T) {
	v := visit(t, ports(t), Options{Access: access})
	for _, path := range []string{"/", "/ask?q=silver", "/sources", "/source/secret/vault.txt", "/source/none/none.txt", "/suggest?q=a"} {
		r := v.do("GET", path, "")
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != "/sign-in?next="+url.QueryEscape(path) {
			t.Errorf("%s: %d, to %s", path, r.StatusCode, got)
		}
	}
	v.headers["Authorization"] = "Bearer " + access.Tokens[0].Secret
	holds(t, v.get("/ask?q=How+many+crowns+of+silver+does+the+vault+hold", 200), "14 crowns")
	holds(t, v.get("/sources", 200), "vault")
	v.headers["Authorization"] = "Bearer " + access.Tokens[1].Secret
	v.checkHidden()
	v.headers["Authorization"] = "Bearer wrong"
	if r := v.do("GET", "/", ""); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a wrong token: %d", r.StatusCode)
	}
	delete(v.headers, "Authorization")

	v.page(v.do("POST", "/sign-in", "token=wrong&next=/sources"), "/sign-in", 403)
	r := v.do("POST", "/sign-in", url.Values{"token": {access.Tokens[0].Secret}, "next": {"//evil.example.org/"}}.Encode())
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/" || len(r.Cookies()) != 1 {
		t.Fatalf("signing in: %d, to %s, %v", r.StatusCode, r.Header.Get("Location"), r.Cookies())
	}
	cookie := r.Cookies()[0]
	if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, access.Tokens[0].Secret) {
		t.Errorf("the cookie is %v", cookie)
	}
	v.headers["Cookie"] = cookie.Name + "=" + cookie.Value
	holds(t, v.get("/sources", 200), "vault", "/sign-out")
	for _, bad := range []string{"", "desk", strings.Replace(cookie.Value, "desk", "guest", 1), cookie.Value + "a", "desk.99999999999." + strings.Repeat("a", 43)} {
		v.headers["Cookie"] = cookie.Name + "=" + bad
		if r := v.do("GET", "/sources", ""); r.StatusCode != http.StatusSeeOther {
			t.Errorf("the session %q is taken", bad)
		}
	}
	if _, ok := v.server.session(cookie.Value, time.Now().Add(tokenAge+time.Minute)); ok {
		t.Error("a session does not end")
	}
	for range 2 * signInsPerMinute {
		r = v.do("POST", "/sign-in", "token=wrong")
	}
	if r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("many tokens are tried: %d", r.StatusCode)
	}
}

// Whom a proxy names is believed from where it is alone.
func TestProxy(t *testing.T) {
	v := visit(t, ports(t), Options{Access: Access{Proxy: Proxy{Header: "X-Forwarded-User", From: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}}})
	v.headers["X-Forwarded-User"] = "ada"
	for from, status := range map[string]int{"10.1.2.3:1": 200, "[::ffff:10.1.2.3]:1": 200, "10.2.0.1:1": 303, "127.0.0.1:1": 303} {
		v.from = from
		v.get("/sources", status)
	}
}

// Without access control nobody else may listen, nor read by the name of another host.
func TestOpenIsLocal(t *testing.T) {
	b := ports(t)
	for listen, ok := range map[string]bool{"127.0.0.1:1": true, "localhost:1": true, "[::1]:1": true, "0.0.0.0:1": false, ":1": false, "10.0.0.1:1": false, "example.org:1": false, "nonsense": false} {
		_, err := New(Options{Listen: listen, Log: slog.New(slog.DiscardHandler)}, b)
		var setting *adapters.SettingError
		if ok != (err == nil) || !ok && (!errors.As(err, &setting) || !strings.Contains(setting.Fix, "web.tokens") || !strings.Contains(setting.Fix, "web.proxy_header")) {
			t.Errorf("%s: %v", listen, err)
		}
	}
	if _, err := New(Options{Listen: "0.0.0.0:1", Access: access, Log: slog.New(slog.DiscardHandler)}, b); err != nil {
		t.Error(err)
	}
	v := visit(t, b, Options{Address: "https://quoth.example.org"})
	for host, status := range map[string]int{"127.0.0.1:8290": 200, "localhost": 200, "[::1]:8290": 200, "quoth.example.org": 200, "evil.example.org": 421, "127.0.0.1.evil.example.org:8290": 421} {
		v.headers["Host"] = host
		v.get("/", status)
	}
}

func TestGuards(t *testing.T) {
	v := visit(t, ports(t), Options{})
	h := v.do("GET", "/ask?q=silver", "").Header
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Frame-Options": "DENY"} {
		if h.Get(name) != want {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
	policy := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !slices.Contains(strings.Split(policy, "; "), part) {
			t.Errorf("the policy lacks %s: %s", part, policy)
		}
	}
	v.headers["Sec-Fetch-Site"] = "cross-site"
	v.page(v.do("POST", "/rate", "id=a&rating=helpful"), "/rate", 403)
	delete(v.headers, "Sec-Fetch-Site")
	v.get("/nothing", 404)
	v.get("/static/", 404)
	v.get("/static/quoth.css", 200)
	v.get("/ask?q=", 400)
	v.get("/ask?q=%ff%fe%00", 400)
	v.get("/ask?q="+strings.Repeat("silver+", 6000), 200)
	v.get("/source/ports/tolls.txt?first=99999", 404)
	v.get("/source/ports/tolls.txt?first=-5", 200)
	v.get("/source/ports/tolls.txt?until=99999", 404)
	v.get("/source/ports/tolls.txt?until=-5", 200)
	v.get("/source/ports/..%2f..%2fetc%2fpasswd", 404)
	for _, s := range []string{"1", "5-1", "-1-4", "a-b", "0-99999999"} {
		if r := v.do("GET", "/source/ports/tolls.txt?h=x&s="+s, ""); r.StatusCode != 200 {
			t.Errorf("the span %s: %d", s, r.StatusCode)
		}
	}
}

// Who asks faster than they may is told so, and others are answered.
func TestLimits(t *testing.T) {
	v := visit(t, ports(t), Options{Access: access, Limits: adapters.NewLimits(3, 0)})
	v.headers["Authorization"] = "Bearer " + access.Tokens[0].Secret
	for range 3 {
		v.get("/ask?q=silver", 200)
	}
	r := v.do("GET", "/ask?q=silver", "")
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("the fourth question: %d", r.StatusCode)
	}
	v.headers["Authorization"] = "Bearer " + access.Tokens[1].Secret
	v.get("/ask?q=silver", 200)
}

// slowBot does not answer until it is told to.
type slowBot struct{ *bot.Bot }

func (b slowBot) Ask(ctx context.Context, _ bot.Question) ([]bot.Answer, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

type brokenBot struct{ *bot.Bot }

func (brokenBot) Ask(context.Context, bot.Question) ([]bot.Answer, error) { panic("a fault") }

func TestFaults(t *testing.T) {
	v := visit(t, slowBot{ports(t)}, Options{TimeLimit: 10 * time.Millisecond})
	holds(t, v.get("/ask?q=silver", 503), "problem")
	v = visit(t, brokenBot{ports(t)}, Options{})
	holds(t, v.get("/ask?q=silver", 500), "problem")
}

// What is served is served over a socket too, until the context ends.
func TestServe(t *testing.T) {
	s, err := New(Options{Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}, ports(t))
	if err == nil {
		err = s.Listen(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	r, err := http.Get(s.Address() + "/ask?q=silver")
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("%v, %v", r, err)
	}
	_ = r.Body.Close()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// checkSafe fails where a page runs, or leads to, what its sources say.
func checkSafe(t testing.TB, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.TextNode && strings.ContainsFunc(n.Data, func(r rune) bool { return adapters.Steers(r) && r != '\n' && r != '\t' && r != '\r' }) {
			t.Errorf("%q steers", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Script, atom.Link, atom.Img, atom.Iframe, atom.Object, atom.Embed, atom.Style, atom.Base:
			if from := attr(n, "src") + attr(n, "href"); !strings.HasPrefix(from, "/static/") {
				t.Errorf("<%s> of %q", n.Data, from)
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if a.Key == "href" || a.Key == "action" {
				if u, err := url.Parse(a.Val); err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

const hostile = "---\ntitle: \"<script>alert(1)</script>\"\nauthor: \"\\\"><img src=x onerror=alert(1)>\"\ndate: \"2026\\u202e\"\nurl: \"https://example.org/\\\"><script>\"\n---\n# </article><script>alert(2)</script>\n\nThe heron nests <b onclick=alert(3)>here</b> &lt;script&gt; [link](javascript:alert(4)) [two](https://example.org/\"onmouseover=alert(5)) \u202e gnirts.\n\n| <i>a</i> | `<script>` |\n|---|---|\n| \x1b[31m | </td></table> |\n\n```\n</code></pre><script>alert(6)</script>\n```\n"

func FuzzHostileSource(f *testing.F) {
	f.Add(hostile, "The heron nests <script>")
	f.Fuzz(func(t *testing.T, text, question string) {
		d, _, err := read.Document("a.md", []byte(text))
		if err != nil {
			return
		}
		b, err := bot.New([]bot.Collection{collectionOf(t, "<b>", bot.Open, []*corpus.Document{d})})
		if err != nil {
			t.Fatal(err)
		}
		v := visit(t, b, Options{})
		for _, path := range []string{"/ask?q=" + url.QueryEscape(question), "/ask?q=The+heron+nests", "/source/%3Cb%3E/a.md", "/sources?filter=" + url.QueryEscape(question), "/sources"} {
			r := v.do("GET", path, "")
			text, err := io.ReadAll(r.Body)
			if err != nil || r.StatusCode >= 500 {
				t.Fatalf("%s: %d, %v", path, r.StatusCode, err)
			}
			checkSafe(t, string(text))
		}
	})
}

// The part before a block ends right before it, however long its blocks are.
func TestReadBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 2*stretchBytes), 1, 300).Draw(t, "sizes")
		until := rapid.IntRange(1, len(sizes)).Draw(t, "until")
		reads := 0
		read := func(first int) (bot.Stretch, error) {
			reads++
			out := bot.Stretch{First: max(first, 0), Of: len(sizes)}
			for bytes, i := 0, out.First; i < len(sizes) && (bytes == 0 || bytes+sizes[i] <= stretchBytes); i++ {
				bytes += sizes[i]
				out.Blocks = append(out.Blocks, bot.Block{Line: i})
			}
			return out, nil
		}
		got, err := readBefore(until, read)
		if err != nil || len(got.Blocks) == 0 || got.First+len(got.Blocks) != until || got.Blocks[0].Line != got.First {
			t.Fatalf("before %d: from %d on %d blocks, %v", until, got.First, len(got.Blocks), err)
		}
		if reads > 8 {
			t.Fatalf("%d reads", reads)
		}
	})
}

func BenchmarkSource(b *testing.B) {
	text := strings.Repeat("The quay of Marrow has a crane, and a bell that rings at noon. ", 20<<20/63)
	made, err := bot.New([]bot.Collection{collectionOf(b, "ports", bot.Audience{Everyone: true}, documentsOf(b, "long.txt", strings.ReplaceAll(text, "noon. The", "noon.\n\nThe")))})
	if err != nil {
		b.Fatal(err)
	}
	v := visit(b, made, Options{})
	for b.Loop() {
		v.get("/source/ports/long.txt?first=150000", 200)
	}
}

// Assistants are answered under the rules of the pages: by who they are, within the limits.
func TestAssistants(t *testing.T) {
	v := visit(t, ports(t), Options{Access: access, Limits: adapters.NewLimits(2, 0), Assistants: func(who func(*http.Request) (bot.From, bool)) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if from, ok := who(r); ok {
				_, _ = io.WriteString(w, from.Place.Channel)
				return
			}
			http.Error(w, "who are you?", http.StatusForbidden)
		})
	}})
	v.page(v.do("POST", "/mcp", "{}"), "/mcp", 403)
	v.headers["Authorization"] = "Bearer " + access.Tokens[0].Secret
	for range 2 {
		if got := v.page(v.do("POST", "/mcp", "{}"), "/mcp", 200); got != "desk" {
			t.Errorf("who asks is %q", got)
		}
	}
	v.page(v.do("POST", "/mcp", "{}"), "/mcp", 429)
	v = visit(t, ports(t), Options{})
	v.page(v.do("POST", "/mcp", "{}"), "/mcp", 404)
}
