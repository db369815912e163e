package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A plot shows values on a line, from the least to the greatest.
type plot struct {
	Points []point
	Told   string // the same in words
	Height int
}

// A point is a value on the line: where, in units of the picture, which is 400 wide.
type point struct {
	X, Y   int
	Label  string
	Anchor string // which part of the label stands at X: start, middle or end
}

const (
	plotLeft, plotRight = 30, 370
	plotStep            = 22 // between the lines of labels
)

// plotOf draws values that are figures or days; nil for others, and where all are one.
func plotOf(list []bot.ValueQuote) *plot {
	numbers := make([]float64, len(list))
	for i, v := range list {
		n, ok := numberOf(v.Value)
		if !ok {
			return nil
		}
		numbers[i] = n
	}
	least, most := numbers[0], numbers[0]
	for _, n := range numbers {
		least, most = min(least, n), max(most, n)
	}
	if least == most {
		return nil
	}
	p := &plot{Height: 40 + plotStep*len(list)}
	var told []string
	for i, n := range numbers {
		label := adapters.Visible(adapters.WrittenValue(list[i]))
		share := (n - least) / (most - least)
		p.Points = append(p.Points, point{X: plotLeft + int(share*(plotRight-plotLeft)), Label: label, Anchor: anchorAt(share)})
		told = append(told, label)
	}
	p.Told = strings.Join(told, ", ")
	p.arrange()
	return p
}

// arrange gives each label a line of its own, so that few stems run through labels:
// those that stand right of their points from the right, and below them the others from
// the left.
func (p *plot) arrange() {
	slices.SortStableFunc(p.Points, func(a, b point) int {
		right := func(p point) bool { return p.Anchor == "start" }
		switch {
		case right(a) != right(b):
			if right(a) {
				return -1
			}
			return 1
		case right(a):
			return b.X - a.X
		}
		return a.X - b.X
	})
	for i := range p.Points {
		p.Points[i].Y = 44 + plotStep*i
	}
}

// anchorAt keeps a label within the picture, at a share of its width.
func anchorAt(share float64) string {
	switch {
	case share < 1./3:
		return "start"
	case share > 2./3:
		return "end"
	}
	return "middle"
}

// numberOf is a value in its compared form as a number: a figure, or a day.
func numberOf(value string) (float64, bool) {
	if at, err := time.Parse(time.DateOnly, value); err == nil {
		return float64(at.Unix()), true
	}
	n, err := strconv.ParseFloat(value, 64)
	return n, err == nil
}
