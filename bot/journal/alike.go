package journal

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

// alike is how much of their words two questions have in common, as the share
// of all the words of both (Jaccard), to be taken for one: "How many soldiers
// deserted?" and "How many soldiers have deserted so far?".
const alike = 0.6

// A question is one that was asked.
type question struct {
	text    string
	missing []string
	at      time.Time
}

// A grouper puts questions together that ask the same. The zero value is
// ready for use.
type grouper struct {
	bySet map[string]*wordGroup
}

// A wordGroup is the questions of one set of stems, and then of similar ones.
type wordGroup struct {
	stems   []string // sorted, each once
	count   int
	last    time.Time
	texts   map[string]int
	missing map[string]int
}

func (g *grouper) add(q question) {
	stems := stemsOf(q.text)
	key := strings.Join(stems, " ")
	if g.bySet == nil {
		g.bySet = map[string]*wordGroup{}
	}
	w := g.bySet[key]
	if w == nil {
		w = &wordGroup{stems: stems, texts: map[string]int{}, missing: map[string]int{}}
		g.bySet[key] = w
	}
	w.count++
	w.texts[strings.Join(strings.Fields(q.text), " ")]++
	for _, m := range q.missing {
		w.missing[m]++
	}
	if q.at.After(w.last) {
		w.last = q.at
	}
}

// stemsOf returns the stems of a question's content words; of a question
// without any ("and when?") those of all its words.
func stemsOf(text string) []string {
	var content, all []string
	for _, t := range words.Tokens(en.English, text) {
		stem := words.Stem(en.English, t.Form)
		all = append(all, stem)
		if !en.English.IsStop(t.Form) {
			content = append(content, stem)
		}
	}
	if len(content) == 0 {
		content = all
	}
	slices.Sort(content)
	return slices.Compact(content)
}

func (w *wordGroup) join(other *wordGroup) {
	w.count += other.count
	for text, n := range other.texts {
		w.texts[text] += n
	}
	for m, n := range other.missing {
		w.missing[m] += n
	}
	if other.last.After(w.last) {
		w.last = other.last
	}
}

// groups returns the largest groups. Sets of words are taken in one pass, the
// most asked first: each joins the first group whose own words are alike, or
// begins one.
func (g *grouper) groups() []Group {
	sets := make([]*wordGroup, 0, len(g.bySet))
	frequency := map[string]int{}
	for _, w := range g.bySet {
		sets = append(sets, w)
		for _, s := range w.stems {
			frequency[s]++
		}
	}
	bySize := func(a, b *wordGroup) int {
		return cmp.Or(cmp.Compare(b.count, a.count), slices.Compare(a.stems, b.stems))
	}
	slices.SortFunc(sets, bySize)
	var leaders []*wordGroup
	holding := map[string][]int{} // rare stem to leaders
	for _, w := range sets {
		rare := rarest(w.stems, frequency)
		if i := likest(w, rare, leaders, holding); i >= 0 {
			leaders[i].join(w)
			continue
		}
		for _, s := range rare {
			holding[s] = append(holding[s], len(leaders))
		}
		leaders = append(leaders, w)
	}
	slices.SortFunc(leaders, bySize)
	out := []Group{}
	for _, w := range leaders[:min(maxGroups, len(leaders))] {
		wordings := commonest(w.texts)
		out = append(out, Group{
			Question: wordings[0], Count: w.count, Last: w.last, Missing: commonest(w.missing),
			Others: wordings[1:min(1+maxWordings, len(wordings))],
		})
	}
	return out
}

// rarest returns so many of the stems, the rarest, that two sets that are
// alike have one of them in common: of n words, all but the share that must be
// in both, and one. Only such sets are compared, which keeps a year of
// questions from being compared each with each.
func rarest(stems []string, frequency map[string]int) []string {
	sorted := slices.Clone(stems)
	slices.SortFunc(sorted, func(a, b string) int {
		return cmp.Or(cmp.Compare(frequency[a], frequency[b]), cmp.Compare(a, b))
	})
	must := int(math.Ceil(alike * float64(len(stems))))
	return sorted[:min(len(stems), len(stems)-must+1)]
}

// likest returns the first group that a set is alike; -1 if there is none.
func likest(w *wordGroup, rare []string, leaders []*wordGroup, holding map[string][]int) int {
	best := -1
	for _, s := range rare {
		for _, i := range holding[s] {
			if (best < 0 || i < best) && jaccard(w.stems, leaders[i].stems) >= alike {
				best = i
			}
		}
	}
	return best
}

// jaccard returns the share of the words of both sorted sets that is in both.
func jaccard(a, b []string) float64 {
	both := 0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch c := cmp.Compare(a[i], b[k]); {
		case c < 0:
			i++
		case c > 0:
			k++
		default:
			both, i, k = both+1, i+1, k+1
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// commonest returns the keys, those counted most first.
func commonest(counts map[string]int) []string {
	var out []string
	for k := range counts {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return out
}
