package index

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Every kernel finds what a plain loop finds.
func TestAppendAtLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.OneOf(rapid.Just(uint16(0)), rapid.Uint16Range(0, mostSteps), rapid.Uint16Range(0, 3))
		most := make([]uint16, rapid.IntRange(0, 5*block).Draw(t, "paragraphs"))
		for range rapid.IntRange(0, 20).Draw(t, "promises") {
			if len(most) > 0 {
				most[rapid.IntRange(0, len(most)-1).Draw(t, "paragraph")] = steps.Draw(t, "steps")
			}
		}
		floor := max(steps.Draw(t, "floor"), 1)
		var want []promise
		for p, m := range most {
			if m >= floor {
				want = append(want, promise{uint32(p), m})
			}
		}
		if got := appendAtLeast(nil, most, floor); !slices.Equal(got, want) {
			t.Fatalf("at least %d: %v, want %v", floor, got, want)
		}
		whole := most[:len(most)/block*block]
		if got, want := blocksBelow(whole, floor), plainBlocksBelow(whole, floor); got != want {
			t.Fatalf("%d blocks below %d, want %d", got, floor, want)
		}
	})
}
