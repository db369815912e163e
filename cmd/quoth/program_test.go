package quoth

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/quoth-bot/quoth/internal/postgrestest"
)

func TestMain(m *testing.M) {
	testscript.Main(withServer{m}, map[string]func(){"quoth": func() { os.Exit(Main()) }})
}

// withServer ends the tests' database server after them.
type withServer struct{ m *testing.M }

func (w withServer) Run() int { return postgrestest.Main(w.m) }

// TestScripts runs the program as a person does.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "journal": writeJournal,
			"discord": func(ts *testscript.TestScript, _ bool, _ []string) { startDiscord(t, ts) },
		},
	})
}

// status runs a program that must end with an exit status: status 1 quoth ...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// TestHelpExamples runs the examples that help prints, word for word.
func TestHelpExamples(t *testing.T) {
	t.Setenv("QUOTH_CORPUS_FOLDERS", "")
	for _, command := range []string{"ask", "chat", "sources", "sentences", "index", "eval", "config check", "config example", "slack manifest"} {
		t.Run(command, func(t *testing.T) {
			var help, errs bytes.Buffer
			if got := run(t.Context(), append(strings.Fields(command), "--help"), strings.NewReader(""), &help, &errs); got != exitFound {
				t.Fatalf("quoth %s --help: exit status %d, %s", command, got, &errs)
			}
			ran := 0
			for line := range strings.Lines(help.String()) {
				example, ok := strings.CutPrefix(line, "    ")
				if !ok || strings.HasPrefix(example, " ") || !strings.Contains(example, "quoth "+command) {
					continue
				}
				ran++
				c := exec.Command("sh", "-c", example)
				if command == "index" { // its example leaves files
					c.Dir = t.TempDir()
				}
				out, err := c.CombinedOutput()
				if err != nil || len(out) == 0 {
					t.Errorf("%s%v: %s", example, err, out)
				}
			}
			if ran == 0 {
				t.Errorf("quoth %s --help has no example", command)
			}
		})
	}
}

// A disk that is full must not look like an answer that was written.
func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Setenv("QUOTH_CORPUS_FOLDERS", "")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	for _, args := range [][]string{
		{"ask", "How many North Korean soldiers have deserted?"},
		{"ask", "--json", "How many North Korean soldiers have deserted?"},
		{"sources"},
	} {
		var errs bytes.Buffer
		if got := run(t.Context(), args, strings.NewReader(""), full, &errs); got != exitError {
			t.Errorf("quoth %q: exit status %d, want %d; %s", args, got, exitError, &errs)
		}
	}
}
