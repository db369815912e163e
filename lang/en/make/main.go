// Command make writes forms.txt and homographs.txt from WordNet, the forms of
// words that the stemmer does not bring to the stem of their word,
// predicates.txt, the words that are verbs, adjectives and adverbs, and
// opposites.txt. README.md tells how to run it.
package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"github.com/quoth-bot/quoth/lang/en"
)

func main() {
	dict := flag.String("dict", "", "`folder` of WordNet's index.sense")
	exceptions := flag.String("exceptions", "", "`folder` of WordNet's noun.exc and verb.exc")
	out := flag.String("out", ".", "`folder` to write to")
	flag.Parse()
	if err := run(*dict, *exceptions, *out); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(dict, exceptions, out string) error {
	w, err := readWords(filepath.Join(dict, "index.sense"))
	if err != nil {
		return err
	}
	var pairs []pair
	for _, p := range []part{noun, verb} {
		more, err := readExceptions(filepath.Join(exceptions, map[part]string{noun: "noun.exc", verb: "verb.exc"}[p]), p)
		if err != nil {
			return err
		}
		pairs = append(pairs, more...)
	}
	more, err := readMore(moreText)
	if err != nil {
		return err
	}
	pairsOfOpposites, err := w.opposites(dict)
	if err != nil {
		return err
	}
	own, shared := w.sorted(slices.Concat(pairs, more, w.regular(pairs)))
	return errors.Join(
		write(out, "forms.txt", own), write(out, "homographs.txt", shared), write(out, "predicates.txt", w.predicates()),
		write(out, "opposites.txt", pairsOfOpposites),
	)
}

// A part of speech, as WordNet numbers them.
type part byte

const (
	noun      part = '1'
	verb      part = '2'
	adjective part = '3'
	adverb    part = '4'
	satellite part = '5' // an adjective that is like another
)

// words are how often WordNet's texts have each word as each part of speech.
type words struct {
	counts map[string]map[part]int
	files  map[string]map[string]int // the same of verbs, by the file of WordNet that a sense stands in
	byStem map[string][]string
}

// A pair is a form, and the word that it is a form of.
type pair struct {
	form, word string
	part       part
	listed     bool // as an exception, and not made by rule
}

func readLines(path string, each func(fields []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if err := each(strings.Fields(lines.Text())); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return lines.Err()
}

// readWords reads lines such as "bind%2:35:00:: 01293389 1 9".
func readWords(path string) (words, error) {
	w := words{map[string]map[part]int{}, map[string]map[string]int{}, map[string][]string{}}
	err := readLines(path, func(fields []string) error {
		if len(fields) != 4 {
			return fmt.Errorf("no sense: %q", fields)
		}
		word, sense, ok := strings.Cut(fields[0], "%")
		n, err := strconv.Atoi(fields[3])
		if err != nil || !ok || sense == "" {
			return fmt.Errorf("no sense: %q", fields)
		}
		if !isPlain(word) {
			return nil
		}
		if w.counts[word] == nil {
			w.counts[word], w.files[word] = map[part]int{}, map[string]int{}
			s := snowball(word)
			w.byStem[s] = append(w.byStem[s], word)
		}
		w.counts[word][part(sense[0])] += n
		if file := strings.Split(sense, ":"); part(sense[0]) == verb && len(file) > 1 {
			w.files[word][file[1]] += n
		}
		return nil
	})
	return w, err
}

func isPlain(word string) bool {
	return len(word) > 1 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
}

// readExceptions reads lines such as "bound bind".
func readExceptions(path string, p part) ([]pair, error) {
	var out []pair
	err := readLines(path, func(fields []string) error {
		for _, word := range fields[1:] {
			out = append(out, pair{fields[0], word, p, true})
		}
		return nil
	})
	return out, err
}

// moreText are forms that WordNet does not list, kept by hand.
//
//go:embed more.txt
var moreText string

// readMore reads lines such as "shorn shear verb".
func readMore(text string) ([]pair, error) {
	var out []pair
	parts := map[string]part{"noun": noun, "verb": verb}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 3 || parts[fields[2]] == 0 {
			return nil, fmt.Errorf("no form, word and part of speech: %q", line)
		}
		out = append(out, pair{fields[0], fields[1], parts[fields[2]], true})
	}
	return out, nil
}

// regular makes the regular forms of the words that WordNet's texts have, and of
// those that end in "man". Verbs that double their last letter are listed among
// the exceptions.
func (w words) regular(listed []pair) []pair {
	doubled := map[string]bool{}
	for _, p := range listed {
		doubled[p.form] = true
	}
	var out []pair
	for word, counts := range w.counts {
		if (counts[noun] > 0 || strings.HasSuffix(word, "man")) && !isPlural(word) {
			out = append(out, pair{withS(word), word, noun, false})
		}
		if counts[verb] > 0 && !doubled[word+word[len(word)-1:]+"ing"] {
			for _, form := range regularForms(word) {
				out = append(out, pair{form, word, verb, false})
			}
		}
	}
	return out
}

// isPlural reports whether a noun is likely to have no plural of its own:
// "arms", "athletics", "analysis".
func isPlural(word string) bool {
	return strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "as") && !strings.HasSuffix(word, "us")
}

// regularForms are the forms that a rule gives a word.
func regularForms(word string) []string { return []string{withS(word), withED(word), withING(word)} }

func withS(word string) string {
	for _, end := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(word, end) {
			return word + "es"
		}
	}
	switch {
	case endsInY(word):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "man"):
		return strings.TrimSuffix(word, "an") + "en"
	}
	return word + "s"
}

func withED(word string) string {
	switch {
	case strings.HasSuffix(word, "e"):
		return word + "d"
	case endsInY(word):
		return word[:len(word)-1] + "ied"
	}
	return word + "ed"
}

func withING(word string) string {
	switch {
	case strings.HasSuffix(word, "ie"):
		return word[:len(word)-2] + "ying"
	case strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "ee") && !strings.HasSuffix(word, "oe") && !strings.HasSuffix(word, "ye"):
		return word[:len(word)-1] + "ing"
	}
	return word + "ing"
}

// endsInY reports whether a word ends in y after a consonant.
func endsInY(word string) bool {
	return strings.HasSuffix(word, "y") && strings.IndexByte("aeiou", word[len(word)-2]) < 0
}

func snowball(form string) string {
	env := snowballstem.NewEnv(form)
	english.Stem(env)
	return env.Current()
}

// A form that is a noun or a verb itself, or a form of another, is shared:
// otherwise it would be parted from the other forms of that ("founded" from
// "found"). An adjective has no other forms, and most say what their verb says
// ("written").
const (
	leastAdjective = 0.05 // what an adjective counts beside the form's word, to be one of its own: "left"
	mostShare      = 25   // what another noun or verb counts, for the form to be hardly ever of its word: "feed", of "fee"
)

// sorted parts pairs into those whose form is of one word, and those whose form
// is another word's too. Left out is what the stemmer joins by itself, and what
// is a function word.
func (w words) sorted(pairs []pair) (own, shared []string) {
	for _, p := range pairs {
		if len(p.form) < 3 || !isPlain(p.form) || !isPlain(p.word) || snowball(p.form) == snowball(p.word) ||
			en.English.IsStop(p.form) || en.English.IsStop(p.word) {
			continue
		}
		line := p.form + " " + p.word
		count := float64(max(w.counts[p.word][p.part], 1))
		inflected, adjectives := w.otherwise(p)
		switch {
		case !p.listed && inflected > leastAdjective*count, inflected > mostShare*count:
		case p.listed && inflected > 0, adjectives >= leastAdjective*count:
			shared = append(shared, line)
		default:
			own = append(own, line)
		}
	}
	own, shared = unique(own), unique(shared)
	return w.parted(own, shared)
}

// otherwise returns how often a form is another word than its own, or a form of
// one: a noun or verb, or an adjective or adverb.
func (w words) otherwise(p pair) (inflected, adjectives float64) {
	for _, other := range w.byStem[snowball(p.form)] {
		if other == p.word || other != p.form && !slices.Contains(regularForms(other), p.form) {
			continue
		}
		counts := w.counts[other]
		inflected += float64(counts[noun] + counts[verb])
		if other == p.form {
			adjectives += float64(counts[adjective] + counts[adverb] + counts[satellite])
		}
	}
	return inflected, adjectives
}

// parted moves forms of more than one word to those that are shared.
func (w words) parted(own, shared []string) ([]string, []string) {
	times := map[string]int{}
	for _, line := range slices.Concat(own, shared) {
		form, _, _ := strings.Cut(line, " ")
		times[form]++
	}
	several := func(line string) bool {
		form, _, _ := strings.Cut(line, " ")
		return times[form] > 1
	}
	for _, line := range own {
		if several(line) {
			shared = append(shared, line)
		}
	}
	return slices.DeleteFunc(own, several), unique(shared)
}

func unique(lines []string) []string {
	slices.SortFunc(lines, cmp.Compare)
	return slices.Compact(lines)
}

func write(folder, name string, lines []string) error {
	fmt.Printf("%s: %d lines\n", name, len(lines))
	return os.WriteFile(filepath.Join(folder, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}
