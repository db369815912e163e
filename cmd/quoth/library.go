package quoth

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sources"
)

// A library is what somebody at the terminal asks: a bot over sources, which
// stay open until the program ends.
type library struct {
	collections []collection
	sources     *sources.Set[bot.Engine]
	bars        *bars
	bot         *bot.Bot
}

// newLibrary makes a library of collections, of which nothing is read yet.
func (p *program) newLibrary(list []collection, limits read.Limits) (*library, error) {
	bars := barsOf(p)
	set, err := setOf(list, sources.Options{
		Limits:   limits,
		Progress: func(collection string, r read.Progress) { bars.show(collection, "reading", r.Bytes, r.AllBytes) },
	})
	return &library{collections: list, sources: set, bars: bars}, err
}

// load reads the collections, and makes a bot over them.
func (l *library) load(ctx context.Context, p *program) error {
	loaded, err := l.read(ctx, p)
	if err != nil {
		return err
	}
	l.bot, err = bot.New(botCollections(l.collections, loaded))
	return err
}

// followed makes a library of all sources, which is kept as they are on the disk until
// stop is called; that waits for it.
func (p *program) followed(ctx context.Context) (l *library, stop func(), err error) {
	list, limits, err := p.collections()
	if err == nil {
		l, err = p.newLibrary(list, limits)
	}
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	l.sources.Watch(ctx)
	if err := l.load(ctx, p); err != nil {
		cancel()
		return nil, nil, err
	}
	replace := func(loaded []sources.Loaded[bot.Engine]) error {
		return l.bot.Replace(botCollections(list, loaded))
	}
	var following sync.WaitGroup
	following.Go(func() { l.sources.Follow(ctx, nil, replace, p.sayChanged) })
	return l, func() {
		cancel()
		following.Wait()
	}, nil
}

// read reads the collections, and tells which files were left out.
func (l *library) read(ctx context.Context, p *program) ([]sources.Loaded[bot.Engine], error) {
	loaded, err := l.sources.Load(ctx)
	l.bars.close()
	for _, c := range loaded {
		documents, _ := c.Engine.Size()
		name := c.Name
		if len(loaded) == 1 {
			name = ""
		}
		reportNotes(p.stderr, name, documents, c.Skipped, c.Warnings)
	}
	return loaded, err
}

// terminal wires a bot over all sources to the program's streams.
func (p *program) terminal(ctx context.Context) (*terminal.Terminal, error) {
	list, limits, err := p.collections()
	if err != nil {
		return nil, err
	}
	l, err := p.newLibrary(list, limits)
	if err == nil {
		err = l.load(ctx, p)
	}
	if err != nil {
		return nil, err
	}
	return p.terminalOf(l)
}

// file returns the path of the file that a document of a collection was read
// from; empty where none is there. A document is named by its path below its
// folder, behind the folder's own name where two have such a file.
func (l *library) file(collection, document string) string {
	for _, c := range l.collections {
		if c.Name != collection {
			continue
		}
		folders := c.Folders
		if len(folders) == 1 && (maker{}).IsIndex(folders[0]) {
			folders = maker{}.IndexFolders(folders[0])
		}
		for _, folder := range folders {
			abs, err := filepath.Abs(folder)
			if err != nil {
				continue
			}
			for _, dir := range []string{abs, filepath.Dir(abs)} {
				path := filepath.Join(dir, filepath.FromSlash(document))
				if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
					return path
				}
			}
		}
	}
	return ""
}
