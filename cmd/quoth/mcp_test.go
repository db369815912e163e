package quoth

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/quoth-bot/quoth/bot"
)

// An assistant starts the program, asks, sees a folder change, and ends it by closing
// the pipe.
func TestMCP(t *testing.T) {
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	in, ours := io.Pipe()
	theirs, out := io.Pipe()
	var errs bytes.Buffer
	status := make(chan int, 1)
	go func() { status <- run(context.Background(), []string{"mcp", "--corpus", dir}, in, out, &errs) }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test"}, nil).Connect(ctx, &sdk.IOTransport{Reader: theirs, Writer: ours}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func() string {
		r, err := session.CallTool(ctx, &sdk.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "Where does the heron nest?"}})
		if err != nil || r.IsError {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.Content[0].(*sdk.TextContent).Text
	}
	if said := ask(); !strings.HasPrefix(said, string(bot.Found)+": ") || !strings.Contains(said, "edition 1 ") {
		t.Errorf("it says %q", said)
	}
	writeEdition(t, dir, 2)
	for !strings.Contains(ask(), "edition 2 ") {
		if ctx.Err() != nil {
			t.Fatal("the change of the folder is not seen")
		}
		time.Sleep(10 * time.Millisecond)
	}
	list, err := session.ListResources(ctx, nil)
	if err != nil || len(list.Resources) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	read, err := session.ReadResource(ctx, &sdk.ReadResourceParams{URI: list.Resources[0].URI})
	if err != nil || !strings.Contains(read.Contents[0].Text, "edition 2 ") {
		t.Errorf("%+v, %v", read, err)
	}
	session.Close()
	if got := <-status; got != exitFound {
		t.Errorf("exit status %d: %s", got, &errs)
	}
}

// A signal ends it as the end of the input does.
func TestMCPIsStopped(t *testing.T) {
	t.Setenv("QUOTH_CORPUS_FOLDERS", "")
	in, ours := io.Pipe()
	defer ours.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var errs bytes.Buffer
	status := make(chan int, 1)
	go func() { status <- run(ctx, []string{"mcp"}, in, io.Discard, &errs) }()
	io.WriteString(ours, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n") // returns when it is read
	cancel()
	if got := <-status; got != exitFound {
		t.Errorf("exit status %d: %s", got, &errs)
	}
}

// What cannot be read is told on standard error, before anything is answered.
func TestMCPWithoutSources(t *testing.T) {
	var out, errs bytes.Buffer
	none := filepath.Join(t.TempDir(), "none")
	if got := run(t.Context(), []string{"mcp", "--corpus", none}, os.Stdin, &out, &errs); got != exitError || out.Len() > 0 || errs.Len() == 0 {
		t.Errorf("exit status %d, %q, %q", got, &out, &errs)
	}
}
