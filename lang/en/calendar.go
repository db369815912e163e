package en

import (
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// A calendarName month or day has a full name and the short ones in use.
type calendarName struct{ full, short string }

// months and days are the calendar's, here alone.
var (
	months = []calendarName{
		{"january", "jan"}, {"february", "feb"}, {"march", "mar"}, {"april", "apr"}, {"may", ""}, {"june", "jun"},
		{"july", "jul"}, {"august", "aug"}, {"september", "sep sept"}, {"october", "oct"}, {"november", "nov"}, {"december", "dec"},
	}
	days = []calendarName{
		{"monday", "mon"}, {"tuesday", "tue tues"}, {"wednesday", "wed weds"}, {"thursday", "thu thur thurs"},
		{"friday", "fri"}, {"saturday", "sat"}, {"sunday", "sun"},
	}
)

// seasons are named by both sides of the ocean; "fall" is mostly another word.
const seasons = "spring summer autumn winter"

// timesOfDay are those that are always the same, or nearly.
const timesOfDay = " noon midnight midday dawn dusk sunrise sunset"

// plainShort are the short names of months that stand for nothing else: "mar"
// and "jun" are names of people, "sep" one of a separation.
const plainShort = "jan feb apr aug sept oct nov dec"

var calendar = lang.Calendar{
	Months:   numbered(),
	Short:    plainShorts(),
	Days:     lang.Words(full(days)),
	Names:    calendarNames(),
	HalfDays: map[string]int{"am": 0, "AM": 0, "pm": 12, "PM": 12},
	Quarter:  "quarter",
	Values:   strings.Fields(full(months) + full(days)),
	Spelling: lang.Pairs(pairs(months) + pairs(days)),
}

// full returns full names, each with a space behind it.
func full(list []calendarName) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(n.full + " ")
	}
	return b.String()
}

// plural returns the plurals of full names, each with a space before it.
func plural(list []calendarName) string {
	return " " + strings.ReplaceAll(full(list), " ", "s ")
}

// capitalised is full with a capital at the beginning of each name.
func capitalised(list []calendarName) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(strings.ToUpper(n.full[:1]) + n.full[1:] + " ")
	}
	return b.String()
}

// pairs returns each full name with each of its short ones.
func pairs(list []calendarName) string {
	var b strings.Builder
	for _, n := range list {
		for short := range strings.FieldsSeq(n.short) {
			b.WriteString(n.full + " " + short + " ")
		}
	}
	return b.String()
}

func numbered() map[string]int {
	out := map[string]int{}
	for i, m := range months {
		out[m.full] = i + 1
		for short := range strings.FieldsSeq(m.short) {
			out[short] = i + 1
		}
	}
	return out
}

func plainShorts() map[string]string {
	plain, out := lang.Words(plainShort), map[string]string{}
	for _, m := range months {
		for short := range strings.FieldsSeq(m.short) {
			if plain[short] {
				out[short] = m.full
			}
		}
	}
	return out
}

// calendarNames are all but "may", which is a stop word far more often than a
// month, and the short names of days.
func calendarNames() lang.Set {
	out := lang.Words(full(months) + full(days) + seasons + timesOfDay + plural(days))
	for _, m := range months {
		for short := range strings.FieldsSeq(m.short) {
			out[short] = true
		}
	}
	delete(out, "may")
	return out
}
