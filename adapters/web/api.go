package web

import (
	"context"
	_ "embed"
	"encoding/base64"
	"math"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// This file holds what programs ask over HTTP. openapi.yaml describes it.

//go:embed openapi.yaml
var description []byte

// An endpoint answers programs. Its answer is an object of adapters/wire, nil for none,
// or text that is sent as it is.
type endpoint struct {
	method, path string // as http.ServeMux takes them
	answer       func(*Server, *http.Request, bot.From) (any, error)
}

var endpoints = []endpoint{
	{http.MethodPost, "/api/ask", (*Server).apiAsk},
	{http.MethodPost, "/api/brief", (*Server).apiBrief},
	{http.MethodPost, "/api/context", (*Server).apiContext},
	{http.MethodPost, "/api/more", (*Server).apiMore},
	{http.MethodPost, "/api/rate", (*Server).apiRate},
	{http.MethodGet, "/api/suggest", (*Server).apiSuggest},
	{http.MethodGet, "/api/sources", (*Server).apiSources},
	{http.MethodGet, "/api/source/{collection}/{document...}", (*Server).apiSource},
	{http.MethodGet, "/api/openapi.yaml", func(*Server, *http.Request, bot.From) (any, error) { return description, nil }},
}

// addEndpoints adds what programs ask. Whoever may not ask is told so, whatever it is.
func (s *Server) addEndpoints(mux *http.ServeMux) {
	refusing := func(p *problem) func(*Server, *http.Request, bot.From) (any, error) {
		return func(*Server, *http.Request, bot.From) (any, error) { return nil, p }
	}
	for _, e := range endpoints {
		allowed := e.method
		if allowed == http.MethodGet {
			allowed += ", " + http.MethodHead
		}
		mux.HandleFunc(e.method+" "+e.path, s.programs(e.answer))
		refused := s.programs(refusing(wrongMethod))
		mux.HandleFunc(e.path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allowed)
			refused(w, r)
		})
	}
	mux.HandleFunc("GET /problems/{name}", s.explain)
	for _, path := range []string{"/api", "/api/", "/api/source/{collection}"} { // the mux would redirect the first and last
		mux.HandleFunc(path, s.programs(refusing(notFound)))
	}
}

// isAPI tells requests of programs, which are told of problems in JSON.
func isAPI(r *http.Request) bool {
	return r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/")
}

// apiOr tells programs of a problem, and lets others see a page.
func (s *Server) apiOr(p *problem, page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if isAPI(r) {
			s.refuse(w, p)
			return
		}
		page(w, r)
	}
}

// programs lets in who may ask, and sends them an answer, or a problem.
func (s *Server) programs(answer func(*Server, *http.Request, bot.From) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, ok := s.who(r)
		if !ok {
			s.refuse(w, notPermitted)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.options.TimeLimit)
		defer cancel()
		object, err := answer(s, r.WithContext(ctx), from)
		switch text, isText := object.([]byte); {
		case err != nil && r.Context().Err() != nil: // nobody waits for it
		case err != nil:
			p := problemOf(err)
			if p == serverFault {
				s.options.Log.Error("a program could not be answered", "path", r.URL.Path, "error", err)
			}
			s.refuse(w, p)
		case object == nil:
			w.WriteHeader(http.StatusNoContent)
		case isText:
			w.Header().Set("Content-Type", "application/yaml") // RFC 9512
			_, _ = w.Write(text)
		default:
			s.send(w, http.StatusOK, "application/json", object)
		}
	}
}

// apiAsk answers a message.
func (s *Server) apiAsk(r *http.Request, from bot.From) (any, error) {
	return s.apiAnswer(r, from, "question", true, func(question string) string { return question })
}

// apiBrief answers with what the sources say of a topic, or on the whole.
func (s *Server) apiBrief(r *http.Request, from bot.From) (any, error) {
	return s.apiAnswer(r, from, "topic", false, bot.BriefText)
}

// apiAnswer answers a message that is made of a field of the body.
func (s *Server) apiAnswer(r *http.Request, from bot.From, name string, required bool, message func(string) string) (any, error) {
	var asked, conversation, language string
	var explain bool
	err := readBody(r, field{name, &asked, required}, field{"conversation", &conversation, false},
		field{"language", &language, false}, field{"explain", &explain, false})
	if err != nil {
		return nil, err
	}
	q := bot.Question{From: from, Text: message(asked)}
	if conversation != "" {
		if !isConversation(conversation) {
			return nil, invalidRequest.with("The field \"conversation\" must be at most %d letters, digits, dots, hyphens and underscores of ASCII.", longestConversation)
		}
		q.Conversation = conversationKey(from, conversation)
	}
	if language != "" {
		q.Place.Language = texts.Choose(s.options.Languages, language)
	}
	answers, err := s.answers(r.Context(), q)
	if err != nil {
		return nil, err
	}
	return wire.OfReply(s.options.Links.Unsigned().inAnswers(from, answers), q.Place.Language, explain), nil
}

// longestConversation is how long the name may be that a program gives a conversation.
const longestConversation = 64

// isConversation reports whether a program may name a conversation so. No name has a
// slash: the keys of two askers would not differ for certain.
func isConversation(name string) bool {
	return len(name) <= longestConversation && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
	})
}

// conversationKey is that of a conversation: nobody goes on with another's.
func conversationKey(from bot.From, name string) string {
	return (&view{Conversation: name}).conversation(from)
}

// apiContext returns a quotation with the sentences around it.
func (s *Server) apiContext(r *http.Request, from bot.From) (any, error) {
	var at bot.Span
	err := readBody(r, field{"collection", &at.Collection, true}, field{"doc", &at.Document, true},
		field{"hash", &at.Hash, true}, field{"start", &at.Start, true}, field{"end", &at.End, true})
	if err != nil {
		return nil, err
	}
	if at.Start < 0 || at.End <= at.Start {
		return nil, invalidRequest.with("The field \"start\" must be 0 or more, and \"end\" greater than it.")
	}
	p, err := s.bot.Context(r.Context(), from, at)
	if err != nil {
		return nil, err
	}
	return wire.OfPassage(s.options.Links.Unsigned().inPassage(from, p), false), nil
}

// apiMore returns further quotations of an answer.
func (s *Server) apiMore(r *http.Request, from bot.From) (any, error) {
	var id string
	if err := readBody(r, field{"id", &id, true}); err != nil {
		return nil, err
	}
	quotes, err := s.bot.More(r.Context(), from, id)
	if err != nil {
		return nil, err
	}
	return wire.More{More: id, Quotes: wire.OfQuotes(s.options.Links.Unsigned().inQuotes(from, quotes), false)}, nil
}

// apiRate takes what somebody thinks of an answer.
func (s *Server) apiRate(r *http.Request, from bot.From) (any, error) {
	var id, given string
	if err := readBody(r, field{"id", &id, true}, field{"rating", &given, true}); err != nil {
		return nil, err
	}
	rating, ok := ratings[given]
	if !ok {
		return nil, invalidRequest.with("The field \"rating\" must be \"helpful\" or \"not helpful\".")
	}
	return nil, s.bot.Rate(r.Context(), from, id, rating)
}

// longestPrefix is how many letters are completed at most.
const longestPrefix = 200

// apiSuggest completes what somebody types.
func (s *Server) apiSuggest(r *http.Request, from bot.From) (any, error) {
	values, err := query(r)
	if err != nil {
		return nil, err
	}
	prefix := values.Get("q")
	if prefix == "" || utf8.RuneCountInString(prefix) > longestPrefix {
		return nil, invalidRequest.with("The parameter \"q\" must have 1 to %d characters.", longestPrefix)
	}
	found, err := s.bot.Suggest(r.Context(), from, prefix)
	if err != nil {
		return nil, err
	}
	return wire.Suggestions{Suggestions: append([]string{}, found...)}, nil
}

const (
	listedAtOnce = 100 // sources, where a program does not say how many
	mostSkipped  = 100 // files that are named that could not be read
)

// apiSources lists what may be quoted, in an order that stays while sources change.
func (s *Server) apiSources(r *http.Request, from bot.From) (any, error) {
	values, err := query(r)
	if err != nil {
		return nil, err
	}
	limit, err := number(values, "limit", 1, mostListed, listedAtOnce)
	if err != nil {
		return nil, err
	}
	after, err := readCursor(values.Get("after"))
	if err != nil {
		return nil, err
	}
	sources, err := s.bot.Sources(r.Context(), from)
	if err != nil {
		return nil, err
	}
	skipped, err := s.bot.Skipped(r.Context(), from)
	if err != nil {
		return nil, err
	}
	out := wire.Listing{Sources: []wire.Source{}, LeftOut: []wire.Skipped{}, Says: wire.Said(bot.SkippedPhrase(skipped, len(sources), from.Place.Language))}
	if len(skipped) > 0 {
		out.Files = &wire.Files{Files: len(skipped), Of: len(skipped) + len(sources)}
	}
	for _, f := range skipped[:min(mostSkipped, len(skipped))] {
		out.LeftOut = append(out.LeftOut, wire.OfSkipped(f))
	}
	wanted := strings.ToLower(values.Get("filter"))
	sources = slices.DeleteFunc(sources, func(s bot.Source) bool {
		return !strings.Contains(strings.ToLower(s.Title+"\n"+s.Document), wanted)
	})
	out.Count = len(sources)
	slices.SortStableFunc(sources, compareSources)
	rest := sources[behind(sources, after):]
	for _, s := range rest[:min(limit, len(rest))] {
		out.Sources = append(out.Sources, wire.Source(s))
	}
	if len(rest) > limit {
		out.Next = cursor(rest[limit-1])
	}
	return out, nil
}

func compareSources(a, b bot.Source) int {
	if c := strings.Compare(a.Collection, b.Collection); c != 0 {
		return c
	}
	return strings.Compare(a.Document, b.Document)
}

// behind is the place of the first source that comes behind another, which need not be
// there any more.
func behind(sources []bot.Source, after *bot.Source) int {
	if after == nil {
		return 0
	}
	i, found := slices.BinarySearchFunc(sources, *after, compareSources)
	if found {
		i++
	}
	return i
}

// cursor names a source, behind which a list goes on.
func cursor(s bot.Source) string {
	return base64.RawURLEncoding.EncodeToString([]byte(s.Collection + "\x00" + s.Document))
}

// readCursor is the source that a cursor names; nil where there is no cursor.
func readCursor(text string) (*bot.Source, error) {
	if text == "" {
		return nil, nil
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	collection, document, ok := strings.Cut(string(plain), "\x00")
	if err != nil || !ok {
		return nil, invalidRequest.with("The parameter \"after\" must be what \"next\" was in the list before.")
	}
	return &bot.Source{Collection: collection, Document: document}, nil
}

// apiSource returns a part of a source.
func (s *Server) apiSource(r *http.Request, from bot.From) (any, error) {
	values, err := query(r)
	if err != nil {
		return nil, err
	}
	first, err := number(values, "first", 0, math.MaxInt32, 0)
	if err != nil {
		return nil, err
	}
	stretch, err := s.bot.Read(r.Context(), from, r.PathValue("collection"), r.PathValue("document"), first, stretchBytes)
	if err != nil {
		return nil, err
	}
	return wire.OfStretch(stretch), nil
}
