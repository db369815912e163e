package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/lang/en"
)

// A synset is one sense that several words have, and the senses that it points to
// as opposites.
type synset struct {
	words     []string
	opposites []opposite
}

// An opposite says that a word of a synset is the opposite of a word of another.
type opposite struct {
	of, word int    // indexes of words
	synset   string // its part and offset
}

// commonSense is the number up to which a sense is one that people mean by a word.
const commonSense = 2

// opposites lists stems with the stems of their opposites: of WordNet's antonyms,
// and of what else means the same as one of the two, in a common sense. Of
// adjectives also their comparatives and superlatives. Words that WordNet's texts do
// not have are left out.
func (w words) opposites(dict string) ([]string, error) {
	synsets := map[string]synset{}
	for file, p := range map[string]string{"data.noun": "1", "data.verb": "2", "data.adj": "3", "data.adv": "4"} {
		err := readLines(filepath.Join(dict, file), func(fields []string) error {
			if len(fields) < 4 || strings.Trim(fields[0], "0123456789") != "" || len(fields[0]) != 8 {
				return nil // of the licence
			}
			s, err := readSynset(fields)
			synsets[p+fields[0]] = s
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	common := map[string]bool{} // words with the synset of a sense
	err := readLines(filepath.Join(dict, "index.sense"), func(fields []string) error {
		word, sense, _ := strings.Cut(fields[0], "%")
		number, err := strconv.Atoi(fields[2])
		p := strings.Replace(sense[:1], "5", "3", 1)
		common[word+" "+p+fields[1]] = err == nil && number <= commonSense && fields[3] != "0"
		return err
	})
	if err != nil {
		return nil, err
	}
	pairs := map[string][]string{}
	add := func(a, b, p string) {
		for _, form := range degrees(p) {
			x, y := en.English.Stemmer(form(a)), en.English.Stemmer(form(b))
			if x != y {
				pairs[x], pairs[y] = append(pairs[x], y), append(pairs[y], x)
			}
		}
	}
	for at, s := range synsets {
		for _, o := range s.opposites {
			other := synsets[o.synset]
			a, b := s.words[o.of], other.words[o.word]
			for _, x := range s.words {
				if w.used(x) && w.used(b) && (x == a || common[x+" "+at]) {
					add(x, b, at[:1])
				}
			}
			for _, y := range other.words {
				if w.used(a) && w.used(y) && (y == b || common[y+" "+o.synset]) {
					add(a, y, at[:1])
				}
			}
		}
	}
	var lines []string
	for stem, list := range pairs {
		slices.Sort(list)
		lines = append(lines, stem+" "+strings.Join(slices.Compact(list), " "))
	}
	slices.SortFunc(lines, cmp.Compare)
	return lines, nil
}

// used reports whether WordNet's texts have a word.
func (w words) used(word string) bool {
	for _, n := range w.counts[word] {
		if n > 0 {
			return true
		}
	}
	return false
}

// readSynset reads a line of WordNet's data: the words, counted in base 16, and the
// pointers to other synsets.
func readSynset(fields []string) (s synset, err error) {
	n, err := strconv.ParseUint(fields[3], 16, 8)
	if err != nil || len(fields) < 5+2*int(n) {
		return s, fmt.Errorf("no synset: %q", fields)
	}
	for i := range int(n) {
		word, _, _ := strings.Cut(strings.ToLower(fields[4+2*i]), "(")
		s.words = append(s.words, word)
	}
	pointers := fields[5+2*n:]
	for len(pointers) >= 4 && pointers[0] != "|" {
		if symbol, offset, p, words := pointers[0], pointers[1], pointers[2], pointers[3]; symbol == "!" {
			at, err := strconv.ParseUint(words, 16, 16)
			if err != nil {
				return s, fmt.Errorf("no pointer: %q", pointers[:4])
			}
			number := map[string]string{"n": "1", "v": "2", "a": "3", "s": "3", "r": "4"}[p]
			s.opposites = append(s.opposites, opposite{int(at>>8) - 1, int(at&0xff) - 1, number + offset})
		}
		pointers = pointers[4:]
	}
	return s, nil
}

// degrees are the forms in which words of a part of speech are opposites.
func degrees(p string) []func(string) string {
	same := func(word string) string { return word }
	if p != string(adjective) {
		return []func(string) string{same}
	}
	return []func(string) string{same, func(word string) string { return graded(word, "er") }, func(word string) string { return graded(word, "est") }}
}

// graded returns the comparative or superlative of a short adjective; any other
// word itself.
func graded(word, ending string) string {
	n := len(word)
	vowel := func(i int) bool { return i >= 0 && strings.IndexByte("aeiou", word[i]) >= 0 }
	switch {
	case n > 6 || n < 3:
		return word
	case word[n-1] == 'e':
		return word + ending[1:]
	case word[n-1] == 'y' && !vowel(n-2):
		return word[:n-1] + "i" + ending
	case !vowel(n-1) && vowel(n-2) && !vowel(n-3) && strings.IndexByte("wxy", word[n-1]) < 0:
		return word + word[n-1:] + ending
	}
	return word + ending
}
