package opensearch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
)

// A Collection is one that lies in a cluster. It is an engine.Cluster, and safe for
// concurrent use.
type Collection struct {
	*client
	remembered *lru.Cache[remembered, []wordOf]

	mu     sync.Mutex
	totals index.Totals // as they were last told
}

var _ engine.Cluster = (*Collection)(nil)

// mostRemembered bounds what is remembered of words: the 100,000 commonest are all but
// one in a hundred of those that stand in paragraphs.
const mostRemembered = 100_000

// New makes a collection of a cluster, and asks nothing of it yet. It fails where a file
// of the options cannot be read.
func New(o Options) (*Collection, error) {
	c, err := connect(o)
	if err != nil {
		return nil, err
	}
	cache, err := lru.New[remembered, []wordOf](mostRemembered)
	return &Collection{client: c, remembered: cache}, err
}

// Close ends its use.
func (c *Collection) Close() error { return c.close() }

// wanted is how many paragraphs are fetched for a question: of those that a
// question finds at first by bot/index, all that matter are among so many.
const wanted = 48

// mostSought bounds the stems that are searched for, the weightiest: clusters take no
// more than 1,024 in one search.
const mostSought = 300

// How a paragraph's score is made up, as bot/index has it: its own words, which stand
// for those of its best sentence and half of its own; the title; and what stands above.
const (
	ownShare   = (k1 + 1) * 1.5
	titleShare = 0.3
	aboveShare = (k1 + 1) * 0.5 * 0.5
)

// Find returns paragraphs; see engine.Cluster.
func (c *Collection) Find(ctx context.Context, sought []engine.Sought) ([]store.Excerpt, string, error) {
	c.mu.Lock()
	known := c.totals
	c.mu.Unlock()
	if len(sought) == 0 {
		return nil, known.Version, nil
	}
	sought = slices.Clone(sought)
	slices.SortStableFunc(sought, func(a, b engine.Sought) int { return cmp.Compare(b.Weight, a.Weight) })
	sought = sought[:min(len(sought), mostSought)]
	var own, beside []object
	for _, s := range sought {
		stem := term(s.Text)
		own = append(own, object{"term": object{"stems": object{"value": stem, "boost": ownShare * s.Weight / rarity(known.Paragraphs, int(s.Paragraphs))}}})
		for _, field := range []struct {
			name  string
			share float32
		}{{"title", titleShare}, {"above", aboveShare}} {
			beside = append(beside, object{"constant_score": object{
				"filter": object{"term": object{field.name: stem}}, "boost": field.share * s.Weight,
			}})
		}
	}
	results, err := c.searchAll(ctx,
		search{c.alias(paragraphs), object{
			"size": wanted, "track_total_hits": false,
			"query": object{"bool": object{"must": []object{{"bool": object{"should": own}}}, "should": beside}},
		}}, c.totalsSearch())
	if err != nil {
		return nil, "", err
	}
	excerpts, err := excerptsOf(results[0])
	if err != nil {
		return nil, "", err
	}
	now, err := totalsIn(results[1])
	if err == nil && now.Version != known.Version {
		c.forget(now)
	}
	return excerpts, now.Version, err
}

// rarity is the inverse document frequency that Lucene counts for a term of so many
// paragraphs: what weights are divided by, as they hold another already.
func rarity(all, holders int) float32 {
	n := float64(max(holders, 1))
	return float32(math.Log(1 + (float64(max(all, holders))-n+0.5)/(n+0.5)))
}

func excerptsOf(f found) ([]store.Excerpt, error) {
	rows, err := rowsOf[struct {
		Excerpt excerptRow `json:"excerpt"`
	}](f)
	if err != nil {
		return nil, err
	}
	out := make([]store.Excerpt, len(rows))
	for i := range rows {
		if out[i], err = rows[i].Excerpt.excerpt(); err != nil {
			return nil, unavailable(err)
		}
	}
	return out, nil
}

func (c *Collection) totalsSearch() search {
	return search{c.alias(vocabulary), object{"size": 1, "query": object{"ids": object{"values": []string{totalsID}}}}}
}

var errNotWritten = errors.New("nothing was written there yet: see quoth index --opensearch")

// totalsIn returns the totals that a search for them found. It fails where rows of
// another format are in use.
func totalsIn(f found) (index.Totals, error) {
	rows, err := rowsOf[wordRow](f)
	if err != nil {
		return index.Totals{}, err
	}
	if len(rows) == 0 {
		return index.Totals{}, unavailable(errNotWritten)
	}
	row := rows[0]
	switch {
	case row.Totals == nil || row.Totals.Totals.Version == "":
		return index.Totals{}, unavailable(errNotWritten)
	case row.Totals.Format != format:
		return index.Totals{}, unavailable(fmt.Errorf("it was written as %s by another version of Quoth, and this one reads %s: write it again with quoth index --opensearch", row.Totals.Format, format))
	}
	return row.Totals.Totals, nil
}

// Blocks returns blocks of documents; see engine.Cluster.
func (c *Collection) Blocks(ctx context.Context, which engine.Blocks) ([]store.Excerpt, error) {
	filter := []object{{"terms": object{"document": which.Documents}}}
	body := object{"track_total_hits": false}
	if which.At >= 0 {
		filter = append(filter, object{"range": object{"start": object{"lte": which.At}}})
		body["size"], body["sort"] = 1, []object{{"start": "desc"}}
	} else {
		filter = append(filter, object{"range": object{"number": object{"gte": which.First, "lt": which.First + which.N}}})
		body["size"], body["sort"] = min(mostBlocks, 2*which.N*len(which.Documents)), []object{{"number": "asc"}, {"start": "asc"}}
	}
	body["query"] = object{"bool": object{"filter": filter}}
	results, err := c.searchAll(ctx, search{c.alias(paragraphs), body})
	if err != nil {
		return nil, err
	}
	return excerptsOf(results[0])
}

// mostBlocks bounds the blocks that are fetched at once.
const mostBlocks = 10_000

// Documents lists documents; see engine.Cluster.
func (c *Collection) Documents(ctx context.Context, n int) ([]bot.Source, error) {
	order, size := "name", mostBlocks
	if n > 0 {
		order, size = "order", n
	}
	var out []bot.Source
	var after []any
	for {
		body := object{"size": size, "sort": []object{{order: "asc"}}, "query": object{"match_all": object{}}, "track_total_hits": false}
		if after != nil {
			body["search_after"] = after
		}
		results, err := c.searchAll(ctx, search{c.alias(documents), body})
		if err != nil {
			return nil, err
		}
		rows, err := rowsOf[documentRow](results[0])
		if err != nil {
			return nil, err
		}
		for i := range rows {
			a := &rows[i].About
			out = append(out, bot.Source{Document: a.Name, Title: a.Title, URL: a.URL, Author: a.Author, Date: a.Date, Sentences: a.Sentences})
		}
		if n > 0 || len(rows) < size {
			return out, nil
		}
		after = results[0].Hits.Hits[len(rows)-1].Sort
	}
}

// Complete returns phrases; see engine.Cluster.
func (c *Collection) Complete(ctx context.Context, prefix string, n int) ([]string, error) {
	typed := strings.Fields(fuzzy.FoldPhrase(strings.ToValidUTF8(prefix, "")))
	if len(typed) == 0 {
		return nil, nil
	}
	var must []object
	for i, word := range typed {
		how := "term"
		if i == len(typed)-1 {
			how = "prefix"
		}
		must = append(must, object{how: object{"phrase": object{"value": word}}})
	}
	results, err := c.searchAll(ctx, search{c.alias(vocabulary), object{
		"size": n, "sort": []object{{"count": "desc"}}, "track_total_hits": false,
		"query": object{"bool": object{"filter": append(must, object{"term": object{"kind": aPhrase}})}},
	}})
	if err != nil {
		return nil, err
	}
	rows, err := rowsOf[wordRow](results[0])
	var out []string
	for i := range rows {
		out = append(out, rows[i].Row.Phrase)
	}
	return out, err
}
