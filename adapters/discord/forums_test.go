package discord

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// The tags of the forum of these tests.
const (
	answeredTag = "Answered"
	otherTag    = "Books"
)

// A forum is one that the bot listens to.
type forum struct {
	*program
	guild, id string
	anna      discordtest.User
}

func serveForum(t *testing.T, o discordtest.Options, change ...func(*Adapter, *adapters.IntakeOptions)) *forum {
	t.Helper()
	server := discordtest.New(t, o)
	f := &forum{guild: server.Guild(), anna: discordtest.User{ID: server.User("anna"), Username: "anna"}}
	f.id = server.Forum(f.guild, answeredTag, otherTag, "a", "b", "c", "d")
	listen := func(a *Adapter, _ *adapters.IntakeOptions) {
		a.opts.Forums = []Forum{{Channel: f.id, AnsweredTag: "answered"}}
	}
	f.program = serve(t, server, theBot(t), append(change, listen)...)
	f.ready()
	return f
}

// begin has Anna begin a post.
func (f *forum) begin(p discordtest.Post) string {
	p.Forum = f.id
	if p.Author.ID == "" {
		p.Author = f.anna
	}
	return f.server.Begin(p)
}

// silent checks that some posts are not answered, by the answer to a later one.
func (f *forum) silent(posts ...string) {
	f.Helper()
	last := f.begin(discordtest.Post{Title: question})
	f.once(last)
	for _, post := range posts {
		for _, m := range f.answersTo(post) {
			text, _ := read(m.Body)
			f.Errorf("a post is answered that is not to be: %s", text)
		}
	}
}

// once waits for the answer to a post.
func (f *forum) once(post string) discordtest.Message {
	f.Helper()
	f.until("an answer to the post", func() bool { return len(f.answersTo(post)) > 0 })
	all := f.answersTo(post)
	if text, _ := read(all[0].Body); len(all) != 1 || all[0].Channel != post || !strings.Contains(text, quoted) {
		f.Errorf("there are %d answers, the first in %s: %q", len(all), all[0].Channel, text)
	}
	return all[0]
}

// A post is answered once, in whichever order Discord tells of it, and where
// half of that is lost.
func TestForumPosts(t *testing.T) {
	t.Parallel()
	for _, content := range []bool{false, true} {
		f := serveForum(t, discordtest.Options{MessageContent: content})
		for _, order := range []discordtest.Order{discordtest.ThreadFirst, discordtest.MessageFirst, discordtest.ThreadAlone, discordtest.MessageAlone} {
			titled := f.begin(discordtest.Post{Title: question, Content: "I read about it. Does anybody know?", Order: order})
			f.once(titled)
			asking := f.begin(discordtest.Post{Title: "What is the capital of France?", Content: question + " Thanks!", Order: order})
			if content {
				f.once(asking)
			} else {
				f.silent(asking)
			}
			for _, again := range []string{"THREAD_CREATE", "MESSAGE_CREATE"} {
				f.server.Redispatch(func(kind string, data []byte) bool {
					return kind == again && strings.Contains(string(data), titled) && !strings.Contains(string(data), discordtest.BotID)
				})
			}
			f.silent()
			f.once(titled)
		}
	}
}

func TestForumPostsThatAreLeftAlone(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{MessageContent: true})
	before := f.server.Forum(f.guild)
	f.silent(
		f.begin(discordtest.Post{Title: "What is the capital of France?"}),
		f.begin(discordtest.Post{Title: "Hello!", Content: "I am new here."}),
		f.begin(discordtest.Post{Title: question, Author: discordtest.User{ID: f.server.User("feed"), Username: "feed", Bot: true}}),
		f.begin(discordtest.Post{Title: question, Author: discordtest.User{ID: discordtest.BotID, Username: "quoth", Bot: true}}),
		f.begin(discordtest.Post{Title: question, Content: "<@" + f.server.User("ben") + "> do you know?"}),
		f.server.Begin(discordtest.Post{Forum: before, Author: f.anna, Title: question}),
	)
}

// What stands in a forum before the bot listens is not answered, nor anything
// twice after a restart.
func TestForumOverARestart(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/sessions"
	ledger := &adapters.MemoryLedger{}
	server := discordtest.New(t, discordtest.Options{MessageContent: true})
	f := &forum{guild: server.Guild(), anna: discordtest.User{ID: server.User("anna"), Username: "anna"}}
	f.id = server.Forum(f.guild)
	start := func() {
		f.program = serveWith(t, server, theBot(t), ledger, func(a *Adapter, _ *adapters.IntakeOptions) {
			a.opts.Forums, a.sessions.path = []Forum{{Channel: f.id}}, file
		})
		f.ready()
	}
	old := f.begin0(server, question)
	start()
	first := f.begin(discordtest.Post{Title: question})
	f.once(first)
	f.end()
	meanwhile := f.begin0(server, question)
	start()
	f.once(meanwhile)
	f.silent(old)
	f.once(first)
}

// begin0 begins a post while no program runs.
func (f *forum) begin0(server *discordtest.Server, title string) string {
	return server.Begin(discordtest.Post{Forum: f.id, Author: f.anna, Title: title})
}

// The author goes on in the post; others are not heard.
func TestForumFollowUps(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{MessageContent: true})
	post := f.begin(discordtest.Post{Title: question})
	f.once(post)
	ben := discordtest.User{ID: f.server.User("ben"), Username: "ben"}
	bens := f.server.Say(discordtest.Saying{Author: ben, Channel: post, Content: "and when?"})
	annas := f.server.Say(discordtest.Saying{Author: f.anna, Channel: post, Content: "and when?"})
	f.until("the follow-up is answered", func() bool { return len(f.answersTo(annas)) == 1 })
	called := f.server.Say(discordtest.Saying{Author: ben, Channel: post, Content: "<@" + discordtest.BotID + "> " + question})
	f.until("a mention is answered", func() bool { return len(f.answersTo(called)) == 1 })
	if n := len(f.answersTo(bens)); n > 0 {
		t.Error("somebody was answered who asked nobody")
	}
}

// A mention in the first message is a question, of any forum, and one alone.
func TestMentionInAForumPost(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{})
	unlisted := f.server.Forum(f.guild)
	call := "<@" + discordtest.BotID + "> "
	for _, order := range []discordtest.Order{discordtest.ThreadFirst, discordtest.MessageFirst, discordtest.MessageAlone} {
		for _, in := range []string{f.id, unlisted} {
			post := f.server.Begin(discordtest.Post{Forum: in, Author: f.anna, Title: "The Duma", Content: call + question, Order: order})
			f.once(post)
			f.silent()
			f.once(post)
		}
	}
}

// The first message is edited, and the answer with it.
func TestForumPostIsEdited(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{MessageContent: true})
	post := f.begin(discordtest.Post{Title: "A treaty", Content: question})
	first := f.once(post)
	f.server.Edit(post, "How many soldiers have deserted?")
	f.until("the answer is changed", func() bool {
		text, _ := read(f.answersTo(post)[0].Body)
		return strings.Contains(text, "18")
	})
	if all := f.answersTo(post); len(all) != 1 || all[0].ID != first.ID {
		t.Errorf("there are %d answers", len(all))
	}
}

func (f *forum) tagged(post string, want ...string) {
	f.Helper()
	f.until("the tags of the post are "+strings.Join(want, ", "), func() bool { return slices.Equal(f.server.TagsOf(post), want) })
}

// An answered post gets the tag beside its own; its author can have it taken
// off, and nobody else.
func TestForumTag(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{})
	post := f.begin(discordtest.Post{Title: question, Tags: []string{otherTag}})
	answer := f.once(post)
	f.tagged(post, answeredTag, otherTag)
	click := func(person, label string) {
		for _, b := range buttonsOf(answer.Body) {
			if b.Label == label {
				id := f.server.Click(f.server.User(person), answer.ID, b.CustomID)
				f.until("the click is answered", func() bool { return f.server.Interaction(id).Original != "" })
			}
		}
	}
	click("ben", "Not helpful")
	f.silent()
	f.tagged(post, answeredTag, otherTag)
	click("anna", "Not helpful")
	f.tagged(post, otherTag)
	click("anna", "Helpful")
	f.tagged(post, answeredTag, otherTag)
	unanswered := f.begin(discordtest.Post{Title: "What is the capital of France?"})
	f.silent(unanswered)
	f.tagged(unanswered)
}

// Where the tag cannot be set the answer stands, and that is told once.
func TestForumTagCannotBeSet(t *testing.T) {
	t.Parallel()
	f := serveForum(t, discordtest.Options{})
	full := []string{otherTag, "a", "b", "c", "d"}
	for range 2 {
		post := f.begin(discordtest.Post{Title: question, Tags: full})
		f.once(post)
		f.tagged(post, full...)
	}
	f.server.Deny(discordtest.ManageThreads)
	for range 2 {
		f.once(f.begin(discordtest.Post{Title: question}))
	}
	f.until("both are told", func() bool { return strings.Count(f.log.String(), "the tag of answered posts cannot be changed") == 2 })
	f.until("it was tried twice", func() bool { return len(f.server.Calls("PATCH", "/channels/")) == 2 })
	time.Sleep(moment)
	if n := strings.Count(f.log.String(), "the tag of answered posts cannot be changed"); n != 2 {
		t.Errorf("that the tag cannot be set is told %d times; the log:\n%s", n, f.log)
	}
}

func TestCheckOfForums(t *testing.T) {
	t.Parallel()
	server := discordtest.New(t, discordtest.Options{})
	guild := server.Guild()
	forum, channel := server.Forum(guild, answeredTag), server.Channel(guild)
	for _, test := range []struct {
		forum Forum
		deny  int64
		good  bool
		says  string
	}{
		{Forum{forum, answeredTag}, 0, true, "New posts in the forum help (" + forum + ") are answered."},
		{Forum{forum, "Solved"}, 0, false, `has no tag "Solved"`},
		{Forum{channel, ""}, 0, false, "is no forum"},
		{Forum{"7", ""}, 0, false, "cannot be seen"},
		{Forum{forum, answeredTag}, discordtest.ManageThreads, false, "lacks Manage Threads"},
		{Forum{forum, ""}, discordtest.ManageThreads, true, "are answered"},
	} {
		server.Deny(test.deny)
		all := Check(t.Context(), Options{Token: discordtest.Token, APIURL: server.URL(), Forums: []Forum{test.forum}})
		if last := all[len(all)-1]; last.Good != test.good || !strings.Contains(last.Says, test.says) {
			t.Errorf("%+v: %+v", test.forum, last)
		}
		if !slices.ContainsFunc(all, func(f Finding) bool { return strings.Contains(f.Says, "titles alone") }) {
			t.Errorf("it is not said that titles alone are read: %+v", all)
		}
	}
}

func TestInvitationOfForums(t *testing.T) {
	for _, test := range []struct {
		forums []Forum
		asked  bool
	}{{nil, false}, {[]Forum{{"7", ""}}, false}, {[]Forum{{"7", answeredTag}}, true}} {
		links := invitation("1", test.forums)
		if got := slices.ContainsFunc(links.Permissions, func(p Permission) bool { return p.Name == "Manage Threads" }); got != test.asked {
			t.Errorf("%v: %v", test.forums, links)
		}
	}
}
