package fuzzy

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"github.com/quoth-bot/quoth/bot/words"
)

const (
	maxPrefix           = 30  // letters of a prefix that count: the matcher's score overflows from 40
	maxPrefixBytesTaken = 256 // bytes of what was typed that are read at all
	// maxSuggestScanned bounds the phrases handed to the matcher, which takes
	// 1 µs for each: 2,000 of 100,000 keep 99 of 100 prefixes under 3.5 ms.
	maxSuggestScanned = 2_000
	// From this many phrases with a word that begins as typed, looser ones are
	// not looked for.
	enoughSuggestions = 50
)

// Phrases are what a person may be typing: titles, names, phrases.
type Phrases struct {
	phrases []string // as they are shown
	folded  []string // as they are compared: folded words separated by single spaces
	starts  []start  // of every word of every phrase, in order of the text from there
}

// start is where a word of a phrase begins.
type start struct {
	phrase uint32
	offset uint16 // byte in its folded text
}

// NewPhrases indexes phrases by the words they hold. Of phrases that are
// compared alike, the first is shown; empty ones are left out.
func NewPhrases(phrases []string) *Phrases {
	p := &Phrases{}
	seen := make(map[string]struct{}, len(phrases))
	for _, phrase := range phrases {
		folded := FoldPhrase(phrase)
		if _, twice := seen[folded]; twice || folded == "" {
			continue
		}
		seen[folded] = struct{}{}
		id := uint32(len(p.phrases))
		p.phrases = append(p.phrases, phrase)
		p.folded = append(p.folded, folded)
		for i := 0; i < len(folded) && i <= 1<<16-1; i++ {
			if i == 0 || folded[i-1] == ' ' {
				p.starts = append(p.starts, start{id, uint16(i)})
			}
		}
	}
	slices.SortStableFunc(p.starts, func(a, b start) int { return cmp.Compare(p.text(a), p.text(b)) })
	return p
}

// text is a phrase's folded text from a word's start.
func (p *Phrases) text(s start) string { return p.folded[s.phrase][s.offset:] }

// FoldPhrase returns the words of s folded, figures too as they are written,
// separated by single spaces.
func FoldPhrase(s string) string {
	fields := strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '-'
	})
	folded := fields[:0]
	for _, f := range fields {
		if f = words.Fold(f); f != "" {
			folded = append(folded, f)
		}
	}
	return strings.Join(folded, " ")
}

// Complete returns at most n phrases that what was typed so far may become,
// the likeliest first: phrases with a word that begins as it does, then those
// in which its letters occur in order after the same first letters. Case,
// accents and hyphens do not count, and of a long prefix only its beginning.
func (p *Phrases) Complete(prefix string, n int) []string {
	if len(prefix) > maxPrefixBytesTaken {
		prefix = prefix[:maxPrefixBytesTaken]
	}
	typed := cutLetters(FoldPhrase(strings.ToValidUTF8(prefix, "")), maxPrefix)
	if typed == "" || n <= 0 {
		return nil
	}
	found := suggestions{p, p.narrow(typed)}
	ranks := make([]int, len(found.ids))
	for i, id := range found.ids {
		ranks[i] = p.rank(id, typed)
	}
	matches := fuzzy.FindFromNoSort(typed, found)
	slices.SortStableFunc(matches, func(a, b fuzzy.Match) int {
		return cmp.Or(
			cmp.Compare(ranks[a.Index], ranks[b.Index]),
			cmp.Compare(b.Score, a.Score),
			cmp.Compare(len(a.Str), len(b.Str)),
			cmp.Compare(a.Str, b.Str))
	})
	var complete []string
	for _, m := range matches[:min(n, len(matches))] {
		complete = append(complete, p.phrases[found.ids[m.Index]])
	}
	return complete
}

// rank is 0 for a phrase that begins as typed, 1 for one of whose words does,
// 2 for the rest.
func (p *Phrases) rank(id uint32, typed string) int {
	switch folded := p.folded[id]; {
	case strings.HasPrefix(folded, typed):
		return 0
	case strings.Contains(folded, " "+typed):
		return 1
	}
	return 2
}

// narrow returns the phrases worth ordering: those with a word that begins as
// typed, then as ever fewer of its first letters, until there are enough, and
// at most maxSuggestScanned.
func (p *Phrases) narrow(typed string) []uint32 {
	var ids []uint32
	taken := make(map[uint32]struct{})
	for end := len(typed); end > 0 && len(ids) < enoughSuggestions; {
		head := typed[:end]
		from, _ := slices.BinarySearchFunc(p.starts, head, func(s start, head string) int {
			return cmp.Compare(p.text(s), head)
		})
		for _, s := range p.starts[from:] {
			if len(ids) == maxSuggestScanned || !strings.HasPrefix(p.text(s), head) {
				break
			}
			if _, twice := taken[s.phrase]; !twice {
				taken[s.phrase] = struct{}{}
				ids = append(ids, s.phrase)
			}
		}
		_, size := utf8.DecodeLastRuneInString(head)
		end -= size
	}
	return ids
}

// suggestions is the list of phrases that the matcher reads.
type suggestions struct {
	*Phrases
	ids []uint32
}

func (s suggestions) Len() int            { return len(s.ids) }
func (s suggestions) String(i int) string { return s.folded[s.ids[i]] }

// cutLetters returns the first n letters of s, without a space at the end.
func cutLetters(s string, n int) string {
	for i := range s {
		if n == 0 {
			return strings.TrimRight(s[:i], " ")
		}
		n--
	}
	return s
}
