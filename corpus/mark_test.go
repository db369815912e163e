package corpus

import "testing"

func TestPlaceOf(t *testing.T) {
	d := &Document{Marks: []Mark{{5, Place{Kind: Page, Number: 1}}, {10, Place{Kind: Page, Number: 2}}}}
	for offset, want := range map[int]Place{0: {}, 4: {}, 5: {Kind: Page, Number: 1}, 9: {Kind: Page, Number: 1}, 10: {Kind: Page, Number: 2}, 99: {Kind: Page, Number: 2}} {
		if got := d.PlaceOf(offset); got != want {
			t.Errorf("byte %d stands at %v, want %v", offset, got, want)
		}
	}
	if got := new(Document).PlaceOf(3); got != (Place{}) {
		t.Errorf("without marks: %v", got)
	}
	for kind := range placeKinds {
		if PlaceNamed(kind.String()) != kind {
			t.Errorf("%s is read as %s", kind, PlaceNamed(kind.String()))
		}
	}
}
