package quoth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
)

type indexCommand struct {
	Folders []string `arg:"" name:"dir" help:"The folders to index, each with all that is below it, or single files."`
	Output  string   `short:"o" required:"" placeholder:"FILE" help:"Write the index file here."`
}

// Help is shown below the usage; its example is run by a test.
func (indexCommand) Help() string {
	return `Reads folders as --corpus does, and writes one file that --corpus, and the setting corpus.folders, take in their place. The file holds the texts too: what is quoted is what was read, until it is indexed again.

An index file that is there already is brought up to date: only what has changed is read. It stays as it is until the new one is whole.

Example:

  mkdir -p notes && echo "The reading room has 120 seats." > notes/room.txt && quoth index notes -o notes.quoth && quoth ask --corpus notes.quoth "how many seats"`
}

func (c *indexCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil && !onlyOfFolders(err) {
		return err
	}
	began := time.Now()
	bars := barsOf(p)
	report, err := store.Build(ctx, c.Folders, c.Output, store.Options{
		Read:     read.Options{Limits: limitsOf(settings.Corpus), Columns: columnsOf(settings.Corpus.Columns)},
		Progress: func(p store.Progress) { bars.show(p.Doing, p.Doing, p.Done, p.All) },
	})
	bars.close()
	if err != nil {
		return err
	}
	reportNotes(p.stderr, "", report.Documents(), report.Skipped, report.Warnings)
	return c.tell(p, report, time.Since(began))
}

// onlyOfFolders reports whether settings name folders that are not there, and
// nothing else is wrong with them: one may be the index file that is to be made.
func onlyOfFolders(err error) bool {
	var problems config.Problems
	return errors.As(err, &problems) && !slices.ContainsFunc(problems, func(p config.Problem) bool {
		return !strings.Contains(p.Setting, "folders[")
	})
}

// tell says what was done.
func (c *indexCommand) tell(p *program, r store.Report, took time.Duration) error {
	if p.flags.JSON {
		return json.NewEncoder(p.stdout).Encode(map[string]any{
			"file": c.Output, "documents": r.Documents(), "sentences": r.Sentences, "bytes": r.Bytes,
			"added": r.Added, "changed": r.Changed, "removed": r.Removed, "kept": r.Kept,
			"skipped": len(r.Skipped), "seconds": took.Seconds(),
		})
	}
	what := sayChanges(r.Added, r.Changed, r.Removed)
	if r.Fresh() {
		what = "nothing has changed"
	}
	_, err := fmt.Fprintf(p.stdout, "%s: %s, %s, %s (%s) in %s\n", terminal.Visible(c.Output),
		count(r.Documents(), "document"), count(r.Sentences, "sentence"), humanize.Bytes(uint64(r.Bytes)), what,
		took.Round(time.Millisecond))
	return err
}

// count says how many there are of a thing.
func count(n int, thing string) string {
	return humanize.Comma(int64(n)) + " " + english.PluralWord(n, thing, "")
}

// sayChanges says what came of documents.
func sayChanges(added, changed, removed int) string {
	return fmt.Sprintf("%d added, %d changed, %d removed", added, changed, removed)
}
