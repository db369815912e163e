package en

import "github.com/quoth-bot/quoth/lang"

// questions is how one asks in English. Light words were
// taken from questions on the built-in reports, on two encyclopaedia sets and on documents: a
// source may answer without them. Written for Quoth.
var questions = lang.Questions{
	Asking: map[string]string{
		"when": lang.When, "who": lang.Who, "whom": lang.Who, "whose": lang.Who, "who's": lang.Who, "whos": lang.Who,
		"where": lang.Where, "where's": lang.Where, "why": lang.Why, "how": lang.How,
		"what": lang.Anything, "which": lang.Anything, "what's": lang.Anything, "whats": lang.Anything,
	},
	Measures: map[string]string{
		"many": "", "large": "", "big": "", "fast": "", "often": "",
		"much": lang.OfMoney + " " + lang.OfShare, "old": lang.OfTime, "long": lang.OfTime + " " + lang.OfLength, "heavy": lang.OfWeight,
		"far": lang.OfLength, "tall": lang.OfLength, "high": lang.OfLength, "deep": lang.OfLength, "wide": lang.OfLength,
	},
	Quantities: map[string]string{
		"percentage": lang.OfShare, "percent": lang.OfShare, "proportion": lang.OfShare, "turnout": lang.OfShare, "length": lang.OfLength + " " + lang.OfTime,
		"height": lang.OfLength, "distance": lang.OfLength, "depth": lang.OfLength, "width": lang.OfLength, "age": lang.OfTime, "weight": lang.OfWeight,
		"cost": lang.OfMoney, "price": lang.OfMoney, "fee": lang.OfMoney, "salary": lang.OfMoney, "budget": lang.OfMoney, "fine": lang.OfMoney,
	},
	Nouns: map[string]string{
		"year": lang.When, "date": lang.When, "day": lang.When, "month": lang.When, "time": lang.When, "decade": lang.When, "century": lang.When, "era": lang.When,
		"number": lang.HowMany, "numbers": lang.HowMany, "total": lang.HowMany, "percentage": lang.HowMany, "percent": lang.HowMany, "amount": lang.HowMany, "population": lang.HowMany,
		"proportion": lang.HowMany, "length": lang.HowMany, "height": lang.HowMany, "size": lang.HowMany, "distance": lang.HowMany, "age": lang.HowMany, "cost": lang.HowMany, "price": lang.HowMany,
		"city": lang.Where, "country": lang.Where, "place": lang.Where, "state": lang.Where, "location": lang.Where, "town": lang.Where, "region": lang.Where,
		"county": lang.Where, "continent": lang.Where, "province": lang.Where, "street": lang.Where, "river": lang.Where,
		"person": lang.Who, "man": lang.Who, "woman": lang.Who, "president": lang.Who, "author": lang.Who, "actor": lang.Who, "king": lang.Who, "queen": lang.Who,
		"actress": lang.Who, "singer": lang.Who, "scientist": lang.Who, "player": lang.Who, "director": lang.Who, "leader": lang.Who, "company": lang.Who, "organization": lang.Who,
		"reason": lang.Why, "cause": lang.Why,
	},
	ToBe: lang.Words("is are was were s"),
	Light: lang.Words(`
	see sees find look check show shows
	true false mention mentions mentioned next whole want wants wanted need needs needed say says said saying tell tells told think thinks thought know knows known
	believe believes happen happens happened occur occurs occurred call calls called name names named
	going getting giving taking making coming doing trying try tries tried
	make makes made take takes took taken get gets got give gives gave given go goes went gone come comes came
	use uses used mean means meant please like likes kind kinds type types sort sorts thing things way ways
	many much example examples describe described list explain worried worry concern consider considered
	number numbers total amount date year time day reason far long big old exactly currently today actually really
	often always usually sometimes recently lately ever yet away back soon again
	put keep let seem seems become becomes became show shows showed find finds found look looks
	according report reports reported reportedly regarding concerning related different main new people person`),
	AsksPast:     lang.Words("did didn't"),
	GoesOn:       lang.Words("and but so also then or"),
	RefersBack:   lang.Words("it he she they them him her his its their theirs hers this these those there"),
	Briefs:       briefs,
	Everything:   everything,
	ComparesBack: lang.Words("else other others another too instead"),
}
