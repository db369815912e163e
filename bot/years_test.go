package bot_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
)

// facts are sentences of a place, a number and a year, and the questions on them.
var facts = []struct{ said, asked string }{
	{"The %s bakery sold %d loaves in %d.", "How many loaves did the %s bakery sell in %d?"},
	{"The mayor of %s married %d couples in %d.", "How many couples did the mayor of %s marry in %d?"},
	{"Frost killed %[2]d vines in %[1]s in %[3]d.", "How many vines did frost kill in %s in %d?"},
	{"The %s ferry carried %d cars in %d.", "How many cars were carried by the %s ferry in %d?"},
	{"The museum of %s bought %d paintings in %d.", "How many paintings did the museum of %s buy in %d?"},
	{"The teachers of %s struck for %d days in %d.", "For how many days did the teachers of %s strike in %d?"},
	{"In %[3]d, the census counted %[2]d horses in %[1]s.", "How many horses did the census count in %s in %d?"},
	{"The %s newspaper printed %d copies a day in %d.", "How many copies a day did the %s newspaper print in %d?"},
}

// What is said of one year is not found for another that stands elsewhere in the
// sources, nor what is said of another place in that year.
func TestAnotherYearThanAsked(t *testing.T) {
	places := strings.Fields("Orsk Lund Tern Calder Mirow Hask Delmar Varga Norland Quill")
	year := func(fact, place int) int { return 2010 + (3*fact+7*place)%14 }
	var text strings.Builder
	for f, fact := range facts {
		for p, place := range places {
			fmt.Fprintf(&text, fact.said+"\n\n", place, 120+37*f+11*p, year(f, p))
		}
	}
	b, err := newBot([]sources{collection("facts", text.String())})
	if err != nil {
		t.Fatal(err)
	}
	for f, fact := range facts {
		for p, place := range places {
			right := one(t, b, Question{Text: fmt.Sprintf(fact.asked, place, year(f, p))})
			if right.Verdict != Found || !strings.Contains(first(right), place) {
				t.Errorf("%q: %s (%.2f), by %q", right.Asked, right.Verdict, right.Confidence, first(right))
			}
			wrong := one(t, b, Question{Text: fmt.Sprintf(fact.asked, place, year(f, p+1))})
			if wrong.Verdict == Found {
				t.Errorf("%q is found (%.2f), by %q", wrong.Asked, wrong.Confidence, first(wrong))
			}
		}
	}
}
