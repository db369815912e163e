package fuzzy

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestComplete(t *testing.T) {
	p := NewPhrases([]string{
		"North Korea's Troop Deployment to Ukraine", "Storm Corps", "Volodymyr Zelensky", "Yoo Yong-won", "Kim Jong-un",
		"Résumé of the Côte d’Ivoire", "Kursk region", "", "  ", "storm corps", "National Assembly Defense Committee",
	})
	tests := []struct{ prefix, first string }{
		{"nor", "North Korea's Troop Deployment to Ukraine"},
		{"TROOP d", "North Korea's Troop Deployment to Ukraine"},
		{"zel", "Volodymyr Zelensky"},
		{"zlnsk", "Volodymyr Zelensky"},
		{"yong won", "Yoo Yong-won"},
		{"yong-w", "Yoo Yong-won"},
		{"resume", "Résumé of the Côte d’Ivoire"},
		{"cote d'iv", "Résumé of the Côte d’Ivoire"},
		{"storm ", "Storm Corps"},
		{"ndefcom", "National Assembly Defense Committee"},
		{"xyz", ""}, {"", ""}, {" ", ""}, {"-", ""}, {"\xff", ""}, {"'", ""},
	}
	for _, tt := range tests {
		got := p.Complete(tt.prefix, 3)
		if tt.first == "" && len(got) > 0 || tt.first != "" && (len(got) == 0 || got[0] != tt.first) {
			t.Errorf("Complete(%q) = %q, want %q first", tt.prefix, got, tt.first)
		}
	}
	if got := p.Complete("s", 100); len(got) == 0 || len(p.Complete("s", 0)) > 0 || len(p.Complete("s", -1)) > 0 {
		t.Errorf("Complete(s, 100) = %q", got)
	}
}

func FuzzComplete(f *testing.F) {
	phrases := []string{"North Korea's Troop Deployment", "Volodymyr Zelensky", "Yoo Yong-won", "北京 été", "\xff broken", strings.Repeat("long ", 20_000)}
	p := NewPhrases(phrases)
	for _, prefix := range []string{"", "no", "zlnsk", "\xff\xfe", "北", strings.Repeat("n", 40_000), strings.Repeat("long ", 8_000)} {
		f.Add(prefix, 5)
	}
	f.Fuzz(func(t *testing.T, prefix string, n int) {
		got := p.Complete(prefix, n)
		if len(got) > max(0, n) {
			t.Fatalf("%d phrases, asked for %d", len(got), n)
		}
		for _, phrase := range got {
			if !slices.Contains(phrases, phrase) {
				t.Fatalf("%q is no phrase", phrase)
			}
		}
	})
}

func TestCutLetters(t *testing.T) {
	for _, s := range []string{"", "abc", "été", "a b"} {
		if got := cutLetters(s, 2); utf8.RuneCountInString(got) > 2 || !strings.HasPrefix(s, got) {
			t.Errorf("cutLetters(%q, 2) = %q", s, got)
		}
	}
}

// titles returns n made-up phrases of two to eight words.
func titles(n int) []string {
	v := madeUp(20_000)
	random := rand.New(rand.NewPCG(5, 6))
	phrases := make([]string, n)
	for i := range phrases {
		var b []string
		for range 2 + random.IntN(7) {
			b = append(b, v.Form(uint32(float64(v.Words())*random.Float64()*random.Float64()*random.Float64())))
		}
		phrases[i] = strings.Join(b, " ")
	}
	return phrases
}

func BenchmarkComplete(b *testing.B) {
	phrases := titles(100_000)
	p := NewPhrases(phrases)
	random := rand.New(rand.NewPCG(7, 8))
	var took []time.Duration
	for b.Loop() {
		phrase := phrases[random.IntN(len(phrases))]
		prefix := phrase[:1+random.IntN(min(len(phrase), 20))]
		begin := time.Now()
		p.Complete(prefix, 8)
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
