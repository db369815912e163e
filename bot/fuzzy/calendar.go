package fuzzy

import (
	"slices"
	"strings"
)

// calendar lists months and weekdays, which are values: no guess may turn one
// into another.
var calendar = strings.Fields(`
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday`)

// calendarSpellings holds the short forms in use of months and weekdays by
// what they stand for, and the other way round.
var calendarSpellings = pairs(`
january jan  february feb  march mar  april apr  june jun  july jul  august aug  september sep  september sept
october oct  november nov  december dec  monday mon  tuesday tue  tuesday tues  wednesday wed  wednesday weds
thursday thu  thursday thur  thursday thurs  friday fri  saturday sat  sunday sun`)

// calendarAllows reports whether form may be read as word: always, unless word
// is a month or weekday, and one written short or not nearer to form than all
// others.
func calendarAllows(form, word string) bool {
	if !slices.Contains(calendar, word) {
		return calendarSpellings[word] == nil
	}
	letters := []rune(form)
	if len(letters) > maxLetters {
		return false
	}
	own := Distance(letters, []rune(word), maxLetters)
	for _, other := range calendar {
		if other != word && Distance(letters, []rune(other), own) <= own {
			return false
		}
	}
	return true
}
