package quoth

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/quoth-bot/quoth/adapters/ops"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sources"
)

// load reads all collections, and logs what came of it. What changes from now
// on is followed later.
func (s *service) load(ctx context.Context) ([]bot.Collection, error) {
	var err error
	s.sources, err = setOf(s.collections, sources.Options{Limits: limitsOf(s.settings.Corpus), Update: true})
	if err != nil {
		return nil, err
	}
	s.sources.Watch(ctx)
	loaded, err := s.sources.Load(ctx)
	if err != nil {
		s.metrics.Loaded(nil, err)
		return nil, err
	}
	for _, l := range loaded {
		s.logLoaded(l)
	}
	s.elsewhere = loaded
	collections := botCollections(s.collections, loaded)
	s.metrics.Loaded(collections, nil)
	return collections, nil
}

// close ends the hold on what was read.
func (s *service) close() {
	if s.sources == nil {
		return
	}
	if err := s.sources.Close(); err != nil {
		s.log.Error("closing the corpus", "error", err)
	}
}

// lookEvery is how often it is looked whether collections that lie elsewhere can be asked,
// while nobody asks.
const lookEvery = 10 * time.Second

// lookElsewhere tells of collections that lie elsewhere whether they can be asked, until ctx
// ends.
func (s *service) lookElsewhere(ctx context.Context) {
	remotes := map[string]*engine.Remote{}
	for _, l := range s.elsewhere {
		if r, ok := l.Engine.(*engine.Remote); ok {
			remotes[l.Name] = r
		}
	}
	if len(remotes) == 0 {
		return
	}
	s.metrics.Elsewhere(func() []ops.Reach {
		var out []ops.Reach
		for name, r := range remotes {
			documents, sentences := r.Size()
			out = append(out, ops.Reach{Collection: name, Up: r.Away() == nil, Documents: documents, Sentences: sentences})
		}
		return out
	})
	away := map[string]bool{}
	for {
		for name, r := range remotes {
			err := r.Check(ctx)
			if ctx.Err() != nil {
				return
			}
			switch {
			case err != nil && !away[name]:
				s.log.Error("a collection cannot be asked", "collection", name, "error", err)
			case err == nil && away[name]:
				s.log.Info("a collection can be asked again", "collection", name)
			}
			away[name] = err != nil
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// replace has the bot answer from what was read again. Questions go on being
// answered from what was there before meanwhile.
func (s *service) replace(loaded []sources.Loaded[bot.Engine]) error {
	collections := botCollections(s.collections, loaded)
	err := s.bot.Replace(collections)
	if err == nil {
		s.metrics.Loaded(collections, nil)
	}
	return err
}

// tell logs what happens to the collections.
func (s *service) tell(e sources.Event[bot.Engine]) {
	log := s.log.With("collection", e.Collection)
	switch e.Kind {
	case sources.Reading:
		log.Info("reading the corpus again")
	case sources.Read:
		s.logLoaded(e.Loaded)
		if e.Err != nil {
			log.Error("closing what was there before", "error", e.Err)
		}
	case sources.NotRead:
		s.metrics.Loaded(nil, e.Err)
		log.Error("the corpus could not be read again; answers go on from the one before", "error", e.Err)
	case sources.Updated:
		log.Info("brought an index file up to date", "file", e.File,
			"added", e.Changes.Added, "changed", e.Changes.Changed, "removed", e.Changes.Removed, "took", e.Took)
	case sources.NotUpdated:
		if errors.Is(e.Err, fs.ErrNotExist) {
			log.Info("the folders of an index file are not here: it is used as it is", "file", e.File, "error", e.Err)
			return
		}
		log.Error("an index file could not be brought up to date; it is used as it is", "file", e.File, "error", e.Err)
	}
}

func (s *service) logLoaded(l sources.Loaded[bot.Engine]) {
	s.logNotes("a file was left out", l.Name, l.Skipped)
	s.logNotes("a file was not read as it was meant", l.Name, l.Warnings)
	documents, _ := l.Engine.Size()
	s.log.Info("read a collection", "collection", l.Name, "documents", documents, "skipped", len(l.Skipped), "took", l.Took)
}

// maxNotes bounds how many files of a collection are logged.
const maxNotes = 20

func (s *service) logNotes(what, collection string, notes []read.Note) {
	for _, n := range notes[:min(maxNotes, len(notes))] {
		s.log.Warn(what, "collection", collection, "file", n.Name, "reason", n.Reason)
	}
	if rest := len(notes) - maxNotes; rest > 0 {
		s.log.Warn(what+", and more", "collection", collection, "more", rest)
	}
}
