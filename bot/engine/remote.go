package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/refcount"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/lang"
	"github.com/quoth-bot/quoth/lang/en"
)

// A Cluster is where the collection of a Remote lies. What it fails with wraps
// bot.ErrUnavailable where it cannot be asked now.
type Cluster interface {
	// LookUp adds to whole what the collection has of words, and its totals.
	LookUp(ctx context.Context, want index.Lookups, whole *index.Whole) error
	// Find returns the paragraphs that hold what is sought, the best of them, each
	// with what stands around it, and the version of the collection they are of.
	Find(ctx context.Context, sought []Sought) (excerpts []store.Excerpt, version string, err error)
	// Blocks returns blocks of documents; none of a document that is not there.
	Blocks(ctx context.Context, which Blocks) ([]store.Excerpt, error)
	// Documents lists the documents: so many spread over all, or all for 0.
	Documents(ctx context.Context, n int) ([]bot.Source, error)
	// Complete returns titles, names and phrases that have a word which begins so.
	Complete(ctx context.Context, prefix string, n int) ([]string, error)
	// Close ends its use.
	Close() error
}

// Sought is a stem that a paragraph may hold.
type Sought struct {
	index.Stem
	Weight float32 // see index.Term
}

// Blocks says which blocks of documents are meant.
type Blocks struct {
	Documents []string
	At        int // where it is not negative: the block of one document that this byte stands in
	First, N  int // else so many of each, from this number on
}

// A Remote answers from a collection that lies elsewhere. For each question it
// makes a store of the paragraphs that may answer, which an Engine searches. It is
// a bot.Engine.
type Remote struct {
	name     string
	cluster  Cluster
	timeout  time.Duration
	options  Options
	language *lang.Language
	holders  refcount.Count
	near     *lru.Cache[string, []string] // by form: what means nearly the same in the table

	mu    sync.Mutex
	known index.Totals // as they were last told
	away  error        // why the cluster could not be asked the last time; nil if it could
}

var _ bot.Engine = (*Remote)(nil)

// NewRemote makes an engine of a cluster, which its last holder closes. Who waits for
// it waits no longer than timeout. It asks nothing of the cluster yet.
func NewRemote(name string, c Cluster, timeout time.Duration, o Options) *Remote {
	near, _ := lru.New[string, []string](mostNear) // it fails for a size of none alone
	r := &Remote{name: name, cluster: c, timeout: timeout, options: o, language: en.English, near: near}
	r.holders.Begin()
	return r
}

// Retain counts one holder more; see bot.Engine.
func (r *Remote) Retain() bool { return r.holders.Retain() }

// Close ends one holder's use.
func (r *Remote) Close() error {
	if !r.holders.Release() {
		return nil
	}
	return r.cluster.Close()
}

// Size returns how many documents and sentences there were when the cluster was
// last asked.
func (r *Remote) Size() (documents, sentences int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known.Documents, r.known.Sentences
}

// Check asks the cluster how much it has, and fails where it cannot be asked.
func (r *Remote) Check(ctx context.Context) error {
	_, err := r.totals(ctx)
	return err
}

// totals asks the cluster how much it has.
func (r *Remote) totals(ctx context.Context) (index.Totals, error) {
	ctx, done := context.WithTimeout(ctx, r.timeout)
	defer done()
	whole := &index.Whole{}
	err := r.told(r.lookUp(ctx, index.Lookups{}, whole))
	return whole.Totals, err
}

// Away returns why the cluster could not be asked the last time; nil if it could.
func (r *Remote) Away() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.away
}

// told notes whether the cluster could be asked, and returns the error.
func (r *Remote) told(err error) error {
	if err == nil || errors.Is(err, bot.ErrUnavailable) && !errors.Is(err, context.Canceled) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.away = err
	}
	return err
}

func (r *Remote) lookUp(ctx context.Context, want index.Lookups, whole *index.Whole) error {
	if err := r.cluster.LookUp(ctx, want, whole); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = whole.Totals
	return nil
}

// over makes an engine over a store of excerpts.
func (r *Remote) over(excerpts []store.Excerpt, whole *index.Whole, lookedUp *store.Store) (*Engine, error) {
	s, err := store.NewExcerpts(excerpts, whole, r.options.table(), lookedUp)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", bot.ErrUnavailable, err)
	}
	return Over(r.name, s, r.options)
}

// mostAnew is how often a question is begun anew because the collection changed
// meanwhile.
const mostAnew = 2

// Search ranks the sentences of the collection for a question; see bot.Engine.
func (r *Remote) Search(ctx context.Context, q *question.Question, near bot.Span) (*bot.Findings, error) {
	asking, done := context.WithTimeout(ctx, r.timeout)
	defer done()
	for range mostAnew {
		found, err := r.search(ctx, asking, q, near)
		if found != nil || err != nil {
			return found, r.told(err)
		}
	}
	return nil, fmt.Errorf("%w: it changes too fast", bot.ErrUnavailable)
}

// search returns nothing where the collection changed meanwhile. What it asks of the
// cluster ends with asking.
func (r *Remote) search(ctx, asking context.Context, q *question.Question, near bot.Span) (*bot.Findings, error) {
	whole := &index.Whole{}
	words, query, err := r.words(asking, q, whole)
	if err != nil {
		return nil, err
	}
	excerpts, version, err := r.cluster.Find(asking, soughtBy(query, words.index, whole))
	if err != nil {
		return nil, err
	}
	if version != whole.Version {
		return nil, nil
	}
	if near.Collection == r.name && near.Document != "" {
		around, err := r.cluster.Blocks(asking, Blocks{Documents: []string{near.Document}, At: near.Start})
		if err != nil {
			return nil, err
		}
		excerpts = append(excerpts, around...)
	}
	excerpts = joined(excerpts)
	small, err := r.over(excerpts, whole, words.store)
	if err != nil {
		return nil, err
	}
	small.index.WantOpenings()
	var found *bot.Findings
	for range mostRounds {
		if wanted := small.index.Wanted(); wanted.Len() > 0 {
			if err := r.lookUp(asking, wanted, whole); err != nil {
				return nil, err
			}
			small.index.Learn()
		} else if found != nil {
			return found, nil
		}
		if found, err = small.Search(ctx, q, near); err != nil {
			return nil, err
		}
	}
	return nil, errUnending
}

var errUnending = errors.New("looking words up comes to no end")

// mostRounds bounds how often words are looked up for a question: those of the
// question; what it may mean; the stems of that.
const mostRounds = 8

// words looks up what a question needs to know of the words of the collection, and
// returns an engine over these alone, and the question in them.
func (r *Remote) words(ctx context.Context, q *question.Question, whole *index.Whole) (*Engine, *query, error) {
	want := r.expected(q)
	for range mostRounds {
		if err := r.lookUp(ctx, want, whole); err != nil {
			return nil, nil, err
		}
		small, err := r.over(nil, whole, nil)
		if err != nil {
			return nil, nil, err
		}
		query := small.newQuery(q)
		small.dates(q)
		want = small.index.Wanted()
		if want.Len() == 0 {
			return small, query, nil
		}
		if len(want.Near) < want.Len() {
			want.Near = nil // the dear ones only where nothing else tells
		}
	}
	return nil, nil, errUnending
}

// nearInTable is how many words are looked up that mean nearly the same as one of
// the question: the collection has some of them.
const nearInTable = 32

// mostNear bounds the words of which is remembered what means nearly the same, in some
// 10 MB. To find it takes a tenth of a millisecond.
const mostNear = 10_000

func (r *Remote) nearInTable(form string) []string {
	if near, ok := r.near.Get(form); ok {
		return near
	}
	near := meaning.NearInTable(r.options.table(), form, nearInTable)
	r.near.Add(strings.Clone(form), near)
	return near
}

// expected returns what most questions look up at first, so that it is looked up
// at once.
func (r *Remote) expected(q *question.Question) index.Lookups {
	want := index.Lookups{Forms: map[string]bool{}, Stems: map[string]bool{}, Prefixes: map[string]bool{}}
	for i := range q.Words {
		w := &q.Words[i]
		want.Forms[w.Token.Form], want.Stems[w.Stem] = true, true
		for _, stem := range r.language.Shared.Stems[w.Token.Form] {
			want.Stems[stem] = true
		}
		for _, form := range r.language.Shared.Forms[w.Stem] {
			want.Forms[form] = true
		}
		if root := rootOf(w.Stem); root > 0 {
			want.Prefixes[w.Stem[:root]] = true
		}
		if !w.Exact() {
			for _, form := range r.nearInTable(w.Token.Form) {
				want.Forms[form] = true
			}
		}
		if i+1 < len(q.Words) && q.Words[i+1].Token.Start-w.Token.End == 1 {
			want.Forms[w.Token.Form+q.Words[i+1].Token.Form] = true
		}
	}
	return want
}

// soughtBy returns the stems that a query searches, each once.
func soughtBy(q *query, x *index.Index, whole *index.Whole) []Sought {
	counts := map[string]index.Stem{}
	for _, s := range whole.Stems {
		counts[s.Text] = s
	}
	var out []Sought
	at := map[uint32]int{}
	for _, t := range q.search() {
		for _, a := range t.Alternatives {
			i, ok := at[a.Stem]
			if !ok {
				i = len(out)
				at[a.Stem] = i
				out = append(out, Sought{Stem: counts[x.StemText(a.Stem)]})
				out[i].Text = x.StemText(a.Stem)
			}
			out[i].Weight += t.Weight * a.Degree
		}
	}
	return out
}

// joined puts the excerpts of each document together. Of a document that changed
// meanwhile, those of the first excerpt's content count.
func joined(excerpts []store.Excerpt) []store.Excerpt {
	var names []string
	of := map[string][]store.Excerpt{}
	for _, e := range excerpts {
		if len(of[e.Name]) == 0 {
			names = append(names, e.Name)
		} else if of[e.Name][0].Hash != e.Hash {
			continue
		}
		of[e.Name] = append(of[e.Name], e)
	}
	slices.Sort(names) // in the order in which folders are read
	out := make([]store.Excerpt, len(names))
	for i, name := range names {
		out[i] = store.Merge(of[name])
	}
	return out
}
