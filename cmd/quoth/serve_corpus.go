package quoth

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus/read"
)

// load reads all collections, and logs what came of it.
func (s *service) load(ctx context.Context) ([]bot.Collection, error) {
	collections, err := readAll(s.collections, func(c collection) (bot.Collection, error) {
		began := time.Now()
		read, library, err := c.read(ctx, read.Options{MaxFileSize: int64(s.settings.Corpus.MaxFileSize)})
		if err != nil {
			return read, err
		}
		s.logNotes("a file was left out", c.name, library.Skipped)
		s.logNotes("a file was not read as it was meant", c.name, library.Warnings)
		documents, _ := read.Engine.Size()
		s.log.Info("read a collection", "collection", c.name, "documents", documents, "took", time.Since(began))
		return read, nil
	})
	s.metrics.Loaded(collections, err)
	return collections, err
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

// reloadOn reads the corpus again at each signal and change, until ctx ends.
// Questions go on being answered from the old one meanwhile, and for good
// where the new one cannot be read. Index files are brought up to date at the
// start too: their folders may have changed while nobody looked.
func (s *service) reloadOn(ctx context.Context, hangup <-chan os.Signal, changes *watcher) {
	indexes := changes.indexes(ctx)
	if s.updateIndexes(ctx) {
		s.reload(ctx, "an index file was brought up to date")
	}
	for {
		why := "a folder changed"
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			why = "told to"
		case <-changes.folders:
		case <-indexes:
		}
		s.updateIndexes(ctx)
		s.reload(ctx, why)
	}
}

func (s *service) reload(ctx context.Context, why string) {
	s.log.Info("reading the corpus again", "why", why)
	collections, err := s.load(ctx)
	if err == nil {
		err = errors.Join(s.bot.Replace(collections), closeAll(collections))
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("the corpus could not be read again; answers go on from the one before", "error", err)
	}
}

// updateIndexes brings index files up to date with their folders, and reports
// whether one has changed.
func (s *service) updateIndexes(ctx context.Context) bool {
	updated := false
	for _, c := range s.collections {
		file, err := c.indexFile()
		if file == "" || err != nil {
			continue // reading it tells
		}
		began := time.Now()
		r, err := store.Update(ctx, file, store.Options{})
		switch {
		case ctx.Err() != nil:
			return updated
		case errors.Is(err, fs.ErrNotExist):
			s.log.Info("the folders of an index file are not here: it is used as it is", "file", file, "error", err)
		case err != nil:
			s.log.Error("an index file could not be brought up to date; it is used as it is", "file", file, "error", err)
		case !r.Fresh():
			s.logNotes("a file was left out", c.name, r.Skipped)
			s.log.Info("brought an index file up to date", "file", file,
				"added", r.Added, "changed", r.Changed, "removed", r.Removed, "took", time.Since(began))
			updated = true
		}
	}
	return updated
}
