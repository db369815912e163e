package bot_test

import (
	"testing"

	. "github.com/quoth-bot/quoth/bot"
)

// A question in a script that none of the sources has, of those that its asker may see,
// is told so in one sentence.
func TestOtherScript(t *testing.T) {
	cyrillic := collection("cyrillic", "Цапля живёт в старом лодочном сарае.")
	cyrillic.Audience = Audience{Channels: []string{"slack/C2"}}
	b, err := newBot([]sources{collection("latin", "The heron nests in the old boathouse of Marrowby."), cyrillic})
	if err != nil {
		t.Fatal(err)
	}
	const says = "The sources have nothing in the script of this question."
	for _, test := range []struct {
		place Place
		text  string
		other bool
	}{
		{newsroom, "Где живёт цапля?", true},
		{desk, "Где живёт цапля?", false},
		{desk, "Сколько стоит молоко?", false}, // the script is there, the words are not
		{desk, "鷺はどこに住んでいますか", true},
		{newsroom, "Где живёт heron?", false},
		{newsroom, "Где живёт Zorblax?", false},
		{newsroom, "Zorblaxian?", false},
		{newsroom, "1234?", false},
		{Place{Platform: "slack"}, "Где живёт цапля?", true},
	} {
		a := one(t, b, Question{From: From{Place: test.place}, Text: test.text})
		if a.OtherScript != test.other || a.OtherScript && (a.Verdict != None || len(a.Missing) > 0) {
			t.Errorf("%q in %s: %+v", test.text, test.place.Channel, a)
		}
		if phrases := a.Phrases(); (len(phrases) == 1 && phrases[0].String() == says) != test.other {
			t.Errorf("%q in %s: %q", test.text, test.place.Channel, phrases)
		}
	}
}

// Where nothing may be seen, nothing is said of its script.
func TestOtherScriptOfNothing(t *testing.T) {
	hidden := collection("hidden", "The heron nests in the old boathouse of Marrowby.")
	hidden.Audience = Audience{}
	b, err := newBot([]sources{hidden})
	if err != nil {
		t.Fatal(err)
	}
	if a := one(t, b, Question{From: From{Place: newsroom}, Text: "Где живёт цапля?"}); a.OtherScript {
		t.Errorf("%+v", a)
	}
}
