package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of word that a full stop may follow, by what the stop then means.
type wordKind uint8

const (
	ordinary wordKind = iota // the stop is a full stop
	title                    // a name or a text follows: the stop never ends a sentence
	numbered                 // before a figure the stop is no full stop, else it is
	closing                  // may stand last in a sentence: the next word tells
	listing                  // closes an enumeration: what follows begins a sentence
	clock                    // a time of day: ends a sentence but for zones, days and months
	initial                  // one capital letter
)

// abbreviationLists holds English abbreviations without their stop. Case counts:
// "Gen." is a general, "gen." is not; "in." is left out because the word "in"
// ends more sentences than inches do.
var abbreviationLists = [...]struct {
	kind  wordKind
	words string
}{
	{title, `Mr Mrs Ms Dr Prof prof dr Mme Mlle Messrs Mmes Msgr Mx MR MRS DR
		Gen Col Lt Sgt Capt Cpl Pvt Cmdr Cdr Adm Maj Brig Cmdt Supt Insp Det Ens Pfc Comdr Lieut
		Sen Rep Reps Sens Gov Govs Pres Rev Hon Amb Atty Ald Fr Sr Br Ven Ste Mt Ft Bp Abp
		v vs viz cf c ca Ca Approx eg ie approx incl esp resp e.g i.e a.k.a f.k.a n.b N.B feat
		Univ Dept Dep Asst Assn Assoc Natl Intl subsp var ssp cv Vs Cf circa`},
	{numbered, `No Nos no nos p pp P PP Vol Vols vol vols Fig Figs fig figs Ch Chap ch chap Sec Sect sec
		Eq Eqs eq eqs Ref Refs ref Tab Op op Art Arts art Pt pt Pl pl Cap b d r fl est Est m n nn ll Ex ex
		Ver ver rev Suppl suppl Bk bk Cat Inv Lot Reg Sched Nr nr Para para max min`},
	{closing, `Inc Corp Co Ltd Jr Bros Cos Cie Mfg Pty LLC Plc plc Esq Ltda St Ave Blvd Rd Sq Hwy Rte Ln Pkwy
		Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
		al ed eds trans cit ibid Ibid PhD ft Ph
		Ala Ariz Ark Calif Colo Conn Del Fla Ill Kan Ky Md Mich Minn Mo Mont Neb Nev Okla Penn Pa Tenn Tex Va Vt Wis Wyo
		Ont Que Alta dept Dist dist div Div Gov't Govt Int Jnr Snr Bldg bldg Proc Acad Sci Phys Chem Biol Med Lond Phila`},
	{listing, `etc Etc`},
	{clock, `a.m p.m A.M P.M am pm`},
}

// abbreviations tells the kind of each word of abbreviationLists.
var abbreviations = func() map[string]wordKind {
	out := make(map[string]wordKind, 256)
	for _, list := range abbreviationLists {
		for _, w := range strings.Fields(list.words) {
			out[w] = list.kind
		}
	}
	return out
}()

// kindOf returns the kind of a word that stands before a full stop.
func kindOf(w string) wordKind {
	if len(w) <= utf8.UTFMax {
		if r, n := utf8.DecodeRuneInString(w); n > 0 && n == len(w) && unicode.IsUpper(r) {
			return initial
		}
	}
	if len(w) > maxAbbreviation {
		return ordinary
	}
	if kind, ok := abbreviations[w]; ok {
		return kind
	}
	if strings.IndexByte(w, '.') >= 0 && isDotted(w) {
		return closing
	}
	return ordinary
}

// maxAbbreviation is the length in bytes of the longest word looked up.
const maxAbbreviation = 16

// isDotted reports whether w is made like "U.S", "Ph.D" or "J.-P": parts of at
// most two letters (three after the first, as in "B.Sc" and "M.Div") with
// stops between them.
func isDotted(w string) bool {
	if i := strings.LastIndexByte(w, '-'); i > 0 && w[i-1] != '.' {
		w = w[i+1:] // "non-U.S"
	}
	parts, n := 1, 0
	for _, r := range w {
		switch {
		case r == '.':
			if n == 0 {
				return false
			}
			parts, n = parts+1, 0
		case r == '-' && n == 0, unicode.IsLetter(r):
			n++
		default:
			return false
		}
		if n > 2 && parts == 1 || n > 3 {
			return false
		}
	}
	return parts > 1 && n > 0
}

// set returns the words of a list.
func set(list string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// exclamations are names that end in a mark without ending a sentence.
var exclamations = set("Yahoo Jeopardy Wham Panic Oklahoma Yum")

// enumerators are words that one capital letter may follow to name a kind of
// thing ("vitamin C. Humans"), so that a stop after it is a full stop.
var enumerators = set(`vitamin Vitamin vitamins type Type class Class group Group plan Plan hepatitis Hepatitis
	War grade Grade phase Phase part Part section Section category Category division Division Division's
	Appendix appendix Schedule schedule influenza factor Factor letter than`)

// zones are the words after a time of day that still belong to it.
var zones = set(`EST EDT CST CDT MST MDT PST PDT ET CT MT PT GMT UTC BST CET CEST JST IST AEST AEDT
	Eastern Central Mountain Pacific Greenwich Moscow Beijing Tokyo
	Monday Tuesday Wednesday Thursday Friday Saturday Sunday
	January February March April May June July August September October November December`)

// domains are the ends of addresses and file names that are written with a
// capital now and then ("booking.Com").
var domains = set("Com Net Org Edu Gov Io Co Js Py Go Txt Pdf Html Exe")

// How far a word is to be trusted to begin a sentence after an abbreviation.
type starterKind uint8

const (
	always      starterKind = iota + 1 // hardly ever part of a name
	beforeSmall                        // only with a small letter or figure after it
)

var starters = func() map[string]starterKind {
	out := make(map[string]starterKind)
	for w := range set(`The It He She They We This That These Those There But And However When While If As Although Though Since
		Because From His Her Its Their Our My Many Most Some Such Also Thus Therefore Then Later Despite According
		What Who Where Why How Which Until Among Between Through Several Instead Meanwhile Moreover Furthermore
		Additionally Finally Both Each During Unlike Like Currently Today Nevertheless Nonetheless Eventually Once
		Is Are Was Were Did Does Has Have Had Could Would Should Unfortunately Similarly Often Sometimes Usually Along Alongside
		In On At By For With After Before A An You To`) {
		out[w] = always
	}
	for w := range set(`I All One Two Three Other Others Another Under Following Over No Not
		First Second Even Only So Yet Or Now Here Within Against About Upon Do Can Will Every Few More Much Any Either Neither
		Of Up Out Off Near Nearly Whether Within Without Around Below Above Initially Originally Recently Traditionally`) {
		out[w] = beforeSmall
	}
	return out
}()
