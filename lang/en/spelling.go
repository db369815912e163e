package en

import "github.com/quoth-bot/quoth/lang"

// spelling is how British and American writers differ, and a few names that are
// transliterated in more than one way. Of the lexicon's words up to size 70 the
// rules join 3,300 British spellings with the American ones. Written for Quoth.
var spelling = lang.Spelling{
	Suffixes: [][2]string{
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
	},
	Inside: [][2]string{
		{"ae", "e"}, {"foet", "fet"}, {"oestr", "estr"}, {"oesoph", "esoph"}, {"oedem", "edem"}, {"moeb", "meb"},
		{"rrhoe", "rrhe"}, {"pnoe", "pne"}, {"homoeo", "homeo"}, {"noeuv", "neuv"}, {"subpoen", "subpen"},
		{"sceptic", "skeptic"}, {"sulph", "sulf"}, {"mould", "mold"}, {"moult", "molt"}, {"plough", "plow"},
	},
	Pairs: lang.Pairs(`
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
uyghurs uighurs  beijing peking  mumbai bombay  myanmar burma  pusan busan`),
	NotVariants: lang.Pairs(`
timber timbre  timbers timbres  scored scoured  scoring scouring  scorer scourer  scorers scourers
refiled refilled  refiling refilling  daemon demon  daemons demons  prise prize  prised prized  prises prizes  prising prizing`),
}
