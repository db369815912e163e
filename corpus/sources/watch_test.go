package sources

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// quick makes a watch tell soon.
var quick = watchOptions{Settle: 20 * time.Millisecond, Patience: 200 * time.Millisecond, Poll: time.Hour, PollBlind: 20 * time.Millisecond}

// A step changes something in a folder, and says whether that is to be told.
type step struct {
	name string
	do   func(dir string) error
	told bool
}

func put(name, text string) func(string) error {
	return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
}

var steps = []step{
	{"a new file", put("otters.txt", "The otter sleeps."), true},
	{"a new folder", func(dir string) error { return os.Mkdir(filepath.Join(dir, "more"), 0o700) }, false},
	{"a file in the new folder", put("more/newts.txt", "The newt swims."), true},
	{"another text", put("otters.txt", "The otter dives deep."), true},
	{"a hidden file", put(".draft.txt", "The newt flies."), false},
	{"a file that is left out", put("newts.png", "\x89PNG"), true},
	{"another content of it", put("newts.png", "\x89PNG\r\n"), false},
	{"a rename", func(dir string) error {
		return os.Rename(filepath.Join(dir, "otters.txt"), filepath.Join(dir, "more", "otters.txt"))
	}, true},
	{"a file gone", func(dir string) error { return os.Remove(filepath.Join(dir, "more", "newts.txt")) }, true},
	{"the folder away", func(dir string) error { return os.Rename(dir, dir+"-away") }, true},
	{"the folder back", func(dir string) error { return os.Rename(dir+"-away", dir) }, true},
	{"a file after that", put("toads.txt", "The toad sits."), true},
}

func walkSteps(t *testing.T, dir string, changed <-chan struct{}) {
	t.Helper()
	for _, s := range steps {
		if err := s.do(dir); err != nil {
			t.Fatal(err)
		}
		wait := 10 * time.Second
		if !s.told {
			wait = 300 * time.Millisecond
		}
		told := false
		select {
		case <-changed:
			told = true
		case <-time.After(wait):
		}
		if told != s.told {
			t.Errorf("%s: told %t, want %t", s.name, told, s.told)
		}
	}
}

func TestWatchFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "books")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	walkSteps(t, dir, watchFolders(t.Context(), []string{dir}, quick))
}

// TestWatchBlind looks by itself, as where the system does not tell of changes.
func TestWatchBlind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "books")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w := &watch{folders: []string{dir}, opts: quick.withDefaults()}
	w.look(t.Context())
	changed := make(chan struct{}, 1)
	go w.run(t.Context(), changed)
	walkSteps(t, dir, changed)
}

func TestWatchSingleFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "birds.txt")
	write := func(text string) {
		if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".new", file); err != nil { // as editors do
			t.Fatal(err)
		}
	}
	write("The heron nests.")
	changed := watchFolders(t.Context(), []string{file}, quick)
	for i := range 3 {
		write(fmt.Sprintf("The heron nests, again %d.", i))
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			t.Fatal("nothing was told")
		}
	}
}

func TestWatchBurst(t *testing.T) {
	dir := t.TempDir()
	opts := quick
	opts.Settle, opts.Patience = 200*time.Millisecond, time.Minute
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	changed := watchFolders(ctx, []string{dir}, opts)
	for i := range 300 {
		if err := put(fmt.Sprintf("%d.txt", i), "The heron nests.")(dir); err != nil {
			t.Fatal(err)
		}
	}
	told := 0
	for end := time.After(time.Second); ; {
		select {
		case <-changed:
			told++
			continue
		case <-end:
		}
		break
	}
	if told != 1 {
		t.Errorf("a burst of 300 files was told %d times, want once", told)
	}
}
