package mcp

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// patient is a transport whose end waits until what was asked before it is answered: the
// SDK itself gives up what is being worked on when the input ends.
type patient struct {
	sdk.Transport
	limit time.Duration // of the wait
}

// Connect implements sdk.Transport.
func (p patient) Connect(ctx context.Context) (sdk.Connection, error) {
	c, err := p.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &patientConnection{Connection: c, limit: p.limit, answered: make(chan struct{}, 1), closed: make(chan struct{})}, nil
}

type patientConnection struct {
	sdk.Connection
	limit    time.Duration
	answered chan struct{} // has something when an answer was written since
	closed   chan struct{}
	closing  sync.Once

	mu   sync.Mutex
	owed int // calls without an answer
}

// Read implements sdk.Connection.
func (c *patientConnection) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if errors.Is(err, io.EOF) {
		c.wait(ctx)
	}
	if r, ok := m.(*jsonrpc.Request); ok && err == nil && r.IsCall() {
		c.owe(1)
	}
	return m, err
}

// Write implements sdk.Connection.
func (c *patientConnection) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if _, ok := m.(*jsonrpc.Response); ok {
		c.owe(-1)
		select {
		case c.answered <- struct{}{}:
		default: // it has been told already
		}
	}
	return err
}

// Close implements sdk.Connection.
func (c *patientConnection) Close() error {
	c.closing.Do(func() { close(c.closed) })
	return c.Connection.Close()
}

// owe counts calls that come and answers that go, and returns how many are owed.
func (c *patientConnection) owe(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed += n
	return c.owed
}

// wait waits until nothing is owed, but no longer than the limit.
func (c *patientConnection) wait(ctx context.Context) {
	late := time.NewTimer(c.limit)
	defer late.Stop()
	for c.owe(0) > 0 {
		select {
		case <-c.answered:
		case <-c.closed:
			return
		case <-ctx.Done():
			return
		case <-late.C:
			return
		}
	}
}
