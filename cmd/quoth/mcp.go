package quoth

import (
	"context"
	"io"
	"log/slog"

	"github.com/quoth-bot/quoth/adapters/mcp"
)

type mcpCommand struct{}

// Help is shown below the usage.
func (mcpCommand) Help() string {
	return `Answers by the Model Context Protocol on standard input and output, until the input ends. It is started by an assistant, which has it in its settings as a command:

  {"mcpServers": {"quoth": {"command": "quoth", "args": ["mcp", "--corpus", "DIR"]}}}

The tools are ask, brief, context, more, sources and suggest; each source is a resource. What is to be told, as of files that cannot be read, is written to standard error.`
}

func (c *mcpCommand) run(ctx context.Context, p *program) error {
	l, stop, err := p.followed(ctx)
	if err != nil {
		return err
	}
	defer stop()
	server, err := mcp.New(l.bot, mcp.Options{
		Version: version(),
		Log:     slog.New(slog.NewTextHandler(p.stderr, nil)),
	})
	if err != nil {
		return err
	}
	err = server.Run(ctx, closable(p.stdin), p.stdout)
	if ctx.Err() != nil { // an assistant that ends tells so by a signal, too
		return nil
	}
	return err
}

// closable is a reader that can be closed, if there is anything to close.
func closable(r io.Reader) io.ReadCloser {
	if c, ok := r.(io.ReadCloser); ok {
		return c
	}
	return io.NopCloser(r)
}
