package figures

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang/en"
)

// show writes a figure as a test reads it: kind, qualifier, value, range,
// unit, what is counted.
func show(f Figure) string {
	parts := []string{string(f.Kind)}
	if f.Relative {
		parts[0] = "relative"
	}
	if f.Qualifier != "" {
		parts = append(parts, "<"+f.Qualifier+">")
	}
	value := f.Value
	if f.To != "" {
		value += ".." + f.To
	}
	parts = append(parts, value)
	if f.Unit != "" {
		parts = append(parts, f.Unit)
	}
	if len(f.Counted) > 0 {
		parts = append(parts, "of "+strings.Join(f.Counted, " "))
	}
	return strings.Join(parts, " ")
}

func check(t *testing.T, tests [][2]string) {
	t.Helper()
	for _, tt := range tests {
		var got []string
		for _, f := range Find(en.English, tt[0]) {
			got = append(got, show(f))
		}
		if g := strings.Join(got, "; "); g != tt[1] {
			t.Errorf("%q\n got %s\nwant %s", tt[0], g, tt[1])
		}
	}
}

func TestNumbers(t *testing.T) {
	check(t, [][2]string{
		{"North Korea has sent approximately 3,000 troops to Russia", "number <approximately> 3000 of troops"},
		{"this number could rise to 10,000 by December", "number 10000; date <by> 12"},
		{"approximately 12,000 troops, including 500 officers and three generals, to support",
			"number <approximately> 12000 of troops; number 500 of officers; number 3 of generals"},
		{"approximately 2,000 North Korean soldiers have completed training", "number <approximately> 2000 of north korean soldiers"},
		{"up to 3,000 North Korean troops may have trained", "number <up to> 3000 of north korean troops"},
		{"sent around 10,000 soldiers to Russia", "number <around> 10000 of soldiers"},
		{"at least 18 North Korean soldiers have already deserted", "number <at least> 18 of north korean soldiers"},
		{"a group of 200 North Korean defectors residing", "number 200 of north korean defectors"},
		{"over 10,000 troops are expected in the coming weeks", "number <over> 10000 of troops; relative in the coming weeks"},
		{"approximately 7,000 kilometers from their home", "number <approximately> 7000 of kilometers"},
		{"the deployment of 320,000 soldiers to support", "number 320000 of soldiers"},
		{"thousands of North Korean soldiers", ""},
		{"tens of thousands, dozens and hundreds of people", ""},
		{"between 2,000 and 3,000 troops", "number <between> 2000..3000 of troops"},
		{"10,000-12,000 troops", "number 10000..12000 of troops"},
		{"10,000–12,000 troops", "number 10000..12000 of troops"},
		{"some 10 to 12 officers", "number <some> 10..12 of officers"},
		{"2 to 3 million people", "number 2000000..3000000 of people"},
		{"three thousand soldiers, 3k soldiers, 3,000 soldiers", "number 3000 of soldiers; number 3000 of soldiers; number 3000 of soldiers"},
		{"a dozen officers and two dozen men", "number 12 of officers; number 24 of men"},
		{"about a million shells, half a million shells", "number <about> 1000000 of shells; number 500000 of shells"},
		{"more than 8 million rounds", "number <more than> 8000000 of rounds"},
		{"10,000 or more, 500+ tanks", "number <or more> 10000; number <+> 500 of tanks"},
		{"~1,500 men; >40 tanks", "number <~> 1500 of men; number <>> 40 of tanks"},
		{"2,000 of the soldiers", "number 2000 of soldiers"},
		{"a 10,000-strong force", "number 10000 of force"},
		{"a three-day visit", "number 3 of day"},
		{"2000 troops, nearly 1500 men", "number 2000 of troops; number <nearly> 1500 of men"},
		{"no more than 40 people", "number <no more than> 40 of people"},
		{"Covid-19, the F-16, Article 5, No. 7, Boeing 747 and H1N1", ""},
		{"1. Introduce it [2] (3), CVE-2023-23946, Listing 15-27", ""},
		{"at 10:30 or 5 p.m.", "time 10:30; time 17:00"},
		{"the third battalion and the 24th brigade", ""},
		{"0.5 degrees", "number 0.5 of degrees"},
		{"", ""},
	})
}

func TestMoneyAndPercent(t *testing.T) {
	check(t, [][2]string{
		{"$1.5 million in aid", "money 1500000 usd"},
		{"nearly US$2,000 a month", "money <nearly> 2000 usd"},
		{"about 300 euros", "money <about> 300 eur"},
		{"€40bn", "money 40000000000 eur"},
		{"between $2 million and $3 million", "money <between> 2000000..3000000 usd"},
		{"40% of voters", "percent 40 of voters"},
		{"at least 12.5 percent", "percent <at least> 12.5"},
		{"7 per cent of the troops", "percent 7 of troops"},
		{"10-12%", "percent 10..12"},
	})
}

func TestDates(t *testing.T) {
	check(t, [][2]string{
		{"On October 24, the Russian Duma", "date 10-24"},
		{"the vote on Oct. 24, 2024.", "date 2024-10-24"},
		{"on 24 October 2024", "date 2024-10-24"},
		{"the 24th of October", "date 10-24"},
		{"October 24th", "date 10-24"},
		{"2024-10-24", "date 2024-10-24"},
		{"24.10.2024 and 24/10/2024", "date 2024-10-24; date 2024-10-24"},
		{"10/11/2024", "date 10/11/2024"},
		{"Thursday, October 24", "date 10-24"},
		{"October 2024", "date 2024-10"},
		{"in October", "date 10"},
		{"mid-October", "date <mid> 10"},
		{"in early October 2024", "date <in early> 2024-10"},
		{"the November U.S. presidential election", "date 11"},
		{"since 2014", "date <since> 2014"},
		{"by 2030", "date <by> 2030"},
		{"in 2024 troops arrived", "date 2024"},
		{"the 1990s", "date 1990s"},
		{"the 19th century", "date 19th century"},
		{"2014-2022 and 2014–15", "date 2014..2022; date 2014..2015"},
		{"from 2014 to 2022", "date <from> 2014..2022"},
		{"October 24-26", "date 10-24..10-26"},
		{"the summer of 2023", "date <the summer of> 2023"},
		{"may 5 soldiers march", "number 5 of soldiers"},
		{"On May 5 they march", "date 05-05"},
		{"they may march in March", "date 03"},
		{"in October 18 soldiers deserted", "date 10; number 18 of soldiers"},
		{"Was the pact ratified on November 24?", "date 11-24"},
		{"(1950-1953)", "date 1950..1953"},
	})
}

func TestTimes(t *testing.T) {
	check(t, [][2]string{
		{"opens at nine, closes at 5", "time 9:00; time 5:00"},
		{"from nine until five", "time 9:00; time 5:00"},
		{"at noon on Tuesdays", "time noon; time tuesdays"},
		{"at nine places, at 40, by five percent, at $5, from 2 to 3 metres", "number 9 of places; number 40; percent 5; money 5 usd; number <from> 2..3 of metres"},
		{"in winter and in the summer of 2023", "time winter; date <in the summer of> 2023"},
		{"in Q3, the third quarter", "time quarter third; time third quarter"},
	})
}

func TestRelativeDates(t *testing.T) {
	check(t, [][2]string{
		{"is set to be ratified soon", "relative soon"},
		{"negotiated earlier this year, is set", "relative earlier this year"},
		{"expected in the coming weeks", "relative in the coming weeks"},
		{"He left yesterday.", "relative yesterday"},
		{"three days ago", "relative 3 days ago"},
		{"last week and next Monday", "relative last week; relative next monday"},
		{"arrived on Monday", "relative monday"},
		{"by the end of the year", "relative by the end of the year"},
		{"within two weeks", "relative within 2 weeks"},
		{"in the near future", "relative in the near future"},
		{"this October", "relative this october"},
	})
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]string{
		"sent about 3,000 troops":             "about 3,000",
		"paid nearly US$1.5 million to":       "nearly US$1.5 million",
		"about $2,000 was":                    "about $2,000",
		"a range between 2,000 and 3,000 men": "between 2,000 and 3,000",
		"some 40 % of voters":                 "some 40 %",
		"10,000 or more men":                  "10,000 or more",
		"ratified on October 24, 2024.":       "October 24, 2024",
		"ratified by mid-October":             "by mid-October",
	} {
		found := Find(en.English, text)
		if len(found) != 1 || text[found[0].Start:found[0].End] != want {
			t.Errorf("%q: %+v, want one spanning %q", text, found, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"between $2 million and $3-4bn by mid-October 2024-10-24, 24.10.2024", "half a million or more than 10,000–12,000+ men",
		"October 24-26 to 2014–15 three days ago", "~€ 5%%", "\xff5\xff", "US$ 5", "1.1.0000", "5:5:5/5/5/5", "a million a dozen two dozen",
		strings.Repeat("9", 40) + "." + strings.Repeat("9", 40), strings.Repeat("five ", 200),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, figure := range Find(en.English, text) {
			if figure.Start < end || figure.Start >= figure.End || figure.End > len(text) {
				t.Fatalf("%q: bad span %+v after %d", text, figure, end)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[figure.Start:figure.End]) {
				t.Fatalf("%q: %+v cuts a letter", text, figure)
			}
			if figure.Value == "" || figure.Kind == "" {
				t.Fatalf("%q: nothing in %+v", text, figure)
			}
			end = figure.End
		}
	})
}
