package mcp

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// The methods that ask something of the bot.
const (
	callTool      = "tools/call"
	listResources = "resources/list"
	readResource  = "resources/read"
)

// listen is the method that waits for changes to be told of: as long as the client likes.
const listen = "subscriptions/listen"

// errUnknownCaller means that nobody said who asks, which is a fault of Quoth.
var errUnknownCaller = errors.New("it is not known who asks")

// bounded keeps the calls that ask something of the bot to so many at a time and so long
// each, and makes an error of a panic. What has no end it refuses.
func (s *Server) bounded(who identify) sdk.Middleware {
	return func(next sdk.MethodHandler) sdk.MethodHandler {
		return func(ctx context.Context, method string, req sdk.Request) (out sdk.Result, err error) {
			if method == listen {
				return nil, &jsonrpc.Error{Code: jsonrpc.CodeMethodNotFound, Message: "there are no changes that are told"}
			}
			if method != callTool && method != listResources && method != readResource {
				return next(ctx, method, req)
			}
			from, ok := who(ctx)
			if !ok {
				return nil, fault(s.told(ctx, bot.From{}, errUnknownCaller))
			}
			ctx, cancel := context.WithTimeout(ctx, s.options.TimeLimit)
			defer cancel()
			defer context.AfterFunc(from.ends, cancel)()
			fail := func(err error) (sdk.Result, error) {
				told := s.told(ctx, from.From, err)
				if method == callTool {
					out := &sdk.CallToolResult{}
					out.SetError(told)
					return out, nil
				}
				return nil, fault(told)
			}
			leave, err := s.enter(ctx)
			if err != nil {
				return fail(err)
			}
			defer leave()
			defer func() {
				if thrown := recover(); thrown != nil {
					s.log.Error("a call of an assistant panicked", "method", method, "panic", thrown, "stack", string(debug.Stack()))
					out, err = fail(fmt.Errorf("panic: %v", thrown))
				}
			}()
			return next(ctx, method, req)
		}
	}
}

// enter waits until a call may be worked on; leave ends its work. It fails with
// adapters.ErrBusy where too many wait, and with ctx's error.
func (s *Server) enter(ctx context.Context) (leave func(), err error) {
	select {
	case s.queue <- struct{}{}:
	default:
		return nil, adapters.ErrBusy
	}
	select {
	case s.working <- struct{}{}:
		return func() { <-s.working; <-s.queue }, nil
	case <-ctx.Done():
		<-s.queue
		return nil, ctx.Err()
	}
}

// fault is an error as the protocol has it.
func fault(err error) error {
	return &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: err.Error()}
}

// told is what an assistant is told of an error: words of the bot. What is wrong inside
// is in the log.
func (s *Server) told(ctx context.Context, from bot.From, err error) error {
	notice := func(n bot.Notice) error { return errors.New(n.Phrase(from.Place.Language).String()) }
	switch {
	case errors.Is(err, bot.ErrUnknownSource):
		return bot.ErrUnknownSource
	case errors.Is(err, bot.ErrUnknownAnswer):
		return notice(bot.NoLongerKnown)
	case errors.Is(err, bot.ErrSourceChanged):
		return notice(bot.SourceChanged)
	case errors.Is(err, bot.ErrEmptyQuestion):
		return notice(bot.EmptyQuestion)
	case errors.Is(err, bot.ErrUnavailable):
		return notice(bot.Unavailable)
	case errors.Is(err, adapters.ErrBusy):
		return notice(bot.Busy)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return notice(bot.TookTooLong)
	case ctx.Err() != nil: // nobody waits for it any more
		return ctx.Err()
	}
	s.log.Error("a call of an assistant failed", "error", err)
	return notice(bot.Failed)
}
