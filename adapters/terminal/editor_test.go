package terminal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/peterh/liner"
)

func TestHistoryIsKeptForItsOwner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "quoth", "history")
	open := func() *editor {
		e := &editor{state: liner.NewLiner(), history: file, report: func(err error) { t.Error(err) }}
		e.readHistory()
		return e
	}
	for _, question := range []string{"What did the Duma ratify?", "when?"} {
		e := open()
		e.state.AppendHistory(question)
		if err := e.close(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := "What did the Duma ratify?\nwhen?\n"; string(got) != want {
		t.Errorf("the history is %q, want %q", got, want)
	}
	for name, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}

func TestHistoryThatCannotBeKeptIsTold(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "quoth")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	told := 0
	e := &editor{state: liner.NewLiner(), history: filepath.Join(inTheWay, "history"), report: func(error) { told++ }}
	if err := e.close(); err != nil {
		t.Error(err)
	}
	if told != 1 {
		t.Errorf("told %d times, want once", told)
	}
}
