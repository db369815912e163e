package quoth

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

// manyVariable asks for more questions than the few of a plain test run:
//
//	ALL_TESTS=1 QUOTH_MANY=3000 go test -run ThreeProcesses -v -timeout 30m ./cmd/quoth
const manyVariable = "QUOTH_MANY"

// A fleet is processes that answer together, behind a balancer that picks any of
// those that live.
type fleet struct {
	t       *testing.T
	url     string // of the journal
	slack   *slacktest.Server
	discord *discordtest.Server
	sockets bool // Slack sends over these and not by HTTP
	log     page
	members []*member

	mu    sync.Mutex // held while somebody writes
	kills int
}

// A member is a process, and the ones that took its place.
type member struct {
	address string
	process *exec.Cmd
	ended   chan struct{}
}

// TestThreeProcessesOnOneServer has three processes answer on one database. Each
// question on Slack is delivered twice at once, to any two of them; each of Discord's
// shards is in one of them. Every two seconds one is killed and started again, and the
// database server is restarted twice. Each question is answered once, in the order of
// its conversation.
func TestThreeProcessesOnOneServer(t *testing.T) {
	questions := 60
	corpustest.Long(t)
	if n, err := strconv.Atoi(os.Getenv(manyVariable)); err == nil {
		questions = n
	}
	server := postgrestest.Shared(t)
	f := &fleet{t: t, url: postgrestest.NewURL(t), slack: slacktest.New(), discord: discordtest.New(t, discordtest.Options{Shards: 3, MaxConcurrency: 3, Patient: true})}
	t.Cleanup(f.slack.Close)
	f.begin()
	f.slack.Target = func() string { return f.any() }

	// What is said where no session of Discord's was begun is delivered to nobody.
	eventually(t, "a session of each shard", &f.log, func() bool { return len(f.discord.Sessions()) == f.discord.Shards })

	over := make(chan struct{})
	var trouble, asking sync.WaitGroup
	trouble.Go(func() { f.trouble(over, 2*time.Second) })
	began := time.Now()
	conversations := questions / perConversation
	for c := range conversations {
		asking.Go(func() {
			if c%3 == 2 {
				f.converseOnDiscord(c)
			} else {
				f.converse(c)
			}
		})
		if c == conversations/3 || c == 2*conversations/3 {
			server.Stop()
			time.Sleep(time.Second)
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Until(began.Add(time.Duration(c) * perConversation * 40 * time.Millisecond)))
	}
	asking.Wait()
	close(over)
	trouble.Wait()
	f.await(func() bool { return len(f.slack.Messages())+len(f.discord.Posts()) >= questions })
	took := time.Since(began)
	f.check(conversations)
	t.Logf("%d questions in %d conversations, all answered after %v; %d kills, 2 restarts of the database",
		questions, conversations, took.Round(time.Second), f.kills)
}

// TestThreeProcessesOnSockets has three processes answer on one database that Slack sends
// to over Socket Mode, to each in turn. One is killed now and then. Each question is
// answered once, in the order of its conversation.
func TestThreeProcessesOnSockets(t *testing.T) {
	corpustest.Long(t)
	postgrestest.Shared(t)
	f := &fleet{t: t, url: postgrestest.NewURL(t), slack: slacktest.New(), sockets: true}
	t.Cleanup(f.slack.Close)
	f.begin()
	eventually(t, "a connection of each process", &f.log, func() bool { return f.slack.Connections() == len(f.members) })
	over := make(chan struct{})
	var trouble, asking sync.WaitGroup
	trouble.Go(func() { f.trouble(over, 500*time.Millisecond) })
	const conversations = 6
	for c := range conversations {
		asking.Go(func() { f.converse(c) })
	}
	asking.Wait()
	close(over)
	trouble.Wait()
	f.await(func() bool { return len(f.slack.Messages()) >= conversations*perConversation })
	f.check(conversations)
	if t.Logf("%d kills", f.kills); f.kills == 0 {
		t.Error("none was killed")
	}
}

// await waits until all are answered, for a minute, which is patience and no measure.
func (f *fleet) await(answered func() bool) {
	for patience := time.Now().Add(time.Minute); !answered() && time.Now().Before(patience); {
		time.Sleep(50 * time.Millisecond)
	}
}

// begin starts three members, which are killed when the test ends.
func (f *fleet) begin() {
	for range 3 {
		m := &member{address: freeAddress(f.t)}
		f.members = append(f.members, m)
		f.start(m)
	}
	f.t.Cleanup(func() {
		for _, m := range f.members {
			m.process.Process.Kill()
			<-m.ended
		}
	})
}

// perConversation is how many questions are asked in each.
const perConversation = 10

// converse asks the questions of a conversation, each once it is known that the one
// before has arrived: what a person's next words are is not known to Slack before.
func (f *fleet) converse(c int) {
	who, thread := fmt.Sprintf("%04d", c), ""
	for i := range perConversation {
		f.mu.Lock()
		sent := len(f.slack.Deliveries())
		ts := f.slack.Write(slacktest.Writing{
			User: "U" + who, Channel: "D" + who, Thread: thread, Text: "What is the capital of " + bravoOf(c, i) + "?",
		})
		payload := f.slack.Deliveries()[sent].Payload
		f.mu.Unlock()
		thread = cmp.Or(thread, ts)
		if !f.sockets {
			go f.twin(payload)
		}
		for f.slack.Deliveries()[sent].Acked.IsZero() {
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
	}
}

// converseOnDiscord asks the questions of a conversation: directly, of which the first
// shard tells, or in a channel, of which another may.
func (f *fleet) converseOnDiscord(c int) {
	user := f.discord.User(fmt.Sprintf("person%04d", c))
	channel, mention := f.discord.Direct(user), ""
	if c%2 == 0 {
		channel, mention = f.discord.Channel(f.discord.Guild()), "<@"+discordtest.BotID+"> "
	}
	for i := range perConversation {
		f.discord.Say(discordtest.Saying{
			Author: discordtest.User{ID: user, Username: user}, Channel: channel, Content: mention + "What is the capital of " + bravoOf(c, i) + "?",
		})
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
	}
}

// bravoOf is the word of a question that its answer names.
func bravoOf(conversation, question int) string {
	return fmt.Sprintf("Bravo%04d%d", conversation, question)
}

// start starts a member, on the address that it has for ever.
func (f *fleet) start(m *member) {
	program, err := os.Executable()
	if err != nil {
		f.t.Fatal(err)
	}
	m.process = &exec.Cmd{
		Path: program, Args: []string{"quoth", "serve"}, Dir: f.t.TempDir(), Stdout: &f.log, Stderr: &f.log,
		Env: append(f.platforms(m),
			"QUOTH_JOURNAL_URL="+f.url, "QUOTH_SERVE_LISTEN=off",
			"QUOTH_LIMITS_QUESTIONS_PER_MINUTE=0", "QUOTH_LIMITS_CHANNEL_QUESTIONS_PER_MINUTE=0",
		),
	}
	if err := m.process.Start(); err != nil {
		f.t.Fatal(err)
	}
	ended, process := make(chan struct{}), m.process
	m.ended = ended
	go func() {
		process.Wait() // it is killed
		close(ended)
	}()
}

// platforms are a member's settings of Slack, and of Discord where there is a server.
func (f *fleet) platforms(m *member) []string {
	out := []string{"QUOTH_SLACK_BOT_TOKEN=" + slacktest.BotToken, "QUOTH_SLACK_API_URL=" + f.slack.URL()}
	if f.sockets {
		out = append(out, "QUOTH_SLACK_APP_TOKEN="+slacktest.AppToken)
	} else {
		out = append(out, "QUOTH_SLACK_MODE=http", "QUOTH_SLACK_LISTEN="+m.address, "QUOTH_SLACK_SIGNING_SECRET="+slacktest.SigningSecret)
	}
	if f.discord != nil {
		out = append(out, "QUOTH_DISCORD_TOKEN="+discordtest.Token, "QUOTH_DISCORD_API_URL="+f.discord.URL())
	}
	return out
}

// any is where a balancer sends a request: it may be a member that starts.
func (f *fleet) any() string {
	return "http://" + f.members[rand.IntN(len(f.members))].address + "/slack/events"
}

// twin sends what was sent once more, as Slack does where it was not heard in time
// that it has arrived. It is not sent again.
func (f *fleet) twin(body []byte) {
	r, err := http.NewRequest(http.MethodPost, f.any(), bytes.NewReader(body))
	if err != nil {
		f.t.Error(err)
		return
	}
	r.Header = slacktest.Sign(slacktest.SigningSecret, time.Now(), body)
	r.Header.Set("Content-Type", "application/json")
	if resp, err := http.DefaultClient.Do(r); err == nil { // else the process starts, or was killed
		resp.Body.Close()
	}
}

// trouble kills a member every now and then, and starts it again.
func (f *fleet) trouble(over chan struct{}, every time.Duration) {
	for t := time.NewTicker(every); ; {
		select {
		case <-over:
			t.Stop()
			return
		case <-t.C:
			m := f.members[rand.IntN(len(f.members))]
			m.process.Process.Kill()
			<-m.ended
			f.start(m)
			f.kills++
		}
	}
}

var bravo = regexp.MustCompile(`Bravo\d{5}`)

// check makes sure that each question is answered once, in the order of its
// conversation.
func (f *fleet) check(conversations int) {
	f.t.Helper()
	time.Sleep(2 * time.Second) // for a second answer, if there is to be one
	got := make([][]string, conversations)
	for _, m := range f.slack.Messages() {
		c, err := strconv.Atoi(strings.TrimPrefix(m.Channel, "D"))
		if err != nil {
			f.t.Fatalf("a message in %s: %s", m.Channel, m.Text)
		}
		shown, _ := slacktest.Shown(m)
		got[c] = append(got[c], bravo.FindString(shown))
	}
	if f.discord != nil {
		f.addDiscord(got)
	}
	for c := range got {
		var want []string
		for i := range perConversation {
			want = append(want, bravoOf(c, i))
		}
		if !slices.Equal(got[c], want) {
			f.t.Errorf("conversation %d is answered %q, want %q", c, got[c], want)
		}
	}
	if f.t.Failed() {
		f.t.Logf("the log:\n%s", &f.log)
	}
}

// addDiscord adds what is answered on Discord, by conversation.
func (f *fleet) addDiscord(got [][]string) {
	for _, m := range f.discord.Posts() {
		shown, err := json.Marshal(m.Body)
		if err != nil {
			f.t.Fatal(err)
		}
		word := bravo.FindString(string(shown))
		c, err := strconv.Atoi(word[len("Bravo") : len("Bravo")+4])
		if err != nil {
			f.t.Fatal(err)
		}
		got[c] = append(got[c], word)
		if c%2 == 0 { // each question in a channel begins a conversation of its own
			slices.Sort(got[c])
		}
	}
}
