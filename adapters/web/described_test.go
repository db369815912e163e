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

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

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
		holds(t, p.get("/problems/"+problem.name, 200), problem.title, problem.detail)
	}
	if n := strings.Count(p.doc.Info.Description, "| `/problems/"); n != len(problems) {
		t.Errorf("%d problems are described, of %d", n, len(problems))
	}
	p.get("/problems/none", 404)
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
