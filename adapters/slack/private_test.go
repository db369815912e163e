package slack

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// isFor fails unless a message is for one person alone, in a channel.
func (s *stage) isFor(m slacktest.Message, person, channel string) {
	s.Helper()
	if m.OnlyFor != person || m.Channel != channel {
		s.Errorf("the answer stands in %s, only for %q", m.Channel, m.OnlyFor)
	}
}

// TestCommand answers to the asker alone, who can share the answer.
func TestCommand(t *testing.T) {
	for name, socket := range map[string]bool{"socket": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, socket).start()
			s.Command("/ask", "UANNA", "CDESK", question)
			private := s.shown(answer)
			s.isFor(private, "UANNA", "CDESK")
			s.acked()
			if !s.Press("UANNA", private.TS, "Share in channel") {
				t.Fatalf("it has the buttons %q", slacktest.Buttons(private))
			}
			s.until("the answer is shared, and the private one says so", func() bool {
				shown := s.showing(answer)
				return len(shown) == 1 && shown[0].OnlyFor == "" && len(s.showing("Shared in the channel.")) == 1
			})
			shared := s.showing(answer)[0]
			if shown, pings := slacktest.Shown(shared); shared.Channel != "CDESK" || !strings.Contains(shown, question) || len(pings) > 0 {
				t.Errorf("shared in %s: %s, calling %q", shared.Channel, shown, pings)
			}
			if n := s.settled(); n != 2 {
				t.Errorf("%d messages: %s", n, s.posted())
			}
		})
	}
}

// TestBriefCommand answers with a brief, on a topic or on all sources.
func TestBriefCommand(t *testing.T) {
	s := newStage(t, true).start()
	s.Command("/brief", "UANNA", "CDESK", "the Storm Corps")
	s.isFor(s.shown("guerrilla warfare"), "UANNA", "CDESK")
	s.shown("What the sources say about “the Storm Corps”")
	s.Command("/brief", "UANNA", "CDESK", "")
	s.shown("The sources in their own words:")
}

// TestSharedOnce presses the button twice, and has Slack deliver both presses
// twice. What is shared is a question like others: it has its limits, and is
// counted.
func TestSharedOnce(t *testing.T) {
	s := newStage(t, true)
	monitor := &verdicts{}
	s.opts.Monitor = monitor
	s.start()
	s.Command("/ask", "UANNA", "CDESK", question)
	private := s.shown(answer)
	sent := len(s.Deliveries())
	for range 2 {
		s.Press("UANNA", private.TS, "Share in channel")
	}
	s.Twice(sent)
	s.until("the answer is shared, and the private one says so", func() bool {
		shown := s.showing(answer)
		return len(shown) == 1 && shown[0].OnlyFor == "" && len(s.showing("Shared in the channel.")) == 1
	})
	if n := s.settled(); n != 2 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
	if n := monitor.answered(); n < 2 {
		t.Errorf("%d answers were counted, the shared one is none of them", n)
	}
}

// verdicts counts answers.
type verdicts struct {
	mu sync.Mutex
	n  int
}

func (v *verdicts) Waiting(string, int)        {}
func (v *verdicts) Dropped(string, bot.Notice) {}
func (v *verdicts) Fault(string, string)       {}
func (v *verdicts) Connected(string, bool)     {}

func (v *verdicts) Answered(string, bot.Verdict, time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.n++
}

func (v *verdicts) answered() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.n
}

// TestShareWhereTheBotIsNoMember goes by the address that came with the click.
func TestShareWhereTheBotIsNoMember(t *testing.T) {
	s := onStage(t)
	s.Expel("CDESK")
	s.Command("/ask", "UANNA", "CDESK", question)
	private := s.shown(answer)
	s.isFor(private, "UANNA", "CDESK")
	s.Press("UANNA", private.TS, "Share in channel")
	s.until("the answer is shared", func() bool { shown := s.showing(answer); return len(shown) == 1 && shown[0].OnlyFor == "" })
}

// TestAnswersToNobodyElse never posts what is private for all, whatever goes
// wrong.
func TestAnswersToNobodyElse(t *testing.T) {
	for name, test := range map[string]struct {
		trouble func(*stage)
		channel string // where the answer stands at last
	}{
		"an address that has expired": {func(s *stage) { s.Expire() }, "CDESK"},
		"no member of the channel":    {func(s *stage) { s.Expel("CDESK") }, "CDESK"},
		"expired, and no member":      {func(s *stage) { s.Expire(); s.Expel("CDESK") }, "DANNA"},
		"expired, and an old Slack":   {func(s *stage) { s.Expire(); s.Always("chat.postEphemeral", slacktest.Error("unknown_method")) }, "DANNA"},
		"expired, and too many messages": {func(s *stage) {
			s.Expire()
			s.Once("chat.postEphemeral", slacktest.Fault{Status: 429, RetryAfter: "0"})
		}, "CDESK"},
	} {
		t.Run(name, func(t *testing.T) {
			s := onStage(t)
			release := s.bot.hold()
			defer release()
			s.Command("/ask", "UANNA", "CDESK", question)
			s.acked()
			test.trouble(s)
			release()
			m := s.shown(answer)
			if private := m.OnlyFor == "UANNA" || m.Channel == "DANNA"; !private || m.Channel != test.channel {
				t.Errorf("the answer stands in %s, only for %q", m.Channel, m.OnlyFor)
			}
			if n := s.settled(); n != 1 {
				t.Errorf("%d messages: %s", n, s.posted())
			}
		})
	}
}

// TestAddressesThatSayLittle take an answer whatever they say of it, as long as
// it is no error.
func TestAddressesThatSayLittle(t *testing.T) {
	for _, said := range []string{"", "ok", "OK", "<html>", "{}", `{"ok":true}`} {
		s := onStage(t)
		s.Say(said)
		s.Command("/ask", "UANNA", "CDESK", question)
		s.isFor(s.shown(answer), "UANNA", "CDESK")
		s.end()
		if n := len(s.Messages()); n != 1 {
			t.Errorf("an address that says %q: %d messages: %s", said, n, s.posted())
		}
	}
}

// TestAddressesAreNotLogged: whoever reads one can post there.
func TestAddressesAreNotLogged(t *testing.T) {
	err := paced(t).respond(t.Context(), target{Channel: "CDESK", ResponseURL: "http://127.0.0.1:1/commands/secret"}, notice(bot.Rated, ""), "ephemeral")
	if !errors.Is(err, adapters.ErrNotPosted) || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error is %v", err)
	}
}

// TestLongPrivateAnswer has more messages than its address takes.
func TestLongPrivateAnswer(t *testing.T) {
	var towns []string
	for i := range 4000 {
		towns = append(towns, "Quill"+string(rune('a'+i%26))+string(rune('a'+i/26%26)))
	}
	long := document(t, "ferry.txt", "The ferry of Quillmouth calls at "+strings.Join(towns, ", ")+" and Zennor.\n")
	s := onStage(t, adaptertest.Collection(t, "ferries", []*corpus.Document{long}))
	s.Command("/ask", "UANNA", "CDESK", "Where does the ferry of Quillmouth call?")
	s.shown("Zennor")
	n := 0
	for _, m := range s.Messages() {
		n++
		s.isFor(m, "UANNA", "CDESK")
	}
	if n <= 5 {
		t.Errorf("%d messages: the test is worth nothing", n)
	}
	if refused := s.Refused(); len(refused) > 0 {
		t.Error(refused)
	}
}

// modal waits for a modal that shows a text, and returns its name and all of it.
func (s *stage) modal(text string) (id, shown string) {
	s.Helper()
	s.until(fmt.Sprintf("a modal shows %q", text), func() bool {
		for id, shown = range s.Modals() {
			if strings.Contains(shown, text) {
				return true
			}
		}
		return false
	})
	return id, shown
}

// wires is a message that a shortcut is used on: of its sentences two are answered by one
// sentence, one by another, and one by none.
const wires = "At least 18 North Korean soldiers have deserted, &amp; more will. Paris is the capital of France. The Duma ratified a strategic partnership. 18 soldiers deserted."

// TestShortcut shows in a modal what was found for each sentence of somebody's message,
// and posts what the person chooses in its thread, once.
func TestShortcut(t *testing.T) {
	for name, socket := range map[string]bool{"socket": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, socket).start()
			root := s.Write(slacktest.Writing{User: "UBEN", Channel: "CDESK", Text: wires})
			s.Shortcut("UANNA", "CDESK", root, wires)
			id, shown := s.modal("at least 18 North Korean soldiers")
			if strings.Contains(shown, "Paris") || strings.Count(shown, "have already deserted") != 1 || !strings.Contains(shown, "strategic partnership with North Korea") {
				t.Errorf("the modal shows %s", shown)
			}
			sent := len(s.Deliveries())
			for range 2 {
				if !s.PressIn("UANNA", id, "Post in thread", 1) {
					t.Fatalf("there is no second button: %s", shown)
				}
			}
			s.Twice(sent)
			m := s.shown("strategic partnership with North Korea")
			if m.Channel != "CDESK" || m.Thread != root || m.OnlyFor != "" {
				t.Errorf("it is posted in %s, thread %q, for %q", m.Channel, m.Thread, m.OnlyFor)
			}
			s.modal("Posted in the message's thread.")
			if n := s.settled(); n != 1 {
				t.Errorf("%d messages:%s", n, s.posted())
			}
			if refused := s.Refused(); len(refused) > 0 {
				t.Error(refused)
			}
			s.end()
			s.start()
			s.Twice(sent)
			if n := s.settled(); n != 1 {
				t.Errorf("%d messages after a restart:%s", n, s.posted())
			}
		})
	}
}

// TestShortcutOfNothing says in the modal what is the matter.
func TestShortcutOfNothing(t *testing.T) {
	s := onStage(t)
	s.Shortcut("UANNA", "CDESK", "1.1", "")
	s.modal("The question is empty.")
	s.Shortcut("UANNA", "CDESK", "1.2", "Paris is the capital of France.")
	s.modal("The sources do not answer this.")
}

// TestShortcutWithoutModal answers to the person alone where none opens, and says
// nothing where the person has closed it.
func TestShortcutWithoutModal(t *testing.T) {
	for name, trouble := range map[string]func(*stage){
		"an old Slack":     func(s *stage) { s.Always("views.open", slacktest.Error("unknown_method")) },
		"it cannot change": func(s *stage) { s.Always("views.update", slacktest.Error("invalid_arguments")) },
	} {
		t.Run(name, func(t *testing.T) {
			s := onStage(t)
			trouble(s)
			s.Shortcut("UANNA", "CDESK", "1.1", wires)
			s.isFor(s.shown("at least 18 North Korean soldiers"), "UANNA", "CDESK")
		})
	}
	s := onStage(t)
	release := s.bot.hold()
	s.Shortcut("UANNA", "CDESK", "1.1", wires)
	s.modal("Looking through the sources")
	s.CloseModals()
	release()
	if n := s.settled(); n != 0 {
		t.Errorf("%d messages:%s", n, s.posted())
	}
}

// TestPostFromModalWhereTheBotIsNoMember goes by the address that came with the
// shortcut.
func TestPostFromModalWhereTheBotIsNoMember(t *testing.T) {
	s := onStage(t)
	s.Expel("CDESK")
	s.Shortcut("UANNA", "CDESK", "1.1", wires)
	id, _ := s.modal("at least 18 North Korean soldiers")
	s.PressIn("UANNA", id, "Post in thread", 0)
	if m := s.shown("at least 18 North Korean soldiers"); m.OnlyFor != "" || m.Thread != "1.1" {
		t.Errorf("it is posted in thread %q, for %q", m.Thread, m.OnlyFor)
	}
	s.modal("Posted in the message's thread.")
}

// TestLateTrigger is what Slack says to a modal that is opened too late.
func TestLateTrigger(t *testing.T) {
	s := onStage(t)
	s.Down()
	s.Shortcut("UANNA", "CDESK", "1.1", wires)
	s.Slow()
	s.Up()
	s.isFor(s.shown("at least 18 North Korean soldiers"), "UANNA", "CDESK")
}
