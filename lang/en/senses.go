package en

import (
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// senses are small words that tell what sort of answer a sentence holds, and the
// endings of Snowball's stems. Written for Quoth.
var senses = lang.Senses{
	Place:    strings.Fields("in at from near to of outside inside across along between"),
	Reason:   strings.Fields("because due since reason reasons therefore thus caused cause causes result so owing to for as"),
	Be:       strings.Fields("is are was were refers means became"),
	Article:  strings.Fields("a an the any one"),
	Definite: "the",
	Pronoun:  strings.Fields("it he she they this these those that his her its their him them"),
	Endings: withNone(lang.Words(`n a ia an ian ish ic al ist ism er or ion ation ity y i ment ous ive e en ed ing s es
		ies ize is ar ary at ate t ant ent anc enc ship hood less ful ness ly`)),
	Kin: kin,
}

// withNone adds the empty ending, which is the root itself.
func withNone(s lang.Set) lang.Set {
	s[""] = true
	return s
}
