package terminal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A jsonView writes one JSON object a line. The names of the fields are kept
// from release to release; fields may be added. Offsets count bytes of the
// document, which hash identifies: the first 16 bytes of the SHA-256 of its
// text, in hexadecimal.
type jsonView struct {
	w       *bufio.Writer
	explain bool
	err     error // the first that a value could not be written for
}

// jsonAnswer is what is known of one question.
type jsonAnswer struct {
	Question     string            `json:"question"`        // as asked, or one of several asked together
	ID           string            `json:"id"`              // of the answer
	Topic        string            `json:"topic,omitempty"` // of a brief
	Verdict      bot.Verdict       `json:"verdict"`         // found, closest, none, brief or smalltalk
	Confidence   float64           `json:"confidence"`
	Quotes       []jsonQuote       `json:"quotes"`                 // best first, at most three
	Disagreement *jsonDisagreement `json:"disagreement"`           // null where the passages agree
	Missing      []string          `json:"missing"`                // what of the question the sources never mention
	OtherScript  bool              `json:"other_script,omitempty"` // the sources have nothing in the script of the question
	NotSaidOf    []string          `json:"not_said_of,omitempty"`  // dates, ordinals and names of the question that the quote is not of
	Corrections  []jsonCorrection  `json:"corrections"`            // words that were read as others
	Greeting     bot.Greeting      `json:"greeting,omitempty"`
	Unanswered   int               `json:"unanswered,omitempty"` // questions of the message beyond the five that are answered
	Skipped      *jsonFiles        `json:"skipped,omitempty"`    // files that could not be read, if there are any
}

// jsonFiles is how many files could not be read, of how many.
type jsonFiles struct {
	Files int `json:"files"`
	Of    int `json:"of"`
}

// A jsonPlace is where in a file that has no lines a quotation begins.
type jsonPlace struct {
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

// jsonPlaceOf is a place that has a number and is no line; nil for others.
func jsonPlaceOf(p corpus.Place) *jsonPlace {
	switch p.Kind {
	case corpus.Page, corpus.Slide, corpus.Time, corpus.Message:
		return &jsonPlace{p.Kind.String(), p.Number, p.Label, p.Link}
	}
	return nil
}

type jsonQuote struct {
	bot.Span                 // collection, doc, hash, start, end
	Text      string         `json:"text"`            // the bytes from start to end
	Shown     string         `json:"shown,omitempty"` // without markup, where there is any
	Kind      string         `json:"kind"`            // paragraph, item, row...
	Links     []jsonLink     `json:"links,omitempty"` // of what it shows, to the web
	Line      int            `json:"line,omitempty"`  // of the document, from 1, where it has lines
	Place     *jsonPlace     `json:"place,omitempty"` // where it has none
	Title     string         `json:"title"`
	URL       string         `json:"url"`
	Author    string         `json:"author"`
	Date      string         `json:"date"`
	Retrieved string         `json:"retrieved,omitempty"`    // when a page of the web was as it is quoted
	Changed   string         `json:"changed,omitempty"`      // when it was found to be another since
	Paragraph int            `json:"paragraph"`              // in the document, from 1
	Sentence  int            `json:"sentence"`               // in the document, from 1
	Under     []string       `json:"under,omitempty"`        // the headings above it, highest first
	Lead      []jsonPart     `json:"lead,omitempty"`         // what announces it, outermost first
	Follows   []jsonPart     `json:"follows,omitempty"`      // what it announces
	More      bool           `json:"follows_more,omitempty"` // it announces more than that
	Around    []jsonPart     `json:"surroundings,omitempty"` // what is shown with it, as it does not stand by itself
	Before    string         `json:"before"`                 // the sentence before in the paragraph
	After     string         `json:"after"`                  // the sentence after in the paragraph
	Matches   []jsonMatch    `json:"matches"`
	Evidence  []jsonEvidence `json:"evidence,omitempty"` // with --explain
	Score     float64        `json:"score"`
}

// jsonPart is a stretch of the document beside a quote.
type jsonPart struct {
	corpus.Span
	Text  string     `json:"text"`
	Shown string     `json:"shown,omitempty"`
	Kind  string     `json:"kind"`
	Links []jsonLink `json:"links,omitempty"`
}

// jsonLink is a stretch of the document that is a link.
type jsonLink struct {
	corpus.Span
	URL string `json:"url"`
}

type jsonMatch struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Asked  string `json:"asked"`
	Reason string `json:"reason"`
}

type jsonEvidence struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
	Share  float64 `json:"share"`
}

type jsonDisagreement struct {
	Kind   bot.DisagreementKind `json:"kind"`
	Values []jsonValue          `json:"values"`
}

type jsonValue struct {
	Value     string    `json:"value"`     // for comparing: 10000
	Written   string    `json:"written"`   // as in the source: around 10,000
	Qualifier string    `json:"qualifier"` // around
	Quote     jsonQuote `json:"quote"`
}

type jsonCorrection struct {
	Asked  string `json:"asked"`
	Read   string `json:"read"`
	Reason string `json:"reason"`
}

// jsonMore is what the command 'more' of a chat found.
type jsonMore struct {
	More   string      `json:"more"` // the answer's id
	Quotes []jsonQuote `json:"quotes"`
}

// jsonPassage is what the command 'context' of a chat shows.
type jsonPassage struct {
	Before []jsonQuote `json:"before_quotes"`
	Quote  jsonQuote   `json:"quote"`
	After  []jsonQuote `json:"after_quotes"`
}

type jsonSource struct {
	Collection string `json:"collection"`
	Document   string `json:"doc"`
	Title      string `json:"title"`
	URL        string `json:"url"`
	Author     string `json:"author"`
	Date       string `json:"date"`
	Sentences  int    `json:"sentences"`
}

// jsonSkipped is a file that was left out.
type jsonSkipped struct {
	Collection string `json:"collection"`
	Skipped    struct {
		Name   string `json:"name"`
		Reason string `json:"reason"`
	} `json:"skipped"`
}

func (v *jsonView) flush() error {
	if v.err != nil {
		return v.err
	}
	return v.w.Flush()
}

func (v *jsonView) write(object any) {
	line, err := jsonLine(object)
	if err != nil && v.err == nil {
		v.err = err
	}
	v.w.Write(line)
}

// jsonLine writes an object as one line. Whatever would steer a terminal is
// escaped: encoding/json does so below U+0020 only.
func jsonLine(object any) ([]byte, error) {
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

func (v *jsonView) answer(a bot.Answer, _ bool) {
	out := jsonAnswer{
		Question:    a.Asked,
		ID:          a.ID,
		Topic:       a.Topic,
		Verdict:     a.Verdict,
		Confidence:  a.Confidence,
		Quotes:      v.quotes(a.Quotes),
		Missing:     append([]string{}, a.Missing...),
		OtherScript: a.OtherScript,
		NotSaidOf:   a.NotSaidOf,
		Corrections: []jsonCorrection{},
		Greeting:    a.Greeting,
		Unanswered:  a.Unanswered,
	}
	for _, c := range a.Corrections {
		out.Corrections = append(out.Corrections, jsonCorrection{c.Asked, c.Read, string(c.Reason)})
	}
	if f := a.Files; f.Skipped > 0 {
		out.Skipped = &jsonFiles{f.Skipped, f.Of}
	}
	if d := a.Disagreement; d != nil {
		out.Disagreement = &jsonDisagreement{Kind: d.Kind, Values: []jsonValue{}}
		for _, stated := range d.Values {
			out.Disagreement.Values = append(out.Disagreement.Values, jsonValue{
				Value:     stated.Value,
				Written:   adapters.WrittenValue(stated),
				Qualifier: stated.Qualifier,
				Quote:     v.quote(stated.Quote),
			})
		}
	}
	v.write(out)
}

func (v *jsonView) quote(q bot.Quote) jsonQuote {
	out := jsonQuote{
		Span:      q.Span,
		Text:      q.Text,
		Title:     q.Title,
		URL:       q.URL,
		Author:    q.Author,
		Date:      q.Date,
		Retrieved: q.Retrieved,
		Changed:   q.Superseded,
		Paragraph: q.Paragraph + 1,
		Sentence:  q.Sentence + 1,
		Shown:     shown(q.Text, q.Mask),
		Kind:      q.Kind.String(),
		Links:     jsonLinks(q.Links),
		Line:      lineOf(q),
		Place:     jsonPlaceOf(q.Place),
		Under:     q.Under,
		Lead:      jsonParts(q.Leads),
		Follows:   jsonParts(q.Follows),
		More:      q.FollowsMore,
		Around:    jsonParts(q.Surroundings),
		Before:    q.Before,
		After:     q.After,
		Matches:   []jsonMatch{},
		Score:     q.Score,
	}
	for _, m := range q.Matches {
		out.Matches = append(out.Matches, jsonMatch{m.Span.Start, m.Span.End, m.Asked, string(m.Reason)})
	}
	if v.explain {
		for _, e := range q.Evidence {
			out.Evidence = append(out.Evidence, jsonEvidence{e.Name, e.Value, e.Weight, e.Share()})
		}
	}
	return out
}

// shown returns what a text shows; nothing where that is all of it.
func shown(text, mask string) string {
	if mask == "" {
		return ""
	}
	return adapters.ShownText(text, mask)
}

func jsonLinks(links []bot.Link) []jsonLink {
	var out []jsonLink
	for _, l := range links {
		out = append(out, jsonLink{l.Span, l.Address})
	}
	return out
}

func jsonParts(parts []bot.Part) []jsonPart {
	var out []jsonPart
	for _, p := range parts {
		out = append(out, jsonPart{p.Span, p.Text, shown(p.Text, p.Mask), p.Kind.String(), jsonLinks(p.Links)})
	}
	return out
}

func (v *jsonView) quotes(quotes []bot.Quote) []jsonQuote {
	out := []jsonQuote{}
	for _, q := range quotes {
		out = append(out, v.quote(q))
	}
	return out
}

func (v *jsonView) more(answerID string, quotes []bot.Quote, _ int) {
	v.write(jsonMore{answerID, v.quotes(quotes)})
}

func (v *jsonView) passage(p bot.Passage) {
	v.write(jsonPassage{v.quotes(p.Before), v.quote(p.Quote), v.quotes(p.After)})
}

func (v *jsonView) sources(sources []bot.Source) {
	for _, s := range sources {
		v.write(jsonSource(s))
	}
}

func (v *jsonView) skipped(files []bot.SkippedFile, _ int) {
	for _, f := range files {
		out := jsonSkipped{Collection: f.Collection}
		out.Skipped.Name, out.Skipped.Reason = f.Name, f.Reason
		v.write(out)
	}
}
