package fuzzy

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

const (
	sentencesFile    = "../../../shared/perf/sentences-1m.txt.gz"
	misspellingsFile = "../../../shared/eval/typos/misspellings.tsv"
)

// runningText returns the vocabulary of a million sentences, or an error if
// they are not here.
var runningText = sync.OnceValues(func() (*list, error) { return vocabularyOf(sentencesFile, 1_000_000) })

// vocabularyOf returns the vocabulary of a file's first sentences, one a line.
func vocabularyOf(path string, sentences int) (*list, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	counts := map[string]*[2]uint32{} // in all; with a capital inside a sentence
	var tokens []words.Token
	scanner := bufio.NewScanner(z)
	scanner.Buffer(nil, 1<<20)
	for ; sentences > 0 && scanner.Scan(); sentences-- {
		tokens = words.AppendTokens(en.English, tokens[:0], scanner.Text())
		for i, t := range tokens {
			c := counts[t.Form]
			if c == nil {
				c = new([2]uint32)
				counts[strings.Clone(t.Form)] = c
			}
			c[0]++
			if t.Capital && i > 0 {
				c[1]++
			}
		}
	}
	return sortedVocabulary(counts), scanner.Err()
}

func sortedVocabulary(counts map[string]*[2]uint32) *list {
	v := &list{}
	for _, form := range slices.Sorted(maps.Keys(counts)) {
		c := counts[form]
		v.add(form, int(c[0]), 2*c[1] > c[0])
	}
	return v
}

// madeUp returns a vocabulary of n words of English-like syllables, their
// frequencies after Zipf.
func madeUp(n int) *list {
	onsets := strings.Fields("b c d f g h j k l m n p r s t v w br cr dr fl gr pl pr sh st str th tr")
	vowels := strings.Fields("a e i o u ai ea ou ee y")
	codas := append(strings.Fields("n r s t l m d ck nd st ng"), "", "", "")
	random := rand.New(rand.NewPCG(1, 2))
	counts := map[string]*[2]uint32{}
	for len(counts) < n {
		var b strings.Builder
		for range 2 + random.IntN(3) {
			b.WriteString(onsets[random.IntN(len(onsets))] + vowels[random.IntN(len(vowels))] + codas[random.IntN(len(codas))])
		}
		counts[b.String()] = &[2]uint32{uint32(n / (len(counts) + 1)), 0}
	}
	return sortedVocabulary(counts)
}

func benchmarkVocabulary(b *testing.B) *list {
	v, err := runningText()
	if err != nil {
		b.Log("made-up words:", err)
		return madeUp(160_000)
	}
	return v
}

// slips are misspellings of vocabulary words: one and two random edits.
func slips(v *list, edits int) []string {
	random := rand.New(rand.NewPCG(3, 4))
	var forms []string
	for len(forms) < 1000 {
		r := []rune(v.Form(uint32(random.IntN(v.Words()))))
		if len(r) < 5 {
			continue
		}
		for range edits {
			at := random.IntN(len(r) - 1)
			switch random.IntN(4) {
			case 0:
				r = slices.Insert(r, at, rune('a'+random.IntN(26)))
			case 1:
				r = slices.Delete(r, at, at+1)
			case 2:
				r[at] = rune('a' + random.IntN(26))
			default:
				r[at], r[at+1] = r[at+1], r[at]
			}
		}
		forms = append(forms, string(r))
	}
	return forms
}

func BenchmarkNewSpeller(b *testing.B) {
	v := benchmarkVocabulary(b)
	for b.Loop() {
		s := newSpeller(v)
		b.ReportMetric(float64(flat.Bytes(s.Arrays()))/float64(v.Words()), "B/word")
		b.ReportMetric(float64(v.Words()), "words")
	}
}

func BenchmarkLookup(b *testing.B) {
	v := benchmarkVocabulary(b)
	s := newSpeller(v)
	for edits := 1; edits <= 2; edits++ {
		b.Run(fmt.Sprintf("edits=%d", edits), func(b *testing.B) {
			forms := slips(v, edits)
			var near []nearWord
			for i := 0; b.Loop(); i++ {
				near = s.lookup(near[:0], forms[i%len(forms)])
			}
		})
	}
}

// misspelling is a recorded slip and what was meant.
type misspelling struct{ form, correct, source string }

// recordedMisspellings returns those of single words, folded.
func recordedMisspellings(t testing.TB) []misspelling {
	data, err := os.ReadFile(misspellingsFile)
	if err != nil {
		t.Skip("no recorded misspellings here:", err)
	}
	var all []misspelling
	for _, line := range strings.Split(string(data), "\n")[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || strings.ContainsAny(fields[0]+fields[1], " -_") {
			continue
		}
		m := misspelling{words.Fold(fields[0]), words.Fold(fields[1]), fields[2]}
		if m.form != m.correct {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b misspelling) int { return cmp.Compare(a.form, b.form) })
	return all
}

// TestRecordedMisspellings holds how often the right word is among the words
// near a recorded misspelling, and how often it comes first.
func TestRecordedMisspellings(t *testing.T) {
	recorded := recordedMisspellings(t)
	v, err := vocabularyOf(sentencesFile, 200_000)
	if err != nil {
		t.Skip("no running text here:", err)
	}
	m := New(en.English, v)
	var asked, among, first, took int
	var near []nearWord
	var guesses []Guess
	for i, slip := range recorded {
		right, ok := v.Word(slip.correct)
		if _, known := v.Word(slip.form); known || !ok || i%10 > 0 {
			continue
		}
		asked++
		near = m.speller.lookup(near[:0], slip.form)
		if slices.ContainsFunc(near, func(n nearWord) bool { return n.Word == right }) {
			among++
		}
		guesses = m.Guess(guesses[:0], slip.form, false)
		if len(guesses) > 0 && guesses[0].Word == right {
			first++
		}
		if hasGuess(guesses, right) {
			took++
		}
	}
	share := func(n int) float64 { return float64(n) / float64(asked) }
	t.Logf("%d forms: right word near %.4f, guessed %.4f, guessed first %.4f", asked, share(among), share(took), share(first))
	if share(among) < 0.78 || share(first) < 0.72 {
		t.Errorf("right word near %.4f (want .78), first %.4f (want .72)", share(among), share(first))
	}
}

func BenchmarkGuess(b *testing.B) {
	v := benchmarkVocabulary(b)
	m := New(en.English, v)
	for edits := 1; edits <= 3; edits++ {
		b.Run(fmt.Sprintf("edits=%d", edits), func(b *testing.B) {
			var forms []string
			for _, form := range slips(v, edits) {
				if _, known := v.Word(form); !known {
					forms = append(forms, form)
				}
			}
			var guesses []Guess
			for i := 0; b.Loop(); i++ {
				guesses = m.Guess(guesses[:0], forms[i%len(forms)], false)
			}
		})
	}
}
