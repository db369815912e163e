package opensearch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/index"
)

// A lookup is one thing that was asked of the words of a collection.
type lookup struct {
	kind   byte // see there
	first  string
	second string
	reach  int
}

// What is remembered is a lookup of a version of the collection.
type remembered struct {
	version string
	lookup
}

// The kinds of lookup.
const (
	ofForm = iota
	ofStem
	ofPrefix
	ofNear
	ofNeighbours
)

func lookupsOf(want index.Lookups) []lookup {
	out := make([]lookup, 0, want.Len())
	for kind, texts := range map[byte]map[string]bool{ofForm: want.Forms, ofStem: want.Stems, ofPrefix: want.Prefixes, ofNear: want.Near} {
		for text := range texts {
			out = append(out, lookup{kind: kind, first: text})
		}
	}
	for n := range want.Neighbours {
		out = append(out, lookup{ofNeighbours, n.First, n.Second, n.Reach})
	}
	return out
}

// How many words are fetched at most that begin alike, are near a form, or may be meant
// by it as it is written short: the most frequent.
const (
	mostOfPrefix = 2000
	mostNear     = 500
	mostShort    = 200
	mostLooked   = 10_000
)

// LookUp looks words up; see engine.Cluster. What was looked up lately is not asked
// again, as long as the collection is the same.
func (c *Collection) LookUp(ctx context.Context, want index.Lookups, whole *index.Whole) error {
	c.mu.Lock()
	totals := c.totals
	c.mu.Unlock()
	all := lookupsOf(want)
	rows := make(map[lookup][]wordOf, len(all))
	var asked []lookup
	for _, l := range all {
		if known, ok := c.remembered.Get(remembered{totals.Version, l}); ok {
			rows[l] = known
		} else {
			asked = append(asked, l)
		}
	}
	if len(asked) > 0 || totals.Version == "" || whole.Version != "" && whole.Version != totals.Version || len(all) == 0 {
		fresh, now, err := c.lookUp(ctx, asked)
		if err != nil {
			return err
		}
		if now.Version != totals.Version {
			c.forget(now)
			if len(asked) < len(all) { // what is remembered is of another version
				return c.LookUp(ctx, want, whole)
			}
		}
		for _, l := range asked {
			rows[l] = fresh[l]
			c.remembered.Add(remembered{now.Version, l}, fresh[l])
		}
		totals = now
	}
	take(whole, want, rows)
	whole.Totals = totals
	return nil
}

// forget drops what is remembered of another version of the collection.
func (c *Collection) forget(now index.Totals) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.totals = now
	c.remembered.Purge()
}

// take adds what was looked up to what is known.
func take(whole *index.Whole, want index.Lookups, rows map[lookup][]wordOf) {
	whole.Known.Add(want)
	forms, stems := map[string]bool{}, map[string]bool{}
	for _, w := range whole.Words {
		forms[w.Form] = true
	}
	for _, s := range whole.Stems {
		stems[s.Text] = true
	}
	for l, of := range rows {
		if l.kind == ofNeighbours {
			if whole.Beside == nil {
				whole.Beside = map[index.Neighbours]bool{}
			}
			whole.Beside[index.Neighbours{First: l.first, Second: l.second, Reach: l.reach}] = len(of) > 0
			continue
		}
		for _, w := range of {
			switch {
			case w.Word != "" && !forms[w.Word]:
				forms[w.Word] = true
				whole.Known.Forms[w.Word] = true
				whole.Words = append(whole.Words, index.Word{Form: w.Word, Stem: w.Stem, Class: index.Class(w.Class), Count: w.Count, Name: w.Name})
			case w.Word == "" && !stems[w.Stem]:
				stems[w.Stem] = true
				whole.Stems = append(whole.Stems, index.Stem{Text: w.Stem, Holders: w.Holders, Paragraphs: w.Paragraphs})
			}
		}
	}
	sortKnown(whole)
}

// lookUp asks the cluster.
func (c *Collection) lookUp(ctx context.Context, asked []lookup) (map[lookup][]wordOf, index.Totals, error) {
	searches := []search{c.totalsSearch()}
	forms, stems := []string{}, []string{} // no list at all is none to the cluster
	single := []lookup{{}}                 // by search: what it looks up alone
	for _, l := range asked {
		switch l.kind {
		case ofForm:
			forms = append(forms, l.first)
		case ofStem:
			stems = append(stems, l.first)
		case ofPrefix:
			searches, single = append(searches, c.wordsBy(mostOfPrefix, object{"prefix": object{"stem": l.first}}, false)), append(single, l)
		case ofNear:
			for _, s := range c.near(l.first) {
				searches, single = append(searches, s), append(single, l)
			}
		case ofNeighbours:
			searches, single = append(searches, c.beside(l)), append(single, l)
		}
	}
	if len(forms)+len(stems) > 0 {
		searches = append(searches, c.wordsBy(mostLooked, object{"bool": object{"should": []object{
			{"terms": object{"word": forms}}, {"terms": object{"stem": stems}},
		}}}, false))
	}
	results, err := c.searchAll(ctx, searches...)
	if err != nil {
		return nil, index.Totals{}, err
	}
	now, err := totalsIn(results[0])
	if err != nil {
		return nil, now, err
	}
	out := map[lookup][]wordOf{}
	for i, r := range results[1:] {
		if i+1 < len(single) && single[i+1].kind == ofNeighbours { // no row comes along
			out[single[i+1]] = make([]wordOf, len(r.Hits.Hits))
			continue
		}
		rows, err := wordsIn(r)
		if err != nil {
			return nil, now, err
		}
		if i+1 < len(single) {
			l := single[i+1]
			out[l] = append(out[l], rows...)
			continue
		}
		for _, w := range rows {
			if w.Word != "" {
				l := lookup{kind: ofForm, first: w.Word}
				out[l] = append(out[l], w)
			}
			l := lookup{kind: ofStem, first: w.Stem}
			out[l] = append(out[l], w)
		}
	}
	return out, now, nil
}

// wordsBy searches words and stems, the most frequent words first where so few are
// wanted that some may be left out.
func (c *Collection) wordsBy(n int, query object, frequent bool) search {
	body := object{
		"size": n, "track_total_hits": false,
		"query": object{"constant_score": object{"filter": query}}, "sort": []string{"_doc"},
	}
	if frequent {
		body["sort"] = []object{{"count": object{"order": "desc", "missing": "_last"}}}
	}
	return search{c.alias(vocabulary), body}
}

// Letters of a form that is looked for among those near it, as bot/fuzzy has it.
const (
	minLetters    = 4
	minLettersTwo = 6
	minShort      = 3
	maxShort      = 30
)

// near searches the words that a form may be a slip of, and those that it may be a short
// way to write: that begin as it does and have its letters in order.
func (c *Collection) near(form string) []search {
	var out []search
	letters := utf8.RuneCountInString(form)
	if letters >= minLetters {
		edits := 1
		if letters >= minLettersTwo {
			edits = 2
		}
		out = append(out, c.wordsBy(mostNear, object{"fuzzy": object{"word": object{
			"value": form, "fuzziness": edits, "transpositions": true, "rewrite": "constant_score",
		}}}, true))
	}
	if len(form) >= minShort && len(form) <= maxShort && strings.Trim(form, "abcdefghijklmnopqrstuvwxyz") == "" {
		out = append(out, c.wordsBy(mostShort, object{"regexp": object{"word": object{
			"value": strings.Join(strings.Split(form, ""), "[a-z]*") + "[a-z]*",
		}}}, true))
	}
	return out
}

// beside searches a paragraph where two stems stand beside each other.
func (c *Collection) beside(l lookup) search {
	clause := func(stem string) object { return object{"span_term": object{"stems": term(stem)}} }
	return search{c.alias(paragraphs), object{
		"size": 1, "terminate_after": 1, "track_total_hits": false, "_source": false,
		"query": object{"constant_score": object{"filter": object{"span_near": object{
			"clauses": []object{clause(l.first), clause(l.second)}, "slop": l.reach - 1, "in_order": true,
		}}}},
	}}
}

func wordsIn(f found) ([]wordOf, error) {
	rows, err := rowsOf[struct {
		Row wordOf `json:"row"`
	}](f)
	out := make([]wordOf, len(rows))
	for i := range rows {
		out[i] = rows[i].Row
	}
	return out, err
}

// sortKnown puts words, the most frequent first, and stems in an order that does not
// depend on how they came, so that the same question has the same answer each time. A slip
// has the meaning of the first word of the stem that it is read as.
func sortKnown(whole *index.Whole) {
	slices.SortFunc(whole.Words, func(a, b index.Word) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Form, b.Form))
	})
	slices.SortFunc(whole.Stems, func(a, b index.Stem) int { return strings.Compare(a.Text, b.Text) })
}
