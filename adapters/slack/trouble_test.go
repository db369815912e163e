package slack

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

const cannotPost = "I am not able to post where you asked."

// TestWhereTheBotCannotPost says so in the log, and to the person who asked,
// and tries once.
func TestWhereTheBotCannotPost(t *testing.T) {
	for name, test := range map[string]struct {
		trouble func(*stage)
		logged  string
		told    bool
	}{
		"an archived channel": {func(s *stage) { s.Archive("CDESK") }, "the channel is archived", true},
		"no member any more":  {func(s *stage) { s.Expel("CDESK") }, "the bot is not a member of the channel", true},
		"a missing scope": {func(s *stage) {
			s.Always("chat.postMessage", slacktest.Fault{Body: `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`})
		}, "the bot lacks a scope: chat:write", false},
		"a locked thread": {func(s *stage) { s.Once("chat.postMessage", slacktest.Error("restricted_action_thread_locked")) }, "the thread is locked", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := onStage(t)
			test.trouble(s)
			s.mention("UANNA", "CDESK", question)
			s.logged(test.logged)
			if test.told {
				if m := s.shown(cannotPost); m.Channel != "DANNA" {
					t.Errorf("it is told in %s", m.Channel)
				}
			}
			s.logged("level=ERROR", "answering slack/CDESK/")
			if n := len(s.showing(answer)); n != 0 {
				t.Errorf("%d answers: %s", n, s.posted())
			}
		})
	}
}

// TestRevokedTokenWhilePosting names the setting, and answers once the token is good
// again.
func TestRevokedTokenWhilePosting(t *testing.T) {
	s := onStage(t)
	for range 2 {
		s.Once("chat.postMessage", slacktest.Error("token_revoked"))
	}
	s.mention("UANNA", "CDESK", question)
	s.logged("setting=slack.bot_token", "Slack refuses it (token_revoked)", "copy the token from OAuth")
	s.shown(answer)
	if n := s.Calls("chat.postMessage"); n != 3 {
		t.Errorf("it was tried %d times", n)
	}
}

// TestDeletedAnswer does not post an answer again that somebody deleted, when
// its question is edited.
func TestDeletedAnswer(t *testing.T) {
	s := onStage(t)
	asked := s.mention("UANNA", "CDESK", question)
	s.shown(answer)
	s.Once("chat.update", slacktest.Error("message_not_found"))
	s.Edit(asked, slacktest.Mention(slacktest.BotUser)+" What is the capital of France?")
	s.logged("the message was deleted")
	if n := s.settled(); n != 1 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
}

// TestEditedBlocks gives the blocks of a changed message other names, as Slack
// wants it.
func TestEditedBlocks(t *testing.T) {
	s := onStage(t)
	asked := s.mention("UANNA", "CDESK", question)
	before := s.shown(answer)
	s.Edit(asked, slacktest.Mention(slacktest.BotUser)+" How many soldiers from North Korea have deserted?")
	s.until("the answer is changed", func() bool { return s.Messages()[0].Updates == 1 })
	names := regexp.MustCompile(`"block_id":"[^"]*"`)
	for _, name := range names.FindAllString(string(before.Blocks), -1) {
		if strings.Contains(string(s.Messages()[0].Blocks), name) {
			t.Errorf("the name %s stays", name)
		}
	}
}

// TestEditsOfAnyLength change the answer to as many messages as it takes, time
// and again, and leave none behind.
func TestEditsOfAnyLength(t *testing.T) {
	long := document(t, "ferry.txt", "The ferry of Quillmouth calls at "+strings.Repeat("Zennor, ", 1500)+"and Lamorna.\n")
	s := onStage(t, adaptertest.Collection(t, "ferries", []*corpus.Document{long}))
	const short, ferry = "What is the capital of France?", "Where does the ferry of Quillmouth call?"
	for _, channel := range []string{"CDESK", "DANNA"} {
		said := slacktest.Mention(slacktest.BotUser) + " "
		asked := s.Write(slacktest.Writing{User: "UANNA", Channel: channel, Text: said + short})
		in := func() (all []slacktest.Message, text string) {
			for _, m := range s.Messages() {
				if m.Channel == channel {
					shown, _ := slacktest.Shown(m)
					all, text = append(all, m), text+shown
				}
			}
			return all, text
		}
		for i, question := range []string{short, ferry, short, ferry, "At which places does the ferry of Quillmouth call?", short} {
			if i > 0 {
				s.Edit(asked, said+question)
			}
			wantsFerry := strings.Contains(question, "ferry")
			s.until("the answer is "+question, func() bool {
				all, text := in()
				return len(all) > 0 && all[0].Updates == i && strings.Contains(text, "Lamorna") == wantsFerry && strings.Contains(text, "France") != wantsFerry
			})
			if all, text := in(); wantsFerry != (len(all) > 2) || strings.Count(text, "Lamorna") > 1 || !wantsFerry && len(all) != 1 {
				t.Errorf("edit %d: %d messages: %s", i, len(all), text)
			}
		}
	}
}

// TestUnfurledQuestion changes nothing: the message was changed, and its text
// was not.
func TestUnfurledQuestion(t *testing.T) {
	s := onStage(t)
	text := slacktest.Mention(slacktest.BotUser) + " " + question
	asked := s.mention("UANNA", "CDESK", question)
	s.shown(answer)
	s.Edit(asked, text)
	s.acked()
	if n := s.settled(); n != 1 || s.Calls("chat.update") > 0 {
		t.Errorf("%d messages, %d updates: %s", n, s.Calls("chat.update"), s.posted())
	}
}

// TestWhetherAnAnswerStands goes by what Slack, or what stands between, keeps of
// a message. Where it keeps no mark, an answer is not posted twice.
func TestWhetherAnAnswerStands(t *testing.T) {
	for name, fields := range map[string][]string{"all is kept": nil, "no metadata": {"metadata"}, "no blocks": {"blocks"}, "neither": {"metadata", "blocks"}} {
		t.Run(name, func(t *testing.T) {
			s := onStage(t)
			s.Drop(fields...)
			s.Once("chat.postMessage", slacktest.Fault{Lost: true})
			s.mention("UANNA", "CDESK", question)
			s.shown(answer)
			s.until("it is looked up", func() bool { return s.Calls("conversations.replies") > 0 })
			s.end()
			if n := len(s.Messages()); n != 1 || s.Calls("chat.postMessage") != 1 {
				t.Errorf("%d messages by %d calls: %s", n, s.Calls("chat.postMessage"), s.posted())
			}
		})
	}
}

// TestHalfAReply is completed, and not begun again: the second message of an
// answer is lost, and then the confirmation of the third.
func TestHalfAReply(t *testing.T) {
	long := document(t, "ferry.txt", "The ferry of Quillmouth calls at "+strings.Repeat("Zennor, ", 1500)+"and Lamorna.\n")
	s := onStage(t, adaptertest.Collection(t, "ferries", []*corpus.Document{long}))
	s.Follow("chat.postMessage", nil, &slacktest.Fault{Status: 502}, &slacktest.Fault{Lost: true})
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "Where does the ferry of Quillmouth call?"})
	s.shown("Lamorna")
	s.end()
	seen := map[string]int{}
	for _, m := range s.Messages() {
		seen[string(m.Metadata)]++
	}
	if n := len(s.Messages()); n < 4 || len(seen) != n {
		t.Errorf("%d messages, of which %d are different", n, len(seen))
	}
}

// TestFeedbackOnALongAnswer is given below its last message.
func TestFeedbackOnALongAnswer(t *testing.T) {
	long := document(t, "ferry.txt", "The ferry of Quillmouth calls at "+strings.Repeat("Zennor, ", 1500)+"and Lamorna.\n")
	s := onStage(t, adaptertest.Collection(t, "ferries", []*corpus.Document{long}))
	s.mention("UANNA", "CDESK", "Where does the ferry of Quillmouth call?")
	last := s.shown("Lamorna")
	if n := len(s.Messages()); n < 3 || !s.Press("UBEN", last.TS, notLabel) {
		t.Fatalf("of %d messages the last has the buttons %q", n, slacktest.Buttons(last))
	}
	s.isFor(s.shown("Thank you. That is noted."), "UBEN", "CDESK")
}

// TestABurstDelaysNoOtherChannel has a channel wait for its turn, and another be
// answered meanwhile.
func TestABurstDelaysNoOtherChannel(t *testing.T) {
	s := newStage(t, true)
	s.adapter.pace = newRateLimits(time.Second, 3)
	s.opts.Drain = 100 * time.Millisecond
	s.start()
	const burst = 30 // half a minute's worth
	for range burst {
		s.mention("UANNA", "CBUSY", question)
	}
	s.acked()
	s.mention("UBEN", "CQUIET", "What is the capital of France?")
	s.shown("France")
	if n := len(s.showing(answer)); n >= burst {
		t.Errorf("the other channel is answered after all %d", n)
	}
}

// TestOptionalCallsCostNoAnswer has Slack know nothing but what posts.
func TestOptionalCallsCostNoAnswer(t *testing.T) {
	for _, f := range []slacktest.Fault{slacktest.Error("unknown_method"), slacktest.Error("missing_scope"), {Status: 404}} {
		s := newStage(t, true)
		for _, method := range []string{
			"assistant.threads.setStatus", "assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts",
			"users.info", "views.publish", "chat.postEphemeral", "conversations.replies", "conversations.history",
		} {
			s.Always(method, f)
		}
		s.opts.ShowAfter = 1 // at once
		s.start()
		s.OpenHome("UANNA")
		thread := s.Begin("UANNA")
		s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Thread: thread, Text: question})
		s.mention("UANNA", "CDESK", question)
		s.until("both answers", func() bool { return len(s.showing(answer)) == 2 })
		s.acked()
		if text := s.log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("an optional call that failed counts as an error:\n%s", text)
		}
		if n := s.settled(); n != 2 {
			t.Errorf("%d messages: %s", n, s.posted())
		}
	}
}

// TestOlderBlocks posts an answer in plainer forms where Slack does not take
// the newer ones, and learns from it.
func TestOlderBlocks(t *testing.T) {
	s := onStage(t)
	s.Once("chat.postMessage", slacktest.Error("invalid_blocks"))
	s.mention("UANNA", "CDESK", question)
	first := s.shown(answer)
	if labels := slacktest.Buttons(first); !strings.Contains(strings.Join(labels, ","), helpfulLabel+","+notLabel) || strings.Contains(string(first.Blocks), "feedback_buttons") {
		t.Errorf("it has the buttons %q: %s", labels, first.Blocks)
	}
	s.Press("UANNA", first.TS, helpfulLabel)
	s.isFor(s.shown("Thank you. That is noted."), "UANNA", "CDESK")

	s.Once("chat.postMessage", slacktest.Error("invalid_blocks"))
	s.Write(slacktest.Writing{User: "UBEN", Channel: "DBEN", Text: question})
	s.until("an answer", func() bool { return len(s.showing(answer)) == 2 })
	if m := s.showing(answer)[1]; len(m.Blocks) > 0 || s.Calls("chat.postMessage") != 4 {
		t.Errorf("after %d calls it is posted as %s", s.Calls("chat.postMessage"), m.Blocks)
	}
}

// TestContextInPlace widens a quotation in its message, once.
func TestContextInPlace(t *testing.T) {
	s := onStage(t)
	s.mention("UANNA", "CDESK", question)
	m := s.shown(answer)
	if !s.Press("UBEN", m.TS, "Context 1") && !s.Press("UBEN", m.TS, "Context") {
		t.Fatalf("it has the buttons %q", slacktest.Buttons(m))
	}
	s.until("the message is widened", func() bool { return s.showing(answer)[0].Updates == 1 })
	wide := s.showing(answer)[0]
	shown, _ := slacktest.Shown(wide)
	was, _ := slacktest.Shown(m)
	if len(shown) <= len(was)+50 || wide.Thread != m.Thread || !strings.Contains(wide.Text, answer) {
		t.Errorf("widened:\n%s\nbefore:\n%s", shown, was)
	}
	for _, label := range slacktest.Buttons(wide) {
		if label == "Context" || label == "Context 1" {
			t.Errorf("it can be widened again: %q", slacktest.Buttons(wide))
		}
	}
	var kept struct {
		Type string `json:"event_type"`
	}
	if json.Unmarshal(wide.Metadata, &kept) != nil || kept.Type != replyEvent {
		t.Errorf("its mark is lost: %s", wide.Metadata)
	}
	if refused := s.Refused(); len(refused) > 0 {
		t.Error(refused)
	}
}

// TestMore shows further quotes to who asks for them, numbered on, and says so
// where there are none.
func TestMore(t *testing.T) {
	s := onStage(t)
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: question})
	m := s.shown(answer)
	s.Press("UANNA", m.TS, "More")
	s.until("more is shown", func() bool { return len(s.Messages()) > 1 })
	more := s.Messages()[1]
	if shown, _ := slacktest.Shown(more); strings.Contains(shown, "[1]") || !strings.Contains(shown, "] ") {
		t.Errorf("more is numbered %s", shown)
	}
}

// TestButtonsOfWhatIsGone say so to who presses them.
func TestButtonsOfWhatIsGone(t *testing.T) {
	s := onStage(t)
	s.mention("UANNA", "CDESK", question)
	m := s.shown(answer)
	gone := adaptertest.Collection(t, "reports", nil)
	if err := s.bot.Replace([]bot.Collection{gone}); err != nil {
		t.Fatal(err)
	}
	s.Press("UBEN", m.TS, slacktest.Buttons(m)[0])
	s.isFor(s.shown("The source has changed since."), "UBEN", "CDESK")
	if err := s.bot.Replace(nil); err != nil {
		t.Fatal(err)
	}
	s.Press("UBEN", m.TS, helpfulLabel)
	s.isFor(s.shown("This answer is no longer known."), "UBEN", "CDESK")
}

// TestWorkGoesOut shows work while an answer is made, sets it again before
// Slack takes it away, and takes it away itself even where Slack is slow.
func TestWorkGoesOut(t *testing.T) {
	s := newStage(t, true)
	s.opts.ShowAfter, s.adapter.statusFor = time.Millisecond, 5*time.Millisecond
	s.start()
	release := s.bot.hold()
	defer release()
	asked := s.mention("UANNA", "CDESK", question)
	s.until("work is shown, and shown again", func() bool {
		return s.Status("CDESK", asked) != "" && s.Calls("assistant.threads.setStatus") > 2
	})
	release()
	s.shown(answer)
	s.until("work is shown no more", func() bool { return !s.Working() })
}

// TestWorkThatIsShownLate goes out too: Slack sets the status when the answer is
// there already.
func TestWorkThatIsShownLate(t *testing.T) {
	s := newStage(t, true)
	s.opts.ShowAfter = time.Millisecond
	s.start()
	s.Once("assistant.threads.setStatus", slacktest.Fault{Late: 200 * time.Millisecond})
	release := s.bot.hold()
	defer release()
	s.mention("UANNA", "CDESK", question)
	s.until("work is about to be shown", func() bool { return s.Calls("assistant.threads.setStatus") > 0 })
	release()
	s.shown(answer)
	s.end()
	time.Sleep(300 * time.Millisecond) // for a status that comes late
	if s.Working() {
		t.Error("work is shown for ever")
	}
}
