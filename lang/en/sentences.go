package en

import "github.com/quoth-bot/quoth/lang"

// sentences tells full stops apart. The abbreviations are those that a corpus of
// encyclopaedia prose, newswire and papers was seen to break on; case counts:
// "Gen." is a general, "gen." is not; "in." is left out because the word "in"
// ends more sentences than inches do. Written for Quoth.
var sentences = lang.Sentences{
	Labels:        lang.Words(labels),
	Abbreviations: abbreviations(),
	Exclamations:  lang.Words("Yahoo Jeopardy Wham Panic Oklahoma Yum"),
	Enumerators: lang.Words(`vitamin Vitamin vitamins type Type class Class group Group plan Plan hepatitis Hepatitis
	War grade Grade phase Phase part Part section Section category Category division Division Division's
	Appendix appendix Schedule schedule influenza factor Factor letter than`),
	Zones: lang.Words(`EST EDT CST CDT MST MDT PST PDT ET CT MT PT GMT UTC BST CET CEST JST IST AEST AEDT
		Eastern Central Mountain Pacific Greenwich Moscow Beijing Tokyo ` + capitalised(days) + capitalised(months)),
	Domains:  lang.Words("Com Net Org Edu Gov Io Co Js Py Go Txt Pdf Html Exe"),
	Starters: starters(),
}

var abbreviationLists = [...]struct {
	kind  lang.Abbreviation
	words string
}{
	{lang.Title, `Mr Mrs Ms Dr Prof prof dr Mme Mlle Messrs Mmes Msgr Mx MR MRS DR
		Gen Col Lt Sgt Capt Cpl Pvt Cmdr Cdr Adm Maj Brig Cmdt Supt Insp Det Ens Pfc Comdr Lieut
		Sen Rep Reps Sens Gov Govs Pres Rev Hon Amb Atty Ald Fr Sr Br Ven Ste Mt Ft Bp Abp
		v vs viz cf c ca Ca Approx eg ie approx incl esp resp e.g i.e a.k.a f.k.a n.b N.B feat
		MS PROF GEN COL LT SGT CAPT MAJ CMDR ADM SEN SENS REP REPS GOV REV HON ST Pub
		Univ Dept Dep Asst Assn Assoc Natl Intl subsp var ssp cv Vs Cf circa`},
	{lang.Numbered, `No Nos no nos p pp P PP Vol Vols vol vols Fig Figs fig figs Ch Chap ch chap Sec Sect sec
		Eq Eqs eq eqs Ref Refs ref Tab Op op Art Arts art Pt pt Pl pl Cap b d r fl est Est m n nn ll Ex ex NO NOS VOL FIG Stat
		Ver ver rev Suppl suppl Bk bk Cat Inv Lot Reg Sched Nr nr Para para max min`},
	{lang.Closing, `Inc Corp Co Ltd Jr Bros Cos Cie Mfg Pty LLC Plc plc Esq Ltda St Ave Blvd Rd Sq Hwy Rte Ln Pkwy
		Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
		al ed eds trans cit ibid Ibid PhD ft Ph
		Ala Ariz Ark Calif Colo Conn Del Fla Ill Kan Ky Md Mich Minn Mo Mont Neb Nev Okla Penn Pa Tenn Tex Va Vt Wis Wyo
		Ont Que Alta dept Dist dist div Div Gov't Govt Int Jnr Snr Bldg bldg Proc Acad Sci Phys Chem Biol Med Lond Phila`},
	{lang.Listing, `etc Etc`},
	{lang.Clock, `a.m p.m A.M P.M am pm`},
}

func abbreviations() map[string]lang.Abbreviation {
	out := make(map[string]lang.Abbreviation, 256)
	for _, list := range abbreviationLists {
		for w := range lang.Words(list.words) {
			out[w] = list.kind
		}
	}
	return out
}

// starters are words that begin a sentence, by how seldom they are part of a
// name.
func starters() map[string]lang.Starter {
	out := make(map[string]lang.Starter)
	for w := range lang.Words(`The It He She They We This That These Those There But And However When While If As Although Though Since
		Because From His Her Its Their Our My Many Most Some Such Also Thus Therefore Then Later Despite According
		What Who Where Why How Which Until Among Between Through Several Instead Meanwhile Moreover Furthermore
		Additionally Finally Both Each During Unlike Like Currently Today Nevertheless Nonetheless Eventually Once
		Is Are Was Were Did Does Has Have Had Could Would Should Unfortunately Similarly Often Sometimes Usually Along Alongside
		In On At By For With After Before A An You To`) {
		out[w] = lang.Always
	}
	for w := range lang.Words(`I All One Two Three Other Others Another Under Following Over No Not
		First Second Even Only So Yet Or Now Here Within Against About Upon Do Can Will Every Few More Much Any Either Neither
		Of Up Out Off Near Nearly Whether Within Without Around Below Above Initially Originally Recently Traditionally`) {
		out[w] = lang.BeforeSmall
	}
	return out
}

// labels are the words that manuals, minutes and mails set before a colon,
// gathered from those in bot/eval/testdata/documents and from the admonitions of
// docutils and GitHub.
const labels = `abstract action actions added advice agenda also announcement announcements api apologies approved attendance attendees
	author authors background bonus bug bugs caution caveat caveats change changed changes chair comment comments conclusion consensus
	contact context created credits danger date decision decisions default definition dependencies deprecated description details
	discussion docs documentation due edit effect email error errors etymology example examples facilitator fix fixed fixes follow
	format from github goal goals hint host http https id idea implementation important info input installation instructions issue
	issues item items known last level license likely link links location mandatory meeting membership mentor message method milestone
	minutes moderator motion name new next none note notes obsolete option optional options organizer other others outcome output owner
	owners package parameters participants password path phase platform plus pr present priority problem problems proposal pros purpose
	question questions rationale reason recommendation recommended recorded recording references related release removed replies report
	required requirements resolution resolved result results return returns review risk role rule scribe section security see solution
	source sources speaker stage start status step steps subject summary support tag tags target task team telephone test tests time
	timeline tip title to todo topic topics total type types update updated updates url usage use used user username value values version
	video views vote warning website what when where which who why yes no`
