package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// one asks one question and checks its answer.
func one(t *testing.T, b *Bot, q Question) Answer {
	t.Helper()
	traces, err := b.Trace(t.Context(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	checkAnswers(t, b, q, traces)
	if len(traces) != 1 {
		t.Fatalf("%q has %d answers, want one", q.Text, len(traces))
	}
	return traces[0].Answer
}

// first returns the first quote of an answer, or "".
func first(a Answer) string {
	if len(a.Quotes) == 0 {
		return ""
	}
	return a.Quotes[0].Text
}

func TestVerdicts(t *testing.T) {
	b := reports(t)
	for _, c := range []struct {
		question string
		verdict  Verdict
		contains string // in the first quote
	}{
		{"How many North Korean soldiers have deserted?", Found, "at least 18 North Korean soldiers"},
		{"HOW MANY NORTH KOREAN SOLDIERS HAVE DESERTED?", Found, "at least 18 North Korean soldiers"},
		{"Who is Yoo Yong-won?", Found, "Lawmaker Yoo Yong-won"},
		{"WHO IS YOO YONG-WON?", Found, "Lawmaker Yoo Yong-won"},
		{"WHAT IS NATO?", Found, "NATO"},
		{"How far are the troops from their home bases?", Found, "7,000 kilometers"},
		{"how many troops did the Pentagon estimate?", Found, "estimated by the Pentagon"},
		{"storm corps", Found, "Storm Corps"},
		{"Did Zelensky criticise his allies?", Found, "has criticized Western allies"},
		{"what did selenskyj criticize", Closest, "has criticized Western allies"},
		{"what happened on October 24?", Found, "On October 24"},
		{"what happened on the 24th of October?", Found, "On October 24"},
		{"What happened on Oct. 24?", Found, "On October 24"},
		{"three thousand soldiers are training in Russia", Found, "3,000 North Korean soldiers are currently training"},
		{"What is the Thunder Corps capable of?", Closest, "Storm Corps"},
		{"What happened on November 24?", Closest, ""},
		{"How many Iranian soldiers have deserted?", Closest, "deserted"},
		{"Who is Vladimir Putin?", None, ""},
		{"What is the capital of France?", None, ""},
		{"How do I bake bread?", None, ""},
		{"Hello, how many soldiers have deserted?", Found, "at least 18"},
		{"thanks, and who is Yoo Yong-won?", Found, "Lawmaker Yoo Yong-won"},
		{"hi there, storm corps please", Found, "Storm Corps"},
		{"hello", Smalltalk, ""},
		{"Thanks a lot!", Smalltalk, ""},
		{"good morning everyone", Smalltalk, ""},
		{"What can you do?", Smalltalk, ""},
	} {
		a := one(t, b, Question{Text: c.question})
		if a.Verdict != c.verdict || !strings.Contains(first(a), c.contains) {
			t.Errorf("%q: %s (%.2f), %q; want %s with %q", c.question, a.Verdict, a.Confidence, first(a), c.verdict, c.contains)
		}
	}
}

func TestGreetings(t *testing.T) {
	b := reports(t)
	for text, want := range map[string]Greeting{
		"Hi there!": Hello, "thx": Thanks, "bye": Bye, "help": AskFor, "who are you?": Self, "translate this": Writing,
		"are you sure?": Check, "You are useless": Blame, "What are your sources?": Listing,
	} {
		a := one(t, b, Question{Text: text})
		if phrases := a.Phrases(); a.Greeting != want || len(phrases) != 1 {
			t.Errorf("%q: %q and %d phrases, want %q and one", text, a.Greeting, len(phrases), want)
		}
	}
	said := one(t, b, Question{Text: "What are your sources about?"}).Phrases()[0].String()
	if !strings.HasPrefix(said, "I quote from 5 documents: “North Korean Troops in Russia") || strings.Count(said, "“") != 5 {
		t.Error(said)
	}
}

// A claim is what is looked up where a message asks whether it holds.
func TestClaimBesideQuestion(t *testing.T) {
	b := reports(t)
	for _, message := range []string{
		"The wires say 18 soldiers have already deserted. Can we stand that up?", "> 18 soldiers have already deserted\nis this right?",
	} {
		if a := one(t, b, Question{Text: message}); a.Verdict != Found || !strings.Contains(first(a), "at least 18") {
			t.Errorf("%q: %s, %q", message, a.Verdict, first(a))
		}
	}
}

// What a message points at is looked up where it asks no more than whether that
// holds.
func TestAbout(t *testing.T) {
	b := reports(t)
	const claim = "The wires say that 18 soldiers have already deserted."
	for _, c := range []struct{ text, about, want string }{
		{"is this right?", claim, "at least 18"},
		{"", claim, "at least 18"},
		{"?", claim, "at least 18"},
		{"What did the Duma ratify?", claim, "the Russian Duma"},
		{"is this right?", "", ""},
	} {
		a := one(t, b, Question{Text: c.text, About: c.about})
		if !strings.Contains(first(a), c.want) || (a.Verdict == Found) != (c.want != "") {
			t.Errorf("%q about %q: %s, %q", c.text, c.about, a.Verdict, first(a))
		}
	}
	if _, err := b.Ask(t.Context(), Question{About: "  "}); !errors.Is(err, ErrEmptyQuestion) {
		t.Errorf("nothing about nothing: %v", err)
	}
}

// What is near to a name that the sources lack is told in its place.
func TestNearName(t *testing.T) {
	a := one(t, reports(t), Question{Text: "What did Zelinsky say about Belgium?"})
	said := fmt.Sprint(a.Phrases())
	if !strings.Contains(said, "The sources have 'Zelensky', not 'Zelinsky'.") || !strings.Contains(said, "do not mention Belgium.") || strings.Contains(said, "Read '") {
		t.Error(said)
	}
}

// What a question names and the sources do not is told, as it was written.
func TestMissing(t *testing.T) {
	b := reports(t)
	for question, want := range map[string][]string{
		"How many troops did the Kremlin estimate North Korea sent to Russia?": {"Kremlin"},
		"What did President Moon Jae-in call the move?":                        {"Moon Jae-in"},
		"Why did North Korean officers go to Belgorod?":                        {"Belgorod"},
		"Why did North Korean officers go to Belgorod's outskirts?":            {"Belgorod", "outskirts"},
		"On November 24, what did the Russian Duma ratify?":                    {"November 24"},
		"Did the Duma ratify it on 23 October?":                                {"23 October"},
		"Are 4,000 soldiers training in Russia?":                               {"4,000"},
		"Are four thousand soldiers training in Russia?":                       {"four thousand"},
		"Are 300 soldiers training in Russia?":                                 {"300"},
		"Who is Vladimir Putin?":                                               {"Vladimir Putin"},
		"Kremlin, Kremlin and kremlin":                                         {"Kremlin"},
		"Was it October 25, by the Kremlin, or October 25?":                    {"October 25", "Kremlin"},
	} {
		a := one(t, b, Question{Text: question})
		if !slices.Equal(a.Missing, want) || a.Verdict == Found {
			t.Errorf("%q: %s, missing %q, want %q", question, a.Verdict, a.Missing, want)
		}
		if said := fmt.Sprint(a.Phrases()); !strings.Contains(said, want[0]) {
			t.Errorf("%q: the answer says %q", question, said)
		}
	}
}

// A figure is what it is worth, however it is written, and nothing near it.
// In small letters a plain slip is what it looks like; with a capital it may be
// somebody whom the sources do not name.
func TestSlipsOfNames(t *testing.T) {
	b := reports(t)
	for question, verdict := range map[string]Verdict{
		"what do the north korean officers do in kurks":    Found,
		"who estimated that 10,000 soldiers went to rusia": Found,
		"What do the North Korean officers do in Kurks?":   Closest,
		"What do the North Korean officers do in Kherson?": Closest,
	} {
		if a := one(t, b, Question{Text: question}); a.Verdict != verdict {
			t.Errorf("%q: %s (%.2f), missing %q; want %s", question, a.Verdict, a.Confidence, a.Missing, verdict)
		}
	}
}

func TestFiguresByValue(t *testing.T) {
	b := reports(t)
	for question, want := range map[string]string{
		"Which 2,000 soldiers completed training?":           "approximately 2,000 North Korean soldiers",
		"Which two thousand soldiers completed training?":    "approximately 2,000 North Korean soldiers",
		"Are 3000 soldiers training at sites in Russia?":     "estimates suggest that 3,000 North Korean soldiers",
		"Are 3k soldiers training at sites in Russia?":       "estimates suggest that 3,000 North Korean soldiers",
		"the 320,000 soldiers in the war":                    "320,000 soldiers",
		"three hundred and twenty thousand soldiers":         "320,000 soldiers",
		"Which election is in November?":                     "November U.S. presidential election",
		"What did the Duma ratify in October?":               "On October 24",
		"How many troops are 7,000 kilometers from home?":    "7,000 kilometers",
		"Which group has two hundred North Korean defectors": "a group of 200 North Korean defectors",
	} {
		if a := one(t, b, Question{Text: question}); !strings.Contains(first(a), want) {
			t.Errorf("%q: %q, want %q", question, first(a), want)
		}
	}
	for _, question := range []string{"Which 20,000 soldiers completed training?", "Which 200,000 defectors plan psychological warfare?"} {
		for _, q := range one(t, b, Question{Text: question}).Quotes {
			for _, m := range q.Matches {
				if strings.ContainsAny(m.Asked, "0123456789") {
					t.Errorf("%q: %+v matches in %q", question, m, q.Text)
				}
			}
		}
	}
}

// What was read as something else is told; a name is never replaced unsaid.
func TestCorrections(t *testing.T) {
	b := reports(t)
	for question, want := range map[string][]string{
		"psycological warfare":               {"psycological>psychological"},
		"psycological warfare, psycological": {"psycological>psychological"},
		"Who is Yoo Yongwon?":                nil,
		"who is yoo yong won":                {"yong won>Yong-won"},
		"Who is Yoo Yong-Won?":               nil,
		"loud speaker announcements":         {"loud speaker>loudspeaker"},
		"soldiers at the frontlines":         {"frontlines>front lines"},
		"How many soldeirs have desrted?":    {"soldeirs>soldiers", "desrted>deserted"},
		"How many soldiers have deserted?":   nil,
	} {
		var got []string
		for _, c := range one(t, b, Question{Text: question}).Corrections {
			got = append(got, c.Asked+">"+c.Read)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: read %q, want %q", question, got, want)
		}
	}
}

// A slip in a word that says nothing is no slip worth telling.
func TestSlipsInSmallWords(t *testing.T) {
	b := reports(t)
	for _, question := range []string{"teh soldiers taht have deserted", "wich soldiers have deserted"} {
		if a := one(t, b, Question{Text: question}); len(a.Missing) != 0 || len(a.Corrections) != 0 || a.Verdict != Found {
			t.Errorf("%q: %s, missing %q, read %v", question, a.Verdict, a.Missing, a.Corrections)
		}
	}
}

func TestSeveralQuestions(t *testing.T) {
	b := reports(t)
	for text, want := range map[string][]string{
		"Who is Yoo Yong-won? How many soldiers deserted?":           {"Who is Yoo Yong-won?", "How many soldiers deserted?"},
		"I read the reports. Who is Yoo Yong-won?":                   {"Who is Yoo Yong-won?"},
		"The Duma ratified a pact. Soldiers have deserted.":          {"The Duma ratified a pact.", "Soldiers have deserted."},
		"Who? Where? When? Why? How many troops? How many generals?": {"Who?", "Where?", "When?", "Why?", "How many troops?"},
		"troops\n\nwarfare\n":                                        {"troops", "warfare"},
		"Thanks! The Duma ratified a pact.":                          {"The Duma ratified a pact."},
		"Hi. Who is Yoo Yong-won?":                                   {"Who is Yoo Yong-won?"},
		"What did the U.S. say?":                                     {"What did the U.S. say?"},
		"“How many soldiers deserted?”":                              {"“How many soldiers deserted?”"},
		"?!? Who is Yoo Yong-won?":                                   {"Who is Yoo Yong-won?"},
	} {
		answers, err := b.Ask(t.Context(), Question{Text: text})
		var got []string
		for _, a := range answers {
			got = append(got, a.Asked)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is answered as %q, want %q (%v)", text, got, want, err)
		}
	}
}

// values lists a disagreement's values in order of their size or name.
func values(d *Disagreement) string {
	if d == nil {
		return ""
	}
	var out []string
	for _, v := range d.Values {
		out = append(out, strings.TrimSpace(v.Qualifier+" "+v.Value))
	}
	slices.Sort(out)
	return string(d.Kind) + ": " + strings.Join(out, ", ")
}

func TestDisagreement(t *testing.T) {
	b := reports(t)
	for question, want := range map[string]string{
		"How many troops has North Korea sent?":                        "figures: approximately 12000, approximately 2000, approximately 3000, around 10000",
		"When is the pact ratified?":                                   "dates: 10-24, soon",
		"How many soldiers have deserted?":                             "",
		"How many South Korean soldiers were sent to the Vietnam War?": "",
		"How many officers is North Korea preparing to send?":          "",
		"Where are the troops?":                                        "",
		"How many defectors plan psychological warfare?":               "",
	} {
		if got := values(one(t, b, Question{Text: question}).Disagreement); got != want {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
}

// Two passages disagree only if they give values for the same thing, which the
// question does not give itself; of dates, one must be a date.
func TestDisagreementOfOwnTexts(t *testing.T) {
	for _, c := range []struct{ question, one, other, want string }{
		{"How many soldiers left Kursk?", "About 300 soldiers left Kursk.", "More than 500 soldiers left Kursk.", "figures: About 300, More than 500"},
		{"How many soldiers left Kursk?", "About 300 soldiers left Kursk.", "Some 300 soldiers left Kursk.", ""},
		{"How many soldiers left Kursk?", "About 300 soldiers left Kursk.", "Some 20 dogs left Kursk.", ""},
		{"How many soldiers left Kursk?", "About 300 soldiers left Kursk.", "Some 500 soldiers left Belgorod.", ""},
		{"How many soldiers of the 500 soldiers left Kursk?", "Of 500 soldiers some left Kursk.", "Some 300 soldiers, of 500, left Kursk.", ""},
		{"When did the soldiers leave Kursk?", "The soldiers leave Kursk on October 24.", "The soldiers leave Kursk on October 25.", "dates: 10-24, 10-25"},
		{"When did the soldiers leave Kursk?", "The soldiers leave Kursk on October 24, 2024.", "The soldiers leave Kursk on October 24.", ""},
		{"When did the soldiers leave Kursk?", "The soldiers leave Kursk soon.", "The soldiers leave Kursk tomorrow.", ""},
		{"Where did the soldiers go?", "About 300 soldiers left Kursk.", "More than 500 soldiers left Kursk.", ""},
	} {
		b, err := newBot([]sources{collection("c", c.one, c.other, "Nobody stayed in the town.", "The town fell silent.", "Trains rolled west.")})
		if err != nil {
			t.Fatal(err)
		}
		d, err := DisagreementOn(b, c.question)
		if err != nil {
			t.Fatal(err)
		}
		if got := values(d); got != c.want {
			t.Errorf("%q of %q and %q: %q, want %q", c.question, c.one, c.other, got, c.want)
		}
	}
}

// The same sentence in two documents is quoted once.
func TestTheSameSentenceIsQuotedOnce(t *testing.T) {
	text := "The soldiers left Kursk on Monday."
	b, err := newBot([]sources{{Name: "c", Audience: Open, Documents: []*corpus.Document{
		corpus.NewDocument("a", text), corpus.NewDocument("b", strings.ReplaceAll(text, " ", "  ")),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	traces, err := b.Trace(t.Context(), Question{Text: "When did the soldiers leave Kursk?"})
	if err != nil || len(traces[0].Ranking) != 1 {
		t.Errorf("the ranking is %+v (%v)", traces, err)
	}
}

func TestHardMessages(t *testing.T) {
	b := reports(t)
	long := strings.Repeat("How many troops are at the front ", 40_000/33)
	for name, text := range map[string]string{
		"long": long, "long without a stop": "which " + strings.Repeat("troops ", 6000), "one long word": strings.Repeat("a", 40_000),
		"a megabyte": strings.Repeat("Which soldiers deserted in Kursk", 1<<20/32), "many questions": strings.Repeat("Who? ", 10_000),
		"a megabyte of names": "which " + strings.Repeat("U.S. ", 1<<20/5),
	} {
		begun := time.Now()
		q := Question{Text: text}
		traces, err := b.Trace(t.Context(), q)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkAnswers(t, b, q, traces)
		// A fraction of a second; with the race detector some seconds.
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
	for _, text := range hardMessages {
		q := Question{Text: text}
		if traces, err := b.Trace(t.Context(), q); err == nil {
			checkAnswers(t, b, q, traces)
		} else if !errors.Is(err, ErrEmptyQuestion) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", " \n\t", "?", "...!?", "—", "\x00\x01\x1b", "🚀🙏", "\u200f\u202e\u200b", "\xff\xfe", "'’ʼ"} {
		if answers, err := b.Ask(t.Context(), Question{Text: text}); !errors.Is(err, ErrEmptyQuestion) {
			t.Errorf("%q: %+v, %v, want that the question is empty", text, answers, err)
		}
	}
	for _, text := range []string{"<!channel> How many soldiers have deserted?", "@everyone how many soldiers have deserted", "🚀 How many soldiers have deserted? 🙏", "\u200fHow many \u202esoldiers have deserted\u200f?", "How many\x00 soldiers\x1b[31m have deserted?", "how many s\u00adoldiers have deserted"} {
		if a := one(t, b, Question{Text: text}); !strings.Contains(first(a), "at least 18") {
			t.Errorf("%q: %q", text, first(a))
		}
	}
}

// Which source is later is told where all say when they are of.
func TestLatestOfDisagreement(t *testing.T) {
	for _, c := range []struct{ one, other, want string }{
		{"2024-10-20", "October 25, 2024", "The latest of them is “Second”, of October 25, 2024."},
		{"2024-10-26", "2024-10-25", "The latest of them is “First”, of 2024-10-26."},
		{"2024-10-25", "2024-10-25", ""},
		{"2024-10-25", "", ""},
		{"last week", "2024-10-25", ""},
	} {
		early := corpus.NewDocument("a", "The Tolva plant employs 300 workers.")
		late := corpus.NewDocument("b", "The Tolva plant employs 280 workers.")
		early.Title, early.Date, late.Title, late.Date = "First", c.one, "Second", c.other
		b, err := newBot([]sources{{Name: "c", Audience: Open, Documents: []*corpus.Document{early, late}}})
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, p := range one(t, b, Question{Text: "How many workers does the Tolva plant employ?"}).Phrases()[1:] {
			said += p.String()
		}
		if said != c.want {
			t.Errorf("%q and %q: %q, want %q", c.one, c.other, said, c.want)
		}
	}
}
