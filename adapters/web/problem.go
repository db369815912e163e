package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
)

// A problem is why a program is not answered, as RFC 9457 has it.
type problem struct {
	name   string // the last part of its type
	status int
	title  string
	detail string // what to do about it, where nothing better is known
}

// Error says it in a sentence.
func (p *problem) Error() string { return p.title + ": " + p.detail }

// with is the problem with a sentence that says more.
func (p *problem) with(format string, args ...any) *problem {
	more := *p
	more.detail = fmt.Sprintf(format, args...)
	return &more
}

// The problems that the description lists.
var (
	invalidRequest = &problem{"invalid-request", http.StatusBadRequest, "The request cannot be read", "Compare it with the description at /api/openapi.yaml."}
	emptyQuestion  = &problem{"empty-question", http.StatusBadRequest, "The question is empty", "Ask with at least one word."}
	notPermitted   = &problem{"not-permitted", http.StatusUnauthorized, "This needs a token", "Send one of the tokens of the setting web.tokens as \"Authorization: Bearer TOKEN\"."}
	crossOrigin    = &problem{"cross-origin", http.StatusForbidden, "Pages of other sites may not ask", "Ask from a program, or from a page of this server."}
	notFound       = &problem{"not-found", http.StatusNotFound, "There is no such thing here", "It is not there, or not for you."}
	wrongMethod    = &problem{"method-not-allowed", http.StatusMethodNotAllowed, "The method is another", "The header Allow says which."}
	sourceChanged  = &problem{"source-changed", http.StatusGone, "The source has changed since", "Ask again: the bytes of an older quotation do not stand in it any more."}
	tooLarge       = &problem{"body-too-large", http.StatusRequestEntityTooLarge, "The body is too large", fmt.Sprintf("Send at most %d bytes.", longest)}
	notJSON        = &problem{"not-json", http.StatusUnsupportedMediaType, "The body is not declared as JSON", "Send it with \"Content-Type: application/json\", and not compressed."}
	wrongHost      = &problem{"wrong-host", http.StatusMisdirectedRequest, "There is no such host here", "Ask by the address that the setting web.address names, or by 127.0.0.1."}
	tooMany        = &problem{"too-many-questions", http.StatusTooManyRequests, "Too many questions", "Wait as long as the header Retry-After says, in seconds."}
	serverFault    = &problem{"fault", http.StatusInternalServerError, "Something went wrong", "The log of the server says what."}
	unavailable    = &problem{"unavailable", http.StatusServiceUnavailable, "The collection cannot be asked now", "Ask again later: the servers that it lies on cannot be reached."}
	tookTooLong    = &problem{"took-too-long", http.StatusServiceUnavailable, "The answer took too long", "Ask again later, or something shorter: too much may be asked at once."}
)

var problems = []*problem{
	invalidRequest, emptyQuestion, notPermitted, crossOrigin, notFound, wrongMethod, sourceChanged,
	tooLarge, notJSON, wrongHost, tooMany, serverFault, unavailable, tookTooLong,
}

// problemOf is what a program is told of an error. What is not there and what may not be
// seen are told alike.
func problemOf(err error) *problem {
	var p *problem
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &large):
		return tooLarge
	case errors.Is(err, bot.ErrEmptyQuestion):
		return emptyQuestion
	case errors.Is(err, bot.ErrUnknownSource), errors.Is(err, bot.ErrUnknownAnswer):
		return notFound
	case errors.Is(err, bot.ErrSourceChanged):
		return sourceChanged
	case errors.Is(err, errTooFast):
		return tooMany
	case errors.Is(err, bot.ErrUnavailable):
		return unavailable
	case errors.Is(err, context.DeadlineExceeded):
		return tookTooLong
	}
	return serverFault
}

// explain says what a problem is, where its type leads to.
func (s *Server) explain(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(problems, func(p *problem) bool { return p.name == r.PathValue("name") })
	if i < 0 {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "%s (%d).\n%s\n", problems[i].title, problems[i].status, problems[i].detail)
}

// refuse tells a program of a problem.
func (s *Server) refuse(w http.ResponseWriter, p *problem) {
	h := w.Header()
	switch p.status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "60")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "10")
	}
	s.send(w, p.status, "application/problem+json", wire.Problem{Type: "/problems/" + p.name, Title: p.title, Status: p.status, Detail: p.detail})
}

// send writes an object.
func (s *Server) send(w http.ResponseWriter, status int, kind string, object any) {
	line, err := wire.Line(object)
	if err != nil {
		s.options.Log.Error("an answer could not be written", "error", err)
		http.Error(w, "something went wrong", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(line) // whoever has gone needs no answer
}
