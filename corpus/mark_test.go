package corpus

import "testing"

func TestPlaceOf(t *testing.T) {
	d := &Document{Marks: []Mark{{5, Place{Page, 1}}, {10, Place{Page, 2}}}}
	for offset, want := range map[int]Place{0: {}, 4: {}, 5: {Page, 1}, 9: {Page, 1}, 10: {Page, 2}, 99: {Page, 2}} {
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
