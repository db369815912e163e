package en

import "github.com/quoth-bot/quoth/lang"

// grammar is how English clauses are built, as far as it tells who does what. Written
// for Quoth.
var grammar = lang.Grammar{
	Auxiliaries: lang.Words("do does did has have had is are was were will would can could should may might must"),
	Passive:     lang.Words("is are was were be been being got"),
	Agent:       "by",
	Participle:  "ing",
	Determiners: lang.Words("the a an this that its their"),
	Conjoining:  lang.Words("and or of with"),
	Subjects:    lang.Words("i you he she it we they somebody someone nobody everybody everyone"),
	Clauses:     lang.Words("that which who whom whose where when while whereas though although but because before after until unless if as"),
	Complements: lang.Words("that whether how"),
	Sayings: lang.Words(`say says said report reports reported announce announces announced confirm confirms confirmed estimate estimates estimated
		claim claims claimed state states stated add adds added note notes noted show shows showed found find finds told tells put puts counted counts
		believe believes believed think thinks thought indicate indicates indicated suggest suggests suggested warn warns warned expected`),
	Supposing: lang.Words("could may might would should if potential potentially possibly perhaps"),
	Others:    lang.Words("another other others second third further additional later earlier previous former next"),
	Environs:  lang.Words("around near outside beyond beside surrounding"),
}
