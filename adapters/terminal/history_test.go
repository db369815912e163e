package terminal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHistoryIsKeptForItsOwner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "quoth", "history")
	for _, question := range []string{"What did the Duma ratify?", " ", strings.Repeat("x", maxHistoryLine+1), "when?"} {
		h, err := readHistory(file)
		if err != nil {
			t.Fatal(err)
		}
		h.add(question)
		if err := h.write(); err != nil {
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

func TestHistoryIsBounded(t *testing.T) {
	var h history
	for range maxHistory {
		h.add("before")
	}
	h.add("last")
	if len(h.lines) != maxHistory || h.lines[maxHistory-1] != "last" {
		t.Errorf("%d lines are kept, the last of them %q", len(h.lines), h.lines[len(h.lines)-1])
	}
}

func TestHistoryThatCannotBeKeptIsTold(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "quoth")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := readHistory(filepath.Join(inTheWay, "history"))
	if err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("reading below a file: error %v", err)
	}
	if err := h.write(); err == nil || !strings.Contains(err.Error(), "is not kept") {
		t.Errorf("writing below a file: error %v", err)
	}
	if err := (*history)(nil).write(); err != nil {
		t.Errorf("no history: error %v", err)
	}
}
