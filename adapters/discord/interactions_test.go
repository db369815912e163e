package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/bot"
)

// A place is where the tests of commands are used.
type place struct {
	*program
	channel string
	anna    string
}

// inChannel starts the adapter with a channel of a server.
func inChannel(t *testing.T, b adapters.Bot, change ...func(*Adapter, *adapters.IntakeOptions)) place {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := place{channel: server.Channel(server.Guild()), anna: server.User("anna")}
	p.program = serve(t, server, b, change...)
	return p
}

// ask uses /ask, and returns the interaction.
func (p place) ask(text string, private bool) string {
	options := map[string]any{optionQuestion: text}
	if private {
		options[optionPrivate] = true
	}
	return p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandAsk, Options: options})
}

func TestAskPublic(t *testing.T) {
	p := inChannel(t, theBot(t))
	id := p.ask(question, false)
	m := p.original(id)
	if text, _ := read(m.Body); !strings.Contains(text, quoted) || m.OnlyFor != "" || m.Channel != p.channel {
		t.Errorf("the answer: %+v", m)
	}
	i := p.server.Interaction(id)
	if i.Response != 5 || len(i.FollowUps) != 0 || len(buttonsOf(m.Body)) != 4 {
		t.Errorf("the interaction: %+v", i)
	}
	if n := len(p.server.Posts()); n != 1 {
		t.Errorf("%d messages were posted", n)
	}
}

// A private answer is seen by nobody else, whatever comes between, and nothing
// public leans on it.
func TestAskPrivate(t *testing.T) {
	p := inChannel(t, theBot(t))
	id := p.ask(question, true)
	if m := p.original(id); m.OnlyFor != p.anna {
		t.Errorf("a private answer is seen by all: %+v", m)
	}
	lean := p.original(p.ask("and when?", false))
	if text, _ := read(lean.Body); strings.Contains(text, quoted) {
		t.Errorf("a public answer leans on a private question: %q", text)
	}
	for _, m := range p.server.Posts() {
		if text, _ := read(m.Body); strings.Contains(text, quoted) && m.OnlyFor != p.anna {
			t.Errorf("seen by all: %q", text)
		}
	}
}

func TestAskGoesOn(t *testing.T) {
	p := inChannel(t, theBot(t))
	p.original(p.ask(question, false))
	m := p.original(p.ask("and when?", false))
	if text, _ := read(m.Body); !strings.Contains(text, "Nov") && !strings.Contains(text, quoted) {
		t.Errorf("the follow-up was answered by %q", text)
	}
}

// People answer what a command brought, as they answer any message.
func TestReplyToAResponse(t *testing.T) {
	p := inChannel(t, theBot(t))
	m := p.original(p.ask(question, false))
	reply := discordtest.Saying{Author: discordtest.User{ID: p.anna, Username: "anna"}, Channel: p.channel, Content: "and when?", ReplyTo: m.ID}
	id := p.server.Say(reply)
	p.until("an answer", func() bool { return len(p.answersTo(id)) == 1 })
	reply.Author = discordtest.User{ID: p.server.User("ben"), Username: "ben"}
	byBen := p.server.Say(reply)
	p.answered("fence")
	if n := len(p.answersTo(byBen)); n != 0 {
		t.Errorf("a reply of somebody else, who asked nothing, was answered")
	}
}

func TestFindSources(t *testing.T) {
	p := inChannel(t, theBot(t))
	ben := discordtest.User{ID: p.server.User("ben"), Username: "ben"}
	target := p.server.Say(discordtest.Saying{Author: ben, Channel: p.channel, Content: "The Duma ratified a defense pact with North Korea."})
	m := p.original(p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandFind, Target: target}))
	if text, _ := read(m.Body); !strings.Contains(text, quoted) || m.OnlyFor != p.anna {
		t.Errorf("the answer: %+v", m)
	}
}

// Where it is used makes no difference: by somebody's own installation in a
// group that the bot is not in, and directly.
func TestAskElsewhere(t *testing.T) {
	p := inChannel(t, theBot(t))
	for _, channel := range []string{p.server.Group(), p.server.Direct(p.anna)} {
		id := p.server.Use(discordtest.Command{User: p.anna, Channel: channel, Name: commandAsk, Options: map[string]any{optionQuestion: question}})
		if text, _ := read(p.original(id).Body); !strings.Contains(text, quoted) {
			t.Errorf("the answer is %q", text)
		}
	}
}

// A brief is told on a topic, and without one on all sources.
func TestBrief(t *testing.T) {
	p := inChannel(t, theBot(t))
	for want, options := range map[string]map[string]any{
		"What the sources say about “the Storm Corps”": {optionTopic: "the Storm Corps"}, "The sources in their own words:": {},
	} {
		id := p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandBrief, Options: options})
		if text, _ := read(p.original(id).Body); !strings.Contains(text, want) {
			t.Errorf("the answer is %q", text)
		}
	}
}

// What somebody else wrote is looked up where a message only asks whether it holds,
// or forwards it.
func TestPointedAt(t *testing.T) {
	p := inChannel(t, theBot(t))
	direct := p.server.Direct(p.anna)
	anna, ben := discordtest.User{ID: p.anna, Username: "anna"}, discordtest.User{ID: p.server.User("ben"), Username: "ben"}
	claim := p.server.Say(discordtest.Saying{Author: ben, Channel: p.channel, Content: "The Duma ratified a defense pact with North Korea."})
	own := p.server.Say(discordtest.Saying{Author: anna, Channel: direct, Content: "hello"})
	p.until("the greeting is answered", func() bool { return len(p.answersTo(own)) == 1 })
	for what, saying := range map[string]discordtest.Saying{
		"a forwarded message": {Author: anna, Channel: direct, Forward: claim},
		"a reply": {
			Author: anna, Channel: direct, Content: "is this right?",
			ReplyTo: p.server.Say(discordtest.Saying{Author: ben, Channel: direct, Content: "The Duma ratified a defense pact with North Korea."}),
		},
	} {
		id := p.server.Say(saying)
		p.until(what+" is answered", func() bool { return len(p.answersTo(id)) == 1 })
		if text, _ := read(p.answersTo(id)[0].Body); !strings.Contains(text, quoted) {
			t.Errorf("%s is answered by %q", what, text)
		}
	}
}

// asking remembers what it is asked.
type asking struct {
	adapters.Bot
	asked chan bot.Question
}

func (b asking) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	b.asked <- q
	return b.Bot.Ask(ctx, q)
}

// Who asks by an installation of their own, where nobody invited the bot, is
// an outsider; in a thread it is the channel that counts.
func TestWhoAndWhere(t *testing.T) {
	b := asking{theBot(t), make(chan bot.Question, 10)}
	p := inChannel(t, b)
	use := func(c discordtest.Command) bot.Question {
		c.User, c.Name, c.Options = p.anna, commandAsk, map[string]any{optionQuestion: question}
		p.server.Use(c)
		return <-b.asked
	}
	if q := use(discordtest.Command{Channel: p.channel}); q.Asker.Outside || q.Place.Channel != p.channel || q.Place.Workspace == "" || q.Place.Direct {
		t.Errorf("in a server: %+v", q.From)
	}
	if q := use(discordtest.Command{Channel: p.channel, Foreign: true}); !q.Asker.Outside {
		t.Errorf("by an installation of one's own: %+v", q.From)
	}
	if q := use(discordtest.Command{Channel: p.server.Direct(p.anna)}); !q.Place.Direct || q.Place.Workspace != "" || q.Asker.Outside {
		t.Errorf("directly: %+v", q.From)
	}
	if q := use(discordtest.Command{Channel: p.server.Group()}); q.Place.Direct || !q.Asker.Outside {
		t.Errorf("in a group: %+v", q.From)
	}
	root := p.server.Say(discordtest.Saying{Author: discordtest.User{ID: p.anna}, Channel: p.channel, Content: "Look."})
	if q := use(discordtest.Command{Channel: p.server.Thread(root)}); q.Place.Channel != p.channel {
		t.Errorf("in a thread: %+v", q.From)
	}
}

func TestComplete(t *testing.T) {
	p := inChannel(t, theBot(t))
	id := p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandAsk, Partial: "north"})
	p.until("choices", func() bool { return p.server.Interaction(id).Response == 8 })
	choices := p.server.Interaction(id).Choices
	if len(choices) == 0 || len(choices) > 25 || !strings.Contains(strings.ToLower(choices[0]), "north") {
		t.Errorf("the choices: %q", choices)
	}
}

func TestChoices(t *testing.T) {
	var list []string
	for i := range 40 {
		list = append(list, strings.Repeat("é", 60+i*2), "same", " \t", "a\nb")
	}
	list = append(list, strings.Repeat("𝔸", 51)) // 102 UTF-16 units
	got := choices(list)
	if len(got) > 25 || got[1].Name != "same" || got[2].Name != "a b" {
		t.Errorf("got %v", got)
	}
	for _, c := range got {
		if n := utf8.RuneCountInString(c.Name); n == 0 || n > 100 || c.Name != c.Value {
			t.Errorf("a choice of %d characters", n)
		}
	}
}

func TestHelpAndSources(t *testing.T) {
	p := inChannel(t, theBot(t))
	m := p.original(p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandHelp}))
	if text, _ := read(m.Body); !strings.HasPrefix(text, "Ask a question") || m.OnlyFor != p.anna {
		t.Errorf("help: %+v", m)
	}
	m = p.original(p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandSources}))
	if text, _ := read(m.Body); !strings.Contains(text, "sentences") || m.OnlyFor != p.anna {
		t.Errorf("sources: %+v", m)
	}
}

// manySources are more than fit a message.
type manySources struct{ adapters.Bot }

func (manySources) Sources(context.Context, bot.From) ([]bot.Source, error) {
	var out []bot.Source
	for i := range 300 {
		out = append(out, bot.Source{Document: strings.Repeat("d", i%50+1) + ".txt", Title: "Title [x](y) *" + strings.Repeat("t", i%90), Sentences: i, URL: "https://example.org/?a=" + strings.Repeat("u", i%70)})
	}
	return out, nil
}

func (manySources) Skipped(context.Context, bot.From) ([]bot.SkippedFile, error) {
	return []bot.SkippedFile{{Name: "scan.pdf", Reason: "files of type .pdf are not read"}, {Name: "x.@here", Reason: "files of type .@here are not read"}}, nil
}

// A list of many sources is paged, there and back, in one message.
func TestSourcePages(t *testing.T) {
	p := inChannel(t, manySources{theBot(t)})
	first := p.original(p.server.Use(discordtest.Command{User: p.anna, Channel: p.channel, Name: commandSources}))
	turn := func(label string) discordtest.Message {
		t.Helper()
		var now discordtest.Message
		for _, m := range p.server.Posts() {
			if m.ID == first.ID {
				now = m
			}
		}
		i := slices.IndexFunc(buttonsOf(now.Body), func(b part) bool { return b.Label == label })
		if i < 0 {
			t.Fatalf("there is no button %q", label)
		}
		p.server.Click(p.anna, first.ID, buttonsOf(now.Body)[i].CustomID)
		var next discordtest.Message
		p.until("the page is turned", func() bool {
			for _, m := range p.server.Posts() {
				if m.ID == first.ID && m.Updates > now.Updates {
					next = m
					return true
				}
			}
			return false
		})
		return next
	}
	seen, _ := read(first.Body)
	second := turn("▶")
	if text, _ := read(second.Body); text == seen {
		t.Error("the page does not change")
	}
	if text, _ := read(turn("◀").Body); text != seen {
		t.Error("it does not go back")
	}
	if n := len(p.server.Posts()); n != 1 {
		t.Errorf("turning pages makes %d messages", n)
	}
}

// Whatever is missing in an interaction, nothing breaks, and who can be
// answered is.
func TestInteractionsThatLackThings(t *testing.T) {
	p := inChannel(t, theBot(t))
	direct := p.server.Direct(p.anna)
	unknown := map[string]any{"id": "1", "components": []any{map[string]any{"type": 97, "surprise": true}}}
	for name, change := range map[string]func(map[string]any){
		"no user":                 func(e map[string]any) { delete(e, "user"); delete(e, "member") },
		"a member without a user": func(e map[string]any) { delete(e, "user"); e["member"] = map[string]any{} },
		"null everywhere": func(e map[string]any) {
			e["member"], e["user"], e["message"], e["data"], e["channel"] = nil, nil, nil, nil, nil
		},
		"no token":                 func(e map[string]any) { delete(e, "token") },
		"a type that nobody knows": func(e map[string]any) { e["type"] = 77 },
		"data of another shape":    func(e map[string]any) { e["data"] = []any{1} },
	} {
		for kind := 1; kind <= 5; kind++ {
			p.server.Send(kind, p.anna, direct, change)
		}
		_ = name
	}
	click := p.server.Send(3, p.anna, direct, func(e map[string]any) {
		e["message"], e["data"] = unknown, map[string]any{"custom_id": "of another bot", "component_type": 97}
	})
	if text, _ := read(p.original(click).Body); text != bot.NoLongerKnown.Phrase("").String() {
		t.Errorf("a button that is not known: %q", text)
	}
	ask := p.server.Send(2, p.anna, direct, func(e map[string]any) {
		delete(e, "channel")
		delete(e, "context")
		delete(e, "application_id")
		delete(e, "authorizing_integration_owners")
		e["data"] = map[string]any{"name": commandAsk, "options": []any{map[string]any{"name": optionQuestion, "type": 3, "value": question}, nil}}
	})
	if text, _ := read(p.original(ask).Body); !strings.Contains(text, quoted) {
		t.Errorf("the answer: %q", text)
	}
}

// The library decodes a message with a component that it does not know to
// nothing at all: a handler that looks at it breaks.
func TestUnknownComponents(t *testing.T) {
	raw := `{"id":"7","channel_id":"8","author":{"id":"9","username":"anna"},"content":"What did the Duma ratify?","components":[{"type":97}],
		"referenced_message":{"id":"6","author":{"id":"5"},"components":[{"type":98}]}}`
	var theirs discordgo.MessageCreate
	if json.Unmarshal([]byte(raw), &theirs) == nil && theirs.Message != nil && theirs.ID != "" {
		fixed(t, "a message with an unknown component is decoded")
	}
	var used discordgo.InteractionCreate
	click := `{"id":"1","token":"t","type":3,"data":{"custom_id":"x","component_type":2},"message":` + raw + `}`
	if json.Unmarshal([]byte(click), &used) == nil && used.Interaction != nil && used.Message != nil {
		fixed(t, "an interaction on a message with an unknown component is decoded")
	}
	a := New(Options{Token: "t"}, nil)
	a.self.Store(&self{User: "1"})
	d, ok := a.decodeMessage(false, []byte(raw))
	if !ok || d.Question.Text != question {
		t.Errorf("decoded to %+v, %t", d, ok)
	}
}

// A click that is delivered twice does what it says once.
func TestClicksTwice(t *testing.T) {
	p := inChannel(t, theBot(t))
	m := p.original(p.ask(question, false))
	id := p.server.Click(p.anna, m.ID, buttonsOf(m.Body)[0].CustomID)
	shown := p.original(id)
	p.server.Redispatch(func(kind string, _ []byte) bool { return kind == "INTERACTION_CREATE" })
	p.until("it is refused", func() bool {
		calls := p.server.Calls("POST", "/callback")
		return calls[len(calls)-1].Status == 400
	})
	p.answered("fence")
	for _, m := range p.server.Posts() {
		if m.ID == shown.ID && m.Updates != 1 {
			t.Errorf("what a click shows was shown %d times", m.Updates)
		}
	}
	if strings.Contains(p.log.String(), "level=ERROR") {
		t.Errorf("the log:\n%s", p.log)
	}
}

// In a private channel or in a server, what a click shows is for who clicked.
func TestClicksAreAnsweredInPrivate(t *testing.T) {
	p := inChannel(t, theBot(t))
	m := p.original(p.ask(question, false))
	ben := p.server.User("ben")
	for _, b := range buttonsOf(m.Body) {
		shown := p.original(p.server.Click(ben, m.ID, b.CustomID))
		if shown.OnlyFor != ben {
			t.Errorf("%s: what it shows is seen by all", b.Label)
		}
		if text, _ := read(shown.Body); text == "" || text == bot.Failed.Phrase("").String() || text == bot.NoLongerKnown.Phrase("").String() {
			t.Errorf("%s: %q", b.Label, text)
		}
	}
}
