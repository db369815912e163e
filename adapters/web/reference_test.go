package web

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestReference makes doc/reference/http.md from the description of the interface. go
// test ./adapters/web -run Reference -update writes it.
func TestReference(t *testing.T) {
	doc := description31(t)
	var b strings.Builder
	b.WriteString("# HTTP interface\n\n<!-- Made from adapters/web/openapi.yaml; TestReference of adapters/web writes it. -->\n\n")
	b.WriteString(strings.TrimSpace(doc.Info.Description) + "\n\nA server describes itself at `/api/openapi.yaml`. [From a program](../guides/programs.md) has examples.\n\n## Requests\n")
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if o := doc.Paths.Value(path).GetOperation(method); o != nil {
				writeOperation(&b, method+" "+path, o)
			}
		}
	}
	b.WriteString("\n## Objects\n\nA field with a star is always there in a response, and has to be there in a request.\n")
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		writeSchema(&b, name, doc.Components.Schemas[name].Value)
	}
	goldentest.CheckFile(t, "../../doc/reference/http.md", b.String())
}

// TestJSONReference holds that doc/reference/json.md has every field of an answer.
func TestJSONReference(t *testing.T) {
	page, err := os.ReadFile("../../doc/reference/json.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Answer", "Quote", "Place", "Match", "Evidence", "Disagreement", "Value", "Correction"} {
		for field := range description31(t).Components.Schemas[name].Value.Properties {
			if !strings.Contains(string(page), "`"+field+"`") {
				t.Errorf("the page has no field %s of %s", field, name)
			}
		}
	}
}

func writeOperation(b *strings.Builder, name string, o *openapi3.Operation) {
	fmt.Fprintf(b, "\n### %s\n\n", o.Summary)
	if o.Description != "" {
		fmt.Fprintf(b, "%s\n\n", o.Description)
	}
	fmt.Fprintf(b, "- Request: `%s`", name)
	if o.RequestBody != nil {
		fmt.Fprintf(b, " with %s", shape(o.RequestBody.Value.Content.Get("application/json").Schema))
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses.Map())) {
		response := o.Responses.Value(status).Value
		if status != "200" && status != "204" {
			continue // problems are of one form
		}
		fmt.Fprintf(b, "\n- Response: %s", status)
		if body := response.Content.Get("application/json"); body != nil {
			fmt.Fprintf(b, " with %s", shape(body.Schema))
		}
		fmt.Fprintf(b, ". %s", *response.Description)
	}
	b.WriteString("\n")
	if len(o.Parameters) == 0 {
		return
	}
	b.WriteString("\n| parameter | in | type | what it says |\n|---|---|---|---|\n")
	for _, parameter := range o.Parameters {
		p := parameter.Value
		fmt.Fprintf(b, "| `%s`%s | %s | %s | %s |\n", p.Name, star(p.Required), p.In, shape(p.Schema), p.Description)
	}
}

func writeSchema(b *strings.Builder, name string, s *openapi3.Schema) {
	fmt.Fprintf(b, "\n### %s\n", name)
	if s.Description != "" {
		fmt.Fprintf(b, "\n%s\n", s.Description)
	}
	if len(s.Properties) == 0 {
		fmt.Fprintf(b, "\nIt is %s.\n", shape(&openapi3.SchemaRef{Value: s}))
		return
	}
	b.WriteString("\n| field | type | what it says |\n|---|---|---|\n")
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[field]
		about := ""
		if p.Ref == "" {
			about = p.Value.Description
		}
		fmt.Fprintf(b, "| `%s`%s | %s | %s |\n", field, star(slices.Contains(s.Required, field)), shape(p), about)
	}
}

func star(required bool) string {
	if required {
		return " *"
	}
	return ""
}

// shape says what a value looks like: a link to an object, a list, one of some words, or
// a type.
func shape(s *openapi3.SchemaRef) string {
	if s.Ref != "" {
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
	}
	v := s.Value
	switch {
	case v.Items != nil:
		return "list of " + shape(v.Items)
	case len(v.Enum) > 0:
		words := make([]string, len(v.Enum))
		for i, e := range v.Enum {
			words[i] = fmt.Sprintf("`%v`", e)
		}
		return strings.Join(words, ", ")
	case len(v.OneOf) > 0:
		either := make([]string, len(v.OneOf))
		for i, e := range v.OneOf {
			either[i] = shape(e)
		}
		return strings.Join(either, " or ")
	case v.Type != nil:
		return strings.Join(v.Type.Slice(), " or ")
	}
	return "any"
}
