package en

import (
	"strings"
	"testing"
)

// No word is on two lists of abbreviations: the one would silence the other.
func TestAbbreviationLists(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range abbreviationLists {
		for w := range strings.FieldsSeq(list.words) {
			if seen[w] {
				t.Errorf("%q is on two lists", w)
			}
			seen[w] = true
		}
	}
}

func TestCalendar(t *testing.T) {
	c := &English.Calendar
	for name, month := range map[string]int{"january": 1, "may": 5, "sep": 9, "sept": 9, "december": 12, "dec": 12, "mai": 0, "": 0} {
		if c.Months[name] != month {
			t.Errorf("%q is month %d, want %d", name, c.Months[name], month)
		}
	}
	if len(c.Values) != 12+7 || !c.Days["sunday"] || c.Days["sun"] {
		t.Errorf("the values are %q, the days %v", c.Values, c.Days)
	}
	for name, want := range map[string]bool{"may": false, "march": true, "mar": true, "autumn": true, "fall": false, "friday": true, "fri": false} {
		if c.Names[name] != want {
			t.Errorf("%q is a name of the calendar: %t, want %t", name, c.Names[name], want)
		}
	}
	if c.Short["sept"] != "september" || c.Short["mar"] != "" {
		t.Errorf("the plain short names are %v", c.Short)
	}
}

func TestUnits(t *testing.T) {
	for form, want := range map[string]int64{"one": 1, "seventeen": 17, "ninety": 90, "on": 0, "": 0, "tent": 0, "hundred": 0} {
		if got := English.Numbers.Unit(form); got != want {
			t.Errorf("%q is %d, want %d", form, got, want)
		}
	}
}
