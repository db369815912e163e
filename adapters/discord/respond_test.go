package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/bot"
)

// Nobody waits in vain after an acknowledgement: an answer that is too late to
// be a response becomes a message, and a private one a direct message.
func TestLateAnswers(t *testing.T) {
	b := asking{theBot(t), make(chan bot.Question)}
	p := inChannel(t, b)
	for _, c := range []struct {
		private, forbidden bool
	}{{false, false}, {true, false}, {false, true}} {
		if c.forbidden {
			p.server.Forbid(p.channel)
		}
		before := len(p.server.Posts())
		id := p.ask(question, c.private)
		p.until("an acknowledgement", func() bool { return p.server.Interaction(id).Response == 5 })
		p.server.Expire(id)
		<-b.asked
		p.until("a message", func() bool { return len(p.server.Posts()) > before })
		m := p.server.Posts()[before]
		where := p.channel
		if c.private || c.forbidden {
			where = p.server.Direct(p.anna)
		}
		if text, _ := read(m.Body); !strings.Contains(text, quoted) || m.Channel != where {
			t.Errorf("%+v: the late answer is %+v", c, m)
		}
	}
}

// The token's fifteen minutes are not waited for.
func TestLateByTheClock(t *testing.T) {
	p := inChannel(t, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Alive = -1 })
	p.ask(question, false)
	p.until("a message", func() bool { return len(p.server.Posts()) == 1 })
	if n := len(p.server.Calls("PATCH", "/webhooks/")); n != 0 {
		t.Errorf("a token that is too old was used %d times", n)
	}
}

// A long answer to a command stands in several messages, the rating below the
// last of them; its first confirmation being lost doubles nothing.
func TestLongResponse(t *testing.T) {
	long := "How many troops did North Korea send to Russia? Why did North Korean officers go to Kursk? " +
		"How many North Korean soldiers have deserted? Who asked the North Korean soldiers to surrender? " +
		"What is the defense pact between Russia and North Korea about?"
	for _, private := range []bool{false, true} {
		p := inChannel(t, theBot(t))
		p.server.LoseConfirmation()
		id := p.ask(long, private)
		p.until("all messages", func() bool { return len(p.server.Interaction(id).FollowUps) == 4 })
		posts := p.server.Posts()
		if posts[0].Updates != 2 { // the second time as the confirmation was lost
			t.Errorf("the first message was changed %d times", posts[0].Updates)
		}
		if len(posts) != 5 {
			t.Errorf("private %t: %d messages", private, len(posts))
		}
		for i, m := range posts {
			if len(buttonsOf(m.Body)) == 0 {
				t.Errorf("message %d cannot be rated", i)
			}
			if (m.OnlyFor != "") != private {
				t.Errorf("private %t: message %d is seen by %q", private, i, m.OnlyFor)
			}
		}
	}
}

// Where it is lost whether a message stands that follows a response, there is
// no second one of it, and the fault is told.
func TestLostFollowUp(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true, CallTime: 20 * time.Millisecond})
	p := place{program: serve(t, server, theBot(t)), channel: server.Channel(server.Guild()), anna: server.User("anna")}
	id := p.ask("How many troops did North Korea send to Russia? Why did North Korean officers go to Kursk?", true)
	p.until("the first message", func() bool { return len(p.server.Posts()) == 1 })
	p.server.LoseConfirmation()
	p.until("the fault is told", func() bool { return strings.Contains(p.log.String(), "cannot be looked up") })
	if n := len(p.server.Interaction(id).FollowUps); n != 1 {
		t.Errorf("there are %d further messages", n)
	}
}

// A first response that is lost on the way is made again, and one that came
// twice is no fault.
func TestAcknowledgesOnce(t *testing.T) {
	p := inChannel(t, theBot(t))
	p.ready()
	id := p.ask(question, false)
	p.original(id)
	p.server.Redispatch(func(kind string, _ []byte) bool { return kind == "INTERACTION_CREATE" })
	p.answered("fence")
	time.Sleep(20 * time.Millisecond)
	if n := len(p.server.Interaction(id).FollowUps); n != 0 {
		t.Errorf("an interaction that came twice was answered twice")
	}
}

// Who asks where the bot may not write is told so, directly.
func TestMayNotWrite(t *testing.T) {
	p := inChannel(t, theBot(t))
	p.server.Forbid(p.channel)
	p.server.Say(discordtest.Saying{Author: discordtest.User{ID: p.anna, Username: "anna"}, Channel: p.channel, Content: "<@" + discordtest.BotID + "> " + question})
	p.until("a message", func() bool { return len(p.server.Posts()) == 1 })
	m := p.server.Posts()[0]
	if text, _ := read(m.Body); text != bot.CannotPost.Phrase("").String() || m.Channel != p.server.Direct(p.anna) {
		t.Errorf("%q in %s", text, m.Channel)
	}
}

// A minimal Discord has little more than a gateway and a place to post.
func TestMinimalDiscord(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	for _, route := range []string{
		"GET /applications/@me", "GET /oauth2/applications/@me", "GET /users/@me", "POST /channels/{channel}/typing",
		"GET /channels/{channel}/messages", "GET /applications/{app}/commands", "PUT /applications/{app}/commands",
		"GET /webhooks/{app}/{token}/messages/{message}",
	} {
		server.Lack(route)
	}
	p := place{program: serve(t, server, theBot(t), func(_ *Adapter, o *adapters.IntakeOptions) { o.ShowAfter = 1 })}
	p.channel, p.anna = server.Channel(server.Guild()), server.User("anna")
	p.answered("anna")
	if text, _ := read(p.original(p.ask(question, false)).Body); !strings.Contains(text, quoted) {
		t.Errorf("the answer is %q", text)
	}
}

// An edit makes an answer longer or shorter, again and again, and leaves no
// message of an earlier version behind.
func TestEditsOfAnotherLength(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := serve(t, server, theBot(t))
	two := question + " How many troops did North Korea send to Russia?"
	id := p.say("anna", question)
	p.until("an answer", func() bool { return len(p.answersTo(id)) == 1 })
	for i, text := range []string{two, question, two, question} {
		server.Edit(id, text)
		p.until("the changed answer", func() bool {
			answers := p.answersTo(id)
			return len(answers) == 1+(i+1)%2 && answers[0].Updates == i+1
		})
	}
	p.answered("fence")
	if n := len(p.answersTo(id)); n != 1 {
		t.Errorf("%d messages are left", n)
	}
}
