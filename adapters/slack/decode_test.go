package slack

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// sent is one of everything that the peer sends.
func sent() []slacktest.Delivery {
	s := slacktest.New()
	defer s.Close()
	asked := s.Write(slacktest.Writing{User: "UANNA", Channel: "CDESK", Text: slacktest.Mention(slacktest.BotUser) + " why &lt;this&gt;?"})
	s.Edit(asked, slacktest.Mention(slacktest.BotUser)+" why that?")
	s.Write(slacktest.Writing{User: "UANNA", Channel: "CDESK", Thread: asked, Text: "and when?"})
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "when?"})
	s.Write(slacktest.Writing{User: "UFAR", Team: "T0ELSEWHERE", Channel: "CDESK", Thread: asked, Text: slacktest.Mention("UBEN") + " and when?"})
	s.Write(slacktest.Writing{User: "U0OTHERBOT", Bot: "B0OTHER", Channel: "DANNA", Text: "when?"})
	s.Command("/ask", "UANNA", "CDESK", "how many?")
	s.Shortcut("UANNA", "CDESK", asked, "18 have deserted.")
	s.Type("UANNA", "nor")
	s.Choose("UANNA", "North Korea")
	s.OpenHome("UANNA")
	s.Begin("UANNA")
	s.Event(map[string]any{"type": "tokens_revoked"})
	s.Event(map[string]any{"type": "message", "subtype": "message_deleted", "channel": "CDESK", "deleted_ts": asked})
	return s.Deliveries()
}

// TestDecode takes apart one of everything.
func TestDecode(t *testing.T) {
	var got []string
	for _, d := range sent() {
		c, err := decode(d.Kind, d.Payload, identity{user: slacktest.BotUser, team: slacktest.Team})
		if err != nil {
			t.Errorf("%s: %v", d.Payload, err)
		}
		got = append(got, summary(c))
	}
	want := []string{
		"asked why <this>? in slack/CDESK/1760000000.000001", // the mention
		"asked why <this>? in slack/CDESK/1760000000.000001", // the message
		"asked why that? in slack/CDESK/1760000000.000001",
		"edit why that? in slack/CDESK/1760000000.000001",
		"overheard and when? in slack/CDESK/1760000000.000001",
		"asked when? in slack/DANNA/1760000000.000004",
		"nothing", // to somebody else
		"nothing", // of a bot
		"privately asked how many? in ",
		"privately asked 18 have deserted. in ",
		"typed nor",
		"asked North Korea in ",
		"home of UANNA",
		"greeting in DANNA",
		"revoked by tokens_revoked",
		"nothing", // deleted
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWhoIsCalled knows the bot by what the event says, by what Slack said when
// it was asked, or at last by the mention alone.
func TestWhoIsCalled(t *testing.T) {
	for name, test := range map[string]struct{ kind, text, more string }{
		"by the event":       {"message", "<@UEVENT> why?", `,"authorizations":[{"user_id":"UEVENT","is_bot":true}]`},
		"by what was asked":  {"message", "<@UASKED> why?", ""},
		"by the mention":     {"app_mention", "<@UOTHER> why?", ""},
		"by a later mention": {"app_mention", "why, <@UASKED>?", ""},
	} {
		payload := fmt.Sprintf(`{"team_id":"T1","event":{"type":%q,"channel":"C1","user":"UANNA","ts":"1.1","text":%q}%s}`, test.kind, test.text, test.more)
		c, err := decode(kindEvent, []byte(payload), identity{user: "UASKED"})
		if err != nil || c.asked == nil || strings.Contains(c.asked.Question.Text, "U") || c.asked.Question.Overheard {
			t.Errorf("%s: %s, %v", name, summary(c), err)
		}
	}
}

func summary(c call) string {
	switch {
	case c.asked != nil:
		how := "asked "
		at, _ := placeOf(*c.asked)
		switch {
		case c.asked.Edit:
			how = "edit "
		case c.asked.Question.Overheard:
			how = "overheard "
		case at.Private:
			how = "privately asked "
		}
		return how + cmp.Or(c.asked.Question.Text, c.asked.Question.About) + " in " + c.asked.Question.Conversation
	case c.typed != nil:
		return "typed " + c.typed.prefix
	case c.home != nil:
		return "home of " + c.home.Asker.ID
	case c.greeted != nil:
		return "greeting in " + c.greeted.Channel
	case c.revoked != "":
		return "revoked by " + c.revoked
	case c.click != nil:
		return "click"
	}
	return "nothing"
}

// FuzzDecode takes apart whatever may come: it never panics, and what it
// takes for a question can be answered.
func FuzzDecode(f *testing.F) {
	for _, d := range sent() {
		f.Add(d.Kind, []byte(d.Payload), true)
	}
	value, _ := valueOf(buttonValue{Do: doMore, Answer: "1a"})
	click, _ := json.Marshal(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": "UANNA"}, "channel": map[string]any{"id": "CDESK"},
		"actions": []any{map[string]any{"action_id": "more", "value": value}},
	})
	f.Add(kindInteraction, click, true)
	f.Add("", []byte(url.Values{"payload": {string(click)}}.Encode()), false)
	f.Add("", []byte("command=%2Fask&text=why&user_id=U1&channel_id=C1"), false)
	f.Add("", []byte("ssl_check=1"), false)
	f.Fuzz(func(t *testing.T, kind string, payload []byte, known bool) {
		var self identity
		if known {
			self = identity{slacktest.BotUser, slacktest.BotID, slacktest.Team}
		} else {
			var err error
			if kind, payload, err = unform(payload); err != nil {
				return
			}
		}
		c, err := decode(kind, payload, self)
		if err != nil || c.asked == nil {
			return
		}
		d := *c.asked
		at, err := placeOf(d)
		switch {
		case err != nil || at.User == "" || d.Key() == "" || d.Platform != name || d.Question.Asker.ID != at.User:
			t.Errorf("%s: a delivery without its place: %+v", payload, d)
		case d.Edit && d.Message == "", d.Question.Overheard && d.Question.Conversation == "":
			t.Errorf("%s: %+v", payload, d)
		case at.Direct && d.Question.Place.Workspace != "":
			t.Errorf("%s: a direct message in a workspace: %+v", payload, d)
		case utf8.Valid(payload) && !utf8.ValidString(d.Question.Text):
			t.Errorf("%s: the text is cut within a character: %q", payload, d.Question.Text)
		}
		if _, err := json.Marshal(d); err != nil {
			t.Errorf("%s: it cannot be stored: %v", payload, err)
		}
	})
}
