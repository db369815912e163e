package quoth

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/opensearch"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sources"
)

// A collection is one of the settings.
type collection struct {
	sources.Collection
	audience   bot.Audience
	openSearch config.OpenSearch // where it lies elsewhere
}

// collectionsOf lists all that the settings name: the embedded reports, where
// they name nothing.
func collectionsOf(c config.Config) []collection {
	var out []collection
	if len(c.Corpus.Folders) > 0 || len(c.Collections) == 0 {
		out = append(out, corpusOf(c))
	}
	for _, further := range c.Collections {
		of := sources.Collection{
			Name: further.Name, Folders: further.Folders, Columns: columnsOf(further.Columns), Elsewhere: further.OpenSearch.There(),
		}
		if further.FromWeb() {
			of.Kept = c.Fetch.FolderOf(further)
		}
		out = append(out, collection{of, audienceOf(further.Audience), further.OpenSearch})
	}
	return out
}

// corpusOf is the collection without a name of its own: the embedded reports,
// which alone are open to all, where the corpus has no folder.
func corpusOf(c config.Config) collection {
	out := collection{
		Collection: sources.Collection{Name: config.CorpusName, Folders: c.Corpus.Folders, Columns: columnsOf(c.Corpus.Columns)},
		audience:   audienceOf(c.Corpus.Audience),
	}
	if len(c.Corpus.Folders) == 0 {
		out.audience = bot.Open
	}
	return out
}

// limitsOf are those of each file.
func limitsOf(c config.Corpus) read.Limits {
	return read.Limits{FileSize: int64(c.MaxFileSize), Unpacked: int64(c.MaxUnpacked), Text: int64(c.MaxText), Time: c.ReadTime}
}

// columnsOf are the columns that settings name, as in "text=body".
func columnsOf(settings []string) read.Columns {
	var c read.Columns
	for _, setting := range settings {
		name, column, _ := strings.Cut(setting, "=")
		switch name {
		case "text":
			c.Text = column
		case "title":
			c.Title = column
		case "author":
			c.Author = column
		case "date":
			c.Date = column
		case "url":
			c.URL = column
		}
	}
	return c
}

func audienceOf(a config.Audience) bot.Audience {
	return bot.Audience{
		Everyone: a.Everyone, Direct: a.Direct, Channels: a.Channels, Workspaces: a.Workspaces, Outsiders: a.Outsiders,
	}
}

// setOf makes the set of collections that is loaded and followed.
func setOf(list []collection, o sources.Options) (*sources.Set[bot.Engine], error) {
	plain := make([]sources.Collection, len(list))
	m := maker{elsewhere: map[string]config.OpenSearch{}}
	for i, c := range list {
		plain[i] = c.Collection
		if c.Elsewhere {
			m.elsewhere[c.Name] = c.openSearch
		}
	}
	return sources.New(plain, m, o)
}

// botCollections gives what was loaded its audiences; list and loaded are in
// one order.
func botCollections(list []collection, loaded []sources.Loaded[bot.Engine]) []bot.Collection {
	out := make([]bot.Collection, len(loaded))
	for i, l := range loaded {
		out[i] = bot.Collection{Name: l.Name, Audience: list[i].audience, Engine: l.Engine, Skipped: skippedFiles(l.Name, l.Skipped)}
	}
	return out
}

func skippedFiles(collection string, notes []read.Note) []bot.SkippedFile {
	out := make([]bot.SkippedFile, len(notes))
	for i, n := range notes {
		out[i] = bot.SkippedFile{Collection: collection, Name: n.Name, Reason: n.Reason}
	}
	return out
}

// A maker makes the engines of the program: with the shipped weights, and the
// shipped table of meanings.
type maker struct {
	elsewhere map[string]config.OpenSearch // by collection
}

func (maker) FromDocuments(name string, documents []*corpus.Document) (bot.Engine, error) {
	e, err := engine.New(name, documents, engine.Options{})
	if err != nil {
		return nil, fmt.Errorf("collection %q: %w", name, err)
	}
	return e, nil
}

// FromIndex opens an index file, and says what to do about one that cannot be
// used.
func (maker) FromIndex(name, file string) (bot.Engine, []read.Note, error) {
	e, err := engine.Open(name, file, engine.Options{})
	if err != nil {
		return nil, nil, fmt.Errorf("%w with 'quoth index DIR... -o %s'", err, file)
	}
	return e, e.Skipped(), nil
}

// FromElsewhere makes an engine of a cluster. One that is away now may be there when it
// is asked.
func (m maker) FromElsewhere(name string) (bot.Engine, error) {
	of := m.elsewhere[name]
	c, err := opensearch.New(openSearchOf(of))
	if err != nil {
		return nil, fmt.Errorf("collection %q: %w", name, err)
	}
	return engine.NewRemote(name, c, of.Wait(), engine.Options{}), nil
}

// openSearchOf is how a cluster of the settings is reached.
func openSearchOf(o config.OpenSearch) opensearch.Options {
	nodes, _ := o.Addresses() // they were judged
	return opensearch.Options{Nodes: nodes, Index: o.Index, User: o.User, Password: string(o.Password), CAFile: o.CAFile}
}

func (maker) IsIndex(path string) bool { return store.Is(path) }

func (maker) IndexFolders(file string) []string {
	s, err := store.Open(file, meaning.Shipped())
	if err != nil {
		return nil // opening it to answer tells
	}
	defer s.Close()
	return slices.DeleteFunc(s.Folders(), func(folder string) bool {
		_, err := os.Stat(folder)
		return err != nil
	})
}

func (maker) Compare(ctx context.Context, file string) (sources.Changes, error) {
	return changesOf(store.Compare(ctx, file, store.Options{}))
}

func (maker) Update(ctx context.Context, file string) (sources.Changes, error) {
	return changesOf(store.Update(ctx, file, store.Options{}))
}

func changesOf(r store.Report, err error) (sources.Changes, error) {
	return sources.Changes{Added: r.Added, Changed: r.Changed, Removed: r.Removed}, err
}
