package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// TestLanguages speaks a person's language where they alone read it, and else the first
// that is offered. Quotations stay as they are.
func TestLanguages(t *testing.T) {
	s := newStage(t, true)
	s.adapter.opts.Languages, s.opts.Drain = []string{"fr", "de"}, 200*time.Millisecond
	s.start()
	s.Speak("UANNA", "de-AT")
	s.Speak("UBEN", "pl-PL")
	answered := func(channel, text string, labels ...string) {
		t.Helper()
		var shown slacktest.Message
		s.until("an answer in "+channel, func() bool {
			for _, m := range s.showing(text) {
				if shown = m; m.Channel == channel {
					return true
				}
			}
			return false
		})
		for _, label := range labels {
			if !strings.Contains(strings.Join(slacktest.Buttons(shown), " "), label) {
				t.Errorf("in %s it has the buttons %q, not %s", channel, slacktest.Buttons(shown), label)
			}
		}
	}
	const unanswered = "What is the capital of France?"
	s.mention("UANNA", "CDESK", question)
	answered("CDESK", answer, "Contexte", "Supprimer")
	s.Command("/ask", "UANNA", "CQUAY", question)
	answered("CQUAY", answer, "Umgebung", "Im Kanal teilen", "Hilfreich")
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: unanswered})
	answered("DANNA", "Die Quellen beantworten das nicht.")
	s.Write(slacktest.Writing{User: "UBEN", Channel: "DBEN", Text: unanswered})
	answered("DBEN", "Les sources n'y répondent pas.")
	s.OpenHome("UANNA")
	s.until("the Home is German", func() bool { return strings.Contains(string(s.View("UANNA")), "Was ich zitieren kann") })
	root := s.Write(slacktest.Writing{User: "UBEN", Channel: "CDESK", Text: wires})
	s.acked()
	s.Shortcut("UANNA", "CDESK", root, wires)
	s.until("a German modal", func() bool {
		for id := range s.Modals() {
			if s.PressIn("UANNA", id, "Im Thread posten", 0) {
				return true
			}
		}
		return false
	})
	m := s.shown("18 North Korean soldiers have already deserted")
	s.Press("UANNA", m.TS, "Utile")
	s.shown("Danke. Das ist vermerkt.")
	s.restartedIn("fr")
}

// restartedIn answers in the language in which it was asked, after a restart.
func (s *stage) restartedIn(language string) {
	s.Helper()
	release := s.bot.hold()
	s.mention("UANNA", "CLATE", "What is the capital of Spain?")
	s.acked()
	s.end()
	release()
	s.start()
	s.until("it is answered in "+language, func() bool {
		for _, m := range s.showing("Les sources n'y répondent pas.") {
			if m.Channel == "CLATE" {
				return true
			}
		}
		return false
	})
}
