package sources

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"
)

// An Event is something that happened to a collection of a set.
type Event[E Engine] struct {
	Kind       EventKind
	Collection string
	File       string        // the index file, if the collection is one
	Loaded     Loaded[E]     // of Read
	Changes    Changes       // of Differs and Updated
	Took       time.Duration // of Updated
	Err        error         // of NotRead and NotUpdated; of Read, where what was there before could not be closed
}

// An EventKind says what happened.
type EventKind int

// The kinds of event.
const (
	Reading    EventKind = iota // the collection is about to be read again
	Read                        // it was read, and answers come from it once Follow has handed it on
	NotRead                     // it could not be read: it stays as it was before
	Differs                     // an index file differs from its folders
	Updated                     // an index file was brought up to date
	NotUpdated                  // an index file could not be compared or brought up to date: it is used as it is
)

// Watch begins to look at the folders of collections, so that no change between
// Load and Follow is lost. Index files are begun with by Follow, which compares
// them with their folders anyway: to look through those takes longer than to
// open the file.
func (s *Set[E]) Watch(ctx context.Context) {
	for _, m := range s.members {
		if m.index == "" && len(m.folders()) > 0 { // the built-in reports do not change
			s.watch(ctx, m, watchFolders(ctx, m.folders(), s.options.watch))
		}
	}
}

func (s *Set[E]) watchIndexes(ctx context.Context) {
	for _, m := range s.members {
		if m.index != "" {
			o := s.options.watch
			o.Files = []string{m.index}
			s.watch(ctx, m, watchFolders(ctx, s.maker.IndexFolders(m.index), o))
		}
	}
}

// watch hands on that a collection may have changed, until ctx ends.
func (s *Set[E]) watch(ctx context.Context, m *member[E], changes <-chan struct{}) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-changes:
			}
			select {
			case <-ctx.Done():
				return
			case s.changed <- m:
			}
		}
	}()
}

// Follow keeps the set as it is on the disk until ctx ends. A collection that
// has changed is read again, it alone; one that cannot be read stays as it was.
// Each value of again has all of them read. Index files are brought up to date,
// or compared, at the start too: their folders may have changed while nobody
// looked.
//
// replace is handed all collections once some were read, and retains what it
// uses of them: the set closes those before when it returns. Where it fails, the
// set closes what was read, and stays as it was. tell is told what happens, in
// order.
func (s *Set[E]) Follow(ctx context.Context, again <-chan os.Signal, replace func([]Loaded[E]) error, tell func(Event[E])) {
	f := follower[E]{s, replace, tell}
	s.watchIndexes(ctx)
	f.look(ctx, s.indexes(), false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			s.waiting(nil) // all are looked at anyway
			f.look(ctx, s.members, true)
		case m := <-s.changed:
			f.look(ctx, s.waiting([]*member[E]{m}), false)
		}
	}
}

func (s *Set[E]) indexes() []*member[E] {
	return slices.DeleteFunc(slices.Clone(s.members), func(m *member[E]) bool { return m.index == "" })
}

// waiting returns members with all others that wait to be looked at, each once.
func (s *Set[E]) waiting(members []*member[E]) []*member[E] {
	for {
		select {
		case also := <-s.changed:
			if !slices.Contains(members, also) {
				members = append(members, also)
			}
		default:
			return members
		}
	}
}

type follower[E Engine] struct {
	*Set[E]
	replace func([]Loaded[E]) error
	tell    func(Event[E])
}

// look brings members up to date with the disk. Index files are read again only
// where they were replaced, or if all are to be.
func (f *follower[E]) look(ctx context.Context, members []*member[E], all bool) {
	var due []*member[E]
	for _, m := range members {
		switch {
		case m.index != "":
			f.keepIndex(ctx, m)
			if all || m.replaced() {
				due = append(due, m)
			}
		case len(m.folders()) > 0:
			due = append(due, m)
		}
	}
	if ctx.Err() == nil && len(due) > 0 {
		f.readAgain(ctx, due)
	}
}

// keepIndex brings an index file up to date, or compares it.
func (f *follower[E]) keepIndex(ctx context.Context, m *member[E]) {
	began := time.Now()
	e := m.event(Differs, nil)
	if f.options.Update {
		e.Kind = Updated
		e.Changes, e.Err = f.maker.Update(ctx, m.index)
	} else {
		e.Changes, e.Err = f.maker.Compare(ctx, m.index)
	}
	e.Took = time.Since(began)
	switch {
	case ctx.Err() != nil:
	case e.Err != nil:
		e.Kind = NotUpdated
		f.tell(e)
	case !e.Changes.None():
		f.tell(e)
	}
}

// replaced reports whether another index file stands where the open one was.
func (m *member[E]) replaced() bool {
	now, err := os.Stat(m.index)
	then := m.now.file
	return err == nil && (then == nil || !os.SameFile(then, now) ||
		!then.ModTime().Equal(now.ModTime()) || then.Size() != now.Size())
}

// readAgain reads members again, and hands all collections on if one was read.
func (f *follower[E]) readAgain(ctx context.Context, due []*member[E]) {
	fresh := map[*member[E]]version[E]{}
	for _, m := range due {
		f.tell(m.event(Reading, nil))
		next, err := f.read(ctx, m, nil)
		if err == nil {
			fresh[m] = next
		}
		if ctx.Err() != nil {
			for _, r := range fresh {
				_ = r.Engine.Close() // nobody has asked it, and nobody is left to tell
			}
			return
		}
		if err != nil {
			f.tell(m.event(NotRead, err))
		}
	}
	if len(fresh) > 0 {
		f.handOn(fresh)
	}
}

// handOn hands all collections on, those that were read again among them. They
// are the set's only if they are taken.
func (f *follower[E]) handOn(fresh map[*member[E]]version[E]) {
	all := f.loaded()
	for i, m := range f.members {
		if r, ok := fresh[m]; ok {
			all[i] = r.Loaded
		}
	}
	err := f.replace(all)
	for i, m := range f.members {
		r, ok := fresh[m]
		switch {
		case !ok:
		case err != nil:
			f.tell(m.event(NotRead, errors.Join(err, r.Engine.Close())))
		default:
			closing := m.take(r)
			e := m.event(Read, closing)
			e.Loaded = all[i]
			f.tell(e)
		}
	}
}

func (m *member[E]) event(kind EventKind, err error) Event[E] {
	return Event[E]{Kind: kind, Collection: m.Name, File: m.index, Err: err}
}
