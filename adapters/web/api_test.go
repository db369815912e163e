package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// described reads the description.
var described = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err == nil {
		err = doc.Validate(context.Background(), openapi3.EnableExamplesValidation())
	}
	return doc, err
})

func description31(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := described()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// A program asks a server, and holds whatever it is told to the description.
type program struct {
	*visitor
	doc *openapi3.T
}

func programOf(t testing.TB, b Bot, o Options) program {
	t.Helper()
	return program{visit(t, b, o), description31(t)}
}

// call sends a request, with a body as JSON unless the headers say otherwise, and
// returns what it is told.
func (p program) call(method, path, body string) (*http.Response, string) {
	p.t.Helper()
	if _, ok := p.headers["Content-Type"]; !ok && method == http.MethodPost {
		p.headers["Content-Type"] = "application/json"
		defer delete(p.headers, "Content-Type")
	}
	r := p.do(method, path, body)
	text, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.check(method, path, body, r, text); err != nil {
		p.t.Errorf("%s %s %s: %d\n%s\n%v", method, path, body, r.StatusCode, text, err)
	}
	return r, string(text)
}

// check holds an answer, and a request that was answered, to the description.
func (p program) check(method, path, body string, r *http.Response, text []byte) error {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", p.headers["Content-Type"])
	route, params := p.route(request)
	if route == nil { // only problems come from where nothing is
		return p.doc.Components.Schemas["Problem"].Value.VisitJSON(decoded(text), openapi3.EnableJSONSchema2020())
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}
	asked := &openapi3filter.RequestValidationInput{Request: request, Route: route, PathParams: params, Options: options}
	if r.StatusCode < 300 {
		if err := openapi3filter.ValidateRequest(context.Background(), asked); err != nil {
			return fmt.Errorf("the request is not as described: %w", err)
		}
	}
	if bytes.ContainsFunc(bytes.TrimSuffix(text, []byte("\n")), adapters.Steers) && r.Header.Get("Content-Type") != "application/yaml" {
		return fmt.Errorf("the answer steers a terminal")
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Status: r.StatusCode, Header: r.Header, Body: io.NopCloser(bytes.NewReader(text)), Options: options,
	})
}

// route finds what is described of a request.
func (p program) route(r *http.Request) (*routers.Route, map[string]string) {
	path, params := r.URL.Path, map[string]string{}
	if rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/api/source/"); ok {
		collection, document, _ := strings.Cut(rest, "/")
		params["collection"], _ = url.PathUnescape(collection)
		params["document"], _ = url.PathUnescape(document)
		path = "/api/source/{collection}/{document}"
	}
	item := p.doc.Paths.Value(path)
	if item == nil || item.GetOperation(r.Method) == nil {
		return nil, nil
	}
	return &routers.Route{Spec: p.doc, Path: path, PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method)}, params
}

func decoded(text []byte) any {
	var out any
	if json.Unmarshal(text, &out) != nil {
		return nil
	}
	return out
}

// exampleID is the answer's that the description asks more of.
const exampleID = "5f0c2a9e11d84b73"

// An exampleBot knows one of its answers by exampleID too.
type exampleBot struct {
	*bot.Bot
	id string
}

func (b exampleBot) of(id string) string {
	if id == exampleID {
		return b.id
	}
	return id
}

func (b exampleBot) More(ctx context.Context, from bot.From, id string) ([]bot.Quote, error) {
	return b.Bot.More(ctx, from, b.of(id))
}

func (b exampleBot) Rate(ctx context.Context, from bot.From, id string, r bot.Rating) error {
	return b.Bot.Rate(ctx, from, b.of(id), r)
}

// reports is a program that asks of the built-in reports.
func reports(t testing.TB) program {
	t.Helper()
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	reports := collectionOf(t, "corpus", bot.Open, documents)
	reports.Skipped = nil
	b, err := bot.New([]bot.Collection{reports})
	if err != nil {
		t.Fatal(err)
	}
	from := bot.From{Asker: bot.Asker{ID: "local"}, Place: bot.Place{Platform: platform, Channel: "local"}}
	answers, err := b.Ask(t.Context(), bot.Question{From: from, Text: "What did the Duma ratify?"})
	if err != nil {
		t.Fatal(err)
	}
	return programOf(t, exampleBot{b, answers[0].ID}, Options{})
}

// Every example of the description is answered as described, and where the description
// shows an answer, with that one.
func TestExamples(t *testing.T) {
	p := reports(t)
	for path, item := range p.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			for name, e := range requestsOf(t, path, operation) {
				r, text := p.call(method, e.path, e.body)
				if r.StatusCode >= 300 {
					t.Errorf("%s %s, example %s: %d\n%s", method, e.path, name, r.StatusCode, text)
				}
				kind := operation.Responses.Status(r.StatusCode).Value.Content["application/json"]
				if kind == nil || kind.Examples[name] == nil {
					continue
				}
				if got, want := plain(decoded([]byte(text))), plain(kind.Examples[name].Value.Value); !reflect.DeepEqual(got, want) {
					t.Errorf("%s %s is answered with\n%s\nand not as the example %s", method, e.path, text, name)
				}
			}
		}
	}
}

// A request is an example of one.
type request struct{ path, body string }

// requestsOf are the examples of an operation, by name; without parameters and body "".
func requestsOf(t *testing.T, path string, o *openapi3.Operation) map[string]request {
	t.Helper()
	out := map[string]request{}
	if o.RequestBody != nil {
		for name, e := range o.RequestBody.Value.Content["application/json"].Examples {
			body, err := json.Marshal(e.Value.Value)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = request{path, string(body)}
		}
		return out
	}
	names := map[string]bool{}
	for _, parameter := range o.Parameters {
		for name := range parameter.Value.Examples {
			names[name] = true
		}
	}
	if len(names) == 0 {
		names[""] = true
	}
	for name := range names {
		at, query := path, url.Values{}
		for _, parameter := range o.Parameters {
			e := parameter.Value.Examples[name]
			if e == nil {
				continue
			}
			value := fmt.Sprint(e.Value.Value)
			at = strings.ReplaceAll(at, "{"+parameter.Value.Name+"}", url.PathEscape(value))
			if parameter.Value.In == "query" {
				query.Set(parameter.Value.Name, value)
			}
		}
		out[name] = request{at + "?" + query.Encode(), ""}
	}
	return out
}

// plain is an answer without what differs from one to the next, or when weights are
// fitted anew.
func plain(answer any) any {
	switch a := answer.(type) {
	case map[string]any:
		for name, value := range a {
			switch name {
			case "id", "more", "confidence", "score":
				delete(a, name)
			default:
				a[name] = plain(value)
			}
		}
	case []any:
		for i := range a {
			a[i] = plain(a[i])
		}
	case int, int64, uint64:
		return any(jsonNumber(a))
	}
	return answer
}

// jsonNumber is a whole number of YAML as JSON has it.
func jsonNumber(n any) float64 {
	var f float64
	_, _ = fmt.Sscan(fmt.Sprint(n), &f)
	return f
}

// What is served is described, and the other way round.
func TestAllIsDescribed(t *testing.T) {
	p := programOf(t, ports(t), Options{})
	var served, told []string
	for _, e := range endpoints {
		served = append(served, e.method+" "+strings.ReplaceAll(e.path, "...}", "}"))
	}
	for path, item := range p.doc.Paths.Map() {
		for method := range item.Operations() {
			told = append(told, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(told)
	if !slices.Equal(served, told) {
		t.Errorf("served:\n%q\ndescribed:\n%q", served, told)
	}
	for _, problem := range problems {
		if row := fmt.Sprintf("| `/problems/%s` | %d |", problem.name, problem.status); !strings.Contains(p.doc.Info.Description, row) {
			t.Errorf("the description lacks %s", row)
		}
	}
	if n := strings.Count(p.doc.Info.Description, "| `/problems/"); n != len(problems) {
		t.Errorf("%d problems are described, of %d", n, len(problems))
	}
	r, text := p.call("GET", "/api/openapi.yaml", "")
	if r.StatusCode != 200 || text != string(description) {
		t.Errorf("the description is served with %d", r.StatusCode)
	}
}

// Every field that an answer may have is described, and which it always has.
func TestFieldsAreDescribed(t *testing.T) {
	doc := description31(t)
	for name, of := range map[string]any{
		"Reply": wire.Reply{}, "Answer": wire.Told{}, "Files": wire.Files{}, "Quote": wire.Quote{}, "Place": wire.Place{}, "Part": wire.Part{},
		"Link": wire.Link{}, "Match": wire.Match{}, "Evidence": wire.Evidence{}, "Disagreement": wire.Disagreement{}, "Value": wire.Value{},
		"Correction": wire.Correction{}, "More": wire.More{}, "Passage": wire.Passage{}, "Suggestions": wire.Suggestions{}, "Source": wire.Source{},
		"Skipped": wire.Skipped{}, "Listing": wire.Listing{}, "Stretch": wire.Stretch{}, "Block": wire.Block{}, "Problem": wire.Problem{},
	} {
		var fields, always []string
		for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
			tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if tag == "" {
				continue // what is embedded
			}
			fields = append(fields, tag)
			if options == "" {
				always = append(always, tag)
			}
		}
		slices.Sort(fields)
		slices.Sort(always)
		schema := doc.Components.Schemas[name].Value
		if told := slices.Sorted(maps.Keys(schema.Properties)); !slices.Equal(told, fields) {
			t.Errorf("%s has the fields\n%q, and is described with\n%q", name, fields, told)
		}
		if told := slices.Sorted(slices.Values(schema.Required)); !slices.Equal(told, always) {
			t.Errorf("%s always has\n%q, and is described with\n%q", name, always, told)
		}
	}
}

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

// Nothing of a collection that somebody may not see shows in what they are told.
func TestNothingHiddenIsToldPrograms(t *testing.T) {
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
		} {
			var told [2]string
			for i, p := range programs {
				r, text := p.call(q.method, q.path, q.body)
				told[i] = fmt.Sprintf("%d %v %v", r.StatusCode, r.Header, plainIDs(decoded([]byte(text))))
			}
			if told[0] != told[1] {
				t.Fatalf("%s %s %s tells apart\n%s\n%s", q.method, q.path, q.body, told[0], told[1])
			}
		}
	})
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

// Whatever a program sends, it is answered as described.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{`{"question":"Do dogs sail for nothing?","conversation":"c","language":"de","explain":true}`, `{"topic":"ferries"}`,
		`{"collection":"ports","doc":"tolls.txt","hash":"a","start":0,"end":9}`, `{"id":"a","rating":"helpful"}`, `{"question":"\u202e\ud800","x":[[[{}]]]}`, `{"question":"a"}{`, "{\"question\":\"\x1b[31m\"}", `{"a\u0000":null,`} {
		for path := range 5 {
			f.Add(path, body, "application/json")
		}
	}
	f.Add(0, "question=a", "application/x-www-form-urlencoded; charset=\"")
	p := programOf(f, ports(f), Options{})
	f.Fuzz(func(t *testing.T, path int, body, kind string) {
		fuzzed := program{&visitor{t: t, server: p.server, headers: map[string]string{"Content-Type": kind}}, p.doc}
		at := endpoints[uint(path)%5].path
		if r, text := fuzzed.call("POST", at, body); r.StatusCode >= 500 {
			t.Errorf("%s %q: %d\n%s", at, body, r.StatusCode, text)
		}
	})
}
