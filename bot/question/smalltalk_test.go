package question

import (
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/lang"
	"github.com/quoth-bot/quoth/lang/en"
)

func TestGreet(t *testing.T) {
	for kind, messages := range map[Greeting][]string{
		lang.Hello:   {"hello", "good morning everyone", "hi, how are you?"},
		lang.Thanks:  {"thanks, you are great", "good bot", "Makes sense"},
		lang.Help:    {"what can you do?", "Can you help me?", "How do you work?", "lol"},
		lang.Self:    {"are you an AI?", "hi, are you a real person or a bot?", "who made you?", "Do you speak German?"},
		lang.Sources: {"what are your sources about?", "Which documents do you have?", "What do these reports cover?", "list your documents", "Where do you get your information from?"},
		lang.Writing: {"translate this", "Please translate this into French", "Write me a headline", "What do you think about Putin?"},
		lang.Check:   {"are you sure?", "is this right?", "Can we stand that up?", "Do the sources back this up?", "True?", "Fact check please", "really?"},
		lang.Blame:   {"you are stupid", "wow you're dumb", "That's wrong", "you are not helpful", "That is not what I asked", "this doesn't answer my question"},
		"": {
			"", "when?", "And why?", "is it supported?", "how does it work?", "What is right of the door?", "Was the pact ratified?", "storm corps", "Write permissions",
			"Which reports mention Kursk?", "How many sources does the archive have?", "Is the source code there?", "translate plugin", "What is wrong with the sensor?",
			"Who is the bot's owner?", "How do I write a headline?", "Is there proof of stake?", "Who thinks that Kim is stupid?", "Summarise the treaty of Versailles",
		},
	} {
		for _, m := range messages {
			if g, ok := Greet(en.English, m); g != kind || ok != (kind != "") {
				t.Errorf("%q is %q, want %q", m, g, kind)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		message string
		want    []string
	}{
		{"Thanks! Who is Kim? He spoke. And when?", []string{"Who is Kim?", "And when?"}},
		{"18 soldiers have deserted. The Duma met.", []string{"18 soldiers have deserted.", "The Duma met."}},
		{"The wires say 18 soldiers have already deserted. Can we stand that up?", []string{"18 soldiers have already deserted."}},
		{"Is this right? I heard that the Duma met. And when did it meet?", []string{"the Duma met.", "And when did it meet?"}},
		{"> The Duma has met.\n> It ratified the pact.\n\nIs that true?", []string{"The Duma has met.", "It ratified the pact."}},
		{"who said\n> more than 5 > 4", []string{"who said", "more than 5 > 4"}},
		{"Zelensky said that the troops fight. Please confirm.", []string{"Zelensky said that the troops fight."}},
		{"Is that right?", []string{"Is that right?"}},
		{"I heard that. Is it true?", []string{"I heard that."}},
	} {
		got, more := Split(en.English, c.message)
		if !slices.Equal(got, c.want) || more != 0 {
			t.Errorf("%q: %q and %d more, want %q", c.message, got, more, c.want)
		}
	}
}
