package adapters_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
)

func within(n int) func(string) bool {
	return func(s string) bool { return utf8.RuneCountInString(s) <= n }
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want []string
	}{
		{"One two.", 20, []string{"One two."}},
		{"", 20, nil},
		{"One two. Three four.", 15, []string{"One two.", "Three four."}},
		{"One. Two three four five.", 16, []string{"One. Two three", "four five."}}, // the sentence ends too early
		{"One two three", 7, []string{"One two", "three"}},
		{"Donaudampfschifffahrt", 10, []string{"Donaudampf", "schifffahr", "t"}},
		{"äöüäöü", 4, []string{"äöüä", "öü"}},
		{"ab", 0, []string{"a", "b"}},
	} {
		if got := cut(test.text, within(test.most)); !slices.Equal(got, test.want) {
			t.Errorf("Cut(%q, %d) = %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab.! \n\u00a0ä€😀")), 0, 200, -1).Draw(t, "text")
		most := rapid.IntRange(1, 50).Draw(t, "most")
		pieces := cut(text, within(most))
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := squeeze(strings.Join(pieces, "")); got != squeeze(text) {
			t.Fatalf("%q was cut to %q", text, pieces)
		}
		for _, p := range pieces {
			if !within(most)(p) || p == "" || !utf8.ValidString(p) {
				t.Fatalf("the piece %q of %q does not fit %d", p, text, most)
			}
		}
	})
}

func TestPack(t *testing.T) {
	quoted := func(s string) string { return "> " + s }
	plain := func(s string) string { return s }
	blocks := []adapters.Block{{"Hello.", plain}, {"One two.", quoted}, {"Three four five six seven.", quoted}, {"Bye.", plain}}
	for most, want := range map[int][]string{
		100: {"Hello.\n> One two.\n> Three four five six seven.\nBye."},
		30:  {"Hello.\n> One two.", "> Three four five six seven.", "Bye."},
		17:  {"Hello.\n> One two.", "> Three four five", "> six seven.\nBye."},
	} {
		if got := adapters.Pack(blocks, "\n", within(most)); !slices.Equal(got, want) {
			t.Errorf("in messages of %d: %q, want %q", most, got, want)
		}
	}
}

func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b adapters.Backoff
		pause := func() time.Duration {
			began := time.Now()
			if err := b.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			return time.Since(began)
		}
		for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			if p, want := pause(), want*time.Second; p > want || p < want/2 {
				t.Errorf("it paused for %v, want up to %v", p, want)
			}
		}
		b.Reset()
		if p := pause(); p > time.Second {
			t.Errorf("begun again, it paused for %v", p)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("without time it waits: %v", err)
		}
	})
}

// cut returns the pieces of a text.
func cut(text string, fits func(string) bool) []string {
	var out []string
	for _, piece := range adapters.Cut(text, fits) {
		out = append(out, text[piece.Start:piece.End])
	}
	return out
}
