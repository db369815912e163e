package words

import "strings"

// IsStop reports whether a folded form is a function word: it says how a
// sentence is built, not what it is about.
func IsStop(form string) bool {
	return stopWords[form]
}

var stopWords = set(`
a an the this that these those such
i me my myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself it its itself they them their theirs themselves
one ones someone somebody something anyone anybody anything everyone everybody everything nobody nothing none
who whom whose which what when where why how whoever whatever whichever whenever wherever
am is are was were be been being do does did done doing have has had having
can could may might must shall should will would ought
and or but nor so yet if then else than as because while although though unless until whether
of at by for with about against between into through during before after above below to from up down in out on off
over under again further once upon within without toward towards onto via per among amongst amid
not no only own same too very just also even ever still already there here now
all any both each few more most other others another some many much several
i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd
i'll you'll he'll she'll we'll they'll isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't
won't wouldn't shan't shouldn't can't cannot couldn't mustn't let's that's who's what's here's there's when's where's why's how's
isnt arent wasnt werent hasnt havent hadnt doesnt dont didnt wont wouldnt shouldnt cant couldnt whats whos thats
etc eg ie vs v
teh taht adn wat wot wht wich hwo whta r u ur im pls plz
`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
