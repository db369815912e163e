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
	progress := progressOf(p)
	report, err := store.Build(ctx, c.Folders, c.Output, store.Options{
		MaxFileSize: int64(settings.Corpus.MaxFileSize),
		Progress:    progress.show,
	})
	progress.close()
	if err != nil {
		return err
	}
	terminal.ReportNotes(p.stderr, &read.Library{Skipped: report.Skipped, Warnings: report.Warnings})
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
	what := changesOf(r)
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

// changesOf says what came of the documents.
func changesOf(r store.Report) string {
	return fmt.Sprintf("%d added, %d changed, %d removed", r.Added, r.Changed, r.Removed)
}

// phases shows how far a build has come, one bar for each thing it does.
type phases struct {
	p     *program
	doing string
	bar   *terminal.Progress
}

func progressOf(p *program) *phases { return &phases{p: p} }

func (b *phases) show(p store.Progress) {
	if p.Doing != b.doing {
		b.close()
		b.doing, b.bar = p.Doing, terminal.NewByteProgress(b.p.stderr, p.Doing)
	}
	b.bar.Show(p.Done, p.All)
}

func (b *phases) close() {
	if b.bar != nil {
		b.bar.Close()
	}
}
