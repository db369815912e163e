package fuzzy

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/lang/en"
)

// A list is a vocabulary with its words in the order in which they were added.
type list struct {
	dictionary flat.Dictionary
	counts     []int
	names      []bool
}

func (l *list) Words() int                      { return l.dictionary.Len() }
func (l *list) Form(word uint32) string         { return l.dictionary.At(word) }
func (l *list) Word(form string) (uint32, bool) { return l.dictionary.Find(form) }
func (l *list) Count(word uint32) int           { return l.counts[word] }
func (l *list) Name(word uint32) bool           { return l.names[word] }

func (l *list) add(form string, count int, name bool) {
	if _, isNew := l.dictionary.Number(form); isNew {
		l.counts, l.names = append(l.counts, count), append(l.names, name)
	}
}

// vocabularyFrom makes a vocabulary of words; one with a capital is a name.
func vocabularyFrom(text string) *list {
	return vocabularyOfWords(strings.Fields(text))
}

func vocabularyOfWords(words []string) *list {
	l := &list{}
	for _, w := range words {
		l.add(strings.ToLower(w), 1, w != strings.ToLower(w))
	}
	return l
}

const reports = `the deployment of North Korean troops soldiers to Russia Russian Ukraine Ukrainian storm corps Kursk region
	psychological warfare defectors embargo government partnership Zelensky Volodymyr front line lines loudspeaker leaflets
	Yoo Yong won Kim Jong un President October December demoralize defense color program 10000 3000 24 h1n1 ratified pact
	intelligence international department Pentagon parliament Duma officers generals kilometers center traveled`

func TestGuess(t *testing.T) {
	v := vocabularyFrom(reports)
	m := New(en.English, v)
	tests := []struct {
		form    string
		capital bool
		want    string // the first guess and its reason; empty for none
	}{
		{"psycological", false, "psychological: spelling"},
		{"deffectors", false, "defectors: spelling"},
		{"kurks", false, "kursk: spelling"},
		{"strom", false, "storm: spelling"},
		{"ukrane", false, "ukraine: spelling"},
		{"Zelnsky", true, "zelensky: spelling"},
		{"zlnsky", false, "zelensky: spelling"},
		{"embrgo", false, "embargo: spelling"},
		{"prtnrshp", false, "partnership: letters left out"},
		{"govt", false, "government: letters left out"},
		{"intl", false, "international: letters left out"},
		{"sldrs", false, "soldiers: letters left out"},
		{"octobr", false, "october: spelling"},
		{"frontline", false, "front line: split"},
		{"yongwon", false, "yong won: split"},
		{"jongun", false, "jong un: split"},
		{"demoralise", false, "demoralize: spelling variant"},
		{"defence", false, "defense: spelling variant"},
		{"colour", false, "color: spelling variant"},
		{"programme", false, "program: spelling variant"},
		{"centre", false, "center: spelling variant"},
		{"travelled", false, "traveled: spelling variant"},
		{"oct", false, "october: spelling variant"},

		{"3001", false, ""}, {"h1n2", false, ""}, {"10k", false, ""},
		{"november", false, ""}, {"November", true, ""}, {"noctober", false, "october: spelling"},
		{"septober", false, ""},
		{"Belgorod", true, ""}, {"belgorod", false, ""}, {"Iranian", true, ""}, {"iran", false, ""},
		{"Kremlin", true, ""}, {"Bundestag", true, ""}, {"Strom", true, ""},
		{"corpse", false, ""}, {"polish", false, ""}, {"colonels", false, ""}, {"navy", false, ""},
		{"zorblax", false, ""}, {"asdf", false, ""}, {"qwrtz", false, ""}, {"", false, ""},
	}
	for _, tt := range tests {
		got := ""
		if guesses := m.Guess(nil, strings.ToLower(tt.form), tt.capital); len(guesses) > 0 {
			g := guesses[0]
			got = v.Form(g.Word)
			if g.Next != NoWord {
				got += " " + v.Form(g.Next)
			}
			got += ": " + string(g.Reason)
		}
		if got != tt.want {
			t.Errorf("Guess(%q) = %q, want %q", tt.form, got, tt.want)
		}
	}
}

func TestGuessWeights(t *testing.T) {
	m := New(en.English, vocabularyFrom(reports))
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.OneOf(rapid.SampledFrom(strings.Fields(strings.ToLower(reports))), rapid.StringMatching(`[a-zé]{0,12}`)).Draw(t, "form")
		for range rapid.IntRange(0, 2).Draw(t, "edits") {
			form = edited(t, form)
		}
		guesses := m.Guess(nil, form, rapid.Bool().Draw(t, "capital"))
		if !slices.IsSortedFunc(guesses, func(a, b Guess) int { return int(1e6 * (b.Weight - a.Weight)) }) {
			t.Fatalf("%q: guesses out of order: %v", form, guesses)
		}
		for _, g := range guesses {
			if g.Weight <= 0 || g.Weight >= 1 || strings.ContainsAny(m.vocabulary.Form(g.Word), "0123456789") {
				t.Fatalf("%q: bad guess %v", form, g)
			}
		}
	})
}

func FuzzGuess(f *testing.F) {
	m := New(en.English, vocabularyFrom(reports+" été Ünï 北京 k'un"))
	for _, form := range []string{"", "psycological", "\xff\xff\xff\xff\xff", strings.Repeat("ab", 20_000), "'''''", "éééééé", "ab\x00cd"} {
		f.Add(form, true)
	}
	f.Fuzz(func(t *testing.T, form string, capital bool) {
		for _, g := range m.Guess(nil, form, capital) {
			if !(g.Weight > 0 && g.Weight < 1) {
				t.Fatalf("%q: weight of %v", form, g)
			}
		}
		m.split(form)
		m.Join(form, form)
	})
}

func TestJoin(t *testing.T) {
	v := vocabularyFrom("loudspeaker frontline 24")
	m := New(en.English, v)
	for _, tt := range [][3]string{{"loud", "speaker", "loudspeaker"}, {"front", "line", "frontline"}, {"2", "4", ""}, {"", "frontline", ""}} {
		id, ok := m.Join(tt[0], tt[1])
		if ok != (tt[2] != "") || ok && v.Form(id) != tt[2] {
			t.Errorf("Join(%q, %q) = %d, %v", tt[0], tt[1], id, ok)
		}
	}
}

func TestVariants(t *testing.T) {
	tests := map[string]string{
		"colour": "color", "honors": "honours", "organisation": "organization", "analyse": "analyze", "theatre": "theater",
		"defence": "defense", "anaemia": "anemia", "oestrogen": "estrogen", "catalogue": "catalog", "programme": "program",
		"councillor": "councilor", "labeled": "labelled", "manoeuvre": "maneuver", "sceptical": "skeptical", "kyiv": "kiev",
		"filled": "", "willing": "", "four": "", "heroes": "", "timber": "", "scored": "", "soldier": "", "hence": "", "prize": "",
	}
	for form, want := range tests {
		if got := strings.Join(Variants(en.English, nil, form), " "); got != want {
			t.Errorf("Variants(en.English, %q) = %q, want %q", form, got, want)
		}
	}
}
