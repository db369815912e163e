package opensearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/lang/en"
)

// documentsIn reads the documents that another test has questions on: of several formats,
// with headings, lists, tables and code.
func documentsIn(t *testing.T) []*corpus.Document {
	t.Helper()
	folders, err := filepath.Glob("../eval/testdata/documents/*/corpus")
	if err != nil || len(folders) == 0 {
		t.Fatalf("%v: there are no documents", err)
	}
	library, err := read.Load(t.Context(), folders, read.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return library.Documents
}

// someQuestions are on those documents.
var someQuestions = []string{
	"How do I install it?", "What is the default port?", "Which versions are supported?", "Why does the build fail?",
	"How is the configuration reloaded?", "What happens when the disk is full?", "Who maintains the project?", "how much memory does it need",
}

// TestExcerptsAnswerAlike answers from the rows of documents, without a cluster, as from
// the documents themselves: the same sentences, in the same places.
func TestExcerptsAnswerAlike(t *testing.T) {
	documents := documentsIn(t)
	local, err := engine.New("docs", documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &index.Builder{}
	for _, d := range documents {
		b.Add(d)
	}
	x, list, stems, totals := b.Tally()
	whole := &index.Whole{Totals: totals, Stems: stems}
	for _, w := range list {
		w.Name = w.IsName()
		whole.Words = append(whole.Words, w.Word)
	}
	var excerpts []store.Excerpt
	for n, d := range documents {
		e := newExcerpter(d, x, uint32(n))
		var of []store.Excerpt
		for i := range e.parts {
			row := e.row(i)
			excerpt, err := row.excerpt()
			if err != nil {
				t.Fatal(err)
			}
			of = append(of, excerpt)
		}
		if len(of) > 0 {
			excerpts = append(excerpts, store.Merge(of))
		}
		if _, err := write(d, x, uint32(n)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.NewExcerpts(excerpts, whole, meaning.Shipped(), nil)
	if err != nil {
		t.Fatal(err)
	}
	far, err := engine.Over("docs", s, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range someQuestions {
		here, there := quotesOf(t, local, text), quotesOf(t, far, text)
		if len(here) < 3 || len(here) != len(there) {
			t.Fatalf("%s: %d and %d sentences", text, len(here), len(there))
		}
		for i := range here {
			if !reflect.DeepEqual(here[i], there[i]) {
				t.Errorf("%s, sentence %d:\n%+v\n%+v", text, i, here[i], there[i])
			}
		}
	}
}

// quotesOf are the first sentences that an engine has for a question.
func quotesOf(t *testing.T, e bot.Engine, text string) []bot.Quote {
	t.Helper()
	found, err := e.Search(t.Context(), question.Parse(en.English, text), bot.Span{})
	if err != nil {
		t.Fatal(err)
	}
	var out []bot.Quote
	for _, c := range found.Candidates[:min(10, len(found.Candidates))] {
		q, err := c.Sentence.Quote()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// TestWrite writes documents, and then others, of which some are the same; each time the
// cluster answers as memory does.
func TestWrite(t *testing.T) {
	o := options(t)
	documents := documentsIn(t)
	first := writeDocuments(t, o, documents).report
	if first.Added != len(documents) || first.Changed+first.Removed+first.Kept > 0 {
		t.Errorf("%+v", first)
	}
	far := remote(t, o)
	sameAnswers(t, documents, far)
	sameReading(t, documents, far)

	if again := writeDocuments(t, o, documents).report; again.Kept != len(documents) || !again.Fresh() {
		t.Errorf("%+v", again)
	}

	next := slices.Clone(documents[2:])
	next[0] = corpus.NewDocument(next[0].Name, "The heron nests in the reeds. Its port is 8290.")
	next = append(next, corpus.NewDocument("new.txt", "The otter sleeps in its holt."))
	then := writeDocuments(t, o, next).report
	if then.Added != 1 || then.Changed != 1 || then.Removed != 2 || then.Kept != len(documents)-3 {
		t.Errorf("%+v", then)
	}
	sameAnswers(t, next, far)
	sameReading(t, next, far)
	if _, err := far.Read(t.Context(), documents[0].Name, 0, 100); !errors.Is(err, bot.ErrUnknownSource) {
		t.Errorf("a document that was removed can be read: %v", err)
	}
	gone := bot.Span{Collection: "corpus", Document: documents[0].Name, Hash: documents[0].Hash, Span: documents[0].Sentences[0].Span}
	if err := far.Stands(t.Context(), gone); !errors.Is(err, bot.ErrSourceChanged) {
		t.Errorf("a sentence of it stands: %v", err)
	}
}

// sameAnswers holds the answers of a cluster to those of memory.
func sameAnswers(t *testing.T, documents []*corpus.Document, far bot.Engine) {
	t.Helper()
	local, err := engine.New("corpus", documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append([]string{"Where does the heron nest?", "Where does the otter slepe?"}, someQuestions...) {
		here, there := quotesOf(t, local, text), quotesOf(t, far, text)
		if len(here) == 0 != (len(there) == 0) {
			t.Errorf("%s: %d and %d sentences", text, len(here), len(there))
			continue
		}
		if len(here) > 0 && (here[0].Span != there[0].Span || here[0].Text != there[0].Text) {
			t.Errorf("%s: %+v, in the cluster %+v", text, here[0], there[0])
		}
		for _, q := range there {
			d := documents[slices.IndexFunc(documents, func(d *corpus.Document) bool { return d.Name == q.Span.Document })]
			if q.Span.Hash != d.Hash || d.Slice(q.Span.Span) != q.Text {
				t.Errorf("%s: %+v does not stand in its document", text, q)
			}
		}
	}
}

// sameReading holds what else is told of documents to what memory tells.
func sameReading(t *testing.T, documents []*corpus.Document, far *engine.Remote) {
	t.Helper()
	ctx := t.Context()
	local, err := engine.New("corpus", documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hereDocuments, hereSentences := local.Size()
	if err := far.Check(ctx); err != nil {
		t.Fatal(err)
	}
	if n, sentences := far.Size(); n != hereDocuments || sentences != hereSentences {
		t.Errorf("%d documents and %d sentences, want %d and %d", n, sentences, hereDocuments, hereSentences)
	}
	here, err1 := local.Sources(ctx)
	there, err2 := far.Sources(ctx)
	byName := func(a, b bot.Source) int { return strings.Compare(a.Document, b.Document) }
	slices.SortFunc(here, byName)
	slices.SortFunc(there, byName)
	same(t, "sources", here, there, err1, err2)
	for _, d := range documents {
		if len(d.Sentences) == 0 {
			continue
		}
		a, err1 := local.Read(ctx, d.Name, 0, 4000)
		b, err2 := far.Read(ctx, d.Name, 0, 4000)
		same(t, "the beginning of "+d.Name, a, b, err1, err2)
		s := d.Sentences[len(d.Sentences)/2]
		span := bot.Span{Collection: "corpus", Document: d.Name, Hash: d.Hash, Span: s.Span}
		p, err1 := local.Passage(ctx, span)
		q, err2 := far.Passage(ctx, span)
		same(t, "a passage of "+d.Name, p, q, err1, err2)
		at, err1 := local.Locate(ctx, d.Name, bot.Fingerprint(d.Slice(s.Span)))
		where, err2 := far.Locate(ctx, d.Name, bot.Fingerprint(d.Slice(s.Span)))
		same(t, "a place in "+d.Name, at, where, err1, err2)
		_, err1 = local.Locate(ctx, d.Name, "nothing")
		_, err2 = far.Locate(ctx, d.Name, "nothing")
		same(t, "no place in "+d.Name, 0, 0, err1, err2)
		span.Hash = strings.Repeat("0", 32)
		same(t, "another content of "+d.Name, 0, 0, local.Stands(ctx, span), far.Stands(ctx, span))
		span.Hash, span.Start = d.Hash, span.Start+1
		same(t, "no sentence of "+d.Name, 0, 0, local.Stands(ctx, span), far.Stands(ctx, span))
	}
	scriptsHere, err1 := local.Scripts(ctx)
	scriptsThere, err2 := far.Scripts(ctx)
	slices.Sort(scriptsHere)
	same(t, "scripts", scriptsHere, scriptsThere, err1, err2)
	name := documents[0].Name
	openings, err := far.Openings(ctx, 3, name)
	if err != nil || len(openings) == 0 {
		t.Fatalf("%d openings, %v", len(openings), err)
	}
	if all, err := far.Openings(ctx, 20); err != nil || len(all) == 0 {
		t.Errorf("%d openings, %v", len(all), err)
	}
	title := strings.Fields(documents[len(documents)/2].Title)[0]
	if found, err := far.Suggest(ctx, title, 10); err != nil || len(found) == 0 {
		t.Errorf("nothing is suggested for %q: %v", title, err)
	}
}

func same[T any](t *testing.T, what string, here, there T, err1, err2 error) {
	t.Helper()
	if !errors.Is(err2, err1) || (err1 == nil) != (err2 == nil) {
		t.Errorf("%s: %v, want %v", what, err2, err1)
	}
	if !reflect.DeepEqual(here, there) {
		t.Errorf("%s:\n%+v, want\n%+v", what, there, here)
	}
}

// TestInterrupted breaks a run off; the next one goes on, and nothing is counted twice.
func TestInterrupted(t *testing.T) {
	o := options(t)
	documents := documentsIn(t)
	w, err := newWriter(o, Build{})
	if err != nil {
		t.Fatal(err)
	}
	err = w.run(t.Context(), func() error {
		if err := w.write(t.Context(), documents[:len(documents)/2]); err != nil {
			return err
		}
		return context.Canceled
	})
	w.close()
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	far := remote(t, o)
	if err := far.Check(t.Context()); !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("half a collection is asked: %v", err)
	}
	if r := writeDocuments(t, o, documents).report; r.Kept != len(documents)/2 || r.Added != len(documents)-r.Kept {
		t.Errorf("%+v", r)
	}
	sameAnswers(t, documents, far)
}

// TestAnotherFormat writes rows beside those of another format, which are asked for no
// answer, and puts them in their place.
func TestAnotherFormat(t *testing.T) {
	o := options(t)
	now := format
	defer func() { format = now }()
	format = "0.1"
	documents := documentsIn(t)[:3]
	writeDocuments(t, o, documents)
	format = now
	far := remote(t, o)
	if err := far.Check(t.Context()); !errors.Is(err, bot.ErrUnavailable) || !strings.Contains(err.Error(), "another version") {
		t.Errorf("%v, want that another version wrote it", err)
	}
	writeDocuments(t, o, documents)
	sameAnswers(t, documents, far)
	c, err := connect(o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for _, kind := range kinds {
		if _, err := c.send(t.Context(), "HEAD", "/"+c.index+"-"+kind+"-0.1", nil); !isStatus(err, http.StatusNotFound) {
			t.Errorf("the old %s are there: %v", kind, err)
		}
	}
}

// TestWriteFolders writes folders, as the command does.
func TestWriteFolders(t *testing.T) {
	o := options(t)
	dir := t.TempDir()
	for i := range 40 {
		text := fmt.Sprintf("The heron of edition %d nests in the reeds.\n\nThe otter sleeps.", i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.txt", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "picture.png"), []byte("\x89PNG"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Write(t.Context(), []string{dir}, o, Build{})
	if err != nil || report.Added != 40 || report.Sentences != 80 || len(report.Skipped) != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	if quotes := quotesOf(t, remote(t, o), "Where does the heron of edition 17 nest?"); len(quotes) == 0 || !strings.Contains(quotes[0].Text, "edition 17") {
		t.Errorf("%+v", quotes)
	}
	if _, err := Write(t.Context(), []string{t.TempDir()}, o, Build{}); err == nil {
		t.Error("an empty folder empties the collection")
	}
	began := time.Now()
	if report, err = Write(t.Context(), []string{dir}, o, Build{}); err != nil || !report.Fresh() {
		t.Errorf("%+v, %v, after %v", report, err, time.Since(began))
	}
}

// TestChangesWhileAsked writes other editions of documents while many ask: each quotation
// stands in the edition whose hash it has.
func TestChangesWhileAsked(t *testing.T) {
	o := options(t)
	edition := func(n int) []*corpus.Document {
		var out []*corpus.Document
		for i := range 20 {
			text := fmt.Sprintf("The heron of pond %d nests in edition %d.\n\nThe otter of pond %d sleeps.", i, n, i)
			out = append(out, corpus.NewDocument(fmt.Sprintf("%d.txt", i), text))
		}
		return out
	}
	texts := map[string]string{} // by hash
	for n := range 4 {
		for _, d := range edition(n) {
			texts[d.Hash] = d.Text
		}
	}
	writeDocuments(t, o, edition(0))
	far := remote(t, o)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var asking sync.WaitGroup
	var answered atomic.Int64
	for who := range 4 {
		asking.Go(func() {
			for i := who; ctx.Err() == nil; i++ {
				q := question.Parse(en.English, fmt.Sprintf("Where does the heron of pond %d nest?", i%20))
				found, err := far.Search(ctx, q, bot.Span{})
				if ctx.Err() != nil {
					return
				}
				if err != nil {
					if !errors.Is(err, bot.ErrUnavailable) {
						t.Error(err)
					}
					continue
				}
				for _, c := range found.Candidates[:min(3, len(found.Candidates))] {
					quote, err := c.Sentence.Quote()
					if err != nil {
						t.Error(err)
					} else if text := texts[quote.Span.Hash]; text == "" || text[quote.Span.Start:quote.Span.End] != quote.Text {
						t.Errorf("%+v stands in no edition", quote)
					}
					answered.Add(1)
				}
			}
		})
	}
	for n := 1; n < 4; n++ {
		writeDocuments(t, o, edition(n))
	}
	stop()
	asking.Wait()
	if answered.Load() == 0 {
		t.Error("nothing was answered meanwhile")
	}
}
