package lexicon_test

import (
	"bufio"
	"os"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/words"
)

func TestWord(t *testing.T) {
	known := "soldier soldiers psychological colour color demoralise demoralize defence defense programme embargo " +
		"frontline loudspeaker covid smartphone acetylcholine don't coronavirus blockchain"
	for _, form := range strings.Fields(known) {
		if !lexicon.Word(form) {
			t.Errorf("Word(%q) = false", form)
		}
	}
	unknown := "psycological embrgo zelnsky govt prtnrshp deffectors kurks strom yongwon teh recieve a' ' zzzz ~ ("
	for _, form := range append(strings.Fields(unknown), "", "\n", "abandon\n", strings.Repeat("a", 40_000)) {
		if lexicon.Word(form) {
			t.Errorf("Word(%q) = true", form)
		}
	}
}

func TestName(t *testing.T) {
	famous := func(form string) bool { return lexicon.Lookup(form)&lexicon.IsFamous != 0 }
	known := "zelensky kherson bundestag belgorod kharkiv donbas ukraine ukrainian korean russia iranian seoul " +
		"pyongyang kyiv nato october monday mariupol ottawa canberra osaka lagos houthi erdogan merkel strom"
	for _, form := range strings.Fields(known) {
		if lexicon.Lookup(form)&lexicon.IsName == 0 {
			t.Errorf("%q is no name", form)
		}
	}
	for _, form := range strings.Fields("psycological soldiers zelnsky kurks deployment") {
		if lexicon.Lookup(form)&lexicon.IsName != 0 {
			t.Errorf("%q is a name", form)
		}
	}
	if famous("strom") || !famous("iran") || !famous("october") {
		t.Error("strom is no famous name; iran and october are")
	}
}

func TestEveryFormIsFolded(t *testing.T) {
	last := ""
	for _, e := range lexicon.Decode(lexicon.Text) {
		if e.Form <= last {
			t.Fatalf("%q stands after %q", e.Form, last)
		}
		last = e.Form
		if words.Fold(e.Form) != e.Form {
			t.Errorf("%q folds to %q", e.Form, words.Fold(e.Form))
		}
		if lexicon.Lookup(e.Form) != e.Kind {
			t.Errorf("Lookup(%q) = %b, want %b", e.Form, lexicon.Lookup(e.Form), e.Kind)
		}
	}
}

func TestEncodeDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfDistinct(rapid.StringMatching(`[a-c'é]{1,14}`), rapid.ID).Draw(t, "forms")
		sort.Strings(forms)
		var want []lexicon.Entry
		for _, f := range forms {
			want = append(want, lexicon.Entry{f, rapid.SampledFrom(lexicon.Kinds[:]).Draw(t, "kind")})
		}
		got := lexicon.Decode(lexicon.Encode(want))
		if len(got) != len(want) {
			t.Fatalf("%d forms from %d", len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("form %d is %v, want %v", i, got[i], want[i])
			}
		}
	})
}

func TestLookupOfAbsentForms(t *testing.T) {
	entries := lexicon.Decode(lexicon.Text)
	known := make(map[string]lexicon.Kind, len(entries))
	for _, e := range entries {
		known[e.Form] = e.Kind
	}
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom(entries).Draw(t, "entry").Form
		at := rapid.IntRange(0, len(form)).Draw(t, "at")
		form = form[:at] + rapid.StringMatching(`[a-z']{0,2}`).Draw(t, "new") + form[at:]
		if lexicon.Lookup(form) != known[form] {
			t.Fatalf("Lookup(%q) = %b, want %b", form, lexicon.Lookup(form), known[form])
		}
	})
}

func FuzzLookup(f *testing.F) {
	f.Add("soldier")
	f.Add("")
	f.Add("(\n^")
	f.Fuzz(func(t *testing.T, form string) { lexicon.Lookup(form) })
}

// TestMisspellings holds the share of recorded misspellings that count as
// words: those are never corrected. Most of Birkbeck's are one word written
// for another ("their" for "there"), which no list can tell.
func TestMisspellings(t *testing.T) {
	file, err := os.Open("../../../shared/eval/typos/misspellings.tsv")
	if err != nil {
		t.Skip("no recorded misspellings here:", err)
	}
	defer file.Close()
	type tally struct{ all, words, names, famous int }
	sources := map[string]*tally{}
	scanner := bufio.NewScanner(file)
	scanner.Scan()
	for scanner.Scan() {
		fields := strings.Split(scanner.Text(), "\t")
		form := words.Fold(fields[0])
		if strings.ContainsAny(form, " -") || form == words.Fold(fields[1]) {
			continue
		}
		s := sources[fields[2]]
		if s == nil {
			s = &tally{}
			sources[fields[2]] = s
		}
		s.all++
		switch kind := lexicon.Lookup(form); {
		case kind&lexicon.IsWord != 0:
			s.words++
		case kind&lexicon.IsFamous != 0:
			s.famous++
		case kind&lexicon.IsName != 0:
			s.names++
		}
	}
	limits := map[string]float64{"codespell": 0.005, "birkbeck-missp.dat": 0.12}
	for name, s := range sources {
		share := func(n int) float64 { return float64(n) / float64(s.all) }
		t.Logf("%s: %d forms, words %.4f, else famous names %.4f, else names %.4f",
			name, s.all, share(s.words), share(s.famous), share(s.names))
		if limit, ok := limits[name]; ok && share(s.words) > limit {
			t.Errorf("%s: %.4f of the misspellings are words, want at most %.4f", name, share(s.words), limit)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	forms := strings.Fields("soldier psycological zelensky aardvark zymurgy kherson prtnrshp the")
	for i := 0; b.Loop(); i++ {
		lexicon.Lookup(forms[i%len(forms)])
	}
}
