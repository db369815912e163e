// Command nearmiss makes questions that a set nearly answers from those that it
// does: somebody else in somebody's place, two names exchanged, another year, the
// opposite of a word. It writes them as a set's questions, none of which has an
// answer. A person reads them before they are kept: some are answered all the
// same, and some are no English.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: nearmiss SET... > questions.jsonl")
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, dir := range os.Args[1:] {
		set, err := eval.ReadSet(context.Background(), dir)
		if err == nil {
			for _, m := range newMaker(set).all() {
				if err = out.Encode(m); err != nil {
					break
				}
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "nearmiss:", err)
			os.Exit(1)
		}
	}
}

// A miss is one question that is written.
type miss struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"` // what was changed
	Question string     `json:"question"`
	Gold     []struct{} `json:"gold"`
}

// A maker has what the questions of a set are changed by.
type maker struct {
	set   *eval.Set
	names []string            // of all questions
	forms map[string][]string // of the documents' words, by stem
}

func newMaker(set *eval.Set) *maker {
	m := &maker{set: set, forms: map[string][]string{}}
	for _, q := range set.Questions {
		for _, n := range namesOf(q.Text) {
			if name := q.Text[n.start:n.end]; !slices.Contains(m.names, name) {
				m.names = append(m.names, name)
			}
		}
	}
	for _, d := range set.Documents {
		for _, t := range words.Tokens(en.English, d.Text) {
			if s := words.Stem(en.English, t.Form); !t.Capital && !slices.Contains(m.forms[s], t.Form) {
				m.forms[s] = append(m.forms[s], t.Form)
			}
		}
	}
	return m
}

// all makes what it can of each question that has an answer, one of each kind. The
// choice is the same at every run.
func (m *maker) all() (out []miss) {
	for _, q := range m.set.Questions {
		if !q.Answerable || q.Text == "" || q.Kind == "typo" || q.Kind == "paraphrase" {
			continue
		}
		hash := fnv.New64a()
		hash.Write([]byte(q.ID))
		random := rand.New(rand.NewPCG(hash.Sum64(), 1))
		for _, change := range []struct {
			kind string
			make func(string, *rand.Rand) string
		}{{"name", m.otherName}, {"exchange", exchanged}, {"year", otherYear}, {"opposite", m.opposite}} {
			if text := change.make(q.Text, random); text != "" && text != q.Text {
				out = append(out, miss{q.ID + "-" + change.kind, change.kind, text, []struct{}{}})
			}
		}
	}
	return out
}

// A stretch is bytes of a question.
type stretch struct{ start, end int }

// namesOf returns the names of a question, the words of one as one stretch.
func namesOf(text string) (out []stretch) {
	for _, w := range question.Parse(en.English, text).Words {
		if !w.Name || w.Token.Figure {
			continue
		}
		if n := len(out); n > 0 && words.SideBySide(text, out[n-1].end, w.Token.Start) {
			out[n-1].end = w.Token.End
			continue
		}
		out = append(out, stretch{w.Token.Start, w.Token.End})
	}
	return out
}

// otherName puts the name of another question in the place of one, of as many
// words.
func (m *maker) otherName(text string, random *rand.Rand) string {
	names := namesOf(text)
	if len(names) == 0 {
		return ""
	}
	old := names[random.IntN(len(names))]
	for range 50 {
		name := m.names[random.IntN(len(m.names))]
		if !strings.Contains(text, name) && strings.Count(name, " ") == strings.Count(text[old.start:old.end], " ") {
			return text[:old.start] + name + text[old.end:]
		}
	}
	return ""
}

// exchanged exchanges the first two names.
func exchanged(text string, _ *rand.Rand) string {
	names := namesOf(text)
	if len(names) < 2 {
		return ""
	}
	a, b := names[0], names[1]
	return text[:a.start] + text[b.start:b.end] + text[a.end:b.start] + text[a.start:a.end] + text[b.end:]
}

// otherYear puts another year in the place of the first.
func otherYear(text string, random *rand.Rand) string {
	for _, t := range words.Tokens(en.English, text) {
		if year, err := strconv.Atoi(t.Form); err == nil && words.IsYear(t.Form) && text[t.Start:t.End] == t.Form {
			return text[:t.Start] + strconv.Itoa(year+[]int{-3, -2, -1, 1, 2, 3}[random.IntN(6)]) + text[t.End:]
		}
	}
	return ""
}

// opposite puts the opposite of the first word that has one in its place, in the
// same form, as the documents have it.
func (m *maker) opposite(text string, _ *rand.Rand) string {
	for _, w := range question.Parse(en.English, text).Words {
		if w.Name || w.Light || w.Token.Capital {
			continue
		}
		for _, stem := range en.English.Opposites(w.Stem) {
			for _, form := range m.forms[stem] {
				if ending(form) == ending(w.Token.Form) {
					return text[:w.Token.Start] + form + text[w.Token.End:]
				}
			}
		}
	}
	return ""
}

// ending tells forms apart.
func ending(form string) string {
	for _, e := range []string{"ed", "ing", "est", "er", "s", "ly"} {
		if strings.HasSuffix(form, e) {
			return e
		}
	}
	return ""
}
