package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// templates are the pages, and the parts that they are made of. They are read when the
// first page is made: most runs of the program make none.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"webLink":  webLink,
		"answerOf": func(v *view, a answer) any { return struct{ V, A any }{v, a} },
		"valuesOf": func(v *view, id string, of *values) any { return struct{ V, ID, Values any }{v, id, of} },
		"of":       func(v *view, id string, q quotation) any { return struct{ V, ID, Q any }{v, id, q} },
	}).ParseFS(templateFiles, "templates/*.html"))
})

// changing are the parts of pages that a script puts in place.
var changing = map[string]string{"quotes": "quotes", "passage": "passage", "notice": "problem", "source": "stretch"}

// static serves style and script, which change with the program alone.
func static() http.Handler {
	files := http.FileServerFS(staticFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := fs.Stat(staticFiles, strings.TrimPrefix(r.URL.Path, "/")); err != nil || strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=3600")
		files.ServeHTTP(w, r)
	})
}

// A view is what a page shows.
type view struct {
	T        *texts.Texts
	Language string
	Title    string
	Problem  string
	Thanks   bool   // Problem is none
	SignsOut bool   // somebody is signed in by a cookie
	Next     string // where signing in leads
	ByToken  bool   // one may sign in with a token
	Provider wayIn  // empty for none

	Asked        string
	Conversation string // its name, for the next question
	Answers      []answer
	Quotes       []quotation
	Passage      *passage
	Phrases      [][]adapters.TextRun

	Count, Rest int // of sources: all that there are, and those that are not listed
	Filter      string
	Sources     []source
	Source      *source
	Blocks      layout
	Earlier     string // links to the parts before and behind
	Later       string
	Opens       string // what of a link lets it open, for these
}

func (s *Server) view(r *http.Request, from bot.From) *view {
	_, err := r.Cookie(sessionName)
	t := texts.For(from.Place.Language)
	return &view{T: t, Language: t.Language, SignsOut: err == nil && s.options.Access.Restricted(), Conversation: newConversation()}
}

// Web are the words of the pages.
func (v *view) Web() *texts.Web { return &v.T.Web }

// Listing says of how many sources quotations come.
func (v *view) Listing() string {
	if v.Count == 0 {
		return v.T.Listing.Nothing
	}
	return v.T.Greetings["help"]
}

// AndMore says how many sources are not listed.
func (v *view) AndMore() string {
	return strings.TrimSpace(texts.With(v.T.Listing.Rest, "count", fmt.Sprint(v.Rest)))
}

// NothingMore says that there are no further quotations.
func (v *view) NothingMore() string {
	return adapters.TextOf(adapters.PhraseRuns(bot.NothingMore.Phrase(v.Language)))
}

// notice shows one of the bot's notices.
func (v *view) notice(n bot.Notice) {
	v.Problem = adapters.TextOf(adapters.PhraseRuns(n.Phrase(v.Language)))
}

// conversationLength is how long the name of a conversation is.
const conversationLength = 16

func newConversation() string {
	var name [conversationLength / 2]byte
	rand.Read(name[:]) // never fails
	return hex.EncodeToString(name[:])
}

// conversation is the key of the conversation: nobody goes on with another's.
func (v *view) conversation(from bot.From) string {
	return platform + "/" + from.Asker.ID + "/" + v.Conversation
}

// partHeader says that a script wants the part of a page that changes.
const partHeader = "X-Quoth-Part"

func isPart(r *http.Request) bool { return r.Header.Get(partHeader) != "" }

// show makes a page, or the part of it that changes.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, v *view) {
	var page bytes.Buffer
	of := name + ".html"
	if changes, ok := changing[name]; ok && isPart(r) {
		of = changes
	}
	if err := templates().ExecuteTemplate(&page, of, v); err != nil {
		s.options.Log.Error("a page could not be made", "page", name, "error", err)
		http.Error(w, "something went wrong", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Language)
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // whoever has gone needs no page
}

// An answer is one as a page shows it.
type answer struct {
	ID               string
	Asked            string // where there are several
	Phrases, Closing [][]adapters.TextRun
	Values           *values // in which the sources differ
	Quotes           []quotation
	Quoted           bool // there is something to rate, and more to look for
}

func (v *view) answers(list []bot.Answer) []answer {
	var out []answer
	for _, a := range list {
		shown := answer{ID: a.ID, Phrases: phrases(a.Phrases()...), Closing: phrases(a.Closing()...), Values: v.values(a)}
		if len(list) > 1 {
			shown.Asked = adapters.Visible(a.Asked)
		}
		for i, q := range adapters.Quotations(a) {
			shown.Quotes = append(shown.Quotes, v.quotation(q, i+1))
			shown.Quotes[i].Anchor = fmt.Sprintf("%s-%d", a.ID, i+1)
		}
		shown.Quoted = len(shown.Quotes) > 0
		out = append(out, shown)
	}
	return out
}

func phrases(list ...bot.Phrase) [][]adapters.TextRun {
	var out [][]adapters.TextRun
	for _, p := range list {
		out = append(out, adapters.Readable(adapters.PhraseRuns(p)))
	}
	return out
}

// A quotation is one as a page shows it.
type quotation struct {
	Number   int
	Anchor   string // to which the table of values leads
	Value    string
	Blocks   layout
	Title    string
	Byline   string
	Location string
	Read     string // the link to where it stands in its source
	Original string // and to its source on the web
	Around   string // and to the sentences around it
	Cites    []cite
}

// A cite is a quotation with its citation, to copy.
type cite struct{ ID, Form, Text string }

func (v *view) quotation(q adapters.Quotation, number int) quotation {
	q.Language = v.Language
	out := quotation{
		Number: number, Value: adapters.Visible(q.Value), Title: adapters.Visible(q.Title),
		Byline: adapters.Visible(adapters.Byline(q.Author, q.Date)), Location: adapters.Visible(adapters.Location(q)),
		Read: Links{}.To(bot.From{}, q.Quote), Original: webLink(q.Address()), Around: contextLink(q.Span), Blocks: quoted(q),
	}
	out.Cites = cites(q, fmt.Sprint(number))
	return out
}

func (v *view) quotes(list []bot.Quote, shown int) []quotation {
	var out []quotation
	for i, q := range list {
		out = append(out, v.quotation(adapters.Quotation{Quote: q}, shown+i+1))
	}
	return out
}

// A passage is a quotation among the sentences around it.
type passage struct {
	Before, After []adapters.TextRun
	Quote         quotation
}

func (v *view) passage(p bot.Passage) *passage {
	join := func(quotes []bot.Quote) []adapters.TextRun {
		var runs []adapters.TextRun
		for _, q := range quotes {
			runs = append(runs, adapters.TextRun{Text: adapters.ShownText(q.Text, q.Mask) + " "})
		}
		return adapters.Readable(runs)
	}
	return &passage{join(p.Before), join(p.After), v.quotation(adapters.Quotation{Quote: p.Quote}, 0)}
}

// cites are the forms in which a quotation can be copied: those of programs for
// literature where author and date are known.
func cites(q adapters.Quotation, id string) []cite {
	text := adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: adapters.ShownText(q.Text, q.Mask)}}))
	title, at := adapters.Visible(q.Title), adapters.Visible(adapters.Location(q))
	by, address := adapters.Visible(adapters.Byline(q.Author, q.Date)), webLink(q.Address())
	plain := fmt.Sprintf("“%s”\n%s%s (%s)", text, title, by, at)
	marked := fmt.Sprintf("> %s\n>\n> — %s%s (%s)", escapeMarkdown(text), escapeMarkdown(title), escapeMarkdown(by), escapeMarkdown(at))
	if address != "" {
		plain += " " + address
		marked += " <" + address + ">"
	}
	out := []cite{{"plain-" + id, "Text", plain}, {"markdown-" + id, "Markdown", marked}}
	if q.Author != "" && q.Date != "" {
		out = append(out, cite{"bibtex-" + id, "BibTeX", bibTeX(q, address)}, cite{"csl-" + id, "CSL-JSON", cslJSON(q, address)})
	}
	return out
}

// values are those in which sources differ.
type values struct {
	Rows []valueRow
	Plot *plot
}

type valueRow struct {
	Value, Title string
	Number       int // of its quotation
}

func (v *view) values(a bot.Answer) *values {
	if a.Disagreement == nil {
		return nil
	}
	out := &values{Plot: plotOf(a.Disagreement.Values)}
	for i, value := range a.Disagreement.Values {
		out.Rows = append(out.Rows, valueRow{adapters.Visible(adapters.WrittenValue(value)), adapters.Visible(value.Quote.Title), i + 1})
	}
	return out
}

// A source is a document in a list.
type source struct{ Title, Byline, Extent, Read, Original string }

func (v *view) source(s bot.Source) source {
	return source{
		Title: adapters.Visible(s.Title), Byline: adapters.Visible(adapters.Byline(s.Author, s.Date)),
		Extent: adapters.Visible(texts.With(v.T.Of(v.T.Listing.Extent, s.Sentences), "document", s.Document, "count", fmt.Sprint(s.Sentences))),
		Read:   sourcePath(s.Collection, s.Document), Original: webLink(s.URL),
	}
}

// sourcePath is the address of a source here.
func sourcePath(collection, document string) string {
	parts := []string{"/source", url.PathEscape(collection)}
	for part := range strings.SplitSeq(document, "/") {
		parts = append(parts, url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}

// contextLink leads to the sentences around a quotation.
func contextLink(s bot.Span) string {
	return "/context?" + url.Values{
		"collection": {s.Collection}, "doc": {s.Document}, "h": {s.Hash}, "s": {fmt.Sprintf("%d-%d", s.Start, s.End)},
	}.Encode()
}

func queryEscape(text string) string { return url.QueryEscape(text) }

// webLink is an address of the web that a page may lead to; empty for any other.
func webLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsFunc(address, adapters.Steers) {
		return ""
	}
	if strings.ContainsAny(u.Host, "\"'<>\\^`{|}% ") { // which url.Parse takes, and browsers do not
		return ""
	}
	return u.String()
}

// year is that of a date, if it begins with one.
func year(date string) string {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006", "January 2, 2006", "2 January 2006"} {
		if at, err := time.Parse(layout, date); err == nil {
			return at.Format("2006")
		}
	}
	return ""
}

// tableCells cuts the runs of a row at its bars.
func tableCells(runs []adapters.TextRun) [][]adapters.TextRun {
	cells := [][]adapters.TextRun{nil}
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "|") {
			if i > 0 {
				cells = append(cells, nil)
			}
			if part != "" {
				last := &cells[len(cells)-1]
				*last = append(*last, adapters.TextRun{Emphasis: r.Emphasis, URL: r.URL, Text: part})
			}
		}
	}
	for i := range cells {
		cells[i] = adapters.Readable(cells[i])
	}
	blank := func(c []adapters.TextRun) bool { return len(c) == 0 }
	if len(cells) > 2 && blank(cells[0]) && blank(cells[len(cells)-1]) { // as Markdown has it
		cells = cells[1 : len(cells)-1]
	}
	return cells
}
