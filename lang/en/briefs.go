package en

import "github.com/quoth-bot/quoth/internal/lazyregexp"

// briefs are the ways to ask for what the sources say of a topic, or in all.
// Written for Quoth. "What happened on 24 October?" is none: it has an answer.
var (
	briefs = []lazyregexp.Regexp{
		brief(`brief`, `brief(?:ing)?(?: me| us)?(?: (?:on|about|of|for) (.+?))?`),
		brief(`brief|overview|summary|gist|rundown|digest|synopsis|main points|key points|takeaways|highlights`, `(?:(?:give|show|write|make|prepare|send|get)(?: me| us)? |i need |i want )?(?:a |an |the )?(?:\w+ )?(?:brief|briefing|overview|summary|gist|rundown|digest|synopsis|main points|key points|takeaways|highlights)(?: (?:of|on|about|from|in) (.+?))?`),
		brief(`summari|sum up|recap|outline`, `(?:summari[sz]e|sum up|recap|outline)(?: (.+?))?`),
		brief(`tldr|tl;dr|tl dr|tl; dr`, `tl;? ?dr(?: (?:of|on|about) (.+?))?`),
		brief(`tell|inform`, `(?:tell|inform)(?: me| us)?(?: more| something| everything| all)?(?: you know)? (?:about|on) (.+?)`),
		brief(`what can you tell|what do you |what do we |what is known|what is written|what is said|what is reported|what have you got|what have we got`, `what (?:can you tell(?: me| us)?|do (?:you|we) (?:know|have)|is (?:known|written|said|reported)|have (?:you|we) got) (?:about|on|of) (.+?)`),
		brief(`what do|what did`, `what (?:do|does|did) (?:all |any )?(?:of )?(?:the |your |our |these |those )?`+texts+` (?:say|tell(?: us| me)?|report|write|have)(?: about| on| of) (.+?)`),
		brief(`what do|what did`, `what (?:do|does|did) (?:all |any )?(?:of )?(?:the |your |our |these |those )?`+texts+` (?:say|tell(?: us| me)?|report)`),
		brief(`gist|main points|key points|summary|highlights|takeaways`, `(?:what is|what's|whats|what are) the (?:gist|main points|key points|summary|highlights|takeaways)(?: (?:of|on|about|from|in) (.+?))?`),
		brief(`latest`, `(?:what is|what's|whats) the latest (?:on|about|in|from) (.+?)`),
		brief(`what happened|what has happened`, `what (?:happened|has happened) (?:in|during) ([^0-9]+|[12]\d\d\d)`),
	}
	everything = lazyregexp.New(`(?i)^(?:all|everything|anything|it|this|that|them|these|those|(?:all )?(?:of )?(?:it|this|that|them|these|those)(?: all)?|(?:all )?(?:of )?(?:the |your |our |my |these |those |this )?` + texts + `)$`)
)

// brief matches a whole message, whatever politeness stands around it. The
// phrase has one of the words that it needs, see lazyregexp.Needing.
func brief(needs, phrase string) lazyregexp.Regexp {
	return lazyregexp.Needing(needs, `(?i)^\s*(?:(?:hi|hello|hey|please|can you|could you|would you|will you|ok|okay|so|quoth),? )*`+phrase+
		`(?:,? (?:please|thanks|thank you|for me|for us|briefly|in (?:short|brief|a nutshell)|in \w+ (?:sentences?|words?|lines?)))*\s*[?.!]*\s*$`)
}
