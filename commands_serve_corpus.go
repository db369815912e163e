package main

import (
	"context"
	"os"
	"time"

	"quoth/bot"
	"quoth/corpus"
)

// watch tells when files of any collection change.
func (s *service) watch(ctx context.Context) <-chan struct{} {
	var folders []string
	for _, c := range s.collections {
		folders = append(folders, c.folders...)
	}
	if len(folders) == 0 {
		return nil // the embedded reports do not change
	}
	return corpus.Watch(ctx, folders, corpus.WatchOptions{MaxFileSize: int64(s.settings.Corpus.MaxFileSize)})
}

// load reads all collections, and logs what came of it.
func (s *service) load(ctx context.Context) ([]bot.Collection, error) {
	var collections []bot.Collection
	for _, c := range s.collections {
		began := time.Now()
		read, library, err := c.read(ctx, corpus.Options{MaxFileSize: int64(s.settings.Corpus.MaxFileSize)})
		if err != nil {
			s.metrics.Loaded(nil, err)
			return nil, err
		}
		s.logNotes("a file was left out", c.name, library.Skipped)
		s.logNotes("a file was not read as it was meant", c.name, library.Warnings)
		s.log.Info("read a collection", "collection", c.name, "documents", len(read.Documents), "took", time.Since(began))
		collections = append(collections, read)
	}
	s.metrics.Loaded(collections, nil)
	return collections, nil
}

// maxNotes bounds how many files of a collection are logged.
const maxNotes = 20

func (s *service) logNotes(what, collection string, notes []corpus.Note) {
	for _, n := range notes[:min(maxNotes, len(notes))] {
		s.log.Warn(what, "collection", collection, "file", n.Name, "reason", n.Reason)
	}
	if rest := len(notes) - maxNotes; rest > 0 {
		s.log.Warn(what+", and more", "collection", collection, "more", rest)
	}
}

// reloadOn reads the corpus again at each signal and change, until ctx ends.
// Questions go on being answered from the old one meanwhile, and for good
// where the new one cannot be read.
func (s *service) reloadOn(ctx context.Context, hangup <-chan os.Signal, changed <-chan struct{}) {
	for {
		why := "a folder changed"
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			why = "told to"
		case <-changed:
		}
		s.log.Info("reading the corpus again", "why", why)
		collections, err := s.load(ctx)
		if err == nil {
			err = s.bot.Replace(collections)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("the corpus could not be read again; answers go on from the one before", "error", err)
		}
	}
}
