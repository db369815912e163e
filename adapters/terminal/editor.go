package terminal

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/ergochat/readline"
	"golang.org/x/term"
)

// An editor reads lines from a terminal with history and completion.
type editor struct {
	in      *readline.Instance
	begun   bool        // something of the line stands there
	before  *term.State // of the terminal, to give it back
	history *history    // nil for none
	report  func(error)
}

// lineReader chooses how to read: by an editor where the person sits at both
// ends, else line by line. The editor works on the process's own streams only.
func (t *Terminal) lineReader(ctx context.Context, getenv func(string) string) (in lineReader, interactive bool) {
	stdin, ok := t.In.(*os.File)
	if !ok || stdin != os.Stdin || t.Out != io.Writer(os.Stdout) || !isTerminal(os.Stdin) || !isTerminal(os.Stdout) || getenv("TERM") == "dumb" {
		return newLines(t.In), false
	}
	e, err := t.newEditor(ctx)
	if err != nil {
		t.report(err)
		return newLines(t.In), false
	}
	return e, true
}

func (t *Terminal) newEditor(ctx context.Context) (*editor, error) {
	before, err := term.GetState(int(os.Stdin.Fd()))
	if err != nil {
		return nil, err
	}
	e := &editor{before: before, report: t.report}
	screen := &placedScreen{keys: os.Stdin, screen: os.Stdout}
	e.in, err = readline.NewFromConfig(&readline.Config{
		Prompt:                 prompt,
		EOFPrompt:              "\n", // which the library takes for none
		HistoryLimit:           maxHistory,
		DisableAutoSaveHistory: true, // the file is written below, for its owner's eyes
		AutoComplete:           completer{ctx, t},
		Listener: func(line []rune, _ int, _ rune) ([]rune, int, bool) {
			e.begun = len(line) > 0
			return nil, 0, false
		},
		Stdin: screen, Stdout: screen,
		FuncGetSize: func() (width, height int) { return sizeOf(os.Stdout, os.Getenv) },
	})
	if err != nil {
		return nil, err
	}
	e.readHistory(t.History)
	return e, nil
}

// line reads a line. Ctrl-C clears what was begun; where nothing was, it ends
// the chat, as Ctrl-D does.
func (e *editor) line() (string, error) {
	text, err := e.in.ReadLine()
	for errors.Is(err, readline.ErrInterrupt) {
		if !e.begun {
			return "", io.EOF
		}
		text, err = e.in.ReadLine()
	}
	if err == nil && e.history.add(text) {
		err = e.in.SaveToHistory(text)
	}
	return text, err
}

// close gives the terminal back as it was. What becomes of the history is
// told, but never fails the chat.
func (e *editor) close() error {
	if err := e.history.write(); err != nil {
		e.report(err)
	}
	// A read that is left behind does not give it back.
	return errors.Join(e.in.Close(), term.Restore(int(os.Stdin.Fd()), e.before))
}

// readHistory offers what was typed in earlier chats.
func (e *editor) readHistory(file string) {
	if file == "" {
		return
	}
	h, err := readHistory(file)
	if err != nil {
		e.report(err)
	}
	e.history = h
	for _, line := range h.lines {
		if err := e.in.SaveToHistory(line); err != nil {
			e.report(err)
			return
		}
	}
}

// A placedScreen is a terminal whose cursor stands in the first column where
// a prompt begins. The library asks the terminal for that, and waits as long
// as there is no answer: some have none, and one across a network is slow.
type placedScreen struct {
	keys   io.Reader
	screen io.Writer
	asked  bool // where the cursor is; reads and writes are made in turn
}

const (
	askCursor   = "\x1b[6n"
	firstColumn = "\x1b[1;1R"
)

func (s *placedScreen) Write(p []byte) (int, error) {
	if string(p) == askCursor {
		s.asked = true
		return len(p), nil
	}
	return s.screen.Write(p)
}

func (s *placedScreen) Read(p []byte) (int, error) {
	if s.asked {
		s.asked = false
		return copy(p, firstColumn), nil
	}
	return s.keys.Read(p)
}
