package sources

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/quoth-bot/quoth/corpus/read"
)

// watchOptions says how folders are watched. The zero value is usable.
type watchOptions struct {
	MaxFileSize int64         // bytes; larger files are left out
	Files       []string      // further files whose change counts, whatever their format
	Settle      time.Duration // for which nothing may happen before folders are looked at; 500 ms
	Patience    time.Duration // after which they are looked at all the same; 5 s
	// Poll is how often folders are looked at where the system tells of
	// changes; it does not for what another machine changes on a network
	// drive, nor for the targets of links. 5 min.
	Poll time.Duration
	// PollBlind is how often they are looked at where it cannot tell: too
	// many folders, or one that is missing. 10 s.
	PollBlind time.Duration
}

func (o watchOptions) withDefaults() watchOptions {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.Settle, 500*time.Millisecond)
	set(&o.Patience, 5*time.Second)
	set(&o.Poll, 5*time.Minute)
	set(&o.PollBlind, 10*time.Second)
	if o.MaxFileSize == 0 {
		o.MaxFileSize = read.DefaultLimits.FileSize
	}
	return o
}

// watchFolders tells when the files that read.Load would read have changed, or
// others are left out, until ctx ends. Changes since the last word was taken are one word, and so is
// a burst of them. What changes after watchFolders returns is told.
func watchFolders(ctx context.Context, folders []string, opts watchOptions) <-chan struct{} {
	w := &watch{folders: folders, opts: opts.withDefaults()}
	if system, err := fsnotify.NewWatcher(); err == nil {
		w.system, w.events, w.errors = system, system.Events, system.Errors
	}
	w.look(ctx)
	changed := make(chan struct{}, 1)
	go w.run(ctx, changed)
	return changed
}

// A watch knows what folders hold.
type watch struct {
	folders []string
	opts    watchOptions
	print   [sha256.Size]byte // of the files as they were last seen
	blind   bool              // the system does not tell of all changes

	system *fsnotify.Watcher // nil where the system has none to give
	events <-chan fsnotify.Event
	errors <-chan error
}

func (w *watch) run(ctx context.Context, changed chan<- struct{}) {
	if w.system != nil {
		defer w.system.Close()
	}
	for {
		poll := time.NewTimer(w.interval())
		select {
		case <-ctx.Done():
			return
		case <-w.events:
			w.settle(ctx)
		case <-w.errors: // too much happened to be told
			w.settle(ctx)
		case <-poll.C:
		}
		poll.Stop()
		if w.look(ctx) {
			select {
			case changed <- struct{}{}:
			default: // the last word was not taken yet
			}
		}
	}
}

func (w *watch) interval() time.Duration {
	if w.blind {
		return w.opts.PollBlind
	}
	return w.opts.Poll
}

// settle waits until a burst of changes is over: a folder that is copied is
// then one change.
func (w *watch) settle(ctx context.Context) {
	patience := time.After(w.opts.Patience)
	for {
		select {
		case <-w.events:
		case <-w.errors:
		case <-time.After(w.opts.Settle):
			return
		case <-patience:
			return
		case <-ctx.Done():
			return
		}
	}
}

// look reports whether the files differ from those that were last seen, and
// watches the folders that are new.
func (w *watch) look(ctx context.Context) bool {
	h := sha256.New()
	found, err := read.Find(ctx, w.folders, w.opts.MaxFileSize)
	if ctx.Err() != nil {
		return false
	}
	w.blind = err != nil || w.system == nil
	if err != nil {
		fmt.Fprintln(h, err)
	} else {
		for _, f := range found.Files {
			fmt.Fprintf(h, "%q %q %d %d\n", f.Path, f.Name, f.Size, f.Modified.UnixNano())
		}
		for _, n := range found.Skipped {
			fmt.Fprintf(h, "%q %q\n", n.Name, n.Reason)
		}
		w.watchAll(found.Folders)
	}
	for _, name := range w.opts.Files {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(h, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		w.watchAll([]string{filepath.Dir(name)})
	}
	before := w.print
	h.Sum(w.print[:0])
	return w.print != before
}

// watchAll watches folders; those that are watched already stay so.
func (w *watch) watchAll(dirs []string) {
	if w.system == nil {
		return
	}
	for _, dir := range dirs {
		if err := w.system.Add(dir); err != nil {
			w.blind = true
		}
	}
}
