package en

import (
	"github.com/quoth-bot/quoth/internal/lazyregexp"
	"github.com/quoth-bot/quoth/lang"
)

// smalltalk is what one says to a bot in English. Written for Quoth.
var smalltalk = lang.Smalltalk{
	Greetings: map[string]string{
		"hello": lang.Hello, "hi": lang.Hello, "hey": lang.Hello, "hiya": lang.Hello, "howdy": lang.Hello, "greetings": lang.Hello,
		"morning": lang.Hello, "afternoon": lang.Hello, "evening": lang.Hello, "welcome": lang.Hello,
		"thanks": lang.Thanks, "thank": lang.Thanks, "thx": lang.Thanks, "ty": lang.Thanks, "cheers": lang.Thanks, "appreciated": lang.Thanks,
		"bye": lang.Bye, "goodbye": lang.Bye, "night": lang.Bye, "later": lang.Bye, "ciao": lang.Bye,
		"help": lang.Help, "ok": lang.Help, "okay": lang.Help, "yes": lang.Help, "no": lang.Help,
	},
	Courtesies: lang.Words(`good there you very much so a lot quoth bot all everyone everybody team friend friends again
	many for your the that's that is was great nice perfect ok okay cool see to and please my dear sir madam
	how are doing today it this week day have one me can i`),
	Salutations: lang.Words("hello hi hey hiya howdy thanks thx please pls plz quoth"),
	Addressed:   lang.Words("there all everyone everybody team bot quoth again"),

	Remarks: []lang.Remark{
		{Kind: lang.Hello, Pattern: whole(`how are you|how do you do|what is up|what's up|how is it going|how's it going`,
			`how are you(?: doing)?(?: today)?|how do you do|what is up|what's up|how is it going|how's it going`)},
		{Kind: lang.Thanks, Pattern: whole(`good|nice|great|excellent|awesome|well |cool|perfect|wonderful|got it|makes sense|understood|i see|helps|helped|helpful`,
			`(?:very )?(?:good|nice|great|excellent|awesome|well) (?:bot|job|work|done|one|answer|find)|cool|nice|great|awesome|perfect|excellent|wonderful|got it|makes sense|understood|i see|(?:that|this) (?:helps|helped|was helpful|is helpful|is perfect|is great)`)},
		{Kind: lang.Help, Pattern: whole(`lol|haha|wow|hmm|huh|test|ping|are you `,
			`lol|haha|wow|hmm+|huh|test|testing|ping|are you (?:there|here|awake|online|working)`)},
		{Kind: lang.Help, Pattern: whole(`what can you|what can i|what do you|what do i|what else|how do|how can|how should|what are you for|can you help|could you help`,
			`what (?:can|do) (?:you|i) (?:do|ask)(?: you| here| with (?:you|this)| for (?:me|us))?|what else can you do|`+
				`how (?:do|does|can|should) (?:you|this|i|we) (?:work|use (?:this|you)|ask you)|what do you know|what are you for|(?:can|could) you help(?: me| us)?(?: out)?`)},
		{Kind: lang.Self, Pattern: whole(`who are you|what are you|your name|are you|are u|r you|r u|made you|built you|wrote you|created you|programmed you|trained you|owns you|runs you|do you |can you |who is your`,
			`(?:who|what) are you|what is your name|what's your name|(?:are|r) (?:you|u) (?:an? |really |just |even |real )*`+
				`(?:ai|bot|robot|machine|human|person|real|program|computer|llm|language model|chatgpt|gpt|alive|sentient)(?: or .{1,40})?|`+
				`(?:who|which company) (?:made|built|wrote|created|programmed|trained|owns|runs) you|do you (?:use|run on|have) (?:an? )?(?:ai|llm|language model|chatgpt|gpt|feelings)|how old are you|where are you from|who is your (?:boss|owner|maker|creator|master)|(?:do|can) you (?:speak|understand|know) (?:english|german|french|spanish|italian|russian|chinese|japanese|korean|arabic|other languages)`)},
		{Kind: lang.Sources, Pattern: whole(``+textWords+`|information|answer|fact|quot|topic|subject|thing|what do|what  do|what are|what  are|which do|which  do|which are|which  are`,
			`(?:what|which)(?: are| is|'s|s)? (?:your|the|these|those) `+texts+`(?: about| for)?|`+
				`(?:what|which|how many) `+texts+` (?:do you (?:have|use|know|search|read|cover|quote|answer from)|have you (?:got|read)|are there|can you (?:see|read|quote|search))|`+
				`(?:what|which) (?:topics?|subjects?|things?)? ?(?:do|does|are) (?:your|the|these|those|you) ?(?:`+texts+`)? ?(?:cover|contain|about|deal with|talk about|know about|covered|have)|`+
				`(?:list|show)(?: me)? (?:all )?(?:of )?(?:your|the) `+texts+`|`+
				`where (?:do you get|did you get|does|do) (?:your|this|that|the|all) (?:information|answers?|facts?|data|quotes?|quotations?|knowledge)(?: come)?(?: from)?`)},
		{Kind: lang.Writing, Pattern: whole(`shorten|translate|paraphrase|rephrase|rewrite|proofread|explain|simplify|read|headline|tweet|stor|article|mail|letter|poem|joke|essay|post|song|press release|translation|opinion|picture|image|lede|intro|what is your|what's your|what do you think`,
			`(?:shorten|translate|paraphrase|rephrase|rewrite|proofread|explain|simplify|read)(?: `+object+`)*(?: (?:in|into|to) .{1,40})?|`+
				`(?:write|draft|compose|make|create|generate|give|show|tell|prepare)(?: me| us)?(?: a| an| the| some| another| your| my)?(?: `+adjective+`)*(?: up)? `+
				`(?:headlines?|tweets?|stor(?:y|ies)|article|email|mail|letter|poem|jokes?|essay|post|song|press release|translation|opinion|picture|image|lede|intro|introduction)(?: .{1,80})?|`+
				`(?:what is|what's) your (?:opinion|view|take)(?: .{1,40})?|what do you think(?: .{1,40})?`)},
		{Kind: lang.Check, Pattern: whole(`sure|certain|positive|really|for real|seriously|says who|who says|how do you know|prove it`,
			`(?:are|r) (?:you|u) (?:really |quite |absolutely |so )?(?:sure|certain|positive)(?: about (?:that|this|it))?|really|for real|seriously|says who|who says(?: so| that)?|how do you know(?: that| this)?|prove it`)},
		{Kind: lang.Blame, Pattern: whole(``+badWords+`|right|true|correct|help|sense|what i |my question|answer|work|get it|understand|hate|fuck|screw|damn|shut up|wtf|suck`,
			`(?:you|u)(?: are| re|'re| r)? (?:`+degree+` )*`+bad+`(?: `+thing+`)?|(?:`+degree+` )*`+bad+` `+thing+`|`+
				`(?:that|this|it|the answer|your answer|that answer|this answer)(?: is| was|'s| makes)? (?:`+degree+` |not |no )*(?:`+bad+`|right|true|correct|helpful|sense|help|what i (?:asked|meant|wanted)|answer(?:ing)? (?:to )?my question)|`+
				`(?:that|this|you|it) (?:does not|did not|doesn't|didn't|do not|don't|is not|isn't|are not|aren't) (?:answer my question|answer(?:ing)? me|help(?: me|ful|ing)?|make sense|work(?:ing)?|get it|understand(?: me)?)|`+
				`(?:i )?(?:hate|fuck|screw|damn) (?:you|u|this|off|it)(?: `+thing+`)?|shut up|wtf|wrong(?: again)?|nonsense|(?:you|this|it|that) sucks?|no that is wrong|bullshit|rubbish|idiot|moron`)},
	},

	Checks: lang.Words(`right true correct accurate confirm confirmed verify verified check stand stands back backed backs hold holds water
	legit legitimate fact factual factually real sourced evidence proof source sources prove proven wrong false
	incorrect accurate reliable reported correct trust debunk`),
	CheckFillers: lang.Words(`up out anyone anybody someone somebody else please now still actually really quickly quick say says said claim claims
	statement line quote quoted information info thing stuff lines sentence story have has get got find there reports report sources documents mention yes no or not`),
	Attribution: lazyregexp.New(`(?i)^(?:so |and |but |well,? |hey,? )?(?:` +
		`(?:i|we|they|people|some|someone|somebody|everyone|a colleague|my editor|my boss|the desk|twitter|x|facebook|social media|the internet|(?:the )?(?:wires?|agencies|press|media|papers?|news|tv|radio|rumou?rs?|blogs?))` +
		`(?: just| have| has|'ve| are| is| keep| keeps| also)* (?:heard?|read|reads|saw|seen|say|says|said|saying|claim|claims|claimed|claiming|report|reports|reported|reporting|told|tell|tells|write|writes|wrote|believe|think|was told|were told)(?: me| us| on \w+| somewhere)?(?: that)?,? |` +
		`(?:apparently|allegedly|supposedly|reportedly|rumou?r has it(?: that)?|it is (?:said|claimed|reported) that|according to (?:the )?(?:wires?|press|media|papers?|news|rumou?rs?)),? )`),
}

// Parts of the patterns of remarks, and words of which these need one.
const (
	textWords = `source|document|report|article|file|text|collection|corpus|archive|data|library|knowledge`
	badWords  = `stupid|dumb|useless|idiot|moron|wrong|lying|liar|terrible|awful|horrible|worthless|rubbish|garbage|trash|crap|shit|nonsense|bad|broken|false|mistaken|hopeless|pathetic|annoying|slow|silly|lame|crazy|insane|mad|worst|joke|hallucinating|making |incompetent|ignorant|pointless`

	texts     = `(?:sources?|documents?|reports?|articles?|files?|texts?|collections?|corpus|archives?|data|database|library|knowledge base)`
	object    = `(?:all|every|everything|me|us|it|this|that|these|those|them|the|your|our|my|of|in|from|for|here|please|briefly|whole|last|latest|main|key|points?|facts?|answers?|text|message|thread|page|conversation|channel|` + texts + `)`
	adjective = `(?:short|brief|long|quick|catchy|good|nice|funny|new|better|one|two|three|line|sentence|paragraph|word|sentences?|of)`
	degree    = `(?:so|very|really|such|too|just|all|quite|completely|totally|absolutely|fucking|bloody|damn|a|an|the|is|was|getting|it|stupid)`
	bad       = `(?:stupid|dumb|useless|idiotic|idiot|moron|wrong|lying|liar|terrible|awful|horrible|worthless|rubbish|garbage|trash|crap|crappy|shit|shitty|bullshit|nonsense|bad|broken|incorrect|false|mistaken|hopeless|pathetic|annoying|slow|silly|lame|crazy|insane|mad|worst|joke|hallucinating|making (?:this|that|it|things|stuff) up|made (?:this|that|it) up|incompetent|ignorant|pointless)`
	thing     = `(?:bot|robot|machine|thing|program|app|answer|answers|piece of \w+|tool|software|computer|ai|one|again)`
)

// whole matches a message that is one of some phrases, whatever politeness
// stands around it. Each phrase has one of the words that it needs, see
// lazyregexp.Needing.
func whole(needs, phrases string) lazyregexp.Regexp {
	return lazyregexp.Needing(needs, `^(?:(?:please|can you|could you|would you|will you|can i|may i|i want you to|i need you to|i would like you to|just|now|then|ok|okay|so|and|but|well|no|yes|oh|wow|hmm|hm|quoth) )*`+
		`(?:`+phrases+`)(?: (?:please|pls|plz|now|then|today|quoth|bot|thanks|thank you|for me|for us|lol|haha|man|mate|again))*$`)
}
