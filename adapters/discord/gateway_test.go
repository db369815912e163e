package discord

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// The tests of this file show what discordgo's own gateway does where Discord
// misbehaves, as it does, and that the adapter goes on answering.

// moment is long enough for what takes milliseconds, and is waited for only to
// see that nothing happens.
const moment = 300 * time.Millisecond

func TestReconnectBeforeReady(t *testing.T) {
	t.Parallel()
	library := discordtest.New(t, discordtest.Options{})
	library.Script(discordtest.Reconnect)
	opened := make(chan error, 1)
	s := bare(t, library)
	go func() { opened <- s.Open() }()
	select {
	case <-opened:
		fixed(t, "Open returns where op 7 comes before READY")
	case <-time.After(moment):
	}

	server := discordtest.New(t, discordtest.Options{Patient: true})
	server.Script(discordtest.Reconnect, discordtest.Reconnect)
	serve(t, server, theBot(t)).answered("anna")
}

func TestInvalidSessionBeforeReady(t *testing.T) {
	t.Parallel()
	library := discordtest.New(t, discordtest.Options{})
	library.Script(discordtest.Invalid, discordtest.Silent)
	s := bare(t, library)
	if err := s.Open(); err != nil || s.State.User != nil {
		fixed(t, "Open does not succeed without a session")
	}
	s.Close()

	server := discordtest.New(t, discordtest.Options{Patient: true})
	server.Script(discordtest.Invalid, discordtest.Invalid)
	serve(t, server, theBot(t)).answered("anna")
}

// A gateway that says nothing after the handshake began is left.
func TestSilentBeforeReady(t *testing.T) {
	t.Parallel()
	server := discordtest.New(t, discordtest.Options{Patient: true})
	server.Script(discordtest.Silent)
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Ready = moment })
	p.answered("anna")
}

// What cannot be read before READY is no reason to connect again.
func TestFramesBeforeReadyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const identifies = 10
	for _, fault := range []discordtest.Fault{discordtest.NullFrame, discordtest.Gibberish, discordtest.EarlyEvent} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			server := discordtest.New(t, discordtest.Options{Patient: true, Identifies: identifies})
			server.Script(fault)
			serve(t, server, theBot(t)).answered("anna")
			if n := identifies - server.IdentifiesLeft(); n != 1 {
				t.Errorf("the bot identified %d times", n)
			}
		})
	}
}

func TestFramesThatCannotBeRead(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	server.Script(discordtest.NullFrame)
	p := serve(t, server, theBot(t))
	p.answered("anna")
	for _, text := range []string{"null", "", "[]", "7", `{"op":null}`, `{"op":0}`, `{"op":0,"t":"MESSAGE_CREATE","d":null}`,
		`{"op":0,"t":"INTERACTION_CREATE","d":{}}`, `{"op":0,"t":"MESSAGE_CREATE","d":{"id":"1","channel_id":"2"}}`, `{"op":99}`, "\xff\xfe", `{"op":1}`} {
		server.SendAll(text)
	}
	p.answered("ben")
	if n := len(server.Calls("GET", "/gateway/bot")); n > 2 {
		t.Errorf("the gateway was asked for %d times: a frame that cannot be read is no reason to connect again", n)
	}
}

// A JSON null makes the library's listener panic, which ends the process; so
// it is given one in a process of its own.
func TestNullFrameEndsTheLibrary(t *testing.T) {
	const inside = "QUOTH_TEST_NULL_FRAME"
	if os.Getenv(inside) != "" {
		server := discordtest.New(t, discordtest.Options{})
		if err := bare(t, server).Open(); err != nil {
			t.Fatal(err)
		}
		server.SendAll("null")
		time.Sleep(5 * time.Second)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), inside+"=1")
	out, err := child.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("nil pointer")) {
		fixed(t, "a null frame is survived")
	}
}

// A connection that falls silent is left when the second heartbeat would be
// sent without an answer to the first: within two intervals. It is closed so
// that its session lives on, and resumed where Discord says.
func TestSilentConnection(t *testing.T) {
	t.Parallel()
	const interval = 50 * time.Millisecond
	library := discordtest.New(t, discordtest.Options{HeartbeatInterval: interval})
	s := bare(t, library)
	s.ShouldReconnectOnError = false
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	library.Silence(true)
	for end := time.Now().Add(5 * time.Second); len(library.Closings()) == 0 && time.Now().Before(end); time.Sleep(interval) {
	}
	if library.Unanswered() < 3 || !slices.Contains(library.Closings(), 1000) {
		fixed(t, "a silent connection is noticed early, and closed so that it can be resumed")
	}

	server := discordtest.New(t, discordtest.Options{HeartbeatInterval: interval, Patient: true})
	p := serve(t, server, theBot(t))
	p.answered("anna")
	server.Silence(true)
	p.until("the connection is given up", func() bool { return len(server.Closings()) > 0 })
	if n := server.Unanswered(); n > 1 {
		t.Errorf("%d heartbeats were sent to a gateway that does not answer", n)
	}
	if codes := server.Closings(); codes[0] == 1000 || codes[0] == 1001 {
		t.Errorf("the connection was closed with %d, which ends the session", codes[0])
	}
	meanwhile := p.say("anna", question)
	server.Silence(false)
	p.until("what was said meanwhile is answered", func() bool { return len(p.answersTo(meanwhile)) == 1 })
	p.until("it is connected where Discord said", func() bool { return slices.Contains(server.Connections(), "/resume") })
}

// A gateway that never acknowledges a heartbeat is left again and again, and
// still nobody stays unanswered.
func TestNoHeartbeatIsEverAcknowledged(t *testing.T) {
	t.Parallel()
	server := discordtest.New(t, discordtest.Options{HeartbeatInterval: 100 * time.Millisecond, NoAcks: true, Patient: true})
	p := serve(t, server, theBot(t))
	var ids []string
	for range 10 {
		ids = append(ids, p.say("anna", question))
		time.Sleep(50 * time.Millisecond)
	}
	for _, id := range ids {
		p.until("an answer", func() bool { return len(p.answersTo(id)) > 0 })
	}
	for _, id := range ids {
		if n := len(p.answersTo(id)); n != 1 {
			t.Errorf("a question was answered %d times", n)
		}
	}
}

// The library goes back to the address that it began with.
func TestResumesWhereDiscordSays(t *testing.T) {
	t.Parallel()
	library := discordtest.New(t, discordtest.Options{})
	s := bare(t, library)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	library.SendAll(`{"op":7}`)
	time.Sleep(moment)
	if slices.Contains(library.Connections(), "/resume") {
		fixed(t, "resume_gateway_url is used")
	}
	s.Close()

	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := serve(t, server, theBot(t))
	p.answered("anna")
	server.SendAll(`{"op":7}`)
	p.until("it is connected where Discord said", func() bool { return slices.Equal(server.Connections(), []string{"/resume"}) })
	p.answered("anna")
}

// After op 9 the library identifies again on a connection that Discord has
// done with, and is thrown out.
func TestInvalidSessionLater(t *testing.T) {
	t.Parallel()
	for _, resumable := range []string{"true", "false"} {
		library := discordtest.New(t, discordtest.Options{})
		s := bare(t, library)
		s.ShouldReconnectOnError = false
		if err := s.Open(); err != nil {
			t.Fatal(err)
		}
		library.SendAll(`{"op":9,"d":` + resumable + `}`)
		time.Sleep(moment)
		if len(library.Connections()) > 0 {
			fixed(t, "op 9 is answered by a new connection")
		}
		s.Close()

		server := discordtest.New(t, discordtest.Options{Patient: true})
		p := serve(t, server, theBot(t))
		p.answered("anna")
		if resumable == "false" {
			server.Forget()
		}
		server.SendAll(`{"op":9,"d":` + resumable + `}`)
		p.until("it is connected again", func() bool {
			return len(server.Calls("GET", "/gateway/bot")) > 2 || slices.Contains(server.Connections(), "/resume")
		})
		p.answered("anna")
	}
}

// The library has moments without a connection, and what it does then ends the
// process. The adapter has none: what is without a connection is not begun.
func TestNoConnection(t *testing.T) {
	func() {
		defer func() {
			if recover() == nil {
				fixed(t, "a session without a connection does not panic")
			}
		}()
		_ = bare(t, discordtest.New(t, discordtest.Options{})).ChannelVoiceJoinManual("1", "2", false, false)
	}()

	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := serve(t, server, theBot(t))
	for range 5 {
		p.ready()
		server.SendAll(`{"op":1}`)
		server.Down(true)
		server.Down(false)
	}
	p.answered("anna")
}

// The library starts a goroutine for each event, however many there are.
func TestHandlersAreBounded(t *testing.T) {
	const events = 1000
	library := discordtest.New(t, discordtest.Options{})
	s := bare(t, library)
	release := make(chan struct{})
	var running atomic.Int32
	s.AddHandler(func(*discordgo.Session, *discordgo.TypingStart) {
		running.Add(1)
		<-release
	})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	for range events {
		library.SendAll(`{"op":0,"s":2,"t":"TYPING_START","d":{}}`)
	}
	for end := time.Now().Add(5 * time.Second); running.Load() < events && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
	if running.Load() < events {
		fixed(t, "handlers are bounded")
	}
	close(release)
	s.Close()

	server := discordtest.New(t, discordtest.Options{Patient: true, CallTime: 20 * time.Millisecond})
	p := serve(t, server, theBot(t), func(_ *Adapter, o *adapters.IntakeOptions) { o.Drain = time.Second })
	p.ready()
	before := goroutines()
	most := 0
	anna := server.User("anna")
	for i := range events {
		server.Use(discordtest.Command{User: anna, Channel: server.Direct(anna), Name: "ask", Options: map[string]any{"question": question}})
		if i%50 == 0 {
			most = max(most, goroutines()-before)
		}
	}
	// Each acknowledgement on its way has three: its own, and two of its
	// connection, which the server has one more for.
	if limit := 6 * maxSlots; most > limit {
		t.Errorf("%d events made %d goroutines, and may make %d", events, most, limit)
	}
}

// An intent that is refused is done without.
func TestContentIntentRefused(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	for _, route := range []string{"GET /users/@me", "GET /applications/@me", "GET /oauth2/applications/@me"} {
		server.Lack(route)
	}
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) {
		a.sessions.known, a.sessions.kept.Self.Content = true, true // as it was in an earlier run
	})
	p.answered("anna")
	if !strings.Contains(p.log.String(), "4014") {
		t.Errorf("the intent was not refused; the log:\n%s", p.log)
	}
}

// A gateway that does not answer where it is to resume is asked for another
// session, in the end.
func TestResumeIsNeverAnswered(t *testing.T) {
	t.Parallel()
	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Ready = moment })
	p.answered("anna")
	server.Script(discordtest.Silent, discordtest.Silent)
	server.Down(true)
	server.Down(false)
	p.until("another session", func() bool { return server.IdentifiesLeft() == 998 })
	p.ready()
	p.answered("anna")
}

// A gateway that says nothing does not hold up the end.
func TestEndsWhileTheGatewayIsSilent(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	server.Silence(true)
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Hello = time.Hour })
	p.until("it has connected", func() bool { return len(server.Connections()) == 1 })
	p.stop()
	select {
	case <-p.over:
	case <-time.After(10 * time.Second):
		t.Error("it does not end")
	}
}
