package store

import (
	"context"
	"errors"

	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus/read"
)

// Update brings a file up to date with the folders that it was built of, as
// Build does. It fails, and leaves the file as it is, where one of them is not
// there or nothing is left in them: a drive that is not mounted must not empty
// the index.
func Update(ctx context.Context, path string, o Options) (Report, error) {
	folders, err := o.from(path)
	if err != nil {
		return Report{}, err
	}
	return Build(ctx, folders, path, o)
}

// Compare tells, without reading any document, what Update would find: files
// that are new, have another size or time of change, or are gone.
func Compare(ctx context.Context, path string, o Options) (Report, error) {
	folders, err := o.from(path)
	if err != nil {
		return Report{}, err
	}
	b := &build{folders: folders, path: path, Options: o}
	if b.old, err = Open(path, o.Table); err != nil {
		return Report{}, err
	}
	err = Guarded(func() error {
		found, err := read.Find(ctx, folders, o.Read.Limits.FileSize)
		if err != nil {
			return err
		}
		d := b.old.Documents
		byFile := d.byFile()
		for _, f := range b.plan(found.Files).read {
			switch docs := byFile[f.Name]; {
			case len(docs) == 0:
				b.report.Added++
			case d.isAsRead(docs[0], f):
				b.report.Kept += len(docs)
			default:
				b.report.Changed += len(docs)
			}
		}
		return nil
	})
	return b.report, errors.Join(err, b.old.Close())
}

// from returns the folders that a file was built of, and takes over how.
func (o *Options) from(path string) ([]string, error) {
	if o.Table == nil {
		o.Table = meaning.Shipped()
	}
	s, err := Open(path, o.Table)
	if err != nil {
		return nil, err
	}
	o.Read = s.origins.how()
	return s.Folders(), s.Close()
}
