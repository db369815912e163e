package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
)

// problemIs fails where a program is not told of a problem.
func (p program) problemIs(want *problem, method, path, body string) string {
	p.t.Helper()
	r, text := p.call(method, path, body)
	var told wire.Problem
	if err := json.Unmarshal([]byte(text), &told); err != nil || r.StatusCode != want.status || told.Status != want.status || told.Type != "/problems/"+want.name ||
		r.Header.Get("Content-Type") != "application/problem+json" || r.Header.Get("Access-Control-Allow-Origin") != "" || r.Header.Get("Location") != "" {
		p.t.Errorf("%s %s %.200s: %d, want %s\n%s", method, path, body, r.StatusCode, want.name, text)
	}
	return told.Detail
}

func TestProblems(t *testing.T) {
	p := programOf(t, ports(t), Options{})
	for _, c := range []struct{ path, body, detail string }{
		{"/api/ask", ``, "not a JSON object"},
		{"/api/ask", `[]`, "not a JSON object"},
		{"/api/ask", `{"question":"a"`, "not a JSON object"},
		{"/api/ask", `{"question":`, "not a JSON object"},
		{"/api/ask", `{"question":"a"} {}`, "behind"},
		{"/api/ask", "{\"question\":\"\xff\"}", "UTF-8"},
		{"/api/ask", `{}`, `"question" is missing`},
		{"/api/ask", `{"question":"a","qestion":"b"}`, `There is no field "qestion"; there are "question", "conversation"`},
		{"/api/ask", `{"Question":"a"}`, `no field "Question"`},
		{"/api/ask", `{"question":"a","question":"b"}`, `"question" comes twice`},
		{"/api/ask", `{"question":7}`, `"question" must be text`},
		{"/api/ask", `{"question":null}`, `"question" must be text`},
		{"/api/ask", `{"question":"a","explain":"yes"}`, `"explain" must be true or false`},
		{"/api/ask", `{"question":"a","conversation":"a/b"}`, `"conversation" must be`},
		{"/api/ask", `{"question":"a","conversation":"` + strings.Repeat("a", 65) + `"}`, `"conversation" must be`},
		{"/api/context", `{"collection":"ports","doc":"tolls.txt","hash":"a","start":4,"end":4}`, `"start" must be`},
		{"/api/context", `{"collection":"ports","doc":"tolls.txt","hash":"a","start":1e99,"end":4}`, `"start" must be a whole number`},
		{"/api/context", `{"collection":"ports","doc":"tolls.txt","hash":"a","start":1}`, `"end" is missing`},
		{"/api/rate", `{"id":"a","rating":"good"}`, `"rating" must be`},
	} {
		if detail := p.problemIs(invalidRequest, "POST", c.path, c.body); !strings.Contains(detail, c.detail) {
			t.Errorf("%s %s: %s, want %q", c.path, c.body, detail, c.detail)
		}
	}
	for _, path := range []string{"/api/suggest", "/api/suggest?q=", "/api/suggest?q=%ff", "/api/suggest?q=" + strings.Repeat("a", 201), "/api/suggest?q=%zz",
		"/api/sources?limit=0", "/api/sources?limit=501", "/api/sources?limit=a", "/api/sources?after=a", "/api/sources?after=%21", "/api/source/ports/tolls.txt?first=-1"} {
		p.problemIs(invalidRequest, "GET", path, "")
	}
	p.problemIs(emptyQuestion, "POST", "/api/ask", `{"question":" ?! "}`)
	p.problemIs(tooLarge, "POST", "/api/ask", `{"question":"`+strings.Repeat("silver ", longest/7)+`"}`)
	for _, path := range []string{"/api", "/api/", "/api/nothing", "/api/source/ports", "/api/source/ports/", "/api/source/ports/none.txt", "/api/source/none/tolls.txt",
		"/api/source/ports/tolls.txt?first=9", "/api/source/ports/..%2f..%2fetc%2fpasswd"} {
		p.problemIs(notFound, "GET", path, "")
	}
	p.problemIs(notFound, "POST", "/api/more", `{"id":"a"}`)
	p.problemIs(notFound, "POST", "/api/rate", `{"id":"a","rating":"helpful"}`)
	p.problemIs(sourceChanged, "POST", "/api/context", `{"collection":"ports","doc":"tolls.txt","hash":"a","start":1,"end":4}`)
	p.problemIs(wrongMethod, "GET", "/api/ask", "")
	p.problemIs(wrongMethod, "OPTIONS", "/api/ask", "")
	p.problemIs(wrongMethod, "DELETE", "/api/source/ports/tolls.txt", "")
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "", "application/json; =", "application/jsonp"} {
		p.headers["Content-Type"] = kind
		p.problemIs(notJSON, "POST", "/api/ask", `{"question":"silver"}`)
	}
	p.headers["Content-Type"] = "application/json"
	p.headers["Content-Encoding"] = "gzip"
	p.problemIs(notJSON, "POST", "/api/ask", `{"question":"silver"}`)
	delete(p.headers, "Content-Encoding")
	p.headers["Sec-Fetch-Site"] = "cross-site"
	p.problemIs(crossOrigin, "POST", "/api/ask", `{"question":"silver"}`)
	delete(p.headers, "Sec-Fetch-Site")
	p.headers["Host"] = "evil.example.org"
	p.problemIs(wrongHost, "GET", "/api/sources", "")
}

// Who has no token learns nothing but that, whatever they ask.
func TestPrograms(t *testing.T) {
	p := programOf(t, ports(t), Options{Access: access, Limits: adapters.NewLimits(3, 0)})
	refused := func(why string) {
		t.Helper()
		for _, e := range endpoints {
			p.problemIs(notPermitted, e.method, strings.NewReplacer("{collection}", "ports", "{document...}", "tolls.txt").Replace(e.path), `{}`)
		}
		for _, path := range []string{"/api", "/api/nothing", "/api/ask"} {
			p.problemIs(notPermitted, "GET", path, "")
		}
		if t.Failed() {
			t.Fatal(why)
		}
	}
	refused("no token")
	p.headers["Authorization"] = "Bearer wrong"
	refused("a wrong token")
	ask := `{"question":"How many crowns of silver does the vault hold?"}`
	p.headers["Authorization"] = "Bearer " + access.Tokens[0].Secret
	_, desk := p.call("POST", "/api/ask", ask)
	holds(t, desk, "14 crowns of silver")
	var told wire.Reply
	if err := json.Unmarshal([]byte(desk), &told); err != nil {
		t.Fatal(err)
	}
	quote, id := told.Answers[0].Quotes[0], told.Answers[0].ID
	if !strings.HasPrefix(quote.Link, "/source/secret/vault.txt?") || strings.Contains(quote.Link, "k=") {
		t.Errorf("the link is %q", quote.Link)
	}
	holds(t, p.get(quote.Link, 200), `id="quote"`)
	span, err := json.Marshal(quote.Span)
	if err != nil {
		t.Fatal(err)
	}
	_, around := p.call("POST", "/api/context", string(span))
	holds(t, around, "14 crowns of silver", `"before_quotes":[]`)

	p.headers["Authorization"] = "Bearer " + access.Tokens[1].Secret
	_, guest := p.call("POST", "/api/ask", ask)
	if strings.Contains(guest, "14 crowns") {
		t.Errorf("a hidden source is quoted:\n%s", guest)
	}
	p.problemIs(notFound, "POST", "/api/context", string(span))
	p.problemIs(notFound, "POST", "/api/more", `{"id":"`+id+`"}`)
	p.problemIs(notFound, "POST", "/api/rate", `{"id":"`+id+`","rating":"helpful"}`)
	_, none := p.call("GET", "/api/source/none/none.txt", "")
	if _, hidden := p.call("GET", "/api/source/secret/vault.txt", ""); hidden != none {
		t.Errorf("what is hidden is told apart:\n%s\n%s", none, hidden)
	}
	for range 2 {
		p.call("POST", "/api/ask", ask)
	}
	p.problemIs(tooMany, "POST", "/api/ask", ask)
	p.problemIs(tooMany, "POST", "/api/brief", `{}`)
}

func TestProgramsAfterFaults(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	p := programOf(t, brokenBot{ports(t)}, Options{})
	p.problemIs(serverFault, "POST", "/api/ask", `{"question":"silver"}`)
	p = programOf(t, slowBot{ports(t)}, Options{TimeLimit: 20 * time.Millisecond, Asking: 1})
	var asking sync.WaitGroup
	for range 4 { // all but one of whom wait
		asking.Go(func() {
			r := httptest.NewRequest("POST", "http://127.0.0.1/api/ask", strings.NewReader(`{"question":"silver"}`))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			p.server.handler.ServeHTTP(w, r)
			if w.Code != 503 || w.Header().Get("Retry-After") == "" {
				t.Errorf("too much at once: %d, %v", w.Code, w.Header())
			}
		})
	}
	asking.Wait()
	p.problemIs(tookTooLong, "POST", "/api/ask", `{"question":"silver"}`)
}

// A conversation goes on under the name that a program chooses, for who began it alone.
func TestConversationsOfPrograms(t *testing.T) {
	p := programOf(t, ports(t), Options{Access: access})
	lines := func(token int, question string) string {
		t.Helper()
		p.headers["Authorization"] = "Bearer " + access.Tokens[token].Secret
		r, text := p.call("POST", "/api/ask", `{"question":"`+question+`","conversation":"c"}`)
		if r.StatusCode != 200 {
			t.Fatalf("%d\n%s", r.StatusCode, text)
		}
		return text
	}
	lines(0, "Do dogs sail for nothing?")
	if got := lines(1, "and who else?"); strings.Contains(got, "Dogs sail") {
		t.Errorf("another's conversation goes on:\n%s", got)
	}
	holds(t, lines(0, "and who else?"), "Dogs sail")
	one := bot.From{Asker: bot.Asker{ID: "proxy/a"}}
	two := bot.From{Asker: bot.Asker{ID: "proxy/a/b"}}
	if isConversation("b/c") || conversationKey(one, "c") == conversationKey(two, "c") {
		t.Error("two askers have one conversation")
	}
}

// Quoth's own words are in the language that a program asks for, if it is offered.
func TestLanguageOfPrograms(t *testing.T) {
	p := programOf(t, ports(t), Options{Languages: []string{"en", "de"}})
	said := func(fields string) wire.Reply {
		t.Helper()
		_, text := p.call("POST", "/api/ask", `{"question":"zebras"`+fields+`}`)
		var told wire.Reply
		if err := json.Unmarshal([]byte(text), &told); err != nil || len(told.Answers) != 1 || len(told.Answers[0].Says) == 0 {
			t.Fatalf("%v\n%s", err, text)
		}
		return told
	}
	english := said("")
	p.headers["Accept-Language"] = "de"
	german := said("")
	if english.Language != "en" || german.Language != "de" || reflect.DeepEqual(english.Answers[0].Says, german.Answers[0].Says) {
		t.Errorf("%v, %v", english, german)
	}
	if got := said(`,"language":"en-GB"`); !reflect.DeepEqual(got.Answers[0].Says, english.Answers[0].Says) {
		t.Errorf("the header goes before the body: %v", got)
	}
}

// A list that is cut off goes on, and misses nothing that stays.
func TestListing(t *testing.T) {
	p := programOf(t, ports(t), Options{})
	list := func(query string) wire.Listing {
		t.Helper()
		_, text := p.call("GET", "/api/sources?"+query, "")
		var out wire.Listing
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return out
	}
	all := list("")
	if all.Count != 2 || len(all.Sources) != 2 || all.Next != "" || all.Files == nil || len(all.LeftOut) != 1 || len(all.Says) != 1 {
		t.Errorf("%+v", all)
	}
	first := list("limit=1")
	second := list("limit=1&after=" + first.Next)
	if got := append(first.Sources, second.Sources...); !reflect.DeepEqual(got, all.Sources) || second.Next != "" {
		t.Errorf("%+v", got)
	}
	if got := list("after=" + cursor(bot.Source{Collection: "ports", Document: "b-is-gone.md"})); len(got.Sources) != 1 || got.Sources[0].Document != "tolls.txt" {
		t.Errorf("%+v", got)
	}
	if got := list("filter=FERR"); got.Count != 1 || got.Sources[0].Title != "Ferries" {
		t.Errorf("%+v", got)
	}
}

// What is read in parts is all of a source, with its bytes where they stand.
func TestStretches(t *testing.T) {
	text := "# Long\n\n[a]: https://example.org/a\n\n" + strings.Repeat("The **quay** of Marrow has a [crane](https://example.org/crane) \u202e here.\n\n", 2000) + "| Port | Berths |\n|---|---|\n| Quillmouth | 12 |\n"
	documents := documentsOf(t, "a/lång b.md", text)
	b, err := bot.New([]bot.Collection{collectionOf(t, "ports", bot.Open, documents)})
	if err != nil {
		t.Fatal(err)
	}
	p := programOf(t, b, Options{})
	blocks, parts := 0, 0
	for next := 0; ; parts++ {
		r, body := p.call("GET", fmt.Sprintf("/api/source/ports/a%%2Fl%%C3%%A5ng%%20b.md?first=%d", next), "")
		var s wire.Stretch
		if err := json.Unmarshal([]byte(body), &s); err != nil || r.StatusCode != 200 || s.Hash != documents[0].Hash || s.First != next {
			t.Fatalf("%v, %d\n%.1000s", err, r.StatusCode, body)
		}
		for _, block := range s.Blocks {
			for _, part := range block.Parts {
				if documents[0].Slice(part.Span) != part.Text || strings.Contains(part.Text, "**") && !strings.Contains(part.Shown, "The quay") {
					t.Fatalf("%+v", part)
				}
			}
		}
		blocks += len(s.Blocks)
		if next = s.Next; next == 0 {
			if blocks != s.Of {
				t.Errorf("%d blocks are read, of %d", blocks, s.Of)
			}
			break
		}
	}
	if parts < 2 {
		t.Errorf("%d parts", parts)
	}
	if r, _ := p.call("GET", "/api/source/ports/a/l%C3%A5ng%20b.md", ""); r.StatusCode != 200 {
		t.Errorf("a path with slashes: %d", r.StatusCode)
	}
}

// Nothing of a collection that somebody may not see shows in what they are told, as a
// program or on a page.
func TestNothingHiddenIsTold(t *testing.T) {
	open := func() bot.Collection {
		return collectionOf(t, "ports", bot.Audience{Everyone: true}, documentsOf(t, "a/ferries.md", ferries, "tolls.txt", tolls))
	}
	hidden := collectionOf(t, "secret", bot.Audience{Channels: []string{"web/desk"}}, documentsOf(t, "vault.txt", vault))
	var programs []program
	for _, collections := range [][]bot.Collection{{hidden, open()}, {open()}} {
		b, err := bot.New(collections)
		if err != nil {
			t.Fatal(err)
		}
		p := programOf(t, b, Options{Access: access})
		p.headers["Authorization"] = "Bearer " + access.Tokens[1].Secret
		programs = append(programs, p)
	}
	words := strings.Fields("vault Quillmouth silver ferry crowns 14 12 dogs how many does hold costs What is The valt seecret none brief on sources? ferry. Ada")
	spans := []string{hiddenSpan(t, hidden, "vault.txt"), `{"collection":"secret","doc":"vault.txt","hash":"a","start":0,"end":5}`}
	rapid.Check(t, func(t *rapid.T) {
		said := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 8).Draw(t, "words"), " ")
		quoted, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		prefix := said[:rapid.IntRange(1, len(said)).Draw(t, "prefix")]
		for _, q := range []struct{ method, path, body string }{
			{"POST", "/api/ask", `{"question":` + string(quoted) + `,"conversation":"c","explain":true}`},
			{"POST", "/api/brief", `{"topic":` + string(quoted) + `}`},
			{"POST", "/api/context", rapid.SampledFrom(spans).Draw(t, "span")},
			{"GET", "/api/suggest?q=" + url.QueryEscape(prefix), ""},
			{"GET", "/api/sources?filter=" + url.QueryEscape(prefix), ""},
			{"GET", "/api/sources?after=" + cursor(bot.Source{Collection: "secret", Document: prefix}), ""},
			{"GET", "/api/source/secret/vault.txt", ""},
			{"GET", "/api/source/ports/vault.txt", ""},
			{"", "/ask?c=0123456789abcdef&q=" + url.QueryEscape(said), ""},
			{"", "/brief?topic=" + url.QueryEscape(said), ""},
			{"", "/suggest?q=" + url.QueryEscape(prefix), ""},
			{"", "/sources?filter=" + url.QueryEscape(prefix), ""},
			{"", "/source/secret/vault.txt?first=0", ""},
			{"", pageAround("/context?collection=secret&doc=vault.txt", spans[0]), ""},
			{"", pageAround("/source/secret/vault.txt?", spans[0]), ""},
		} {
			var told [2]string
			for i, p := range programs {
				if q.method == "" {
					told[i] = p.told(q.path)
					continue
				}
				r, text := p.call(q.method, q.path, q.body)
				told[i] = fmt.Sprintf("%d %v %v", r.StatusCode, r.Header, plainIDs(decoded([]byte(text))))
			}
			if told[0] != told[1] {
				t.Fatalf("%s %s %s tells apart\n%s\n%s", q.method, q.path, q.body, told[0], told[1])
			}
		}
	})
}

// drawn is what of a page is drawn: the ids of answers and conversations.
var drawn = regexp.MustCompile(`\b[0-9a-f]{16}\b`)

// told is a page with its status and headers, without what is drawn.
func (p program) told(path string) string {
	r := p.do("GET", path, "")
	text, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return fmt.Sprintf("%d %v %s", r.StatusCode, r.Header, drawn.ReplaceAll(text, nil))
}

// pageAround is the path of a page for a span.
func pageAround(path, span string) string {
	var at bot.Span
	if err := json.Unmarshal([]byte(span), &at); err != nil {
		panic(err) // the test has written it
	}
	return fmt.Sprintf("%s&s=%d-%d&h=%s", path, at.Start, at.End, at.Hash)
}

// hiddenSpan is the first sentence of a document, as a program asks for what is around it.
func hiddenSpan(t *testing.T, c bot.Collection, document string) string {
	t.Helper()
	s, err := c.Engine.Read(t.Context(), document, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(bot.Span{Collection: c.Name, Document: document, Hash: s.Hash, Span: s.Blocks[0].Parts[0].Span})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// plainIDs is a reply without the ids of its answers, which are drawn.
func plainIDs(reply any) any {
	if object, ok := reply.(map[string]any); ok {
		answers, _ := object["answers"].([]any)
		for _, a := range answers {
			delete(a.(map[string]any), "id")
		}
	}
	return reply
}

// Whatever a program sends, as a body or as parameters, it is answered as described.
func FuzzRequests(f *testing.F) {
	for _, sent := range []string{`{"question":"Do dogs sail for nothing?","conversation":"c","language":"de","explain":true}`, `{"topic":"ferries"}`,
		`{"collection":"ports","doc":"tolls.txt","hash":"a","start":0,"end":9}`, `{"id":"a","rating":"helpful"}`, `{"question":"\u202e\ud800","x":[[[{}]]]}`, `{"question":"a"}{`, "{\"question\":\"\x1b[31m\"}", `{"a\u0000":null,`, "1", "+1", "cG9ydHMAYQ"} {
		for i := range endpoints {
			f.Add(i, sent, "application/json")
		}
	}
	f.Add(0, "question=a", "application/x-www-form-urlencoded; charset=\"")
	p := programOf(f, ports(f), Options{})
	f.Fuzz(func(t *testing.T, i int, sent, kind string) {
		fuzzed := program{&visitor{t: t, server: p.server, headers: map[string]string{"Content-Type": kind}}, p.doc}
		at := endpoints[uint(i)%uint(len(endpoints))]
		path := strings.NewReplacer("{collection}", "ports", "{document...}", "tolls.txt").Replace(at.path)
		if at.method == http.MethodGet {
			value := url.QueryEscape(sent)
			path, sent = path+"?q="+value+"&filter="+value+"&limit="+value+"&first="+value, ""
		}
		if r, text := fuzzed.call(at.method, path, sent); r.StatusCode >= 500 {
			t.Errorf("%s %q: %d\n%s", path, sent, r.StatusCode, text)
		}
	})
}

// What a list goes on behind is taken as it comes.
func FuzzCursor(f *testing.F) {
	f.Add(cursor(bot.Source{Collection: "ports", Document: "a/ferries.md"}))
	f.Add("cG9ydHM")
	p := programOf(f, ports(f), Options{})
	f.Fuzz(func(t *testing.T, after string) {
		fuzzed := program{&visitor{t: t, server: p.server, headers: map[string]string{}}, p.doc}
		if r, text := fuzzed.call("GET", "/api/sources?after="+url.QueryEscape(after), ""); r.StatusCode >= 500 {
			t.Errorf("%q: %d\n%s", after, r.StatusCode, text)
		}
	})
}

// away is a bot of which a collection cannot be asked.
type away struct{ Bot }

func (away) Read(context.Context, bot.From, string, string, int, int) (bot.Stretch, error) {
	return bot.Stretch{}, fmt.Errorf("%w: connection refused", bot.ErrUnavailable)
}

// Whoever asks what lies on servers that are away is told so, and nothing of these.
func TestUnavailable(t *testing.T) {
	p := programOf(t, away{ports(t)}, Options{})
	p.problemIs(unavailable, "GET", "/api/source/ports/tolls.txt", "")
	if page := p.get("/source/ports/tolls.txt", http.StatusServiceUnavailable); !strings.Contains(page, "cannot be asked now") || strings.Contains(page, "refused") {
		t.Errorf("the page is\n%s", page)
	}
}
