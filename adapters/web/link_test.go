package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A link in a reply opens its source for who may see the reply, and no other.
func TestLinks(t *testing.T) {
	b, err := bot.New([]bot.Collection{
		collectionOf(t, "ports", bot.Audience{Everyone: true}, documentsOf(t, "a/ferries.md", ferries)),
		collectionOf(t, "secret", bot.Audience{Channels: []string{"slack/C1"}}, documentsOf(t, "vault.txt", vault, "other.txt", "Another vault is empty.")),
	})
	if err != nil {
		t.Fatal(err)
	}
	links := Links{Address: "https://quoth.example.org", Key: []byte("12345678901234567890123456789012"), Age: time.Hour}
	v := visit(t, b, Options{Access: access, Links: links, Address: links.Address})
	newsroom := bot.From{Asker: bot.Asker{ID: "U1"}, Place: bot.Place{Platform: "slack", Workspace: "T1", Channel: "C1"}}
	asked := Linked(b, links)
	answers, err := asked.Ask(t.Context(), bot.Question{From: newsroom, Text: "How many crowns of silver does the vault of Quillmouth hold?"})
	if err != nil || len(answers) != 1 || len(answers[0].Quotes) == 0 {
		t.Fatal(answers, err)
	}
	link, err := url.Parse(answers[0].Quotes[0].Link)
	if err != nil || link.Host != "quoth.example.org" || link.Fragment != "quote" || strings.Contains(link.String(), "silver") {
		t.Fatalf("the link is %v, %v", link, err)
	}
	page := v.get(link.RequestURI(), 200)
	if quoted := element(t, page, hasID("quote")); !strings.HasPrefix(textOf(quoted), "The vault of Quillmouth holds") {
		t.Errorf("%q is marked", textOf(quoted))
	}

	with := func(name, value string) string {
		changed := *link
		of := changed.Query()
		of.Set(name, value)
		changed.RawQuery = of.Encode()
		return changed.RequestURI()
	}
	for name, path := range map[string]string{
		"another document":   strings.Replace(link.RequestURI(), "vault.txt", "other.txt", 1),
		"another collection": strings.Replace(link.RequestURI(), "/secret/", "/ports/", 1),
		"a longer time":      with("e", "99999999999"),
		"another place":      with("p", "eyJwIjoic2xhY2siLCJjIjoiQzIifQ"),
		"another signature":  with("k", "AAAA"),
		"no signature":       with("k", ""),
	} {
		if r := v.do("GET", path, ""); r.StatusCode != http.StatusSeeOther {
			t.Errorf("%s opens: %d", name, r.StatusCode)
		}
	}
	if _, ok := links.opens("secret", "vault.txt", link.Query(), time.Now().Add(2*time.Hour)); ok {
		t.Error("a link does not end")
	}
	if r := v.do("GET", strings.Replace(link.RequestURI(), "/source/secret/vault.txt", "/sources", 1), ""); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a link opens other pages: %d", r.StatusCode)
	}

	// Somebody may no longer see what they saw when the link was made.
	elsewhere := newsroom
	elsewhere.Place.Channel = "C2"
	gone, err := url.Parse(links.To(elsewhere, answers[0].Quotes[0]))
	if err != nil {
		t.Fatal(err)
	}
	v.get(gone.RequestURI(), 404)

	more, err := asked.More(t.Context(), newsroom, answers[0].ID)
	for _, q := range more {
		if q.Link == "" {
			t.Errorf("%q has no link", q.Text)
		}
	}
	passage, err2 := asked.Context(t.Context(), newsroom, answers[0].Quotes[0].Span)
	if err != nil || err2 != nil || passage.Quote.Link == "" {
		t.Errorf("%v, %v, %+v", err, err2, passage.Quote)
	}
	if unsigned := (Links{Address: links.Address}).To(newsroom, answers[0].Quotes[0]); strings.Contains(unsigned, "k=") {
		t.Errorf("a link without a key is %s", unsigned)
	}
}

// The parts of a source that a link opens lead to each other.
func TestLinkToLongSource(t *testing.T) {
	b, err := bot.New([]bot.Collection{collectionOf(t, "ports", bot.Audience{Channels: []string{"slack/C1"}}, documentsOf(t, "long.md", strings.Repeat("The quay of Marrow has a crane and a bell.\n\n", 4000)+"The heron nests.\n"))})
	if err != nil {
		t.Fatal(err)
	}
	links := Links{Address: "https://quoth.example.org", Key: []byte("12345678901234567890123456789012"), Age: time.Hour}
	v := visit(t, b, Options{Access: access, Links: links})
	answers, err := Linked(b, links).Ask(t.Context(), bot.Question{From: bot.From{Place: bot.Place{Platform: "slack", Channel: "C1"}}, Text: "Where does the heron nest?"})
	if err != nil {
		t.Fatal(err)
	}
	link, err := url.Parse(answers[0].Quotes[0].Link)
	if err != nil {
		t.Fatal(err)
	}
	page := v.get(link.RequestURI(), 200)
	v.get(attr(element(t, page, linkTo("/source/ports/long.md?until=")), "href"), 200)
}
