package en

import (
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// numbers are the cardinal numbers, short scale. "one" counts only inside a
// larger figure ("one hundred"): alone it is nearly always a pronoun. Written for
// Quoth.
var numbers = lang.NewNumbers(lang.Numbers{
	Units: map[string]int64{
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
		"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
		"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
		"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	},
	Scales: map[string]int64{
		"hundred": 100, "thousand": 1_000, "million": 1_000_000,
		"billion": 1_000_000_000, "trillion": 1_000_000_000_000,
	},
	Suffixes: map[string]int{"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12},
	Ordinals: lang.Words("st nd rd th"),
	Ranks: strings.Fields(`first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
	fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`),
	Dozen:   "dozen",
	Half:    "half",
	Minus:   "minus",
	PerCent: [2]string{"per", "cent"},
	Round:   map[string]string{"hundred": "100", "thousand": "1000", "million": "1000000", "billion": "1000000000", "dozen": "12"},
})
