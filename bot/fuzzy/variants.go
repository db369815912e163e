package fuzzy

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/lexicon"
)

// spellingRule is a regular difference between two spellings of one word, as
// British and American writers have them; it is tried both ways.
type spellingRule struct{ british, american string }

// suffixRules stand at a word's end, with or without what can follow them.
var suffixRules = []spellingRule{
	{"ise", "ize"}, {"ised", "ized"}, {"ises", "izes"}, {"ising", "izing"}, {"iser", "izer"}, {"isers", "izers"},
	{"isation", "ization"}, {"isations", "izations"}, {"isable", "izable"}, {"isational", "izational"},
	{"yse", "yze"}, {"ysed", "yzed"}, {"yses", "yzes"}, {"ysing", "yzing"}, {"yser", "yzer"}, {"ysers", "yzers"},
	{"our", "or"}, {"ours", "ors"}, {"oured", "ored"}, {"ouring", "oring"}, {"ourful", "orful"}, {"ourless", "orless"},
	{"ourable", "orable"}, {"ourably", "orably"}, {"ourite", "orite"}, {"ourites", "orites"}, {"ourer", "orer"},
	{"ourers", "orers"}, {"ourly", "orly"}, {"ourhood", "orhood"}, {"ourhoods", "orhoods"}, {"ouritism", "oritism"},
	{"tre", "ter"}, {"tres", "ters"}, {"tred", "tered"}, {"tring", "tering"}, {"bre", "ber"}, {"bres", "bers"},
	{"ence", "ense"}, {"ences", "enses"}, {"enceless", "enseless"},
	{"ogue", "og"}, {"ogues", "ogs"}, {"ogued", "oged"}, {"oguing", "oging"}, {"amme", "am"}, {"ammes", "ams"},
	{"lled", "led"}, {"lling", "ling"}, {"ller", "ler"}, {"llers", "lers"}, {"llor", "lor"}, {"llors", "lors"},
	{"llery", "lery"}, {"llous", "lous"}, {"llously", "lously"}, {"lment", "llment"}, {"lments", "llments"},
	{"gement", "gment"}, {"gements", "gments"},
}

// insideRules stand anywhere in a word.
var insideRules = []spellingRule{
	{"ae", "e"}, {"foet", "fet"}, {"oestr", "estr"}, {"oesoph", "esoph"}, {"oedem", "edem"}, {"moeb", "meb"},
	{"rrhoe", "rrhe"}, {"pnoe", "pne"}, {"homoeo", "homeo"}, {"noeuv", "neuv"}, {"subpoen", "subpen"},
	{"sceptic", "skeptic"}, {"sulph", "sulf"}, {"mould", "mold"}, {"moult", "molt"}, {"plough", "plow"},
}

// otherSpellings are pairs that no rule gives.
var otherSpellings = pairs(`
grey gray  greys grays  greyed grayed  greying graying  licence license  licences licenses  practise practice
practised practiced  practising practicing  practises practices  aluminium aluminum  moustache mustache
moustaches mustaches  moustached mustached  jewellery jewelry  pyjamas pajamas  cosy cozy  artefact artifact
artefacts artifacts  omelette omelet  yoghurt yogurt  whisky whiskey  mum mom  mums moms  furore furor
speciality specialty  specialities specialties  disc disk  discs disks  woollen woolen  towards toward
backwards backward  afterwards afterward  forwards forward  learnt learned  burnt burned  spelt spelled  dreamt dreamed
leant leaned  leapt leaped  spilt spilled  enquiry inquiry  enquiries inquiries  enquire inquire  enquired inquired
axe ax  ageing aging  judgement judgment  carburettor carburetor  chilli chili  doughnut donut  doughnuts donuts
kilogramme kilogram  kilogrammes kilograms  ok okay  adviser advisor  advisers advisors  protester protestor
protesters protestors  orientated oriented  rouble ruble  roubles rubles  fibreglass fiberglass  sceptre scepter
fulfil fulfill  fulfils fulfills  enrol enroll  enrols enrolls  distil distill  instil instill  appal appall
skilful skillful  skilfully skillfully  wilful willful  wilfully willfully  manoeuvre maneuver  manoeuvres maneuvers
manoeuvred maneuvered  manoeuvring maneuvering
medallist medalist  medallists medalists  worshipper worshiper  worshippers worshipers  guerilla guerrilla  guerillas guerrillas
zelensky zelenskyy  zelenskiy zelensky  zelenskiy zelenskyy  kyiv kiev  kharkiv kharkov  odesa odessa  lviv lvov
luhansk lugansk  chornobyl chernobyl  donbas donbass  mykolaiv nikolaev  turkiye turkey  uyghur uighur
uyghurs uighurs  beijing peking  mumbai bombay  myanmar burma  pusan busan`)

// notVariants are different words that a rule takes for spellings of one.
var notVariants = pairs(`
timber timbre  timbers timbres  scored scoured  scoring scouring  scorer scourer  scorers scourers
refiled refilled  refiling refilling  daemon demon  daemons demons  prise prize  prised prized  prises prizes  prising prizing`)

// pairs reads pairs of words into a map that holds both directions.
func pairs(list string) map[string][]string {
	m := map[string][]string{}
	fields := strings.Fields(list)
	for i := 0; i+1 < len(fields); i += 2 {
		a, b := fields[i], fields[i+1]
		m[a], m[b] = append(m[a], b), append(m[b], a)
	}
	return m
}

// Variants appends to dst the other right spellings of a folded form: British
// and American ones ("colour", "color"), other transliterations of a few
// names, and months and weekdays written short. A spelling made by rule counts
// if the lexicon has both as words; of its words up to size 70 the rules join
// 3,300 British spellings with the American ones, and of those that they join
// wrongly notVariants holds the ones in use.
func Variants(dst []string, form string) []string {
	dst = append(dst, otherSpellings[form]...)
	dst = append(dst, calendarSpellings[form]...)
	if len(form) < minVariant || len(form) > maxLetters || !lexicon.Word(form) {
		return dst
	}
	add := func(other string) {
		if other != form && lexicon.Word(other) && !slices.Contains(dst, other) &&
			!slices.Contains(notVariants[form], other) {
			dst = append(dst, other)
		}
	}
	for _, r := range suffixRules {
		eachSuffixSpelling(form, r.british, r.american, add)
		eachSuffixSpelling(form, r.american, r.british, add)
	}
	for _, r := range insideRules {
		eachInsideSpelling(form, r.british, r.american, add)
		eachInsideSpelling(form, r.american, r.british, add)
	}
	return dst
}

// minVariant is the length from which rules are tried: "or" and "our" part
// many short words.
const minVariant = 5

func eachSuffixSpelling(form, from, to string, add func(string)) {
	stem, ok := strings.CutSuffix(form, from)
	if !ok || len(stem) < 2 {
		return
	}
	// "travelled" may lose an l, "filled" not: the letter is doubled after a
	// syllable without stress, so not the first.
	if strings.Contains(from+to, "ll") && vowelGroups(stem) < 2 {
		return
	}
	add(stem + to)
}

func eachInsideSpelling(form, from, to string, add func(string)) {
	for at := 0; ; {
		i := strings.Index(form[at:], from)
		if i < 0 {
			return
		}
		at += i
		add(form[:at] + to + form[at+len(from):])
		at++
	}
}

// vowelGroups counts the runs of vowels in s.
func vowelGroups(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(vowels, s[i]) >= 0 && (i == 0 || strings.IndexByte(vowels, s[i-1]) < 0) {
			n++
		}
	}
	return n
}
