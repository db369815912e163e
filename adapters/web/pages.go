package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// start is the page with a field for a question.
func (s *Server) start(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	sources, err := s.bot.Sources(r.Context(), from)
	if err != nil {
		s.failWith(w, r, err)
		return
	}
	v.Count = len(sources)
	s.show(w, r, http.StatusOK, "start", v)
}

// ask answers a question.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, from bot.From) {
	asked := strings.ToValidUTF8(r.FormValue("q"), "\uFFFD")
	s.answer(w, r, from, asked, asked)
}

// brief tells what the sources say of a topic, or on the whole.
func (s *Server) brief(w http.ResponseWriter, r *http.Request, from bot.From) {
	topic := strings.ToValidUTF8(r.FormValue("topic"), "\uFFFD")
	s.answer(w, r, from, topic, bot.BriefText(topic))
}

// answer shows the answers to a message, below a heading.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, from bot.From, heading, message string) {
	v := s.view(r, from)
	v.Asked, v.Conversation = adapters.Visible(heading), conversationOf(r.FormValue("c"))
	v.Title = v.Asked
	answers, err := s.answers(r.Context(), bot.Question{From: from, Text: message, Conversation: v.conversation(from)})
	switch {
	case errors.Is(err, bot.ErrEmptyQuestion):
		v.notice(bot.EmptyQuestion)
		s.show(w, r, http.StatusBadRequest, "ask", v)
	case err != nil:
		s.failWith(w, r, err)
	default:
		v.Answers = v.answers(answers)
		s.show(w, r, http.StatusOK, "ask", v)
	}
}

// errTooFast says that somebody asks more than they may.
var errTooFast = errors.New("too many questions")

// refusalPause passes before somebody who asks too fast is told so: who asks again and
// again takes little from others by it.
const refusalPause = 500 * time.Millisecond

// answers asks the bot, within the limits.
func (s *Server) answers(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	if s.options.Limits != nil {
		if ok, _ := s.options.Limits.Allow(q.From); !ok {
			select {
			case <-time.After(refusalPause):
			case <-ctx.Done():
			}
			return nil, errTooFast
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.TimeLimit)
	defer cancel()
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return s.bot.Ask(ctx, q)
}

// more shows further quotations of an answer.
func (s *Server) more(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	quotes, err := s.bot.More(r.Context(), from, r.FormValue("id"))
	if err != nil {
		s.failWith(w, r, err)
		return
	}
	shown, _ := strconv.Atoi(r.FormValue("n"))
	v.Title, v.Quotes = v.T.Buttons.More, v.quotes(quotes, max(shown, 0))
	s.show(w, r, http.StatusOK, "quotes", v)
}

// context shows a quotation among the sentences around it.
func (s *Server) context(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	span, ok := spanOf(r.FormValue("s"))
	if !ok {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	at := bot.Span{Collection: r.FormValue("collection"), Document: r.FormValue("doc"), Hash: r.FormValue("h"), Span: span}
	p, err := s.bot.Context(r.Context(), from, at)
	if err != nil {
		s.failWith(w, r, err)
		return
	}
	v.Title, v.Passage = v.T.Buttons.Context, v.passage(p)
	s.show(w, r, http.StatusOK, "passage", v)
}

// suggest completes what somebody types.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request, from bot.From) {
	suggestions := []string{}
	if q := r.FormValue("q"); q != "" && len(q) <= 200 && utf8.ValidString(q) {
		found, err := s.bot.Suggest(r.Context(), from, q)
		if err != nil {
			s.failWith(w, r, err)
			return
		}
		suggestions = append(suggestions, found...)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(suggestions); err != nil {
		s.options.Log.Debug("suggestions were not taken", "error", err)
	}
}

// mostListed is how many sources a page lists.
const mostListed = 500

// sources lists what may be quoted.
func (s *Server) sources(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	v.Title, v.Filter = v.Web().Sources, adapters.Visible(r.FormValue("filter"))
	sources, err := s.bot.Sources(r.Context(), from)
	var skipped []bot.SkippedFile
	if err == nil {
		skipped, err = s.bot.Skipped(r.Context(), from)
	}
	if err != nil {
		s.failWith(w, r, err)
		return
	}
	wanted := strings.ToLower(v.Filter)
	for _, source := range sources {
		if !strings.Contains(strings.ToLower(source.Title+"\n"+source.Document), wanted) {
			continue
		}
		if v.Count++; v.Count <= mostListed {
			v.Sources = append(v.Sources, v.source(source))
		}
	}
	v.Rest = v.Count - len(v.Sources)
	if told := bot.SkippedPhrase(skipped, len(sources), v.Language); told != nil {
		v.Phrases = phrases(told)
	}
	s.show(w, r, http.StatusOK, "sources", v)
}

// ratings are the values of the buttons, and those that a program may give.
var ratings = map[string]bot.Rating{"helpful": bot.Helpful, "not helpful": bot.NotHelpful}

// rate takes what somebody thinks of an answer.
func (s *Server) rate(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	rating, ok := ratings[r.PostFormValue("rating")]
	if !ok {
		s.fail(w, r, http.StatusBadRequest)
		return
	}
	if err := s.bot.Rate(r.Context(), from, r.PostFormValue("id"), rating); err != nil {
		s.failWith(w, r, err)
		return
	}
	v.notice(bot.Rated)
	v.Thanks = true
	s.show(w, r, http.StatusOK, "notice", v)
}

const (
	// stretchBytes is how much of a source a page shows: some ten screens.
	stretchBytes = 48 << 10
	// blocksBefore is how many blocks before a quotation the page begins.
	blocksBefore = 20
	// blocksEarlier is how many blocks the part before a page has at most.
	blocksEarlier = 100
)

// source shows a part of a source, with a quotation marked in it.
func (s *Server) source(w http.ResponseWriter, r *http.Request, from bot.From) {
	v := s.view(r, from)
	stretch, quoted, err := s.stretch(r, from, v)
	if err != nil {
		s.failWith(w, r, err)
		return
	}
	v.Opens = signedParts(r.URL.Query())
	v.read(stretch, quoted)
	s.show(w, r, http.StatusOK, "source", v)
}

// stretch reads the part of a source that a request is for: the one before a block, the one
// from a block on, or what is around a quotation, which it returns too.
func (s *Server) stretch(r *http.Request, from bot.From, v *view) (bot.Stretch, corpus.Span, error) {
	at := bot.Span{Collection: r.PathValue("collection"), Document: r.PathValue("document"), Hash: r.FormValue("h")}
	read := func(first int) (bot.Stretch, error) {
		return s.bot.Read(r.Context(), from, at.Collection, at.Document, max(first, 0), stretchBytes)
	}
	if until, err := strconv.Atoi(r.FormValue("until")); err == nil {
		stretch, err := readBefore(until, read)
		return stretch, corpus.Span{}, err
	}
	first, err := strconv.Atoi(r.FormValue("first"))
	span, ok := spanOf(r.FormValue("s"))
	if err == nil || !ok {
		stretch, err := read(first)
		return stretch, corpus.Span{}, err
	}
	at.Span = span
	quoted, block, err := s.find(r, from, at, v)
	if err != nil {
		return bot.Stretch{}, corpus.Span{}, err
	}
	stretch, err := read(block - blocksBefore)
	if err == nil && stretch.First+len(stretch.Blocks) <= block { // what stands before it is too long
		stretch, err = read(block)
	}
	return stretch, quoted, err
}

// readBefore reads what stands right before a block: as many blocks as can be read at once.
func readBefore(until int, read func(first int) (bot.Stretch, error)) (bot.Stretch, error) {
	for n := min(max(until, 1), blocksEarlier); ; n /= 2 {
		stretch, err := read(until - n)
		if err != nil {
			return bot.Stretch{}, err
		}
		if stretch.First+len(stretch.Blocks) >= until || n == 1 {
			stretch.Blocks = stretch.Blocks[:max(min(until-stretch.First, len(stretch.Blocks)), 1)]
			return stretch, nil
		}
	}
}

// find returns where a quotation stands, and in which block, also where its source has
// changed; it notes then what became of it.
func (s *Server) find(r *http.Request, from bot.From, at bot.Span, v *view) (corpus.Span, int, error) {
	p, err := s.bot.Context(r.Context(), from, at)
	if errors.Is(err, bot.ErrSourceChanged) {
		v.Problem = v.Web().StandsNoMore
		if at, err = s.bot.Locate(r.Context(), from, at.Collection, at.Document, r.FormValue("t")); err == nil {
			v.Problem = v.Web().Stands
			p, err = s.bot.Context(r.Context(), from, at)
		}
		if errors.Is(err, bot.ErrSourceChanged) {
			return corpus.Span{}, -1, nil
		}
	}
	if err != nil {
		return corpus.Span{}, 0, err
	}
	return at.Span, p.Quote.Paragraph, nil
}

// spanOf reads a span as links have it: "120-180".
func spanOf(text string) (corpus.Span, bool) {
	from, to, ok := strings.Cut(text, "-")
	start, err := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	return corpus.Span{Start: start, End: end}, ok && err == nil && err2 == nil && start >= 0 && start < end
}

// conversationOf is the name of a conversation, if it is one that a page has made.
func conversationOf(name string) string {
	if len(name) != conversationLength || strings.Trim(name, "0123456789abcdef") != "" {
		return newConversation()
	}
	return name
}

// failWith tells that a page could not be made. What is not there and what may not be
// seen are told alike.
func (s *Server) failWith(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, bot.ErrUnknownSource), errors.Is(err, bot.ErrUnknownAnswer), errors.Is(err, bot.ErrSourceChanged):
		s.fail(w, r, http.StatusNotFound)
	case errors.Is(err, errTooFast):
		s.fail(w, r, http.StatusTooManyRequests)
	case r.Context().Err() != nil: // nobody waits for it
	case errors.Is(err, bot.ErrUnavailable):
		s.tell(w, r, http.StatusServiceUnavailable, func(v *view) { v.notice(bot.Unavailable) })
	case errors.Is(err, context.DeadlineExceeded):
		s.fail(w, r, http.StatusServiceUnavailable)
	default:
		s.options.Log.Error("a page could not be made", "path", r.URL.Path, "error", err)
		s.fail(w, r, http.StatusInternalServerError)
	}
}

// fail tells so in the words of a status.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int) {
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	s.tell(w, r, status, func(v *view) {
		switch status {
		case http.StatusNotFound:
			v.Problem = v.Web().NotHere
		case http.StatusUnauthorized:
			v.Problem = v.Web().SignIn
		case http.StatusTooManyRequests:
			v.notice(bot.TooFast)
		case http.StatusServiceUnavailable:
			v.notice(bot.TookTooLong)
		default:
			v.notice(bot.Failed)
		}
	})
}

// tell shows what went wrong, which say sets.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, status int, say func(*view)) {
	v := s.view(r, bot.From{Place: bot.Place{Language: s.language(r)}})
	say(v)
	v.Title = v.Problem
	s.show(w, r, status, "notice", v)
}
