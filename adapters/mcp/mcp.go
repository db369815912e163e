// Package mcp answers assistants: programs with a language model that call tools by the
// Model Context Protocol (https://modelcontextprotocol.io), on standard input and output
// or over HTTP.
//
// It is no Adapter: an assistant calls and gets its answer in the same breath, so that
// nothing is delivered twice or posted later. What a tool returns is there twice: as what
// package wire makes of it, for programs, and as text, for the model. In the text the
// verdict and what the sources lack come first, and all that a source says stands behind
// marks, so that a model neither claims more than the sources say nor takes them for
// somebody who gives it orders.
package mcp

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A Bot is what is asked of the bot here: what every adapter may, and to read sources.
type Bot interface {
	adapters.Bot
	// Read returns the blocks of a document from the one with the number first on, as
	// many as have so many bytes, and one at least.
	Read(ctx context.Context, from bot.From, collection, document string, first, bytes int) (bot.Stretch, error)
}

// Options are how a Server works. The zero value is fine.
type Options struct {
	Version    string        // of Quoth
	Concurrent int           // calls that are worked on at a time; 0 for 4
	Waiting    int           // calls that wait for that beyond them; 0 for 64
	TimeLimit  time.Duration // of a call, with its wait; 0 for 30 s
	// AnyHost lets requests over the loopback interface name any host. Without it they
	// must name the machine itself, which keeps the pages of a browser from asking under
	// a name that leads there. It is for who checks the host before, or stands behind a
	// proxy.
	AnyHost bool
	Log     *slog.Logger // nil for none
}

// Local is who asks on standard input: whoever started the program.
var Local = bot.From{
	Asker: bot.Asker{ID: "local"},
	Place: bot.Place{Platform: "mcp", Direct: true},
}

// A Server answers assistants. It is safe for concurrent use.
type Server struct {
	bot     Bot
	options Options
	log     *slog.Logger
	schemas schemas
	queue   chan struct{} // a place for each call that is worked on or waits
	working chan struct{} // a place for each call that is worked on
}

// New makes a server.
func New(b Bot, o Options) (*Server, error) {
	o.Concurrent = cmp.Or(o.Concurrent, 4)
	o.Waiting = cmp.Or(o.Waiting, 64)
	o.TimeLimit = cmp.Or(o.TimeLimit, 30*time.Second)
	made, err := newSchemas()
	if err != nil {
		return nil, err
	}
	return &Server{
		bot: b, options: o, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), schemas: made,
		queue:   make(chan struct{}, o.Concurrent+o.Waiting),
		working: make(chan struct{}, o.Concurrent),
	}, nil
}

// Run answers what comes on in, a message a line, until that ends or ctx does. What was
// asked before the end of in is still answered. It writes nothing but messages to out.
// Where ctx ends it, it returns ctx's error, and closes in.
func (s *Server) Run(ctx context.Context, in io.ReadCloser, out io.Writer) error {
	return s.run(ctx, &sdk.IOTransport{Reader: in, Writer: unclosed{out}})
}

func (s *Server) run(ctx context.Context, t sdk.Transport) error {
	return s.serving(func(context.Context) (caller, bool) { return caller{Local, ctx}, true }).Run(ctx, patient{t, s.options.TimeLimit})
}

// unclosed is a writer that whoever made it closes.
type unclosed struct{ io.Writer }

// Close does nothing.
func (unclosed) Close() error { return nil }

// maxRequest bounds the bytes of a request over HTTP: a question has less.
const maxRequest = 1 << 20

// Handler answers over HTTP, a request at a time: nothing is kept between two, so that
// nobody can take over a session, and any of several servers can answer. from tells who
// makes a request; where it says false, nothing is answered but that it is forbidden.
func (s *Server) Handler(from func(*http.Request) (bot.From, bool)) http.Handler {
	server := s.serving(func(ctx context.Context) (caller, bool) {
		c, ok := ctx.Value(callerKey{}).(caller)
		return c, ok
	})
	streamable := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, &sdk.StreamableHTTPOptions{
		Stateless:                    true,
		JSONResponse:                 true,
		MaxRequestBodyBytes:          maxRequest,
		PropagateRequestCancellation: true,
		DisableLocalhostProtection:   s.options.AnyHost,
	})
	known := func(w http.ResponseWriter, r *http.Request) {
		asker, ok := from(r)
		if !ok {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		streamable.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller{asker, r.Context()})))
	}
	// The pages of other sites must not ask in the name of who looks at them.
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(known))
}

// A caller is who makes a call. It is given up when there is nobody any more who could get
// what it returns, which ends: the SDK keeps that from the context of a call.
type caller struct {
	bot.From
	ends context.Context
}

// callerKey is where the context of a request has its caller.
type callerKey struct{}

// An identify tells who makes the call of a context; false where that is not known.
type identify func(context.Context) (caller, bool)

// serving makes what speaks the protocol with those whom who identifies.
func (s *Server) serving(who identify) *sdk.Server {
	server := sdk.NewServer(&sdk.Implementation{Name: "quoth", Title: "Quoth", Version: cmp.Or(s.options.Version, "development")}, &sdk.ServerOptions{
		Instructions: instructions,
		Capabilities: &sdk.ServerCapabilities{
			Tools: &sdk.ToolCapabilities{}, Resources: &sdk.ResourceCapabilities{}, Prompts: &sdk.PromptCapabilities{},
		},
		// What one may see another may not.
		SetCacheable: func(_ context.Context, _ sdk.Request, c *sdk.Cacheable) { c.CacheScope = "private" },
	})
	s.addTools(server, who)
	s.addResources(server, who)
	addPrompt(server)
	server.AddReceivingMiddleware(s.bounded(who), s.listing(who))
	return server
}
