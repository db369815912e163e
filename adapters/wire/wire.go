// Package wire is what the answers of the bot are as JSON, for programs: at a terminal,
// over HTTP and for assistants alike. The names of the fields are kept from release to
// release; fields may be added. Offsets count bytes of the document, which hash
// identifies: the first 16 bytes of the SHA-256 of its text, in hexadecimal.
package wire

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// An Answer is what is known of one question.
type Answer struct {
	Question     string        `json:"question"`        // as asked, or one of several asked together
	ID           string        `json:"id"`              // of the answer
	Topic        string        `json:"topic,omitempty"` // of a brief
	Verdict      bot.Verdict   `json:"verdict"`         // found, closest, none, brief or smalltalk
	Confidence   float64       `json:"confidence"`
	Quotes       []Quote       `json:"quotes"`                 // best first, at most three
	Disagreement *Disagreement `json:"disagreement"`           // null where the passages agree
	Missing      []string      `json:"missing"`                // what of the question the sources never mention
	OtherScript  bool          `json:"other_script,omitempty"` // the sources have nothing in the script of the question
	Unreached    []string      `json:"unreached,omitempty"`    // collections that could not be asked
	NotSaidOf    []string      `json:"not_said_of,omitempty"`  // dates, ordinals and names of the question that the quote is not of
	Corrections  []Correction  `json:"corrections"`            // words that were read as others
	Greeting     bot.Greeting  `json:"greeting,omitempty"`
	Unanswered   int           `json:"unanswered,omitempty"` // questions of the message beyond the five that are answered
	Skipped      *Files        `json:"skipped,omitempty"`    // files that could not be read, if there are any
}

// Files is how many files could not be read, of how many.
type Files struct {
	Files int `json:"files"`
	Of    int `json:"of"`
}

// A Place is where in a file that has no lines a quotation begins.
type Place struct {
	Kind   string `json:"kind"`            // page, slide, time, or message
	Number int    `json:"number"`          // from 1; of a time, seconds from the start
	Label  string `json:"label,omitempty"` // as the source prints it, where that is not the number; of a message when it was sent
	Link   string `json:"link,omitempty"`  // its own address
}

// lineOf is the line that a quote begins in; 0 where its document has none.
func lineOf(q bot.Quote) int {
	switch q.Place.Kind {
	case corpus.NoPlace:
		return q.Line
	case corpus.Line:
		return q.Place.Number
	}
	return 0
}

// ofPlace is a place that has a number and is no line; nil for others.
func ofPlace(p corpus.Place) *Place {
	switch p.Kind {
	case corpus.Page, corpus.Slide, corpus.Time, corpus.Message:
		return &Place{p.Kind.String(), p.Number, p.Label, p.Link}
	}
	return nil
}

// A Quote is a quotation.
type Quote struct {
	bot.Span             // collection, doc, hash, start, end
	Text      string     `json:"text"`            // the bytes from start to end
	Shown     string     `json:"shown,omitempty"` // without markup, where there is any
	Kind      string     `json:"kind"`            // paragraph, item, row...
	Links     []Link     `json:"links,omitempty"` // of what it shows, to the web
	Line      int        `json:"line,omitempty"`  // of the document, from 1, where it has lines
	Place     *Place     `json:"place,omitempty"` // where it has none
	Title     string     `json:"title"`
	URL       string     `json:"url"`
	Link      string     `json:"link,omitempty"` // to where it can be read in its source
	Author    string     `json:"author"`
	Date      string     `json:"date"`
	Retrieved string     `json:"retrieved,omitempty"`    // when a page of the web was as it is quoted
	Changed   string     `json:"changed,omitempty"`      // when it was found to be another since
	Paragraph int        `json:"paragraph"`              // in the document, from 1
	Sentence  int        `json:"sentence"`               // in the document, from 1
	Under     []string   `json:"under,omitempty"`        // the headings above it, highest first
	Lead      []Part     `json:"lead,omitempty"`         // what announces it, outermost first
	Follows   []Part     `json:"follows,omitempty"`      // what it announces
	More      bool       `json:"follows_more,omitempty"` // it announces more than that
	Around    []Part     `json:"surroundings,omitempty"` // what is shown with it, as it does not stand by itself
	Before    string     `json:"before"`                 // the sentence before in the paragraph
	After     string     `json:"after"`                  // the sentence after in the paragraph
	Matches   []Match    `json:"matches"`
	Evidence  []Evidence `json:"evidence,omitempty"` // with --explain
	Score     float64    `json:"score"`
}

// A Part is a stretch of the document beside a quote.
type Part struct {
	corpus.Span
	Text  string `json:"text"`
	Shown string `json:"shown,omitempty"`
	Kind  string `json:"kind"`
	Links []Link `json:"links,omitempty"`
}

// A Link is a stretch of the document that is a link.
type Link struct {
	corpus.Span
	URL string `json:"url"`
}

// A Match is what of the question stands in a quotation.
type Match struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Asked  string `json:"asked"`
	Reason string `json:"reason"`
}

// Evidence is why a quotation stands where it stands.
type Evidence struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
	Share  float64 `json:"share"`
}

// A Disagreement is what passages differ in.
type Disagreement struct {
	Kind   bot.DisagreementKind `json:"kind"`
	Values []Value              `json:"values"`
}

// A Value is one that a passage gives.
type Value struct {
	Value     string `json:"value"`     // for comparing: 10000
	Written   string `json:"written"`   // as in the source: around 10,000
	Qualifier string `json:"qualifier"` // around
	Quote     Quote  `json:"quote"`
}

// A Correction is a word that was read as another.
type Correction struct {
	Asked  string `json:"asked"`
	Read   string `json:"read"`
	Reason string `json:"reason"`
}

// More is what the command 'more' of a chat found.
type More struct {
	More   string  `json:"more"` // the answer's id
	Quotes []Quote `json:"quotes"`
}

// A Passage is what the command 'context' of a chat shows.
type Passage struct {
	Before []Quote `json:"before_quotes"`
	Quote  Quote   `json:"quote"`
	After  []Quote `json:"after_quotes"`
}

// A Source is a document that can be quoted.
type Source struct {
	Collection string `json:"collection"`
	Document   string `json:"doc"`
	Title      string `json:"title"`
	URL        string `json:"url"`
	Author     string `json:"author"`
	Date       string `json:"date"`
	Sentences  int    `json:"sentences"`
}

// A Skipped is a file that was left out.
type Skipped struct {
	Collection string `json:"collection"`
	Skipped    struct {
		Name   string `json:"name"`
		Reason string `json:"reason"`
	} `json:"skipped"`
}

// OfAnswer is what is told of an answer; explain adds the evidence of each quotation.
func OfAnswer(a bot.Answer, explain bool) Answer {
	out := Answer{
		Question:    a.Asked,
		ID:          a.ID,
		Topic:       a.Topic,
		Verdict:     a.Verdict,
		Confidence:  a.Confidence,
		Quotes:      OfQuotes(a.Quotes, explain),
		Missing:     append([]string{}, a.Missing...),
		OtherScript: a.OtherScript,
		Unreached:   a.Unreached.Collections,
		NotSaidOf:   a.NotSaidOf,
		Corrections: []Correction{},
		Greeting:    a.Greeting,
		Unanswered:  a.Unanswered,
	}
	for _, c := range a.Corrections {
		out.Corrections = append(out.Corrections, Correction{c.Asked, c.Read, string(c.Reason)})
	}
	if f := a.Files; f.Skipped > 0 {
		out.Skipped = &Files{f.Skipped, f.Of}
	}
	if d := a.Disagreement; d != nil {
		out.Disagreement = &Disagreement{Kind: d.Kind, Values: []Value{}}
		for _, stated := range d.Values {
			out.Disagreement.Values = append(out.Disagreement.Values, Value{
				Value:     stated.Value,
				Written:   adapters.WrittenValue(stated),
				Qualifier: stated.Qualifier,
				Quote:     OfQuote(stated.Quote, explain),
			})
		}
	}
	return out
}

// OfQuote is what is told of a quotation.
func OfQuote(q bot.Quote, explain bool) Quote {
	out := Quote{
		Span:      q.Span,
		Text:      q.Text,
		Title:     q.Title,
		URL:       q.URL,
		Link:      q.Link,
		Author:    q.Author,
		Date:      q.Date,
		Retrieved: q.Retrieved,
		Changed:   q.Superseded,
		Paragraph: q.Paragraph + 1,
		Sentence:  q.Sentence + 1,
		Shown:     shown(q.Text, q.Mask),
		Kind:      q.Kind.String(),
		Links:     ofLinks(q.Links),
		Line:      lineOf(q),
		Place:     ofPlace(q.Place),
		Under:     q.Under,
		Lead:      ofParts(q.Leads),
		Follows:   ofParts(q.Follows),
		More:      q.FollowsMore,
		Around:    ofParts(q.Surroundings),
		Before:    q.Before,
		After:     q.After,
		Matches:   []Match{},
		Score:     q.Score,
	}
	for _, m := range q.Matches {
		out.Matches = append(out.Matches, Match{m.Span.Start, m.Span.End, m.Asked, string(m.Reason)})
	}
	if explain {
		for _, e := range q.Evidence {
			out.Evidence = append(out.Evidence, Evidence{e.Name, e.Value, e.Weight, e.Share()})
		}
	}
	return out
}

// OfQuotes is what is told of quotations; an empty list of none.
func OfQuotes(quotes []bot.Quote, explain bool) []Quote {
	out := []Quote{}
	for _, q := range quotes {
		out = append(out, OfQuote(q, explain))
	}
	return out
}

// OfPassage is what is told of a passage.
func OfPassage(p bot.Passage, explain bool) Passage {
	return Passage{OfQuotes(p.Before, explain), OfQuote(p.Quote, explain), OfQuotes(p.After, explain)}
}

// OfSkipped is what is told of a file that was left out.
func OfSkipped(f bot.SkippedFile) Skipped {
	out := Skipped{Collection: f.Collection}
	out.Skipped.Name, out.Skipped.Reason = f.Name, f.Reason
	return out
}

// shown returns what a text shows; nothing where that is all of it.
func shown(text, mask string) string {
	if mask == "" {
		return ""
	}
	return adapters.ShownText(text, mask)
}

func ofLinks(links []bot.Link) []Link {
	var out []Link
	for _, l := range links {
		out = append(out, Link{l.Span, l.Address})
	}
	return out
}

func ofParts(parts []bot.Part) []Part {
	var out []Part
	for _, p := range parts {
		out = append(out, Part{p.Span, p.Text, shown(p.Text, p.Mask), p.Kind.String(), ofLinks(p.Links)})
	}
	return out
}

// Line writes an object as one line. Whatever would steer a terminal is
// escaped: encoding/json does so below U+0020 only.
func Line(object any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // "<" and "&" are common in questions, and this is no HTML
	if err := e.Encode(object); err != nil {
		return nil, err
	}
	line := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if bytes.IndexFunc(line, adapters.Steers) >= 0 {
		var escaped bytes.Buffer
		for _, r := range string(line) {
			if adapters.Steers(r) {
				fmt.Fprintf(&escaped, `\u%04x`, r)
			} else {
				escaped.WriteRune(r)
			}
		}
		line = escaped.Bytes()
	}
	return append(line, '\n'), nil
}
