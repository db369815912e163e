// Package haystack makes large collections of a file of sentences, and
// questions of which is known what sentence each is made from: with them
// speed is measured, and how often the right sentence comes first.
package haystack

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// How sentences are laid out.
const (
	perParagraph = 5
	perDocument  = 10
)

// How many content words of its sentence a question has.
const leastWords, mostWords = 3, 6

// Sentences reads the first n lines of a gzipped file, one sentence each.
func Sentences(path string, n int) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	scanner := bufio.NewScanner(z)
	scanner.Buffer(nil, 1<<20)
	sentences := make([]string, 0, n)
	for len(sentences) < n && scanner.Scan() {
		sentences = append(sentences, scanner.Text())
	}
	return sentences, scanner.Err()
}

// Documents lays sentences out as documents of ten, five a paragraph.
func Documents(sentences []string) ([]*corpus.Document, error) {
	documents := make([]*corpus.Document, 0, len(sentences)/perDocument+1)
	for some := range slices.Chunk(sentences, perDocument) {
		var text strings.Builder
		for i, s := range some {
			switch {
			case i == 0:
			case i%perParagraph == 0:
				text.WriteString("\n\n")
			default:
				text.WriteByte(' ')
			}
			text.WriteString(s)
		}
		d, err := corpus.NewDocumentOfSentences(fmt.Sprintf("%06d.txt", len(documents)), "", text.String(), some)
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
	}
	return documents, nil
}

// A Question is some of the content words of one sentence, in their order.
type Question struct {
	Text     string
	Sentence int // index of the sentence
}

// Questions makes n questions of sentences, always the same: each of three to
// six content words of one.
func Questions(sentences []string, n int) []Question {
	random := rand.New(rand.NewPCG(1, 2))
	var out []Question
	for len(out) < n {
		i := random.IntN(len(sentences))
		if chosen := choose(random, content(sentences[i])); len(chosen) >= leastWords {
			out = append(out, Question{strings.Join(chosen, " "), i})
		}
	}
	return out
}

// Misspelt makes n questions like Questions, each with one of its words as
// people have written it wrongly.
func Misspelt(sentences []string, slips Slips, n int) []Question {
	random := rand.New(rand.NewPCG(3, 4))
	var out []Question
	for len(out) < n {
		i := random.IntN(len(sentences))
		chosen := choose(random, content(sentences[i]))
		if len(chosen) < leastWords {
			continue
		}
		at := random.IntN(len(chosen))
		forms := slips[words.Fold(chosen[at])]
		if len(forms) == 0 {
			continue
		}
		chosen[at] = forms[random.IntN(len(forms))]
		out = append(out, Question{strings.Join(chosen, " "), i})
	}
	return out
}

// content returns the content words of a sentence as they are written, each
// once.
func content(sentence string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range words.Tokens(en.English, sentence) {
		if !en.English.IsStop(t.Form) && !seen[t.Form] {
			seen[t.Form] = true
			out = append(out, sentence[t.Start:t.End])
		}
	}
	return out
}

// choose returns three to six of the words, in order.
func choose(random *rand.Rand, from []string) []string {
	places := random.Perm(len(from))[:min(len(from), leastWords+random.IntN(mostWords-leastWords+1))]
	slices.Sort(places)
	out := make([]string, len(places))
	for i, place := range places {
		out[i] = from[place]
	}
	return out
}
