package quoth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// A collection is one of the settings, before it is read.
type collection struct {
	name     string
	folders  []string // none for the embedded reports; one may be an index file, alone
	audience bot.Audience
}

// collectionsOf lists all that the settings name: the embedded reports, where
// they name nothing.
func collectionsOf(c config.Config) []collection {
	var out []collection
	if len(c.Corpus.Folders) > 0 || len(c.Collections) == 0 {
		out = append(out, corpusOf(c))
	}
	for _, further := range c.Collections {
		out = append(out, collection{further.Name, further.Folders, audienceOf(further.Audience)})
	}
	return out
}

// corpusOf is the collection without a name of its own: the embedded reports,
// which alone are open to all, where the corpus has no folder.
func corpusOf(c config.Config) collection {
	if len(c.Corpus.Folders) == 0 {
		return collection{name: config.CorpusName, audience: bot.Open}
	}
	return collection{config.CorpusName, c.Corpus.Folders, audienceOf(c.Corpus.Audience)}
}

func audienceOf(a config.Audience) bot.Audience {
	return bot.Audience{
		Everyone: a.Everyone, Direct: a.Direct, Channels: a.Channels, Workspaces: a.Workspaces, Outsiders: a.Outsiders,
	}
}

// indexFile returns the index file that the collection is, or "".
func (c collection) indexFile() (string, error) {
	for _, f := range c.folders {
		if !store.Is(f) {
			continue
		}
		if len(c.folders) > 1 {
			return "", fmt.Errorf("the collection %s has the index file %s and folders beside it: name the file alone, or index the folders with it", c.name, f)
		}
		return f, nil
	}
	return "", nil
}

// read reads a collection, or opens its index file; the library tells of the
// files that were left out. Who reads it closes it.
func (c collection) read(ctx context.Context, o read.Options) (bot.Collection, *read.Library, error) {
	out := bot.Collection{Name: c.name, Audience: c.audience}
	library := &read.Library{}
	file, err := c.indexFile()
	switch {
	case err != nil:
	case file != "":
		out.Engine, err = openIndex(c.name, file)
		return out, library, err
	case len(c.folders) == 0:
		library.Documents, err = sample.Documents()
	default:
		library, err = read.Load(ctx, c.folders, o)
	}
	if err == nil {
		out.Engine, err = newEngine(c.name, library.Documents)
	}
	return out, library, err
}

// readAll reads collections, each by read. Where one cannot be read, the ones
// before are closed.
func readAll(list []collection, read func(collection) (bot.Collection, error)) ([]bot.Collection, error) {
	var out []bot.Collection
	for _, c := range list {
		one, err := read(c)
		if err != nil {
			return nil, errors.Join(err, closeAll(out))
		}
		out = append(out, one)
	}
	return out, nil
}

// openIndex opens an index file, and says what to do about one that cannot be
// used.
func openIndex(name, file string) (bot.Engine, error) {
	e, err := engine.Open(name, file, engine.Options{})
	if err != nil {
		return nil, fmt.Errorf("%w with 'quoth index DIR... -o %s'", err, file)
	}
	return e, nil
}

// newEngine makes an engine of a collection's documents.
func newEngine(name string, documents []*corpus.Document) (bot.Engine, error) {
	e, err := engine.New(name, documents, engine.Options{})
	if err != nil {
		return nil, fmt.Errorf("collection %q: %w", name, err)
	}
	return e, nil
}

// A watcher tells when the files of collections change.
type watcher struct {
	list        []collection
	maxFileSize config.Size
	folders     <-chan struct{} // of collections that are read
}

// watch begins with the folders of the collections that are to be read, so that
// no change falls between. Those of index files are begun with when it is asked
// for: to look through them takes longer than to open the file, which is then
// compared with them.
func watch(ctx context.Context, list []collection, maxFileSize config.Size) *watcher {
	w := &watcher{list: list, maxFileSize: maxFileSize}
	var folders []string
	for _, c := range list {
		if file, err := c.indexFile(); file == "" || err != nil {
			folders = append(folders, c.folders...)
		}
	}
	if len(folders) > 0 { // the embedded reports do not change
		w.folders = read.Watch(ctx, folders, read.WatchOptions{MaxFileSize: int64(maxFileSize)})
	}
	return w
}

// indexes tells when index files, or the folders that they were made of,
// change from now on.
func (w *watcher) indexes(ctx context.Context) <-chan struct{} {
	var folders []string
	opts := read.WatchOptions{MaxFileSize: int64(w.maxFileSize)}
	for _, c := range w.list {
		if file, err := c.indexFile(); file != "" && err == nil {
			opts.Files = append(opts.Files, file)
			folders = append(folders, foldersOf(file)...)
		}
	}
	if len(opts.Files) == 0 {
		return nil
	}
	return read.Watch(ctx, folders, opts)
}

// foldersOf returns the folders of an index file that are there; none of a file
// that cannot be used.
func foldersOf(file string) []string {
	s, err := store.Open(file, meaning.Shipped())
	if err != nil {
		return nil
	}
	defer s.Close()
	return slices.DeleteFunc(s.Folders(), func(folder string) bool {
		_, err := os.Stat(folder)
		return err != nil
	})
}

// closeAll closes what was read; a bot that answers from it keeps it open for
// itself.
func closeAll(list []bot.Collection) error {
	var err error
	for _, c := range list {
		err = errors.Join(err, c.Engine.Close())
	}
	return err
}
