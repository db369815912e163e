package journal

import (
	"encoding/json"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// This file holds the forms in which answers, quotes, turns and deliveries are
// stored. They are read for ever: a key that was written once keeps its name and
// meaning, whatever the bot's own types are called. testdata/kept has a row of
// each form that was released.

type storedAnswer struct {
	ID           string              `json:"ID"`
	Asked        string              `json:"Asked"`
	Verdict      string              `json:"Verdict"`
	Confidence   float64             `json:"Confidence"`
	Quotes       []storedQuote       `json:"Quotes"`
	Disagreement *storedDisagreement `json:"Disagreement"`
	Missing      []string            `json:"Missing"`
	NotSaidOf    []string            `json:"NotSaidOf,omitempty"`
	OtherScript  bool                `json:"OtherScript,omitempty"`
	Unreached    []string            `json:"Unreached,omitempty"`
	AllUnreached bool                `json:"AllUnreached,omitempty"`
	Corrections  []storedCorrection  `json:"Corrections"`
	Unanswered   int                 `json:"Unanswered"`
	Topic        string              `json:"Topic,omitempty"`
	Greeting     string              `json:"Greeting"`
	Titles       []string            `json:"Titles,omitempty"` // of the first documents that may be quoted
	Documents    int                 `json:"Documents,omitempty"`
	Skipped      int                 `json:"Skipped,omitempty"` // files that could not be read
	Files        int                 `json:"Files,omitempty"`   // of so many
}

// A storedQuote has no evidence: that is most of a quote's size, and tells
// nothing later.
type storedQuote struct {
	Span      storedLocation `json:"Span"`
	Text      string         `json:"Text"`
	Mask      string         `json:"Mask,omitempty"`
	Kind      string         `json:"Kind,omitempty"` // none for a paragraph
	Links     []storedLink   `json:"Links,omitempty"`
	Line      int            `json:"Line,omitempty"`
	Place     string         `json:"Place,omitempty"` // "page", "slide", "time", "line", "message"
	PlaceAt   int            `json:"PlaceAt,omitempty"`
	Label     string         `json:"PlaceLabel,omitempty"`
	Link      string         `json:"PlaceLink,omitempty"`
	Retrieved string         `json:"Retrieved,omitempty"`
	Changed   string         `json:"Superseded,omitempty"`
	Title     string         `json:"Title"`
	URL       string         `json:"URL"`
	Author    string         `json:"Author"`
	Date      string         `json:"Date"`
	Paragraph int            `json:"Paragraph"`
	Sentence  int            `json:"Sentence"`
	Under     []string       `json:"Under,omitempty"`
	Leads     []storedPart   `json:"Leads,omitempty"`
	Follows   []storedPart   `json:"Follows,omitempty"`
	More      bool           `json:"FollowsMore,omitempty"`
	Around    []storedPart   `json:"Surroundings,omitempty"`
	Before    string         `json:"Before"`
	After     string         `json:"After"`
	Matches   []storedMatch  `json:"Matches"`
	Score     float64        `json:"Score"`
}

// A storedLocation is a span of a document of a collection. It is also what a turn
// keeps of its quote.
type storedLocation struct {
	Collection string `json:"collection"`
	Document   string `json:"doc"`
	Hash       string `json:"hash"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
}

type storedSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A storedPart is a stretch of a document beside a quote.
type storedPart struct {
	Span  storedSpan   `json:"Span"`
	Text  string       `json:"Text"`
	Mask  string       `json:"Mask,omitempty"`
	Kind  string       `json:"Kind,omitempty"` // none for a paragraph
	Links []storedLink `json:"Links,omitempty"`
}

type storedLink struct {
	Span    storedSpan `json:"Span"`
	Address string     `json:"Address"`
}

type storedMatch struct {
	Span   storedSpan `json:"Span"`
	Asked  string     `json:"Asked"`
	Reason string     `json:"Reason"`
}

type storedCorrection struct {
	Asked  string `json:"Asked"`
	Read   string `json:"Read"`
	Reason string `json:"Reason"`
}

type storedDisagreement struct {
	Kind   string        `json:"Kind"`
	Values []storedValue `json:"Values"`
}

type storedValue struct {
	Value     string      `json:"Value"`
	Written   storedSpan  `json:"Written"`
	Qualifier string      `json:"Qualifier"`
	Quote     storedQuote `json:"Quote"`
}

type storedDelivery struct {
	Keys     []string        `json:"Keys"`
	Platform string          `json:"Platform"`
	Message  string          `json:"Message"`
	Edit     bool            `json:"Edit"`
	Deleted  bool            `json:"Deleted"`
	Question storedQuestion  `json:"Question"`
	Payload  json.RawMessage `json:"Payload"` // the adapter's own form
	Received time.Time       `json:"Received"`
}

type storedQuestion struct {
	Asker        storedAsker `json:"Asker"`
	Place        storedPlace `json:"Place"`
	Text         string      `json:"Text"`
	About        string      `json:"About,omitempty"`
	Conversation string      `json:"Conversation"`
	Overheard    bool        `json:"Overheard"`
	Opening      bool        `json:"Opening,omitempty"`
}

type storedAsker struct {
	ID      string   `json:"ID"`
	Outside bool     `json:"Outside"`
	Groups  []string `json:"Groups,omitempty"`
}

// A storedPlace is where a question was asked.
type storedPlace struct {
	Platform  string `json:"Platform"`
	Workspace string `json:"Workspace"`
	Channel   string `json:"Channel"`
	Direct    bool   `json:"Direct"`
	Language  string `json:"Language,omitempty"`
}

// encode writes a stored form. It cannot fail but for a number that is none.
func encode(stored any) (string, error) {
	text, err := json.Marshal(stored)
	return string(text), err
}

// convert converts a list; nil stays nil.
func convert[A, B any](list []A, one func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = one(a)
	}
	return out
}

func storeAnswer(a bot.Answer) storedAnswer {
	s := storedAnswer{
		ID: a.ID, Asked: a.Asked, Verdict: string(a.Verdict), Confidence: a.Confidence, Quotes: convert(a.Quotes, storeQuote),
		Missing: a.Missing, NotSaidOf: a.NotSaidOf, OtherScript: a.OtherScript, Unreached: a.Unreached.Collections, AllUnreached: a.Unreached.All, Unanswered: a.Unanswered, Topic: a.Topic, Greeting: string(a.Greeting), Titles: a.Listed.Titles, Documents: a.Listed.Of,
		Skipped: a.Files.Skipped, Files: a.Files.Of,
		Corrections: convert(a.Corrections, func(c bot.Correction) storedCorrection {
			return storedCorrection{c.Asked, c.Read, string(c.Reason)}
		}),
	}
	if d := a.Disagreement; d != nil {
		s.Disagreement = &storedDisagreement{string(d.Kind), convert(d.Values, func(v bot.ValueQuote) storedValue {
			return storedValue{v.Value, storedSpan(v.Written), v.Qualifier, storeQuote(v.Quote)}
		})}
	}
	return s
}

func (s storedAnswer) answer() bot.Answer {
	a := bot.Answer{
		ID: s.ID, Asked: s.Asked, Verdict: bot.Verdict(s.Verdict), Confidence: s.Confidence, Quotes: convert(s.Quotes, storedQuote.quote),
		Missing: s.Missing, NotSaidOf: s.NotSaidOf, OtherScript: s.OtherScript, Unreached: bot.Unreached{Collections: s.Unreached, All: s.AllUnreached}, Unanswered: s.Unanswered, Topic: s.Topic, Greeting: bot.Greeting(s.Greeting), Listed: bot.Listed{Titles: s.Titles, Of: s.Documents},
		Files: bot.FileCount{Skipped: s.Skipped, Of: s.Files},
		Corrections: convert(s.Corrections, func(c storedCorrection) bot.Correction {
			return bot.Correction{Asked: c.Asked, Read: c.Read, Reason: words.Reason(c.Reason)}
		}),
	}
	if d := s.Disagreement; d != nil {
		a.Disagreement = &bot.Disagreement{Kind: bot.DisagreementKind(d.Kind), Values: convert(d.Values, func(v storedValue) bot.ValueQuote {
			return bot.ValueQuote{Value: v.Value, Written: corpus.Span(v.Written), Qualifier: v.Qualifier, Quote: v.Quote.quote()}
		})}
	}
	return a
}

func storeQuote(q bot.Quote) storedQuote {
	return storedQuote{
		Span: storeLocation(q.Span), Text: q.Text, Mask: q.Mask, Kind: storeKind(q.Kind), Links: convert(q.Links, storeLink), Line: q.Line, Place: q.Place.Kind.String(), PlaceAt: q.Place.Number, Label: q.Place.Label, Link: q.Place.Link, Retrieved: q.Retrieved, Changed: q.Superseded, Title: q.Title, URL: q.URL, Author: q.Author, Date: q.Date,
		Paragraph: q.Paragraph, Sentence: q.Sentence, Under: q.Under, Before: q.Before, After: q.After, Score: q.Score,
		Leads: convert(q.Leads, storePart), Follows: convert(q.Follows, storePart), More: q.FollowsMore, Around: convert(q.Surroundings, storePart),
		Matches: convert(q.Matches, func(m bot.Match) storedMatch {
			return storedMatch{storedSpan(m.Span), m.Asked, string(m.Reason)}
		}),
	}
}

func (s storedQuote) quote() bot.Quote {
	return bot.Quote{
		Span: s.Span.span(), Text: s.Text, Mask: s.Mask, Kind: corpus.KindNamed(s.Kind), Links: convert(s.Links, storedLink.link), Line: s.Line, Place: corpus.Place{Kind: corpus.PlaceNamed(s.Place), Number: s.PlaceAt, Label: s.Label, Link: s.Link}, Retrieved: s.Retrieved, Superseded: s.Changed, Title: s.Title, URL: s.URL, Author: s.Author, Date: s.Date,
		Paragraph: s.Paragraph, Sentence: s.Sentence, Under: s.Under, Before: s.Before, After: s.After, Score: s.Score,
		Leads: convert(s.Leads, storedPart.part), Follows: convert(s.Follows, storedPart.part), FollowsMore: s.More,
		Surroundings: convert(s.Around, storedPart.part),
		Matches: convert(s.Matches, func(m storedMatch) bot.Match {
			return bot.Match{Span: corpus.Span(m.Span), Asked: m.Asked, Reason: words.Reason(m.Reason)}
		}),
	}
}

func storePart(p bot.Part) storedPart {
	return storedPart{storedSpan(p.Span), p.Text, p.Mask, storeKind(p.Kind), convert(p.Links, storeLink)}
}

func (s storedPart) part() bot.Part {
	return bot.Part{Span: corpus.Span(s.Span), Text: s.Text, Mask: s.Mask, Kind: corpus.KindNamed(s.Kind), Links: convert(s.Links, storedLink.link)}
}

func storeLink(l bot.Link) storedLink { return storedLink{storedSpan(l.Span), l.Address} }

func (s storedLink) link() bot.Link { return bot.Link{Span: corpus.Span(s.Span), Address: s.Address} }

// storeKind names a kind of block; a paragraph has no name.
func storeKind(k corpus.Kind) string {
	if k == corpus.Prose {
		return ""
	}
	return k.String()
}

func storeLocation(s bot.Span) storedLocation {
	return storedLocation{s.Collection, s.Document, s.Hash, s.Start, s.End}
}

func (s storedLocation) span() bot.Span {
	return bot.Span{Collection: s.Collection, Document: s.Document, Hash: s.Hash, Span: corpus.Span{Start: s.Start, End: s.End}}
}

func storeDelivery(d bot.Delivery) storedDelivery {
	q := d.Question
	return storedDelivery{
		Keys: d.Keys, Platform: d.Platform, Message: d.Message, Edit: d.Edit, Deleted: d.Deleted, Payload: d.Payload, Received: d.Received,
		Question: storedQuestion{storedAsker(q.Asker), storedPlace(q.Place), q.Text, q.About, q.Conversation, q.Overheard, q.Opening},
	}
}

func (s storedDelivery) delivery() bot.Delivery {
	q := s.Question
	d := bot.Delivery{
		Keys: s.Keys, Platform: s.Platform, Message: s.Message, Edit: s.Edit, Deleted: s.Deleted, Payload: s.Payload, Received: s.Received,
		Question: bot.Question{
			From: bot.From{Asker: bot.Asker(q.Asker), Place: bot.Place(q.Place)}, Text: q.Text, About: q.About, Conversation: q.Conversation, Overheard: q.Overheard, Opening: q.Opening,
		},
	}
	if string(d.Payload) == "null" {
		d.Payload = nil
	}
	return d
}
