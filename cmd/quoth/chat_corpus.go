package quoth

import (
	"context"
	"errors"
	"fmt"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
)

// A follower keeps a chat's sources as they are on the disk.
type follower struct {
	*program
	bot         *bot.Bot
	list        []collection
	maxFileSize config.Size
}

// follow reads the sources again when they have changed, and says so, until ctx
// ends. An index file is opened again when it was replaced; that its folders
// differ from it is said, at the start too.
func (f *follower) follow(ctx context.Context, changes *watcher) {
	indexes := changes.indexes(ctx)
	f.compare(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes.folders:
		case <-indexes:
		}
		if err := f.reload(ctx); ctx.Err() != nil {
			return
		} else if err != nil {
			f.say("the sources have changed, and cannot be read; answers are from before: %v", err)
			continue
		}
		f.compare(ctx)
	}
}

func (f *follower) say(format string, args ...any) {
	fmt.Fprintln(f.stderr, "quoth:", terminal.Visible(fmt.Sprintf(format, args...)))
}

func (f *follower) reload(ctx context.Context) error {
	collections, err := readAll(f.list, func(c collection) (bot.Collection, error) {
		read, _, err := c.read(ctx, read.Options{MaxFileSize: int64(f.maxFileSize)})
		return read, err
	})
	if err != nil {
		return err
	}
	documents, folders := 0, false
	for i, c := range collections {
		n, _ := c.Engine.Size()
		documents += n
		file, _ := f.list[i].indexFile()
		folders = folders || file == ""
	}
	if err := errors.Join(f.bot.Replace(collections), closeAll(collections)); err != nil {
		return err
	}
	if folders {
		f.say("the sources have changed, and were read again: %s", count(documents, "document"))
	}
	return nil
}

// compare says how index files differ from their folders. Folders that are not
// here cannot be compared.
func (f *follower) compare(ctx context.Context) {
	for _, c := range f.list {
		file, err := c.indexFile()
		if file == "" || err != nil {
			continue
		}
		if r, err := store.Compare(ctx, file, store.Options{}); err == nil && !r.Fresh() {
			f.say("the folders of %s have changed since it was made (%s): 'quoth index' brings it up to date", file, changesOf(r))
		}
	}
}
