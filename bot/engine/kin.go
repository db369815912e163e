package engine

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// kinOf tells which words are counted or said as the same thing when the
// figures and dates of reports are compared: "2,000 soldiers" answers "how
// many troops". It decides nothing else: no sentence is found, and no word
// counted as mentioned, by kinship.
var kinOf = kinGroups(
	"troops soldiers servicemen fighters forces personnel combatants army",
	"people persons individuals residents civilians inhabitants",
	"dead deaths killed died fatalities",
	"wounded injured casualties",
	"sent send deployed deploy deployment dispatched dispatch stationed moved transferred arrived arrival",
	"pact treaty agreement partnership accord deal",
	"ratified ratify ratification approved approve signed sign adopted passed",
	"trained training train",
	"founded established created opened",
	"began started launched",
	"ended finished completed concluded",
	"employees workers staff",
	"ships vessels boats",
	"planes aircraft jets",
)

// kinGroups numbers the groups from 1, by stem.
func kinGroups(groups ...string) map[string]int {
	m := map[string]int{}
	for i, g := range groups {
		for _, form := range strings.Fields(g) {
			m[words.Stem(form)] = i + 1
		}
	}
	return m
}

// sameKin reports whether two stems are the same or of one group.
func sameKin(a, b string) bool {
	return a == b || kinOf[a] != 0 && kinOf[a] == kinOf[b]
}
