package question

import (
	"testing"

	"github.com/quoth-bot/quoth/lang/en"
)

func TestFollows(t *testing.T) {
	for question, want := range map[string]bool{
		"And where are they stationed?": true, "when?": true, "why": true, "how many of them?": true, "how many?": true,
		"What is he worried about?": true, "what about the generals?": true, "How about NATO?": true, "so what did the Duma do?": true,
		"Who else?": true, "what other weapons?": true, "by whom?": true, "What happened then?": true, "Was it ratified?": true,
		"where is that?": true, "WHERE ARE THEY?": true, "is there more?": true,

		"How many soldiers have deserted?": false, "Who is Yoo Yong-won?": false, "Why did Zelensky criticize his allies?": false,
		"storm corps": false, "What does the pact say?": false, "The Duma ratified it": false, "": false, "?": false,
	} {
		q := Parse(en.English, question)
		if got := q.Follows(); got != want {
			t.Errorf("%q follows: %v, want %v", question, got, want)
		}
	}
}
