package question

import (
	"testing"

	"github.com/quoth-bot/quoth/lang/en"
)

func TestTopic(t *testing.T) {
	for message, want := range map[string]string{
		"brief": "", "Brief me on the Storm Corps": "the Storm Corps", "brief on loudspeakers": "loudspeakers", "Summarise the reports": "",
		"give me the gist": "", "Please give me a short summary of the pact.": "the pact", "TL;DR": "", "tell me about loudspeakers": "loudspeakers",
		"What do the sources say about the Storm Corps?": "the Storm Corps", "What do your reports say?": "", "what happened in October?": "October",
		"What is known about the defectors, please?": "the defectors", "overview of everything": "", "What's the latest on Kursk?": "Kursk",
		"summarize this for me in two sentences": "", "What happened in 2014?": "2014", "key points": "", "Can you sum up all of it?": "",
	} {
		if got, ok := Topic(en.English, message); !ok || got != want {
			t.Errorf("%q is about %q (%v), want %q", message, got, ok, want)
		}
	}
	for _, message := range []string{
		"", "What happened on the 24th of October?", "Who briefed the council?", "How do I write a summary?", "What does the pact say?",
		"When was the overview published?", "Tell me who Kim is",
		"storm corps", "Is the digest algorithm SHA-256?", "What is the brief answer to the question of the war?",
	} {
		if got, ok := Topic(en.English, message); ok {
			t.Errorf("%q is taken for a brief about %q", message, got)
		}
	}
}
