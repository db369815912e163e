package words

import (
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/lang/en"
)

// forms writes the tokens of a text out: figures in brackets, acronyms with a
// star, and those that a hyphen joins to the one before with a hyphen.
func forms(text string) string {
	var out []string
	for _, t := range Tokens(en.English, text) {
		form := t.Form
		if t.Figure {
			form = "[" + form + "]"
		}
		if t.Acronym {
			form += "*"
		}
		if t.Glued {
			form = "-" + form
		}
		out = append(out, form)
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"case", "Pyongyang PyongYANG", "pyongyang pyongyang"},
		{"accents", "Zelenský naïve café Łódź Straße Ærø İstanbul", "zelensky naive cafe lodz strasse aero istanbul"},
		{"accents in two code points", "cafe\u0301", "cafe"},
		{"joined letters", "ﬁre Ⅻ", "fire xii"},
		{"possessives", "Russia's Russia’s the soldiers' Yoon’s", "russia russia the soldiers yoon"},
		{"apostrophes inside", "don't don’t o’clock", "don't don't o'clock"},
		{"apostrophes alone", "' ’ '' ʼ ‘", ""},
		{"a letter that is an apostrophe", "ʼ_Kursk", "kursk"},
		{"punctuation", "Kursk, (Kursk) “Kursk” <Kursk> *Kursk*!", "kursk kursk kursk kursk kursk"},
		{"underscores", "dog_cat __init__", "dog cat init"},
		{"glued sentences", "soldiers.The conflict.Reports say:They", "soldiers the conflict reports say they"},
		{"addresses stay", "b.com www.army.Gov", "b.com www.army.gov"},
		{"emoji and signs", "🚀 Kursk → €", "kursk"},
		{"Chinese by character", "中国", "中 国"},
		{"broken bytes", "\xff\xfeabc\x80def", "abc def"},

		{"thousands separator", "3,000", "[3000]"},
		{"needless zeros", "0003 3.0 3.50 0.5 000", "[3] [3] [3.5] [0.5] [0]"},
		{"letters for zeros", "3k 3K 1.5m 5bn 2tn", "[3000] [3000] [1500000] [5000000000] [2000000000000]"},
		{"ordinals and decades", "24th 1st 2nd 3rd 1990s", "24th first second third [1990]"},
		{"words", "three thousand; twenty-five; twenty five; eleven", "[3000] [25] [25] [11]"},
		{"long words", "six thousand five hundred and three", "[6503]"},
		{"millions in words", "two million three hundred thousand", "[2300000]"},
		{"digits with a scale", "1.5 million, 3 thousand, 3,000 million", "[1500000] [3000] [3000000000]"},
		{"one alone is no figure", "one of them", "one of them"},
		{"one in a figure", "one hundred, twenty-one", "[100] [21]"},
		{"a scale alone is no figure", "hundreds of thousands, a thousand", "hundreds of thousands [1000]"},
		{"two figures in words", "two thousand three thousand", "[2000] [3000]"},
		{"from one figure to another", "between two thousand and three thousand", "between [2000] and [3000]"},
		{"figures with and between", "two and three", "[2] and [3]"},
		{"figures separated by a comma", "two thousand, three hundred", "[2000] [300]"},
		{"years in words", "nineteen eighty-four", "[19] [84]"},
		{"ranges", "3,000-10,000 and 10–12", "[3000] -[10000] and [10] [12]"},
		{"money and shares", "$3,000 5% 5 % $HOME %s", "dollars [3000] [5] percent [5] percent home* s"},
		{"codes", "H1N1 F-16 7.62mm 1.2.3 10,00", "h1n1* f16 [7.62] mm 1.2.3 10,00"},
		{"groups between spaces", "3\u00a0000 1\u202f250\u202f000 2\u2009400 1 250 000 about 12 500", "[3000] [1250000] [2400] [1250000] about [12500]"},
		{"a number before a figure", "pier 7 200 metres from it, sold 12 500 tickets", "pier [7] [200] metres from it sold [12500] tickets"},
		{"rows of figures", "Lund 120 340 560\n120 340 560", "lund [120] [340] [560] [120] [340] [560]"},
		{"groups between other marks", "1'250'000 1’250 1.250.000 1.250", "[1250000] [1250] [1250000] [1.25]"},
		{"negative", "-7 −9 minus nine (-3) 5-7 5 -7 a-7 - 7 -0", "[-7] [-9] [-9] [-3] [5] -[7] [5] [-7] a -[7] [7] [0]"},
		{"dozens and halves", "two dozen, a dozen, half a million, a million, half a day", "[24] [12] [500000] [1000000] half a day"},
		{"per cent", "7 per cent of it, per cent, per centre", "[7] percent of it percent per centre"},
		{"units", "120km 5 kg 44% £3bn $ 5", "[120] km [5] kg [44] percent pounds [3000000000] [5]"},
		{"days and months", "Mar. 7, 1999; 9 Jul 1966; Sep. 11; Mar and Jun; the 24th of October; October 24th",
			"march [7] [1999] [9] july [1966] september [11] mar and jun the [24] of october october [24]"},
		{"dates in figures", "1887-03-12 12.3.1961 24/10/2024 10/24/2024 7/3/2019 1-2-3",
			"[1887] -march -[12] [12] march [1961] [24] october [2024] october [24] [2024] [7] [3] [2019] [1] -[2] -[3]"},
		{"times of day", "6:45 p.m., 18:45, 6pm, nine a.m., 12 a.m., 9:5, 6.45 pm, 3:2", "18:45 18:45 18:00 09:00 00:00 [9] [5] 18:45 [3] [2]"},
		{"ordinals", "the 3rd goal, the 19th century, Q3, q3, Q5", "the third goal the nineteenth century quarter third q3 q5"},
		{"one word with and without a hyphen", "e-mail, Wi-Fi, add-on, B-52, T-shirt, start-up costs, U-2-like",
			"email wifi addon b52 tshirt startup costs u -[2] -like"},
		{"words that a line's end parts", "the opera-\n   tor of a well-\nknown co-\r\noperative", "the operator of a well -known cooperative"},
		{"places where a line may break", "com\u00admis\u00adsion", "commission"},
		{"too long for a value", "1234567890123456789", "1234567890123456789"},

		{"acronyms and their lower case", "U.S. US us", "US* US* us"},
		{"lower case with dots", "the u.s. says", "the US* says"},
		{"WHO and who", "WHO who Who IT it", "WHO* who who IT* it"},
		{"other acronyms", "NATO J.R.R. p.m.", "nato* jrr* pm*"},
		{"e.g. and i.e. are no names", "e.g. this, i.e. that", "eg this ie that"},
		{"one capital is no acronym", "A plan, I", "a plan i"},

		{"a hyphenated name is one word", "Yong-won Jong-un's", "yongwon jongun"},
		{"a name in small letters is two", "yong-won", "yong -won"},
		{"a name with capitals is two", "Kim-Lee", "kim -lee"},
		{"linked words are two", "Moscow-based non-lethal Non-lethal Pre-war well-known", "moscow -based non -lethal non -lethal pre -war well -known"},
		{"after an acronym", "U.S.-led", "US* -led"},
		{"a longer chain", "Yong-won-ho", "yong -won -ho"},
		{"the hyphen that does not break", "Yong\u2011won", "yongwon"},
		{"a dash is no hyphen", "Kursk - region, Kursk—region", "kursk region kursk region"},
	} {
		if got := forms(c.text); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestTokensKnowWhereTheyStand(t *testing.T) {
	text := "«Russia’s 3,000 — three thousand — Yong-won’s u.s. Él.The"
	var got []string
	for _, k := range Tokens(en.English, text) {
		got = append(got, text[k.Start:k.End])
	}
	want := []string{"Russia’s", "3,000", "three thousand", "Yong-won’s", "u.s.", "Él", "The"}
	// "Él.The" breaks only after two small letters; an accented one is none.
	if len(got) == len(want)-1 {
		want = append(want[:5:5], "Él.The")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCapitals(t *testing.T) {
	var got []bool
	for _, k := range Tokens(en.English, "Kursk kursk Élan 3,000 Three thousand iPhone") {
		got = append(got, k.Capital)
	}
	if want := []bool{true, false, true, false, true, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestHasDigit(t *testing.T) {
	for text, want := range map[string]bool{"3,000": true, "three": true, "H1N1": true, "24th": true, "Kursk": false, "one": false} {
		if got := Tokens(en.English, text)[0].HasDigit(); got != want {
			t.Errorf("%q has a digit: %v, want %v", text, got, want)
		}
	}
}

func TestAppendTokensLeavesWhatIsThere(t *testing.T) {
	// What stands before must neither change nor merge with what is added.
	before := Tokens(en.English, "three Yong")
	got := AppendTokens(en.English, slices.Clone(before), "thousand -won")
	if !slices.Equal(got[:2], before) || len(got) != 4 || got[2].Form != "thousand" || got[3].Form != "won" {
		t.Errorf("got %+v", got)
	}
}

func TestStem(t *testing.T) {
	for _, same := range [][]string{
		{"deserted", "deserting", "deserts", "desert"},
		{"soldiers", "soldier"},
		{"october", "oct"}, {"september", "sept"}, {"january", "jan"}, {"december", "dec"},
	} {
		for _, form := range same[1:] {
			if Stem(en.English, form) != Stem(en.English, same[0]) {
				t.Errorf("%q and %q have the stems %q and %q", same[0], form, Stem(en.English, same[0]), Stem(en.English, form))
			}
		}
	}
	for _, form := range []string{"3000", "1990.5", "h1n1", "US", "us", "nk", "7.62mm"} {
		if got := Stem(en.English, form); got != form {
			t.Errorf("the stem of %q is %q, want itself", form, got)
		}
	}
	if Stem(en.English, "october") == Stem(en.English, "november") || Stem(en.English, "mar") == Stem(en.English, "march") {
		t.Error("different words share a stem")
	}
}

func TestIsStop(t *testing.T) {
	for form, want := range map[string]bool{"the": true, "who": true, "us": true, "eg": true, "WHO": false, "US": false, "troops": false, "": false} {
		if got := en.English.IsStop(form); got != want {
			t.Errorf("en.English.IsStop(%q) is %v", form, got)
		}
	}
}

func TestIsYear(t *testing.T) {
	for value, want := range map[string]bool{"2024": true, "1000": true, "2199": true, "2200": false, "999": false, "0999": false, "20240": false, "3000": false, "": false} {
		if got := IsYear(value); got != want {
			t.Errorf("IsYear(%q) is %v", value, got)
		}
	}
}

func TestIsCalendar(t *testing.T) {
	for form, want := range map[string]bool{"october": true, "oct": true, "monday": true, "spring": true, "may": false, "kursk": false} {
		if got := en.English.Calendar.Names[form]; got != want {
			t.Errorf("en.English.Calendar.Names[%q] is %v", form, got)
		}
	}
}
