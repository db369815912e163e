package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
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

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}

const whereOtters = "Where do the otters of Quillmouth sleep?"

// ottersOf is a collection that shows in one workspace alone.
func ottersOf(t testing.TB, workspace string) bot.Collection {
	otters := adaptertest.Collection(t, "otters", []*corpus.Document{document(t, "otters.txt", "The otters of Quillmouth sleep in the old boathouse.\n")})
	otters.Audience = bot.Audience{Workspaces: []string{"slack/" + workspace}}
	return otters
}

// TestTwoWorkspaces are each answered with the token of their own, by their own
// bot, from what may be seen there.
func TestTwoWorkspaces(t *testing.T) {
	a := newAgency(t, false, ottersOf(t, heron.ID))
	a.install(heron, false)
	a.install(otter, false)
	for _, test := range []struct {
		at    slacktest.Workspace
		sees  bool
		other string // the bot of the other workspace
	}{{heron, true, slacktest.BotOf(otter.ID)}, {otter, false, slacktest.BotOf(heron.ID)}} {
		id := test.at.ID
		m := a.ask(test.at, slacktest.BotOf(id), "UANNA"+id, "C"+id, whereOtters)
		if shown, _ := slacktest.Shown(m); m.By != id || m.User != slacktest.BotOf(id) || strings.Contains(shown, "boathouse") != test.sees {
			t.Errorf("%s: by %s: %s", id, m.By, shown)
		}
		a.Command("/ask", "UBEN"+id, "C2"+id, question)
		if m := a.answerIn("C2" + id); m.OnlyFor != "UBEN"+id {
			t.Errorf("%s: the command is answered to %q", id, m.OnlyFor)
		}
		a.Write(slacktest.Writing{User: "UCARL" + id, Channel: "DCARL" + id, Text: question})
		direct := a.answerIn("DCARL" + id)
		if direct.By != id {
			t.Errorf("%s: the direct message is answered by %s", id, direct.By)
		}
		if !a.Press("UCARL"+id, direct.TS, "Context") {
			t.Fatalf("%s: there is no button: %q", id, slacktest.Buttons(direct))
		}
		a.until("it is widened", func() bool {
			for _, m := range a.Messages() {
				if m.TS == direct.TS {
					return m.Updates == 1
				}
			}
			return false
		})
		a.OpenHome("UCARL" + id)
		a.home("UCARL"+id, question)
		// Another bot is nobody here, in a thread neither.
		a.Write(slacktest.Writing{User: "UANNA" + id, Channel: "C3" + id, Text: slacktest.Mention(test.other) + " " + question})
	}
	a.acked()
	for _, m := range a.Messages() {
		if strings.HasPrefix(m.Channel, "C3") {
			t.Errorf("who is called by another name answers: %+v", m)
		}
	}
	if refused := a.Refused(); len(refused) > 0 {
		t.Error(refused)
	}
}

// TestWorkspacesWithEverything find what a person has open, take answers away and post
// from a modal, with the token of where that is.
func TestWorkspacesWithEverything(t *testing.T) {
	const claim = "The wires say that 18 soldiers have already deserted."
	a := newAgency(t, false)
	a.install(heron, false)
	a.install(otter, false)
	for _, w := range []slacktest.Workspace{heron, otter} {
		user := slacktest.BotOf(w.ID)
		m := a.ask(w, user, "UANNA"+w.ID, "C"+w.ID, question)
		if !a.Press("UANNA"+w.ID, m.TS, deleteLabel) {
			t.Fatalf("it has the buttons %q", slacktest.Buttons(m))
		}
		a.gone(m)
		asked := a.Write(slacktest.Writing{User: "UANNA" + w.ID, Channel: "C2" + w.ID, Text: slacktest.Mention(user) + " " + question})
		m = a.answerIn("C2" + w.ID)
		a.acked()
		a.Delete(asked)
		a.gone(m)

		said := a.Write(slacktest.Writing{User: "UBEN" + w.ID, Channel: "C3" + w.ID, Text: claim})
		a.Write(slacktest.Writing{User: "UANNA" + w.ID, Channel: "DANNA" + w.ID, Text: "is this right?", Open: []slacktest.Open{{Channel: "C3" + w.ID, Team: w.ID}}})
		if shown, _ := slacktest.Shown(a.answerIn("DANNA" + w.ID)); !strings.Contains(shown, "18 soldiers have already deserted.") {
			t.Errorf("%s: what is open is not looked up: %s", w.Name, shown)
		}
		a.Shortcut("UANNA"+w.ID, "C3"+w.ID, said, claim)
		a.until("it is posted from the modal", func() bool {
			for id := range a.Modals() {
				if a.PressIn("UANNA"+w.ID, id, "Post in thread", 0) {
					return true
				}
			}
			return false
		})
		if m := a.answerIn("C3" + w.ID); m.By != w.ID || m.Thread != said {
			t.Errorf("%s: posted by %s in %s", w.Name, m.By, m.Thread)
		}
		a.CloseModals()
	}
}

// gone waits until a message is deleted.
func (a *agency) gone(message slacktest.Message) {
	a.Helper()
	a.until("it is deleted", func() bool {
		for _, m := range a.Messages() {
			if m.TS == message.TS {
				return false
			}
		}
		return true
	})
}

// TestTokensOfOthers are refused by the peer: what the tests above show is not
// luck.
func TestTokensOfOthers(t *testing.T) {
	a := newAgency(t, false)
	a.install(heron, false)
	a.install(otter, false)
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "CHERON", question)
	_, _, err := a.adapter.api.PostMessageContext(a.as(otter.ID), "CHERON", slack.MsgOptionText("x", false))
	if codeOf(err) != "channel_not_found" {
		t.Errorf("posting in another's channel: %v", err)
	}
	if _, _, err := a.adapter.api.PostMessageContext(t.Context(), "CHERON", slack.MsgOptionText("x", false)); codeOf(err) != "not_authed" {
		t.Errorf("posting in nobody's name: %v", err)
	}
}

// TestOrganisation is answered with its one token in all of its workspaces, each
// of which sees what it may.
func TestOrganisation(t *testing.T) {
	a := newAgency(t, false, ottersOf(t, north.ID))
	a.install(north, true)
	a.install(otter, false)
	user := slacktest.BotOf(north.Enterprise)
	for _, w := range []slacktest.Workspace{north, south} {
		m := a.ask(w, user, "UANNA"+w.ID, "C"+w.ID, whereOtters)
		if shown, _ := slacktest.Shown(m); m.By != north.Enterprise || strings.Contains(shown, "boathouse") != (w == north) {
			t.Errorf("%s: by %s: %s", w.Name, m.By, shown)
		}
		a.Command("/ask", "UBEN"+w.ID, "C2"+w.ID, whereOtters)
		if shown, _ := slacktest.Shown(a.answerIn("C2" + w.ID)); strings.Contains(shown, "boathouse") != (w == north) {
			t.Errorf("%s: the command: %s", w.Name, shown)
		}
	}
	// A button there names no team but in its message.
	a.Enter(north)
	m := a.answerIn("C" + north.ID)
	a.Press("UANNA"+north.ID, m.TS, slacktest.Buttons(m)[0])
	a.until("it is widened", func() bool { return a.answerIn("C"+north.ID).Updates == 1 })
	// Somebody of a sister workspace is no stranger in a channel of both.
	a.Enter(south)
	a.OpenHome("USISTER")
	a.Enter(north)
	a.Write(slacktest.Writing{User: "USISTER", Team: south.ID, Channel: "C4", Text: slacktest.Mention(user) + " " + whereOtters})
	if shown, _ := slacktest.Shown(a.answerIn("C4")); !strings.Contains(shown, "boathouse") {
		t.Errorf("to a sister: %s", shown)
	}
}

// TestRestart keeps the installations, and answers what waited with the token of
// where it was asked.
func TestRestart(t *testing.T) {
	a := newAgency(t, false)
	a.opts.Drain = 10 * time.Millisecond
	a.restart()
	a.install(heron, false)
	a.install(south, true)
	release := a.bot.hold()
	a.Enter(heron)
	a.Write(slacktest.Writing{User: "UANNA", Channel: "CHERON", Text: slacktest.Mention(slacktest.BotOf(heron.ID)) + " " + question})
	a.Enter(south)
	a.Write(slacktest.Writing{User: "UBEN", Channel: "CSOUTH", Text: slacktest.Mention(slacktest.BotOf(south.Enterprise)) + " " + question})
	a.acked()
	a.restart()
	release()
	for channel, by := range map[string]string{"CHERON": heron.ID, "CSOUTH": south.Enterprise} {
		if m := a.answerIn(channel); m.By != by {
			t.Errorf("in %s it is answered by %s", channel, m.By)
		}
	}
	if n := len(a.Messages()); n != 2 {
		t.Errorf("%d messages: %s", n, a.posted())
	}
}

// TestRotation exchanges a token before it expires, and once where Slack says
// that it has, however many calls are under way.
func TestRotation(t *testing.T) {
	a := newAgency(t, true)
	a.install(heron, false)
	exchanges := func() int { return a.Calls("oauth.v2.access") - 1 }
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "C1", question)
	if n := exchanges(); n != 0 {
		t.Fatalf("a token that is new was exchanged %d times", n)
	}
	a.ExpireToken(heron.ID)
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "C2", question)
	if n := exchanges(); n != 1 {
		t.Errorf("a token that had expired was exchanged %d times", n)
	}
	a.ExpireToken(heron.ID)
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			if _, err := a.adapter.api.AuthTestContext(a.as(heron.ID)); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if n := exchanges(); n != 2 {
		t.Errorf("20 calls at a time exchanged the token %d times", n-1)
	}
	i := a.adapter.installations.find(origin{Team: heron.ID})
	soon := i.get()
	soon.Expires = time.Now().Add(renewBefore / 2)
	i.set(soon, false)
	a.Once("oauth.v2.access", slacktest.Fault{Status: 503})
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "C3", question)
	a.logged("a token could not be exchanged; it is good for a while yet", heron.ID)
	if n := exchanges(); n != 3 {
		t.Errorf("a token that is good yet was to be exchanged %d times at once", n-2)
	}
	i.forgetTry()
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "C4", question)
	if now := i.get(); exchanges() != 4 || now.Token == soon.Token || time.Until(now.Expires) < 11*time.Hour {
		t.Errorf("after %d exchanges it expires in %v", exchanges(), time.Until(now.Expires))
	}
	a.restart()
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "C5", question)
	if n := exchanges(); n != 4 {
		t.Errorf("after a restart there are %d exchanges", n)
	}
	for _, token := range a.Tokens() {
		if strings.Contains(a.log.String(), token) {
			t.Errorf("the log has %s:\n%s", token, a.log)
		}
	}
}

// TestOtherProcess has a second process with the same store: it answers where the first
// has the app installed, and uses the tokens that the first was given in exchange.
func TestOtherProcess(t *testing.T) {
	a := newAgency(t, true)
	first := a.adapter
	a.prepare()
	second := a.adapter
	a.adapter = first
	a.install(heron, false)
	call := func(by *Adapter) {
		t.Helper()
		ctx, err := by.sending(t.Context(), origin{Team: heron.ID})
		if err == nil {
			_, err = by.api.AuthTestContext(ctx)
		}
		if err != nil {
			t.Error(err)
		}
	}
	call(second)
	exchanges := func() int { return a.Calls("oauth.v2.access") - 1 }
	a.ExpireToken(heron.ID)
	call(first)
	call(second)
	call(first)
	if n := exchanges(); n != 1 {
		t.Errorf("a token that had expired was exchanged %d times", n)
	}
	for range 5 {
		a.ExpireToken(heron.ID)
		var calls sync.WaitGroup
		for _, by := range []*Adapter{first, second} {
			calls.Go(func() { call(by) })
		}
		calls.Wait()
	}
	a.install(heron, false) // again, which takes the tokens before it away
	call(second)
	if _, err := second.sending(t.Context(), origin{Team: otter.ID}); !errors.Is(err, adapters.ErrRefused) {
		t.Errorf("where the app is not installed: %v", err)
	}
}

// TestRotationThatEnds says that the app is to be installed again, and leaves the
// other workspace alone.
func TestRotationThatEnds(t *testing.T) {
	a := newAgency(t, true)
	a.install(heron, false)
	a.install(otter, false)
	i := a.adapter.installations.find(origin{Team: heron.ID})
	lost := i.get()
	lost.Refresh = "xoxe-1-lost"
	i.set(lost, false)
	a.ExpireToken(heron.ID)
	a.Enter(heron)
	a.Write(slacktest.Writing{User: "UANNA", Channel: "CHERON", Text: slacktest.Mention(slacktest.BotOf(heron.ID)) + " " + question})
	a.logged("cannot be had any more, install the app there again", heron.ID)
	a.ask(otter, slacktest.BotOf(otter.ID), "UBEN", "COTTER", question)
	a.install(heron, false)
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "CHERON2", question)
}

// forgetTry has it be time to try again.
func (i *installed) forgetTry() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tried = time.Time{}
}

// A fullStore takes nothing.
type fullStore struct {
	Store
	full bool
}

func (s *fullStore) SaveSealed(ctx context.Context, platform, name string, value []byte) error {
	if s.full {
		return errors.New("no space left")
	}
	return s.Store.SaveSealed(ctx, platform, name, value)
}

// TestTokensThatCannotBeStored are used, and stored as soon as they can be.
func TestTokensThatCannotBeStored(t *testing.T) {
	a := newAgency(t, true)
	store := &fullStore{Store: a.journal}
	a.oauth.Store = store
	a.restart()
	a.install(heron, false)
	stored := func() []byte {
		values, err := a.journal.Sealed(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return values[heron.ID]
	}
	before := stored()
	store.full = true
	a.ExpireToken(heron.ID)
	call := func() {
		if _, err := a.adapter.api.AuthTestContext(a.as(heron.ID)); err != nil {
			t.Error(err)
		}
	}
	call()
	call()
	a.logged("a new token could not be stored", heron.ID)
	a.logged("a new token is not stored yet", heron.ID)
	store.full = false
	a.adapter.installations.find(origin{Team: heron.ID}).forgetTry()
	call()
	if bytes.Equal(stored(), before) {
		t.Error("the new token is not stored")
	}
	a.restart()
	call()
}

// TestRemovalOfOne leaves the other workspace alone, removes what is stored, and
// ends nothing.
func TestRemovalOfOne(t *testing.T) {
	a := newAgency(t, false)
	a.install(heron, false)
	a.install(south, true)
	a.install(otter, false)
	a.Removed(heron.ID) // of an installation before, as its token is good
	a.acked()
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "CHERON", question)
	a.Uninstall(heron.ID)
	a.Uninstall(south.Enterprise)
	a.acked()
	stored, err := a.journal.Sealed(t.Context(), name)
	if err != nil || len(stored) != 1 || stored[otter.ID] == nil {
		t.Errorf("%d are stored, %v", len(stored), err)
	}
	a.ask(otter, slacktest.BotOf(otter.ID), "UBEN", "COTTER", question)
	a.Enter(heron)
	for range 2 {
		a.Command("/ask", "UANNA", "CHERON", question)
	}
	a.acked()
	if n := strings.Count(a.log.String(), "where the app is not installed is left alone: T0HERON"); n != 1 {
		t.Errorf("it is logged %d times:\n%s", n, a.log)
	}
	if n := len(a.Messages()); n != 2 {
		t.Errorf("%d messages: %s", n, a.posted())
	}
	a.install(heron, false)
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "CHERON2", question)
}

// TestRemovalWhileSlackIsAway is told again by Slack.
func TestRemovalWhileSlackIsAway(t *testing.T) {
	a := newAgency(t, false)
	a.install(heron, false)
	a.Once("auth.test", slacktest.Fault{Status: 503})
	a.Uninstall(heron.ID)
	a.acked()
	stored, err := a.journal.Sealed(t.Context(), name)
	if err != nil || len(stored) != 0 {
		t.Errorf("%d are stored, %v", len(stored), err)
	}
}

// TestTokenThatIsRefused names the workspace, and no setting: the others go on.
func TestTokenThatIsRefused(t *testing.T) {
	a := newAgency(t, false)
	a.install(heron, false)
	a.Always("chat.postMessage", slacktest.Error("token_revoked"))
	a.Enter(heron)
	a.Write(slacktest.Writing{User: "UANNA", Channel: "CHERON", Text: slacktest.Mention(slacktest.BotOf(heron.ID)) + " " + question})
	a.logged("the token of Heron", "(token_revoked): install the app there again")
	if strings.Contains(a.log.String(), "slack.bot_token") {
		t.Errorf("a setting is named that there is not:\n%s", a.log)
	}
}

// TestWrongKey names the setting, and what is stored is left as it is.
func TestWrongKey(t *testing.T) {
	a := newAgency(t, false)
	a.install(heron, false)
	a.install(otter, false)
	a.end()
	right := a.oauth.Key
	a.oauth.Key = []byte(strings.Repeat("w", 32))
	a.prepare()
	err := a.adapter.Run(t.Context(), adapters.NewIntake(a.adapter, a.bot, a.ledger, a.opts))
	var setting *adapters.SettingError
	if !errors.As(err, &setting) || setting.Setting != "slack.token_key" || !strings.Contains(setting.Problem, "T0HERON, T0OTTER") {
		t.Errorf("it ends with %v", err)
	}
	a.oauth.Key = right
	// A row that was moved to another workspace is none, and the rest goes on.
	stored, err := a.journal.Sealed(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.journal.SaveSealed(t.Context(), name, otter.ID, stored[heron.ID]); err != nil {
		t.Fatal(err)
	}
	a.begin()
	a.logged("an installation cannot be read", otter.ID)
	a.ask(heron, slacktest.BotOf(heron.ID), "UANNA", "CHERON", question)
}

// TestSeal shows nothing of what it holds, and never the same twice.
func TestSeal(t *testing.T) {
	s := newSeal([]byte("key"))
	one, two := s.close("T1", []byte("xoxb-heron")), s.close("T1", []byte("xoxb-heron"))
	if bytes.Equal(one, two) || bytes.Contains(one, []byte("heron")) {
		t.Errorf("%q and %q", one, two)
	}
	if text, err := s.open("T1", one); err != nil || string(text) != "xoxb-heron" {
		t.Errorf("%q, %v", text, err)
	}
	one[len(one)-1] ^= 1
	for what, open := range map[string]func() ([]byte, error){
		"changed": func() ([]byte, error) { return s.open("T1", one) }, "moved": func() ([]byte, error) { return s.open("T2", two) },
		"of another key": func() ([]byte, error) { return newSeal([]byte("other")).open("T1", two) }, "nothing": func() ([]byte, error) { return s.open("T1", nil) },
	} {
		if text, err := open(); err == nil {
			t.Errorf("%s, it opens: %q", what, text)
		}
	}
}

// TestPaceOfWorkspaces is of each for itself, and so is what is known of people.
func TestPaceOfWorkspaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := paced(t)
		in := func(id string) context.Context {
			i := installation{ID: id}
			return withSender(t.Context(), sender{newInstalled(i), i.origin()})
		}
		a.pace.pause("chat.postMessage", inWorkspace(in("T1"), "C1"), time.Minute)
		began := time.Now()
		for _, id := range []string{"T2", "T1"} {
			if err := a.call(in(id), "chat.postMessage", "C1", func(context.Context) error { return nil }); err != nil {
				t.Error(err)
			}
			if want := map[string]time.Duration{"T1": time.Minute}[id]; time.Since(began) != want {
				t.Errorf("%s waits for %v", id, time.Since(began))
			}
		}
		p := &people{known: adapters.NewCache[known](maxPeople), denied: func(error) {}, info: func(ctx context.Context, user string) (person, error) {
			s, _ := senderOf(ctx)
			if user == "UBUSY" && s.get().ID == "T1" {
				return person{}, &slack.RateLimitedError{RetryAfter: time.Minute}
			}
			return person{outside: s.get().ID == "T2"}, nil
		}}
		for _, want := range []string{"T1 UANNA false", "T2 UANNA true", "T1 UBUSY true", "T1 UCARL true", "T2 UBUSY true", "T1 UANNA false"} {
			var id, user string
			fmt.Sscan(want, &id, &user)
			if got := fmt.Sprint(id, " ", user, " ", p.outside(in(id), user, false)); got != want {
				t.Errorf("outside: %s, want %s", got, want)
			}
		}
	})
}

// TestOrigins reads where something comes from, as Slack's documentation has it.
func TestOrigins(t *testing.T) {
	for name, test := range map[string]struct {
		payload string
		want    origin
	}{
		"an event": {`{"team_id":"T1","enterprise_id":"E1","authorizations":[{"enterprise_id":"E1","team_id":"T1","is_enterprise_install":false}]}`, origin{"T1", "E1", false}},
		"an event of an organisation": {
			`{"team_id":"T1","authorizations":[{"enterprise_id":"E1","team_id":null,"is_enterprise_install":true}]}`, origin{"T1", "E1", true},
		},
		"a channel of two workspaces":   {`{"team_id":"T2","authorizations":[{"enterprise_id":null,"team_id":"T1","is_enterprise_install":false}]}`, origin{"T1", "", false}},
		"an event of an old app":        {`{"team_id":"T1","event":{"type":"message","user":{"id":1}}}`, origin{"T1", "", false}},
		"a command":                     {`{"team_id":"T1","enterprise_id":"E1","is_enterprise_install":"true"}`, origin{"T1", "E1", true}},
		"an interaction":                {`{"team":{"id":"T1","domain":"x"},"user":{"id":"U1","team_id":"T2"},"enterprise":null,"is_enterprise_install":false}`, origin{"T1", "", false}},
		"one of an organisation":        {`{"team":null,"user":{"id":"U1","team_id":"T2"},"enterprise":{"id":"E1"},"is_enterprise_install":true}`, origin{"T2", "E1", true}},
		"one whose team names the rest": {`{"team":{"id":"T1","enterprise_id":"E1"}}`, origin{"T1", "E1", false}},
		"no JSON":                       {`{`, origin{}},
	} {
		if got := provenanceOf([]byte(test.payload)).origin(); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
