package en

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// TestNeededWords holds the patterns to the words that they are said to need:
// whatever a pattern matches, it must match with them.
func TestNeededWords(t *testing.T) {
	patterns := append([]lazyregexp.Regexp{}, briefs...)
	for _, r := range smalltalk.Remarks {
		patterns = append(patterns, r.Pattern)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range patterns {
		parsed, err := syntax.Parse(p.String(), syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		plain := regexp.MustCompile(p.String())
		matched := 0
		for range 3000 {
			var b strings.Builder
			write(&b, parsed, random)
			text := b.String()
			if !plain.MatchString(text) {
				continue
			}
			matched++
			if !p.MatchString(text) || p.FindStringSubmatchIndex(text) == nil {
				t.Errorf("%q needs words that %q has not", p.String(), text)
				break
			}
		}
		if matched < 2000 {
			t.Errorf("%q: only %d texts match", p.String(), matched)
		}
		if text := "zzz"; p.MatchString(text) {
			t.Errorf("%q matches %q", p.String(), text)
		}
	}
}

// write writes a random text that an expression matches.
func write(b *strings.Builder, e *syntax.Regexp, random *rand.Rand) {
	repeat := func(least, most int) {
		for range least + random.IntN(most-least+1) {
			write(b, e.Sub[0], random)
		}
	}
	switch e.Op {
	case syntax.OpLiteral:
		text := string(e.Rune)
		if e.Flags&syntax.FoldCase != 0 {
			text = strings.ToLower(text)
		}
		b.WriteString(text)
	case syntax.OpCharClass:
		i := 2 * random.IntN(len(e.Rune)/2)
		b.WriteRune(e.Rune[i] + random.Int32N(min(e.Rune[i+1]-e.Rune[i], 60)+1))
	case syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		b.WriteRune('a' + random.Int32N(26))
	case syntax.OpCapture:
		write(b, e.Sub[0], random)
	case syntax.OpStar:
		repeat(0, 2)
	case syntax.OpPlus:
		repeat(1, 3)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(e.Min, min(e.Max, e.Min+5))
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			write(b, sub, random)
		}
	case syntax.OpAlternate:
		write(b, e.Sub[random.IntN(len(e.Sub))], random)
	}
}
