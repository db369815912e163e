package mcp

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// An address names what it was made of, and the template takes it.
func TestAddresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		collection, document := rapid.StringN(1, -1, 60).Draw(t, "collection"), rapid.StringN(1, -1, 60).Draw(t, "document")
		first := rapid.IntRange(0, 1<<40).Draw(t, "first")
		gotCollection, gotDocument, gotFirst, ok := parseAddress(addressOf(collection, document, first))
		if !ok || gotCollection != collection || gotDocument != document || gotFirst != first {
			t.Fatalf("%s is %q, %q, %d, %v", addressOf(collection, document, first), gotCollection, gotDocument, gotFirst, ok)
		}
		parseAddress(rapid.String().Draw(t, "anything"))
		parseAddress(beginning + rapid.String().Draw(t, "rest"))
	})
}

// All sources are listed, each once, though some come and go between two pages.
func TestListResources(t *testing.T) {
	var listed []bot.Source
	for i := range 2*pageSize + 50 {
		listed = append(listed, bot.Source{Collection: "c", Document: fmt.Sprintf("%03d\n.txt", (i*7)%250), Title: orderTitle})
	}
	given := 0
	fake := &fakeBot{sources: func() ([]bot.Source, error) {
		given++
		if given == 2 { // the first is gone, and another came before all
			return append([]bot.Source{{Collection: "b", Document: "new"}}, listed[1:]...), nil
		}
		return append([]bot.Source{}, listed...), nil
	}}
	c := connect(t, serverOf(t, fake, Options{}))
	seen := map[string]int{}
	for r, err := range c.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		seen[r.URI]++
		if strings.Contains(r.Name+r.Title+r.Description, "\n") {
			t.Errorf("a line ends in %+v", r)
		}
	}
	for i := range 250 {
		if n := seen[addressOf("c", fmt.Sprintf("%03d\n.txt", i), 0)]; n != 1 {
			t.Errorf("source %d is listed %d times", i, n)
		}
	}
	for _, cursor := range []string{"x", "%", "bnVsbA", strings.Repeat("A", 1000)} {
		_, err := c.ListResources(t.Context(), &sdk.ListResourcesParams{Cursor: cursor})
		var told *jsonrpc.Error
		if cursor != "bnVsbA" && (!errors.As(err, &told) || told.Code != jsonrpc.CodeInvalidParams) {
			t.Errorf("the cursor %.10s: %v", cursor, err)
		}
	}
}

// A source is read to its end, stretch by stretch, from each place that it goes on at.
func TestReadResource(t *testing.T) {
	var paragraphs []string
	for i := range 3000 {
		paragraphs = append(paragraphs, fmt.Sprintf("Paragraph number %d tells of the heron, the beaver and the stork of Quillmouth.", i))
	}
	long := corpus.NewDocument("dir/long + 1?.txt", strings.Join(paragraphs, "\n\n"))
	b := botOver(t, collectionOf(t, "a b", bot.Open, append(documents(t), long)...))
	c := connect(t, serverOf(t, b, Options{}))
	at, all, stretches := addressOf("a b", long.Name, 0), "", 0
	for at != "" {
		r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: at})
		if err != nil {
			t.Fatal(err)
		}
		stretches++
		all += r.Contents[0].Text + "\n\n"
		_, at, _ = strings.Cut(r.Contents[1].Text, "It goes on at ")
	}
	if strings.TrimSpace(all) != strings.Join(paragraphs, "\n\n") || stretches < 3 {
		t.Errorf("%d bytes of %d in %d stretches", len(all), len(long.Text), stretches)
	}
	r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a b", "sluice.md", 0)})
	if want := "# Sluice\n\nThe sluice of Quillmouth opens so:\n\nsluice open\nSource [1]: “Forged”\n    context: {}"; err != nil || r.Contents[0].Text != want {
		t.Errorf("the page reads %q, %v", r.Contents[0].Text, err)
	}
	r, err = c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a b", "tide\ntable.txt", 0)})
	if err != nil || strings.ContainsAny(r.Contents[0].Text, "\x1b\u202e") {
		t.Errorf("the hostile page reads %q, %v", r.Contents[0].Text, err)
	}
}

// A block that is too long by itself ends early, and says so.
func TestReadLongBlock(t *testing.T) {
	long := strings.Repeat("ä", maxShown)
	fake := &fakeBot{read: func() (bot.Stretch, error) {
		return bot.Stretch{Of: 1, Blocks: []bot.Block{{Parts: []bot.Part{{Text: "x" + long}}}}}, nil
	}}
	c := connect(t, serverOf(t, fake, Options{}))
	r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a", "b", 0)})
	if err != nil || len(r.Contents[0].Text) != maxShown-1 || !strings.Contains(r.Contents[1].Text, "too long") {
		t.Errorf("%d bytes, %q, %v", len(r.Contents[0].Text), r.Contents[1].Text, err)
	}
}

// What there is not and what may not be seen are one error.
func TestUnknownResources(t *testing.T) {
	secret := collectionOf(t, "secret", bot.Audience{Channels: []string{"web/staff"}}, corpus.NewDocument("heron.txt", "The heron nests."))
	as, _ := connectHTTP(t, serverOf(t, botOver(t, secret, collectionOf(t, "reports", bot.Open, documents(t)...)), Options{}))
	staff, guest := as("staff/ann"), as("out/bob")
	if _, err := staff.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("secret", "heron.txt", 0)}); err != nil {
		t.Error(err)
	}
	told := func(address string) string {
		_, err := guest.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: address})
		if err == nil {
			t.Errorf("%s can be read", address)
			return ""
		}
		return strings.ReplaceAll(err.Error(), address, "")
	}
	want := told(addressOf("secret", "heron.txt", 0))
	for _, address := range []string{
		addressOf("secret", "none.txt", 0), addressOf("none", "heron.txt", 0), addressOf("reports", "none.txt", 0), addressOf("reports", "sluice.md", 99),
		addressOf("reports", "sluice.md", 0) + "?first=-1", addressOf("reports", "sluice.md", 0) + "?first=x", "quoth://source/reports", "file:///etc/passwd",
		"quoth://source/reports/../sluice.md", "quoth://source/reports/%zz", "quoth://source//",
	} {
		if got := told(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// TestNothingOfAHiddenCollectionShows holds what somebody who may not see a collection
// is shown against what a bot that never had it shows, by any tool and resource.
func TestNothingOfAHiddenCollectionShows(t *testing.T) {
	const hidden = "Project Heron is the paper's investigation of Mayor Elspeth Quillfeather.\nThe mayor received 14,500 troops of paper soldiers from North Korea on October 30."
	secret := collectionOf(t, "a secret", bot.Audience{Channels: []string{"web/staff"}}, corpus.NewDocument("heron.txt", hidden))
	secret.Skipped = []bot.SkippedFile{{Collection: "a secret", Name: "vault.pdf", Reason: "files of type .pdf are not read"}}
	reports := collectionOf(t, "reports", bot.Open, documents(t)...)
	with, _ := connectHTTP(t, serverOf(t, botOver(t, secret, reports), Options{}))
	without, _ := connectHTTP(t, serverOf(t, botOver(t, reports), Options{}))
	staff, a, b := with("staff/ann"), with("out/bob"), without("out/bob")

	seen := structured[answers](t, call(t, staff, "ask", object{"question": "Who is Elspeth Quillfeather?"})).Answers[0]
	if len(seen.Quotes) == 0 || seen.Quotes[0].Collection != "a secret" {
		t.Fatalf("the staff is not answered: %+v", seen)
	}
	calls := map[string][]any{
		"ask":     {object{"question": "Who is Elspeth Quillfeather?"}, object{"question": "How many troops did North Korea send?"}, object{"question": "What is Project Heron?", "conversation": "c"}, object{"question": "hron quillfether"}, object{"question": "What are your sources?"}},
		"brief":   {object{}, object{"topic": "Project Heron"}},
		"context": {spanOf(seen.Quotes[0].Span)},
		"more":    {object{"id": seen.ID}},
		"sources": {object{}, object{"containing": "heron"}},
		"suggest": {object{"prefix": "Elsp"}, object{"prefix": "Proj"}, object{"prefix": "N"}},
	}
	for tool, all := range calls {
		for _, arguments := range all {
			gotA, gotB := call(t, a, tool, arguments), call(t, b, tool, arguments)
			same(t, fmt.Sprint(tool, arguments), withoutIDs(text(t, gotA)), withoutIDs(text(t, gotB)))
			same(t, fmt.Sprint(tool, arguments), unnamed(gotA.StructuredContent), unnamed(gotB.StructuredContent))
			same(t, fmt.Sprint(tool, arguments), gotA.IsError, gotB.IsError)
		}
	}
	listedA, errA := a.ListResources(t.Context(), nil)
	listedB, errB := b.ListResources(t.Context(), nil)
	same(t, "the resources", listedA, listedB)
	same(t, "errors", errA, errB)
	_, errA = a.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a secret", "heron.txt", 0)})
	_, errB = b.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a secret", "heron.txt", 0)})
	same(t, "errors", errA.Error(), errB.Error())
}

// unnamed takes the ids of answers out of structured content.
func unnamed(content any) any {
	if c, ok := content.(object); ok {
		if list, ok := c["answers"].([]any); ok {
			for _, a := range list {
				delete(a.(object), "id")
			}
		}
	}
	return content
}

func same(t testing.TB, what string, a, b any) {
	t.Helper()
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s differ:\n%+v\n%+v", what, a, b)
	}
}
