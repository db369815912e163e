package en

import (
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// figures are the words around figures and dates, as newswire has them. Written
// for Quoth.
var figures = lang.Figures{
	Qualifiers:    lang.Phrases(qualifiers),
	QualifierEnds: lang.LastWords(lang.Phrases(qualifiers)),
	Bounds: bounds(map[string]string{
		lang.About: `about; around; approximately; approx; roughly; circa; some; nearly; almost; close to; an estimated; estimated; just over; just under;
			slightly more than; slightly over; slightly less than; or so; ~; ≈`,
		lang.AtLeast: `over; above; more than; greater than; at least; as many as; as much as; no fewer than; no less than; well over; well above; much more than;
			far more than; in excess of; upwards of; upward of; or more; +; >; ≥`,
		lang.AtMost: `under; below; less than; fewer than; at most; up to; as few as; no more than; not more than; only; just; or less; or fewer; <; ≤`,
	}),
	Upcoming: lang.Words("soon shortly imminently tomorrow coming next following future within"),
	Since:    lang.Words("since until till before after"),
	Scopes: lang.Words(`whole entire nationwide worldwide altogether combined total average averaged per each every annual annually yearly monthly weekly
		daily hourly typically usually normally maximum minimum`),
	Parts: lang.Words("first second third last final opening initial single same previous following next"),
	DateQualifiers: lang.Phrases(`
by; since; until; till; before; after; from; as of; as early as; no later than; around; about; circa; in early; in late; in mid;
early; late; mid; early in; late in; by early; by late; by mid; since early; since late; since mid; until early; until late; until mid;
before early; before late; after mid; the end of; by the end of; at the end of; the beginning of; at the beginning of; the start of; at the start of; the middle of;
spring; summer; autumn; fall; winter; the spring of; the summer of; the autumn of; the fall of; the winter of;
spring of; summer of; autumn of; fall of; winter of; in the spring of; in the summer of; in the autumn of; in the fall of; in the winter of;
in spring; in summer; in autumn; in winter`),
	DateParts: lang.Words("early late mid pre post"),
	Relative: lang.Phrases(`
soon; very soon; shortly; imminently; today; tonight; tomorrow; yesterday; recently;
earlier this P; later this P; early this P; late this P; early last P; late last P; early next P; late next P; this P; last P; next P;
earlier today; later today; this past P; this coming P;
in the coming U; in coming U; in the next U; in the next N U; in the coming N U; in the following U; in the near future; in the next few U;
in recent U; in the past U; in the last U; in the past N U; in the last N U;
N U ago; a U ago; an U ago; N U earlier; N U later; within U; within N U; within a U; within the next N U; within the U;
by the end of the P; at the end of the P; before the end of the P; by the end of this P; before the end of this P; by the end of next P; at year end; by year end; year end`),
	Units: lang.Words("second seconds minute minutes hour hours day days week weeks month months year years decade decades century centuries"),
	Periods: lang.Words("day week weekend month quarter year decade century spring summer autumn fall winter morning afternoon evening night " +
		full(months) + full(days)),
	YearBefore: lang.Words(`in since until till by during year mid early late before after spring summer autumn fall winter circa pre post`),
	Labels: lang.Words(`no number nos figure fig table page pages pp chapter section article paragraph part volume vol
	listing step type phase level grade room route highway flight group resolution version season episode channel act rule law line`),
	Plurals: lang.Words(`people men women children police personnel staff cattle aircraft spacecraft sheep fish teeth feet mice geese
	media data criteria phenomena bacteria alumni infantry cavalry clergy crew km kg mph ft lb oz cm mm mi ha`),
	NotPlurals: lang.Words(`this was is has does its thus perhaps always less plus versus across us vs various previous numerous
	famous serious religious dangerous suspicious infectious previous anonymous autonomous indigenous gas bus mass class press
	process success access loss pass cross business illness witness congress progress address crisis basis analysis series species`),
	Currencies: map[string]string{
		"dollar": "usd", "dollars": "usd", "usd": "usd", "euro": "eur", "euros": "eur", "eur": "eur", "pounds": "gbp", "gbp": "gbp",
		"yen": "jpy", "yuan": "cny", "renminbi": "cny", "won": "krw", "rubles": "rub", "roubles": "rub", "hryvnia": "uah",
		"hryvnias": "uah", "rupees": "inr", "francs": "chf", "pesos": "mxn", "lira": "try", "cents": "cent",
	},
	UnitKinds: unitKinds(map[string]string{
		lang.OfTime:   "second seconds minute minutes hour hours day days week weeks month months year years decade decades century centuries",
		lang.OfLength: "metre metres kilometre kilometres centimetre centimetres millimetre millimetres mile miles foot feet inch inches yard yards",
		lang.OfWeight: "gram grams kilogram kilograms pound pounds ounce ounces ton tons tonne tonnes",
	}),
	Recurring: lang.Words(seasons + timesOfDay + plural(days)),
	HourAfter: lang.Words("at from until till by before after"),
	Signs:     map[string]string{"$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "₹": "rupees", "%": "percent"},
	Abbreviated: abbreviated(`
percentage percent  pct percent  km kilometre  kms kilometre  kilometer kilometre  kilometers kilometre  cm centimetre
centimeter centimetre  centimeters centimetre  mm millimetre  millimeter millimetre  millimeters millimetre  meter metre
meters metre  kg kilogram  kgs kilogram  kilo kilogram  kilos kilogram  kilogramme kilogram  kilogrammes kilogram
mg milligram  lb pound  lbs pound  oz ounce  ft foot  hr hour  hrs hour  mins minute  secs second  yr year  yrs year
kb kilobyte  mb megabyte  gb gigabyte  tb terabyte  liter litre  liters litre`),
}

// unitKinds turns lists of units by kind round.
func unitKinds(lists map[string]string) map[string]string {
	out := map[string]string{}
	for kind, units := range lists {
		for unit := range strings.FieldsSeq(units) {
			out[unit] = kind
		}
	}
	return out
}

// abbreviated reads pairs of a short name and the word that it stands for.
func abbreviated(text string) map[string]string {
	out, fields := map[string]string{}, strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		out[fields[i]] = fields[i+1]
	}
	return out
}

// qualifiers are what may stand before a figure and bends its meaning.
const qualifiers = `
about; around; approximately; approx; roughly; circa; some; nearly; almost; over; under; above; below; more than;
less than; fewer than; greater than; at least; at most; up to; as many as; as much as; as few as; no more than; no fewer than; no less than;
not more than; close to; well over; well above; just over; just under; slightly more than; slightly over; slightly less than;
much more than; far more than; an estimated; estimated; in excess of; upwards of; upward of; only; just; exactly; an additional; additional;
another; a total of`

// bounds gives what each qualifier leaves open.
func bounds(by map[string]string) map[string]string {
	out := map[string]string{}
	for bound, qualifiers := range by {
		for _, q := range lang.Phrases(qualifiers) {
			out[strings.Join(q, " ")] = bound
		}
	}
	return out
}
