package terminal

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// chatting says that this is the process of a chat at a terminal, which a
// test started.
const chatting = "QUOTH_TEST_CHATTING"

func TestMain(m *testing.M) {
	if os.Getenv(chatting) == "" {
		os.Exit(m.Run())
	}
	term := Terminal{
		Bot: &scriptedBot{}, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Screen: ScreenOf(os.Stdout, os.Getenv), Pager: os.Getenv("PAGER"), History: os.Getenv("HISTORY"),
	}
	if err := term.Chat(context.Background(), os.Getenv); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// A person sits at the terminal of a chat.
type person struct {
	t      *testing.T
	keys   *os.File
	chat   *exec.Cmd
	screen chan []byte
	seen   bytes.Buffer // and not yet looked for
}

func sitDown(t *testing.T, environment ...string) *person {
	if runtime.GOOS == "windows" {
		t.Skip("there are no pseudo-terminals here")
	}
	chat := exec.Command(os.Args[0])
	chat.Env = append(os.Environ(), chatting+"=1", "TERM=xterm", "NO_COLOR=1")
	chat.Env = append(chat.Env, environment...)
	keys, err := pty.StartWithSize(chat, &pty.Winsize{Rows: 12, Cols: 40})
	if err != nil {
		t.Skipf("there are no pseudo-terminals here: %v", err)
	}
	p := &person{t: t, keys: keys, chat: chat, screen: make(chan []byte)}
	left := make(chan struct{})
	go func() {
		defer close(p.screen)
		for {
			text := make([]byte, 1024)
			n, err := keys.Read(text)
			if err != nil {
				return
			}
			select {
			case p.screen <- text[:n]:
			case <-left:
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(left)
		keys.Close()
		chat.Process.Kill()
	})
	p.see(prompt)
	return p
}

// press types keys, and waits until the screen shows something.
func (p *person) press(keys, shows string) {
	p.t.Helper()
	if _, err := p.keys.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
	p.see(shows)
}

func (p *person) see(text string) {
	p.t.Helper()
	deadline := time.After(time.Minute)
	for !strings.Contains(p.seen.String(), text) {
		select {
		case more, ok := <-p.screen:
			if !ok {
				p.t.Fatalf("the chat has ended; %q does not show in %q", text, &p.seen)
			}
			p.seen.Write(more)
		case <-deadline:
			p.t.Fatalf("%q does not show in %q", text, &p.seen)
		}
	}
	_, rest, _ := strings.Cut(p.seen.String(), text)
	p.seen.Reset()
	p.seen.WriteString(rest)
}

// clear clears what is typed. Keys that come before the next prompt are the
// terminal's own.
func (p *person) clear() {
	p.t.Helper()
	p.press("\x03", "^C")
	p.see(prompt)
}

// leave types keys that end the chat.
func (p *person) leave(keys string) {
	p.t.Helper()
	if _, err := p.keys.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
	deadline := time.After(time.Minute)
	for open := true; open; {
		select {
		case _, open = <-p.screen:
		case <-deadline:
			p.t.Fatalf("%q does not end the chat", keys)
		}
	}
	if err := p.chat.Wait(); err != nil {
		p.t.Errorf("the chat ends with %v", err)
	}
}

func TestInterruptClearsALineAndEndsOnAnEmptyOne(t *testing.T) {
	p := sitDown(t)
	p.press("half a li", "half a li")
	p.clear()
	p.press("yes\r", "> Yes it is.")
	p.see(prompt)
	p.press("no", "no")
	p.press("\x7f\x7f", "\x1b[J") // an empty line again
	p.leave("\x03")
}

func TestTabAddsToWhatIsTyped(t *testing.T) {
	p := sitDown(t)
	p.press("who is sto\t", "who is storm Corps")
	p.press("\x15sum\t!", "sum!") // of no name
	p.clear()
	p.leave("\x04")
}

func TestHistoryOfEarlierChats(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	p := sitDown(t, "HISTORY="+file)
	p.press("yes, she said\r", "> Yes it is.")
	p.see(prompt)
	p.leave("\x04")
	p = sitDown(t, "HISTORY="+file)
	p.press("\x1b[A", "yes, she said")
	p.clear()
	p.press("\x12she", "yes, she said")
	p.press("\r", "> Yes it is.")
	p.see(prompt)
	p.leave("\x04")
	p = sitDown(t) // that is off
	p.press("\x1b[A\x1b[Aon", "on")
	p.clear()
	p.leave("\x04")
}

func TestLongListsArePagedAndTheScreenIsCleared(t *testing.T) {
	file := filepath.Join(t.TempDir(), "paged")
	p := sitDown(t, "PAGER=tee "+file)
	p.press("help\r", "and when?")
	p.press("sources\r", "b/scan.pdf")
	p.see(prompt)
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "Title A") {
		t.Errorf("the pager shows %q, %v", text, err)
	}
	p.press("clear\r", "\x1b[2J\x1b[H")
	p.see(prompt)
	p.leave("\x04")
}
