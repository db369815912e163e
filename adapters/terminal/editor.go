package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/peterh/liner"
)

// An editor reads lines from a terminal with history and completion.
type editor struct {
	state   *liner.State
	history string // the file, or empty for none
	report  func(error)
}

// lineReader chooses how to read: by an editor where the person sits at both
// ends, else line by line. The editor works on the process's own streams only.
func (t *Terminal) lineReader(ctx context.Context, getenv func(string) string) (in lineReader, interactive bool) {
	stdin, ok := t.In.(*os.File)
	if !ok || stdin != os.Stdin || t.Out != io.Writer(os.Stdout) || !isTerminal(os.Stdin) || !isTerminal(os.Stdout) || getenv("TERM") == "dumb" {
		return newLines(t.In), false
	}
	e := &editor{state: liner.NewLiner(), report: t.report}
	e.state.SetCtrlCAborts(true)
	// One after the other, best first: what printing all of them completes is
	// their common prefix, and suggestions need not have one.
	e.state.SetTabCompletionStyle(liner.TabCircular)
	e.state.SetWordCompleter(func(line string, pos int) (string, []string, string) {
		return t.complete(ctx, line, pos)
	})
	if dir, err := os.UserCacheDir(); err == nil {
		e.history = filepath.Join(dir, "quoth", "history")
		e.readHistory()
	}
	return e, true
}

func (e *editor) line() (string, error) {
	text, err := e.state.Prompt(prompt)
	if errors.Is(err, io.EOF) {
		fmt.Println() // Ctrl-D shows nothing, and leaves the line begun
	}
	if errors.Is(err, liner.ErrPromptAborted) {
		return "", io.EOF // Ctrl-C, which ends its line
	}
	// The library reads no history with a longer line.
	const longest = 4000
	if err == nil && strings.TrimSpace(text) != "" && len(text) < longest {
		e.state.AppendHistory(text)
	}
	return text, err
}

// close gives the terminal back as it was. What becomes of the history is
// told, but never fails the chat.
func (e *editor) close() error {
	if e.history != "" {
		if err := e.writeHistory(); err != nil {
			e.report(fmt.Errorf("the history of this chat is not kept: %w", err))
		}
	}
	return e.state.Close()
}

func (e *editor) readHistory() {
	f, err := os.Open(e.history)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		_, err = e.state.ReadHistory(f)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		e.report(fmt.Errorf("the history of earlier chats cannot be read: %w", err))
	}
}

// writeHistory replaces the file at once, so that two chats that end together
// leave one whole history. It is for its owner's eyes: questions are private.
func (e *editor) writeHistory() error {
	dir := filepath.Dir(e.history)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "history-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = e.state.WriteHistory(f)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), e.history)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// commands are what chat understands besides questions.
var commands = []string{"context", "help", "more", "quit", "sources"}

// complete finds completions for the words before the cursor: as many of them
// as begin a name or phrase of the sources, four at most.
func (t *Terminal) complete(ctx context.Context, line string, pos int) (head string, completions []string, tail string) {
	const mostWords = 4
	runes := []rune(line)
	before, tail := string(runes[:pos]), string(runes[pos:])
	for _, c := range commands {
		if before != "" && tail == "" && strings.HasPrefix(c, before) {
			completions = append(completions, c)
		}
	}
	for _, start := range lastWords(before, mostWords) {
		suggested, err := t.Bot.Suggest(ctx, From, before[start:])
		if err != nil {
			break // a completion is a convenience: the question will tell what is wrong
		}
		suggested = slices.DeleteFunc(suggested, func(s string) bool { return Visible(s) != s })
		if len(suggested) > 0 {
			return before[:start], append(completions, suggested...), tail
		}
	}
	return "", completions, tail
}

// lastWords returns where the last n words of text begin, the first of them
// first. Text that ends in white space has none to complete.
func lastWords(text string, n int) []int {
	var starts []int
	inWord := false
	for i, r := range text {
		space := r == ' ' || r == '\t'
		if !space && !inWord {
			starts = append(starts, i)
		}
		inWord = !space
	}
	if !inWord {
		return nil
	}
	return starts[max(0, len(starts)-n):]
}
