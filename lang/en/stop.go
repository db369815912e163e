package en

import (
	_ "embed"

	"github.com/quoth-bot/quoth/lang"
)

// stop lists function words: those of grammars' closed classes, with their
// contractions. Below the blank line stand contractions without apostrophe and
// common slips and short forms, which the recipe of the table of meanings, whose
// texts have none, leaves out. Written for Quoth.
//
//go:embed stop.txt
var stop string

var stopWords = lang.Words(stop)
