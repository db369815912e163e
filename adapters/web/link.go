package web

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// Links lead from a quotation on another platform to where it stands in its source. A
// link opens for whoever may see the reply that it stands in: it names one document, and
// the place of the reply, and is signed. The collections' rules hold when it is opened as
// they did when it was made.
type Links struct {
	Address string        // of the pages
	Key     []byte        // that links are signed with; none for links that ask to sign in
	Age     time.Duration // after which a link asks to sign in
}

// Unsigned are links for who may show them to anybody, as a program may: whoever follows
// one signs in. Without an address they are relative to that of the server.
func (l Links) Unsigned() Links { return Links{Address: l.Address} }

// A linkPlace is the place of a reply as a link has it.
type linkPlace struct {
	Platform  string `json:"p"`
	Workspace string `json:"w,omitempty"`
	Channel   string `json:"c,omitempty"`
	Direct    bool   `json:"d,omitempty"`
	Outside   bool   `json:"o,omitempty"`
}

// To is the link to a quotation in a reply to somebody.
func (l Links) To(from bot.From, q bot.Quote) string {
	link := l.Address + sourcePath(q.Span.Collection, q.Span.Document)
	of := url.Values{"s": {fmt.Sprintf("%d-%d", q.Span.Start, q.Span.End)}, "h": {q.Span.Hash}, "t": {bot.Fingerprint(q.Text)}}
	if len(l.Key) > 0 {
		p := from.Place
		place, err := json.Marshal(linkPlace{p.Platform, p.Workspace, p.Channel, p.Direct, from.Asker.Outside})
		if err != nil { // texts and truths alone do not fail
			return link
		}
		of.Set("p", base64.RawURLEncoding.EncodeToString(place))
		of.Set("e", strconv.FormatInt(time.Now().Add(l.Age).Unix(), 10))
		of.Set("k", l.signature(q.Span.Collection, q.Span.Document, of))
	}
	return link + "?" + of.Encode() + "#quote"
}

// signature signs that a place may see a document until a time.
func (l Links) signature(collection, document string, of url.Values) string {
	return signature(l.Key, "link", collection, document, of.Get("p"), of.Get("e"))
}

// opens returns the place of the reply that a link to a document stood in; false for a
// link that is not signed, or no longer good.
func (l Links) opens(collection, document string, of url.Values, now time.Time) (bot.From, bool) {
	until, err := strconv.ParseInt(of.Get("e"), 10, 64)
	if len(l.Key) == 0 || err != nil || now.Unix() >= until ||
		!hmac.Equal([]byte(of.Get("k")), []byte(l.signature(collection, document, of))) {
		return bot.From{}, false
	}
	var p linkPlace
	place, err := base64.RawURLEncoding.DecodeString(of.Get("p"))
	if err != nil || json.Unmarshal(place, &p) != nil {
		return bot.From{}, false
	}
	return bot.From{
		Asker: bot.Asker{ID: "link", Outside: p.Outside},
		Place: bot.Place{Platform: p.Platform, Workspace: p.Workspace, Channel: p.Channel, Direct: p.Direct},
	}, true
}

// opened shows a document to who follows a link from a reply, and to readers.
func (s *Server) opened(page func(http.ResponseWriter, *http.Request, bot.From)) http.HandlerFunc {
	readers := s.readers(page)
	return func(w http.ResponseWriter, r *http.Request) {
		from, ok := s.options.Links.opens(r.PathValue("collection"), r.PathValue("document"), r.URL.Query(), time.Now())
		if !ok {
			readers(w, r)
			return
		}
		from.Place.Language = s.language(r)
		page(w, r, from)
	}
}

// signedParts are the parts of a link's query that let it open, with "&" before each.
func signedParts(of url.Values) string {
	if of.Get("k") == "" {
		return ""
	}
	return "&" + url.Values{"p": of["p"], "e": of["e"], "k": of["k"]}.Encode()
}

// Linked is a bot whose quotations have links to their sources.
func Linked(b Bot, l Links) Bot { return linked{b, l} }

type linked struct {
	Bot
	links Links
}

func (b linked) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	answers, err := b.Bot.Ask(ctx, q)
	return b.links.inAnswers(q.From, answers), err
}

func (b linked) More(ctx context.Context, from bot.From, answerID string) ([]bot.Quote, error) {
	quotes, err := b.Bot.More(ctx, from, answerID)
	return b.links.inQuotes(from, quotes), err
}

func (b linked) Context(ctx context.Context, from bot.From, s bot.Span) (bot.Passage, error) {
	p, err := b.Bot.Context(ctx, from, s)
	if err != nil {
		return p, err
	}
	return b.links.inPassage(from, p), nil
}

// inAnswers gives the quotations of answers their links. The bot remembers the answers
// too: what it has stays without.
func (l Links) inAnswers(from bot.From, answers []bot.Answer) []bot.Answer {
	for i := range answers {
		a := &answers[i]
		a.Quotes = l.inQuotes(from, a.Quotes)
		if a.Disagreement == nil {
			continue
		}
		d := *a.Disagreement
		d.Values = slices.Clone(d.Values)
		for k := range d.Values {
			d.Values[k].Quote.Link = l.To(from, d.Values[k].Quote)
		}
		a.Disagreement = &d
	}
	return answers
}

// inPassage gives a quotation and its neighbours their links, as inAnswers does.
func (l Links) inPassage(from bot.From, p bot.Passage) bot.Passage {
	p.Before, p.After = l.inQuotes(from, p.Before), l.inQuotes(from, p.After)
	p.Quote.Link = l.To(from, p.Quote)
	return p
}

// inQuotes gives quotations their links, as inAnswers does.
func (l Links) inQuotes(from bot.From, quotes []bot.Quote) []bot.Quote {
	quotes = slices.Clone(quotes)
	for i := range quotes {
		quotes[i].Link = l.To(from, quotes[i])
	}
	return quotes
}
