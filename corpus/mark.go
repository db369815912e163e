package corpus

import (
	"fmt"
	"slices"
)

// A PlaceKind says what a place in a source is.
type PlaceKind uint8

// The kinds of place. Text files have none: there a line says where a passage stands.
const (
	NoPlace PlaceKind = iota
	Page
	Slide
	Time       // of a recording
	Line       // of a file of rows
	Unnumbered // a file that has neither lines nor pages: headings alone say where
	placeKinds
)

var placeNames = [placeKinds]string{"", "page", "slide", "time", "line", "unnumbered"}

func (k PlaceKind) String() string { return placeNames[k] }

// PlaceNamed returns the kind of a name; NoPlace for any other text.
func PlaceNamed(name string) PlaceKind { return PlaceKind(max(slices.Index(placeNames[:], name), 0)) }

// A Place is where in its source something stands, as a person finds it there.
type Place struct {
	Kind   PlaceKind
	Number int    // of the page, slide or line, from 1; of a time, the whole seconds from the start; 0 if unnumbered
	Label  string // as the source prints it, where that is not the number: page "iv"; may be empty
}

// Count is what is told of a place: its number, or its time as "14:05" or "1:02:03".
func (p Place) Count() string {
	if p.Kind != Time {
		return fmt.Sprint(p.Number)
	}
	minutes, seconds := p.Number/60, p.Number%60
	if minutes < 60 {
		return fmt.Sprintf("%d:%02d", minutes, seconds)
	}
	return fmt.Sprintf("%d:%02d:%02d", minutes/60, minutes%60, seconds)
}

// A Mark says that a place begins at a byte of a document's text.
type Mark struct {
	Start int
	Place
}

// PlaceOf returns the place that a byte of d stands in: that of the last mark before it.
func (d *Document) PlaceOf(offset int) Place {
	i, found := slices.BinarySearchFunc(d.Marks, offset, func(m Mark, offset int) int { return m.Start - offset })
	if found {
		i++
	}
	if i == 0 {
		return Place{}
	}
	return d.Marks[i-1].Place
}
