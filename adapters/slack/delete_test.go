package slack

import (
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// TestDelete takes an answer away for who asked, for good: neither a redelivery nor an
// edit nor a restart brings it back, even if the program ended before it was noted that
// the answer stands.
func TestDelete(t *testing.T) {
	s := onStage(t)
	asked := s.mention("UANNA", "CDESK", question)
	m := s.shown(answer)
	s.acked()
	if s.Press("UBEN", m.TS, deleteLabel) {
		t.Error("somebody else sees the button")
	}
	if err := s.ledger.Advance(t.Context(), name+"/CDESK/"+asked, bot.Posting, ""); err != nil {
		t.Fatal(err)
	}
	if !s.Press("UANNA", m.TS, deleteLabel) {
		t.Fatalf("it has the buttons %q", slacktest.Buttons(m))
	}
	s.until("the answer is deleted", func() bool { return len(s.showing(answer)) == 0 })
	s.Redeliver(asked)
	s.Edit(asked, slacktest.Mention(slacktest.BotUser)+" "+question+" Please?")
	if n := s.settled(); n != 0 {
		t.Errorf("it is posted again:%s", s.posted())
	}
	s.end()
	s.start()
	if n := s.settled(); n != 0 {
		t.Errorf("it is posted again after a restart:%s", s.posted())
	}
}

// TestDeleteNobodyElses tells others so, where Slack shows them the button, as it does
// an ordinary one.
func TestDeleteNobodyElses(t *testing.T) {
	s := onStage(t)
	s.Once("chat.postMessage", slacktest.Error("invalid_blocks"))
	s.mention("UANNA", "CDESK", question)
	m := s.shown(answer)
	if !s.Press("UBEN", m.TS, deleteLabel) {
		t.Fatalf("it has the buttons %q", slacktest.Buttons(m))
	}
	s.isFor(s.shown("Only who asked"), "UBEN", "CDESK")
	if len(s.showing(answer)) != 1 {
		t.Errorf("it is gone:%s", s.posted())
	}
}

// TestDeleteLong deletes every message of a reply, and no other.
func TestDeleteLong(t *testing.T) {
	long := document(t, "ferry.txt", "The ferry of Quillmouth calls at "+strings.Repeat("Quillmouth, ", 1500)+"and Zennor.\n")
	s := onStage(t, adaptertest.Collection(t, "ferries", []*corpus.Document{long}))
	root := s.mention("UBEN", "CDESK", question)
	s.shown(answer)
	s.Write(slacktest.Writing{User: "UANNA", Channel: "CDESK", Thread: root, Text: slacktest.Mention(slacktest.BotUser) + " Where does the ferry of Quillmouth call?"})
	last := s.shown("Zennor")
	if n := len(s.showing("Quillmouth")); n < 3 {
		t.Fatalf("%d messages: the test is worth nothing", n)
	}
	s.Press("UANNA", last.TS, deleteLabel)
	s.until("the answer is deleted", func() bool { return len(s.showing("Quillmouth")) == 0 })
	if len(s.showing(answer)) != 1 {
		t.Errorf("the other answer is gone:%s", s.posted())
	}
}

// TestDeletePrivate deletes what one person alone sees.
func TestDeletePrivate(t *testing.T) {
	s := onStage(t)
	s.Command("/ask", "UANNA", "CDESK", question)
	s.Press("UANNA", s.shown(answer).TS, deleteLabel)
	s.until("the answer is deleted", func() bool { return len(s.showing(answer)) == 0 })
}
