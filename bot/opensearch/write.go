package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// A Build says how a collection is written.
type Build struct {
	Read     read.Options         // how files are read
	Progress func(store.Progress) // told now and then, by one goroutine at a time; may be nil
}

// Write makes the collection hold the documents of folders, as read.Load reads them.
// All files are read; of the documents those are written that are new or have changed,
// and those are removed that are gone. What was interrupted goes on where it ended.
// Rows of another format are written beside those in use, and take their place when
// they are whole.
func Write(ctx context.Context, folders []string, o Options, build Build) (store.Report, error) {
	w, err := newWriter(o, build)
	if err != nil {
		return store.Report{}, err
	}
	w.Read.Limits = w.Read.Limits.WithDefaults()
	found, err := read.Find(ctx, folders, w.Read.Limits.FileSize)
	if err == nil {
		w.report.Skipped, w.report.Warnings = found.Skipped, found.Twice
		err = w.run(ctx, func() error { return w.readAll(ctx, found.Files) })
	}
	return w.report, errors.Join(err, w.close())
}

func newWriter(o Options, build Build) (*writer, error) {
	c, err := connect(o)
	if err != nil {
		return nil, err
	}
	w := &writer{client: c, Build: build, tally: newTally(), sent: map[string]bool{}}
	if w.Progress == nil {
		w.Progress = func(store.Progress) {}
	}
	return w, nil
}

// A writer is a Write under way.
type writer struct {
	*client
	Build
	before map[string]documentRow // that the cluster has, by name
	tally  *tally

	mu       sync.Mutex
	progress store.Progress
	report   store.Report
	sent     map[string]bool // documents that the folders have
	begun    bool            // rows were changed
}

// run makes the collection hold the documents that writeAll hands to write.
func (w *writer) run(ctx context.Context, writeAll func() error) error {
	if err := w.prepare(ctx); err != nil {
		return err
	}
	stood, err := w.stood(ctx)
	if err != nil {
		return err
	}
	if w.before, err = w.listed(ctx); err != nil {
		return err
	}
	if err := writeAll(); err != nil {
		return err
	}
	if w.report.Documents() == 0 {
		return errors.New("there is nothing to read in the folders: nothing was written")
	}
	if err := w.removeGone(ctx); err != nil {
		return err
	}
	w.report.Sentences = w.tally.totals.Sentences
	if stood && !w.begun {
		return w.use(ctx)
	}
	if err := w.writeWords(ctx); err != nil {
		return err
	}
	return w.use(ctx)
}

// batchBytes is how much text is counted and sent at a time: a request of a few
// megabytes is what a cluster takes fastest.
const batchBytes = 2 << 20

// readAll reads files with as many workers as there are cores, and writes what has
// changed of them.
func (w *writer) readAll(ctx context.Context, files []read.File) error {
	w.progress.Doing = "writing"
	for _, f := range files {
		w.progress.All += f.Size
	}
	work, ctx := errgroup.WithContext(ctx)
	next := make(chan read.File)
	work.Go(func() error {
		defer close(next)
		for _, f := range files {
			select {
			case next <- f:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() error {
			var batch []*corpus.Document
			size := 0
			for f := range next {
				found, err := f.Read(ctx, w.Read)
				if err != nil {
					return err
				}
				w.noted(found, f.Size)
				for _, d := range found.Documents {
					batch, size = append(batch, d), size+len(d.Text)
					if size >= batchBytes {
						if err := w.write(ctx, batch); err != nil {
							return err
						}
						batch, size = nil, 0
					}
				}
			}
			return w.write(ctx, batch)
		})
	}
	return work.Wait()
}

// noted takes up what came of a file.
func (w *writer) noted(found read.Reading, size int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.Skipped = append(w.report.Skipped, found.Skipped...)
	w.report.Warnings = append(w.report.Warnings, found.Warnings...)
	w.progress.Done += size
	w.Progress(w.progress)
}

// write counts documents, and writes those that have changed.
func (w *writer) write(ctx context.Context, batch []*corpus.Document) error {
	if len(batch) == 0 {
		return nil
	}
	builder := &index.Builder{}
	for _, d := range batch {
		builder.Add(d)
	}
	x, list, stems, all := builder.Tally()
	w.tally.add(list, stems, all)
	w.tally.addPhrases(batch)
	var rows, about bytes.Buffer
	for n, d := range batch {
		made, err := write(d, x, uint32(n))
		if err != nil {
			return err
		}
		changed, before, err := w.changed(made)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		if err := w.begin(ctx); err != nil {
			return err
		}
		rows.Write(made.rows)
		for i := made.count; i < before.Rows; i++ {
			appendLines(&rows, action("delete", paragraphID(d.Name, i)))
		}
		appendLines(&about, action("index", idOf(d.Name)), made.row)
		if rows.Len() >= batchBytes {
			if err := w.flush(ctx, &rows, &about); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx, &rows, &about)
}

// flush sends rows of paragraphs, and then the documents that they are of: what is
// listed is whole.
func (w *writer) flush(ctx context.Context, rows, about *bytes.Buffer) error {
	if err := w.bulk(ctx, paragraphs, rows); err != nil {
		return err
	}
	return w.bulk(ctx, documents, about)
}

// changed notes that the folders have a document, and reports whether the cluster has
// it otherwise, or not at all.
func (w *writer) changed(d *written) (changed bool, before documentRow, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sent[d.name] {
		return false, before, fmt.Errorf("two documents are named %q", d.name)
	}
	w.sent[d.name] = true
	before, known := w.before[d.name]
	switch {
	case !known:
		w.report.Added++
	case before.Print == d.print:
		w.report.Kept++
		return false, before, nil
	default:
		w.report.Changed++
	}
	return true, before, nil
}

// begin notes in the cluster, once, that its rows do not stand as they are counted.
func (w *writer) begin(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun {
		return nil
	}
	w.begun = true
	t, err := w.totals(ctx)
	if err != nil {
		return err
	}
	t.Format, t.Whole = format, false
	return w.putTotals(ctx, t)
}

// removeGone removes the documents that the folders do not have.
func (w *writer) removeGone(ctx context.Context) error {
	var rows, about bytes.Buffer
	for name, row := range w.before {
		if w.sent[name] {
			continue
		}
		if err := w.begin(ctx); err != nil {
			return err
		}
		w.report.Removed++
		for i := range row.Rows {
			appendLines(&rows, action("delete", paragraphID(name, i)))
		}
		appendLines(&about, action("delete", idOf(name)))
		if rows.Len() >= batchBytes {
			if err := w.flush(ctx, &rows, &about); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx, &rows, &about)
}

// appendLines appends what stands on a line of its own each in a bulk request.
func appendLines(to *bytes.Buffer, lines ...any) {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	for _, line := range lines {
		_ = e.Encode(line) // texts and numbers alone: it cannot fail
	}
}

// eachRow calls visit for all rows of an index as they stood when it began.
func (w *writer) eachRow(ctx context.Context, kind string, visit func(hit) error) error {
	const atOnce = 5000
	body, err := json.Marshal(object{"size": atOnce, "sort": []string{"_doc"}})
	if err != nil {
		return err
	}
	path := "/" + w.physical(kind) + "/_search?scroll=1m"
	for {
		answer, err := w.send(ctx, http.MethodPost, path, body)
		if err != nil {
			return err
		}
		var page struct {
			Scroll string `json:"_scroll_id"`
			found
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return err
		}
		if page.Shards.Failed > 0 {
			return errors.New("not all shards of the cluster answer")
		}
		for _, h := range page.Hits.Hits {
			if err := visit(h); err != nil {
				return err
			}
		}
		if body, err = json.Marshal(object{"scroll": "1m", "scroll_id": page.Scroll}); err != nil {
			return err
		}
		if len(page.Hits.Hits) < atOnce {
			body, _ = json.Marshal(object{"scroll_id": page.Scroll})
			_, err = w.send(ctx, http.MethodDelete, "/_search/scroll", body)
			return err
		}
		path = "/_search/scroll"
	}
}

// listed returns the documents that the cluster has.
func (w *writer) listed(ctx context.Context) (map[string]documentRow, error) {
	out := map[string]documentRow{}
	return out, w.eachRow(ctx, documents, func(h hit) error {
		var row documentRow
		if err := json.Unmarshal(h.Source, &row); err != nil {
			return err
		}
		out[row.Name] = row
		return nil
	})
}
