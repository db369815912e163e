package slack

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// TestOutsiders do not see what they are not to see, wherever they come from.
func TestOutsiders(t *testing.T) {
	secret := document(t, "otters.txt", "The otters of Quillmouth sleep in the old boathouse.\n")
	otters := adaptertest.Collection(t, "otters", []*corpus.Document{secret})
	otters.Audience = bot.Audience{Everyone: true}
	s := onStage(t, otters)
	s.Guest("UGUEST")
	const asked = "Where do the otters of Quillmouth sleep?"
	s.mention("UGUEST", "CDESK", asked)
	s.Command("/ask", "UGUEST", "CDESK", asked)
	s.Write(slacktest.Writing{User: "UFAR", Team: "T0ELSEWHERE", Channel: "CDESK", Text: slacktest.Mention(slacktest.BotUser) + " " + asked})
	s.until("three answers", func() bool { return len(s.Messages()) == 3 })
	if n := len(s.showing("boathouse")); n != 0 {
		t.Errorf("%d of three outsiders see it: %s", n, s.posted())
	}
	s.mention("UANNA", "CDESK", asked)
	m := s.shown("boathouse")
	// What a button shows is for who presses it.
	s.Press("UGUEST", m.TS, slacktest.Buttons(m)[0])
	s.isFor(s.shown("The source has changed since."), "UGUEST", "CDESK")
}

// TestPeopleAreLookedUpOnce asks Slack for a person once in a while, and for
// nobody where it may not; where it does not know, it is careful.
func TestPeopleAreLookedUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var err error
		asked := 0
		denied := 0
		p := &people{known: adapters.NewCache[known](maxPeople), denied: func(error) { denied++ }, info: func(_ context.Context, user string) (person, error) {
			asked++
			return person{outside: user == "UGUEST", sibling: user == "USISTER"}, err
		}}
		want := func(user string, foreign, outside bool, calls int) {
			t.Helper()
			asked = 0
			if got := p.outside(t.Context(), user, foreign); got != outside || asked != calls {
				t.Errorf("%s: outside %t after %d calls", user, got, asked)
			}
		}
		want("UANNA", false, false, 1)
		want("UANNA", false, false, 0)
		want("UGUEST", false, true, 1)
		want("UGUEST", false, true, 0)
		want("UFAR", true, true, 1)
		want("USISTER", true, false, 1)
		time.Sleep(2 * knownFor)
		want("UGUEST", false, true, 1)
		err = errors.New("connection reset")
		want("UBEN", false, true, 1)
		err = &slack.RateLimitedError{RetryAfter: time.Minute}
		want("UBEN", false, true, 1)
		want("UBEN", false, true, 0)
		time.Sleep(time.Minute)
		err = slack.SlackErrorResponse{Err: "user_not_found"}
		want("UBEN", false, false, 1)
		want("UBEN", true, true, 1)
		err = slack.SlackErrorResponse{Err: "user_not_visible"}
		want("UBEN", false, true, 1)
		err = slack.SlackErrorResponse{Err: "missing_scope"}
		want("UBEN", false, false, 1)
		want("UCARL", false, false, 0)
		want("UFAR2", true, true, 0)
		if denied != 1 {
			t.Errorf("it was denied %d times", denied)
		}
		err = nil
		time.Sleep(2 * unaskedFor)
		for i := range 2 * maxPeople {
			p.outside(t.Context(), fmt.Sprint("U", i), false)
		}
		if n := p.known.Len(); n > maxPeople {
			t.Errorf("%d people are remembered", n)
		}
	})
}

func TestPersonOf(t *testing.T) {
	sister := slack.User{TeamID: "T2", Enterprise: slack.EnterpriseUser{ID: "E1"}}
	for name, test := range map[string]struct {
		user slack.User
		want person
	}{
		"a member": {slack.User{TeamID: "T1"}, person{}}, "nobody known": {slack.User{}, person{}}, "a guest": {slack.User{IsRestricted: true}, person{outside: true}},
		"a guest of one channel": {slack.User{IsUltraRestricted: true}, person{outside: true}}, "a stranger": {slack.User{IsStranger: true}, person{outside: true}},
		"of another workspace": {slack.User{TeamID: "T2"}, person{outside: true}}, "of another workspace of the organisation": {sister, person{sibling: true}},
	} {
		if got := personOf(&test.user, "T1", ""); got != test.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	sister.Enterprise.EnterpriseID = "E1"
	for enterprise, want := range map[string]person{"E1": {sibling: true}, "E2": {outside: true}} {
		if got := personOf(&sister, "T1", enterprise); got != want {
			t.Errorf("of E1, where the bot is of %s: %+v", enterprise, got)
		}
	}
}
