package quoth

import (
	"cmp"
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
	"github.com/quoth-bot/quoth/bot/opensearch"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
)

type indexCommand struct {
	Folders    []string `arg:"" name:"dir" help:"The folders to index, each with all that is below it, or single files."`
	Output     string   `short:"o" required:"" xor:"to" placeholder:"FILE" help:"Write the index file here."`
	OpenSearch string   `name:"opensearch" required:"" xor:"to" placeholder:"URL/INDEX" help:"Write to this index of an OpenSearch cluster instead."`
}

// Help is shown below the usage; its example is run by a test.
func (indexCommand) Help() string {
	return `Reads folders as --corpus does, and writes one file that --corpus, and the setting corpus.folders, take in their place. The file holds the texts too: what is quoted is what was read, until it is indexed again.

An index file that is there already is brought up to date: only what has changed is read. It stays as it is until the new one is whole.

With --opensearch the texts go to a cluster, for a collection that has it in its setting opensearch. All files are read, and what has changed is written; what was interrupted goes on. Where that setting has the same address and index, its user, password and ca_file are used.

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
	how := read.Options{Limits: limitsOf(settings.Corpus), Columns: columnsOf(settings.Corpus.Columns)}
	progress := func(p store.Progress) { bars.show(p.Doing, p.Doing, p.Done, p.All) }
	var report store.Report
	if c.OpenSearch != "" {
		var to opensearch.Options
		if to, err = c.cluster(settings); err == nil {
			report, err = opensearch.Write(ctx, c.Folders, to, opensearch.Build{Read: how, Progress: progress})
		}
	} else {
		report, err = store.Build(ctx, c.Folders, c.Output, store.Options{Read: how, Progress: progress})
	}
	bars.close()
	if err != nil {
		return err
	}
	reportNotes(p.stderr, "", report.Documents(), report.Skipped, report.Warnings)
	return c.tell(p, report, time.Since(began))
}

// cluster is where --opensearch leads: with the name and password of the collection of the
// settings that lies there.
func (c *indexCommand) cluster(settings config.Config) (opensearch.Options, error) {
	to := config.OpenSearch{}
	if at := strings.LastIndexByte(c.OpenSearch, '/'); at > 0 {
		to.URL, to.Index = c.OpenSearch[:at], c.OpenSearch[at+1:]
	}
	nodes, ok := to.Addresses()
	if !ok || to.Index == "" {
		return opensearch.Options{}, fmt.Errorf("--opensearch %s names no cluster and index: write it like https://search.example.org:9200/quoth-wires", c.OpenSearch)
	}
	for _, further := range settings.Collections {
		if have, ok := further.OpenSearch.Addresses(); ok && further.OpenSearch.Index == to.Index && slices.Equal(have, nodes) {
			to = further.OpenSearch
		}
	}
	return openSearchOf(to), nil
}

// onlyOfFolders reports whether settings name folders that are not there, and
// nothing else is wrong with them: one may be the index file that is to be made.
func onlyOfFolders(err error) bool {
	var problems config.Problems
	return errors.As(err, &problems) && !slices.ContainsFunc(problems, func(p config.Problem) bool {
		return !strings.Contains(p.Setting, "folders[")
	})
}

// target is where it was written.
func (c *indexCommand) target() string { return cmp.Or(c.Output, c.OpenSearch) }

// tell says what was done.
func (c *indexCommand) tell(p *program, r store.Report, took time.Duration) error {
	if p.flags.JSON {
		return json.NewEncoder(p.stdout).Encode(map[string]any{
			"file": c.target(), "documents": r.Documents(), "sentences": r.Sentences, "bytes": r.Bytes,
			"added": r.Added, "changed": r.Changed, "removed": r.Removed, "kept": r.Kept,
			"skipped": len(r.Skipped), "seconds": took.Seconds(),
		})
	}
	what := sayChanges(r.Added, r.Changed, r.Removed)
	if r.Fresh() {
		what = "nothing has changed"
	}
	size := count(r.Sentences, "sentence")
	if r.Bytes > 0 { // of a file
		size += ", " + humanize.Bytes(uint64(r.Bytes))
	}
	_, err := fmt.Fprintf(p.stdout, "%s: %s, %s (%s) in %s\n", terminal.Visible(c.target()),
		count(r.Documents(), "document"), size, what,
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
