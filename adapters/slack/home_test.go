package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/corpus"
)

// home waits for a person's Home that shows a text, and returns all of it.
func (s *stage) home(person, text string) string {
	s.Helper()
	shown := ""
	s.until(fmt.Sprintf("the Home of %s shows %q", person, text), func() bool {
		shown, _ = slacktest.Shown(slacktest.Message{Blocks: s.View(person)})
		return strings.Contains(shown, text)
	})
	return shown
}

// TestHome shows a person how to ask, what there is, and what they asked last,
// and nobody else's questions.
func TestHome(t *testing.T) {
	s := onStage(t)
	s.Command("/ask", "UANNA", "CDESK", question)
	s.shown(answer)
	s.OpenHome("UANNA")
	anna := s.home("UANNA", question)
	for _, part := range []string{"/ask", "5 sources, ", "Psychological Warfare"} {
		if !strings.Contains(anna, part) {
			t.Errorf("the Home lacks %q: %s", part, anna)
		}
	}
	s.OpenHome("UBEN")
	if ben := s.home("UBEN", "5 sources"); strings.Contains(ben, question) {
		t.Errorf("one sees what another asked: %s", ben)
	}
	if refused := s.Refused(); len(refused) > 0 {
		t.Error(refused)
	}
}

// TestHomeOfManySources keeps to the limits, with titles that are no better
// than they should be.
func TestHomeOfManySources(t *testing.T) {
	var many []*corpus.Document
	for i := range 300 {
		d := document(t, fmt.Sprintf("%d.txt", i), "The heron nests in the reeds.\n")
		d.Title = strings.Repeat("<!channel> *news* ", 20) + fmt.Sprint(i)
		many = append(many, d)
	}
	many[0].Title = " \n "
	s := onStage(t, adaptertest.Collection(t, "many", many))
	for i := range 10 {
		s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: strings.Repeat("&lt;!here&gt; ", 300) + fmt.Sprint(i)})
	}
	s.acked()
	s.OpenHome("UANNA")
	s.home("UANNA", "305 sources")
	if refused := s.Refused(); len(refused) > 0 {
		t.Error(refused)
	}
}

// TestHomeOfNothing is that of a workspace without sources for direct messages.
func TestHomeOfNothing(t *testing.T) {
	s := newStage(t, true)
	if err := s.bot.Replace(nil); err != nil {
		t.Fatal(err)
	}
	s.start()
	s.OpenHome("UANNA")
	s.home("UANNA", "No source may be seen")
}

// TestSuggestions completes what a person types, and answers what they choose
// in their direct conversation.
func TestSuggestions(t *testing.T) {
	for name, socket := range map[string]bool{"socket": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, socket).start()
			d := s.Type("UANNA", "north kor")
			s.acked()
			var last slacktest.Delivery
			for _, sent := range s.Deliveries() {
				if string(sent.Payload) == string(d.Payload) {
					last = sent
				}
			}
			if problems := slacktest.ValidateOptions(last.Answer); len(problems) > 0 {
				t.Errorf("%q: %s", problems, last.Answer)
			}
			var said struct {
				Options []struct{ Value string }
			}
			if err := json.Unmarshal(last.Answer, &said); err != nil || len(said.Options) == 0 {
				t.Fatalf("there are no options: %s", last.Answer)
			}
			s.Choose("UANNA", "North Korean soldiers deserted")
			if m := s.shown("deserted"); m.Channel != "DANNA" {
				t.Errorf("it is answered in %s", m.Channel)
			}
		})
	}
}

// TestLongSuggestions fit an acknowledgement, which Socket Mode drops where it
// is too long.
func TestLongSuggestions(t *testing.T) {
	var many []*corpus.Document
	for i := range 60 {
		d := document(t, fmt.Sprintf("%d.txt", i), "The heron nests in the reeds.\n")
		d.Title = fmt.Sprintf("Heron %02d %s", i, strings.Repeat("\U0001f426", 125+i/2))
		many = append(many, d)
	}
	s := onStage(t, adaptertest.Collection(t, "many", many))
	s.Type("UANNA", "her")
	s.acked()
	for _, d := range s.Deliveries() {
		if problems := slacktest.ValidateOptions(d.Answer); len(problems) > 0 || len(d.Answer) < maxAnswer/2 {
			t.Errorf("%q: %d bytes: %s", problems, len(d.Answer), d.Answer)
		}
	}
}

// TestAssistant suggests questions in a thread that is begun, answers there,
// and calls the thread by its first question.
func TestAssistant(t *testing.T) {
	s := onStage(t)
	thread := s.Begin("UANNA")
	s.until("there are prompts", func() bool { _, prompts := s.Thread("DANNA", thread); return len(prompts) > 2 })
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Thread: thread, Text: question})
	if m := s.shown(answer); m.Channel != "DANNA" || m.Thread != thread {
		t.Errorf("it is answered in %s, thread %s", m.Channel, m.Thread)
	}
	s.until("there is a title", func() bool { title, _ := s.Thread("DANNA", thread); return title == question })
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Thread: thread, Text: "What is the capital of France?"})
	s.shown("France")
	if title, _ := s.Thread("DANNA", thread); title != question || s.Calls("assistant.threads.setTitle") != 1 {
		t.Errorf("a second question makes the title %q", title)
	}
}

// TestMessagesTab suggests questions where the tab is opened, without a thread, and
// answers each message there in a thread of its own, which it calls by the question.
func TestMessagesTab(t *testing.T) {
	s := onStage(t)
	s.OpenMessages("UANNA")
	s.until("there are prompts", func() bool {
		_, prompts := s.Thread("DANNA", "")
		return strings.Contains(string(prompts), "brief on ")
	})
	root := s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: question})
	if m := s.shown(answer); m.Channel != "DANNA" || m.Thread != root {
		t.Errorf("it is answered in %s, thread %q, want that of %q", m.Channel, m.Thread, root)
	}
	s.until("there is a title", func() bool { title, _ := s.Thread("DANNA", root); return title == question })
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Thread: root, Text: "And what is the capital of France?"})
	if m := s.shown("France"); m.Thread != root {
		t.Errorf("what goes on in the thread is answered in %q", m.Thread)
	}
	if title, _ := s.Thread("DANNA", root); title != question || s.Calls("assistant.threads.setTitle") != 1 {
		t.Errorf("a second question makes the title %q", title)
	}
}

// TestPointedAt looks up what somebody else wrote where a message only asks whether
// it holds: one that is shared, or that the thread hangs on.
func TestPointedAt(t *testing.T) {
	const claim = "The wires say that 18 soldiers have already deserted."
	s := onStage(t)
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Shared: claim, Text: "check this please"})
	s.shown(answer)
	root := s.Write(slacktest.Writing{User: "UBEN", Channel: "CDESK", Text: claim})
	s.Write(slacktest.Writing{User: "UANNA", Channel: "CDESK", Thread: root, Text: slacktest.Mention(slacktest.BotUser) + " can we stand that up?"})
	s.until("it is answered in the thread", func() bool {
		for _, m := range s.showing(answer) {
			if m.Channel == "CDESK" && m.Thread == root {
				return true
			}
		}
		return false
	})
}

// TestRecent forgets who has not asked for longest.
func TestRecent(t *testing.T) {
	r := newRecent()
	for i := range 7 {
		r.add("UANNA", fmt.Sprint("question ", i))
	}
	r.add("UANNA", "question 4")
	if got := strings.Join(r.of("UANNA"), ","); got != "question 4,question 6,question 5,question 3,question 2" {
		t.Errorf("anna asked %s", got)
	}
	for i := range maxAskers {
		r.add(fmt.Sprint("U", i), "why?")
	}
	if len(r.of("UANNA")) > 0 || r.asked.Len() > maxAskers {
		t.Errorf("%d people are remembered", r.asked.Len())
	}
}

// TestWhatIsOpen looks up the message that a person has open, or that was written
// last in the channel that they have open, if they and the bot may see it.
func TestWhatIsOpen(t *testing.T) {
	const claim = "The wires say that 18 soldiers have already deserted."
	for name, test := range map[string]struct {
		setting func(s *stage)
		message bool // the message is open, not the channel alone
		team    string
		channel string
		found   bool
	}{
		"a message":                  {nil, true, "", "CDESK", true},
		"a channel":                  {nil, false, "", "CDESK", true},
		"a member of another team's": {func(s *stage) { s.Join("UANNA", "CDESK") }, true, "T0OTHER", "CDESK", true},
		"another team's":             {nil, true, "T0OTHER", "CDESK", false},
		"a guest":                    {func(s *stage) { s.Guest("UANNA") }, true, "", "CDESK", false},
		"a guest who is a member":    {func(s *stage) { s.Guest("UANNA"); s.Join("UANNA", "CDESK") }, true, "", "CDESK", true},
		"a private channel":          {func(s *stage) { s.Private("CDESK") }, true, "", "CDESK", false},
		"a private channel of theirs": {func(s *stage) {
			s.Private("CDESK")
			for _, channel := range []string{"CA", "CB", "CC", "CD", "CDESK"} { // beyond a page
				s.Private(channel)
				s.Join("UANNA", channel)
			}
		}, false, "", "CDESK", true},
		"a group message":           {nil, true, "", "GDESK", false},
		"a group message of theirs": {func(s *stage) { s.Join("UANNA", "GDESK") }, true, "", "GDESK", true},
		"somebody else's messages":  {func(s *stage) { s.Join("UANNA", "DBEN") }, true, "", "DBEN", false},
		"without the scope":         {func(s *stage) { s.Grant("chat:write,users:read") }, true, "", "CDESK", false},
		"where the bot is not":      {func(s *stage) { s.Always("conversations.replies", slacktest.Error("not_in_channel")) }, true, "", "CDESK", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := onStage(t)
			if test.setting != nil {
				test.setting(s)
			}
			thread := s.Write(slacktest.Writing{User: "UCAL", Channel: test.channel, Text: "What do the wires have?"})
			open := slacktest.Open{Channel: test.channel, Team: test.team}
			if test.message { // a reply, and others before and behind it
				s.Write(slacktest.Writing{User: "UCAL", Channel: test.channel, Thread: thread, Text: "The Duma ratified it."})
				open.Message = s.Write(slacktest.Writing{User: "UBEN", Channel: test.channel, Thread: thread, Text: claim})
				s.Write(slacktest.Writing{User: "UCAL", Channel: test.channel, Thread: thread, Text: "The Duma did not."})
			} else {
				s.Write(slacktest.Writing{User: "UBEN", Channel: test.channel, Text: claim})
				s.Write(slacktest.Writing{User: "UBEN", Channel: test.channel, Text: "is this right?"})
				s.Write(slacktest.Writing{User: "U0OTHERBOT", Bot: "B0OTHERBOT", Channel: test.channel, Text: "The Duma ratified it."})
			}
			s.acked()
			asked := s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "check this", Open: []slacktest.Open{{Channel: "DANNA"}, open}})
			want := answer
			if !test.found {
				want = "Write out the claim"
			}
			s.until("it is answered", func() bool {
				for _, m := range s.showing(want) {
					if m.Channel == "DANNA" && m.Thread == asked {
						return true
					}
				}
				return false
			})
			if heads := s.showing("18 soldiers have already deserted."); len(heads) > 0 != test.found {
				t.Errorf("the answer does not say what it is on:%s", s.posted())
			}
		})
	}
}

// TestLook goes by what the person opened last where a message does not say what is
// open, and by nothing where that was closed, or the message does not ask for it.
func TestLook(t *testing.T) {
	s := onStage(t)
	s.Write(slacktest.Writing{User: "UBEN", Channel: "CDESK", Text: "The wires say that 18 soldiers have already deserted."})
	s.Look("UANNA", slacktest.Open{Channel: "CDESK"})
	s.acked()
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: ":thumbsup:"})
	s.shown("The question is empty.")
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "is this right?"})
	s.shown(answer)
	s.Look("UANNA")
	s.acked()
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "is this right?"})
	s.shown("Write out the claim")
	if n := s.Calls("conversations.info"); n != 1 {
		t.Errorf("%d channels were looked up", n)
	}
}
