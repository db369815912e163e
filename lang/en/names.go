package en

import "github.com/quoth-bot/quoth/lang"

// names tells hyphenated and written-out names from other words. Written for
// Quoth.
var names = lang.Names{
	Dotted: lang.Words("eg ie"),
	Linking: lang.Words(`led run made born bound held style like era free wide level type class size based
	backed linked owned only day year month week old long term time related specific fold`),
	Particles: lang.Words("up on off out in down over away back through fi"),
	Prefixes:  lang.Words(`non anti pro pre post multi semi mid ex co re sub inter intra neo pan trans self quasi bi tri`),
	Acronyms:  lang.Words("US WHO IT AM"),
}
