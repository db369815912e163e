package words

// A Reason says why a word of a text was taken for a word of a question.
type Reason string

// The reasons, from the surest to the boldest.
const (
	SameWord       Reason = "same word"
	Variant        Reason = "spelling variant" // "colour" for "color", "Sept" for "September": the same word, both rightly spelt
	SameStem       Reason = "same stem"
	SameRoot       Reason = "same root"         // "Korea" for "Korean", which have no stem in common
	SameNation     Reason = "same nation"       // "South Korea" for "Seoul"
	RefersBack     Reason = "speaks of it"      // "She" for "Calloway", whom a sentence before names
	Joined         Reason = "joined"            // "front line" for "frontline"
	Split          Reason = "split"             // "yongwon" for "Yong-won"
	Spelling       Reason = "spelling"          // "psycological" for "psychological"
	OtherWord      Reason = "other word for it" // "pact" for "treaty"
	LettersLeftOut Reason = "letters left out"  // "embrgo" for "embargo"
)
