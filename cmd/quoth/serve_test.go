package quoth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
)

// TestReloadUnderLoad asks while the corpus is read again and again: each
// question is answered once, and found.
func TestReloadUnderLoad(t *testing.T) {
	needsSignals(t)
	const conversations, questions, editions = 20, 50, 20
	dir := t.TempDir()
	writeEdition(t, dir, 0)
	p := newPaper()
	s := prepare(t, p)
	s.settings.Corpus.Folders = []string{dir}
	s.settings.Corpus.Everyone = true
	s.start()
	s.until("ready", func() bool { return s.get("/readyz") == "ok\n" })

	var asking sync.WaitGroup
	for c := range conversations {
		asking.Go(func() {
			for q := range questions {
				for range 2 { // each is delivered twice
					p.say(t.Context(), fmt.Sprintf("%d-%d", c, q), fmt.Sprint(c), "Where does the heron nest?")
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
	for n := range editions {
		writeEdition(t, dir, n+1)
		signalItself(t, syscall.SIGHUP)
		time.Sleep(5 * time.Millisecond)
	}
	asking.Wait()
	s.until("all answers", func() bool { return p.answered() == conversations*questions })
	for c := range conversations {
		for q := range questions {
			message := fmt.Sprintf("%d-%d", c, q)
			replies := p.repliesTo(message)
			if len(replies) != 1 || len(replies[0].Answers) != 1 || replies[0].Answers[0].Verdict != bot.Found {
				t.Fatalf("message %s: %+v", message, replies)
			}
		}
	}
	if n := strings.Count(s.log.String(), "reading the corpus again"); n < 3 {
		t.Errorf("the corpus was read again %d times only", n)
	}
	s.until("the last edition", func() bool {
		message := fmt.Sprint("last ", time.Now())
		p.say(t.Context(), message, "last", "Where does the heron nest?")
		s.until("an answer", func() bool { return len(p.repliesTo(message)) > 0 })
		a := p.repliesTo(message)[0].Answers[0]
		return len(a.Quotes) > 0 && strings.Contains(a.Quotes[0].Text, fmt.Sprintf("edition %d ", editions))
	})
	metrics := s.get("/metrics")
	for _, line := range []string{
		`quoth_questions_total{platform="paper",verdict="found"} 1`,
		`quoth_corpus_documents{collection="corpus"} 1`,
		`quoth_platform_up{platform="paper"} 1`,
		`quoth_queue_depth{platform="paper"} 0`,
		`quoth_journal_up 1`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("no line %s in\n%s", line, metrics)
		}
	}
	s.stop()
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log)
	}
}

// TestReloadByItself has no signal: a changed folder is enough. One that
// cannot be read keeps the sources as they were.
func TestReloadByItself(t *testing.T) {
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	p := newPaper()
	s := prepare(t, p)
	s.settings.Collections = []config.Collection{{Name: "birds", Folders: []string{dir}, Audience: config.Audience{Channels: []string{"paper/desk"}}}}
	s.start()
	asked := 0
	ask := func(conversation string) []bot.Quote {
		asked++
		message := fmt.Sprint(asked)
		p.say(t.Context(), message, conversation, "Where does the heron nest?")
		s.until("an answer", func() bool { return len(p.repliesTo(message)) > 0 })
		return p.repliesTo(message)[0].Answers[0].Quotes
	}
	has := func(edition int) func() bool {
		return func() bool {
			quotes := ask("desk")
			return len(quotes) > 0 && strings.Contains(quotes[0].Text, fmt.Sprintf("edition %d ", edition))
		}
	}
	s.until("the first edition", has(1))
	if quotes := ask("newsroom"); len(quotes) > 0 {
		t.Errorf("a collection shows where it is not mapped to: %+v", quotes)
	}
	writeEdition(t, dir, 2)
	s.until("the second edition", has(2))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.until("a failed reload", func() bool { return strings.Contains(s.log.String(), "answers go on from the one before") })
	if !has(2)() {
		t.Error("a reload that failed lost the sources")
	}
	if metrics := s.get("/metrics"); !strings.Contains(metrics, `quoth_corpus_loads_total{result="failed"} 1`) ||
		!strings.Contains(metrics, `quoth_corpus_documents{collection="birds"} 1`) {
		t.Errorf("the metrics do not tell of the failed reload:\n%s", metrics)
	}
}

// TestDrain is told to stop by the signal itself, with answers still to post.
func TestDrain(t *testing.T) {
	needsSignals(t)
	p := newPaper()
	p.postFor = 300 * time.Millisecond
	s := prepare(t, p)
	terminated, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	defer stop()
	s.program.drain = drain
	s.start()
	context.AfterFunc(terminated, func() { s.stop() })
	const messages = 10
	for i := range messages {
		p.say(t.Context(), fmt.Sprint(i), "one conversation", "How many North Korean soldiers have deserted?")
	}
	s.until("the first answer", func() bool { return p.answered() > 0 })
	began := time.Now()
	signalItself(t, syscall.SIGTERM)
	s.until("not ready", func() bool { return s.get("/readyz") == "stopping\n" })
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if n := p.answered(); n != messages {
		t.Errorf("%d of %d are answered\n%s", n, messages, s.log)
	}
	if !s.journal.closed {
		t.Error("the journal was not closed")
	}
}

// TestSlowDrain has more to post than there is time for.
func TestSlowDrain(t *testing.T) {
	t.Parallel()
	p := newPaper()
	p.postFor = time.Minute
	s := prepare(t, p)
	s.start()
	p.say(t.Context(), "1", "one", "How many North Korean soldiers have deserted?")
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	s.stop()
	if status := s.end(); status != 0 || time.Since(began) > 10*s.program.drain {
		t.Errorf("exit status %d after %v", status, time.Since(began))
	}
}

// TestSecretsDoNotShow has platforms whose every error has their token in it,
// as those of a library may.
func TestSecretsDoNotShow(t *testing.T) {
	const token = `xoxb-12"34/heron +é`
	for _, format := range []string{config.LogText, config.LogJSON} {
		posts := newPaper()
		posts.token = token
		failing := func(err error) *paper {
			p := newPaper()
			p.run = func(context.Context) error { return err }
			return p
		}
		panics := newPaper()
		panics.run = func(context.Context) error { panic("with " + token) }
		wrong := failing(&adapters.SettingError{Setting: "paper.token", Problem: token + " is refused", Fix: "Make a new one for " + token + "."})
		calls := failing(&url.Error{Op: "Post", URL: "https://paper.example/?token=" + url.QueryEscape(token), Err: errors.New("refused")})
		s := prepare(t, posts, wrong, panics, calls)
		s.secrets = []string{token}
		s.settings.Log = config.Log{Format: format, Level: "debug"}
		s.start()
		posts.say(t.Context(), "1", "one", "How many North Korean soldiers have deserted?")
		s.until("errors of all four", func() bool {
			log := s.log.String()
			return strings.Contains(log, "posting with") && strings.Contains(log, "is refused") && strings.Contains(log, "receiving panicked") && strings.Contains(log, "refused")
		})
		out := ""
		if format == config.LogText {
			out = s.get("/metrics") + s.get("/readyz")
		}
		s.stop()
		s.end()

		alone := prepare(t, wrong)
		alone.secrets = s.secrets
		alone.start()
		if status := alone.end(); status != exitError || !strings.Contains(alone.log.String(), "quoth: paper.token: [secret] is refused") {
			t.Errorf("exit status %d\n%s", status, alone.log)
		}
		out += s.log.String() + alone.log.String()
		for _, part := range []string{token, "heron", "xoxb"} {
			if strings.Contains(out, part) {
				t.Errorf("%s shows in\n%s", part, out)
			}
		}
		if !strings.Contains(out, "[secret]") {
			t.Errorf("no mark shows in\n%s", out)
		}
	}
}

func TestServeFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		name, want string
		change     func(s *serving)
	}{
		{"an address that is taken", "choose another address, or off", func(s *serving) { s.settings.Serve.Listen = taken.Addr().String() }},
		{"no corpus", "nothing to read in ", func(s *serving) { s.settings.Corpus.Folders = []string{t.TempDir()} }},
		{"no journal", "the disk is on fire", func(s *serving) {
			s.program.openJournal = func(context.Context, config.Journal, *slog.Logger) (keeper, error) {
				return nil, errors.New("the disk is on fire")
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := prepare(t, newPaper())
			test.change(s)
			s.start()
			if status := s.end(); status != exitError || !strings.Contains(s.log.String(), "quoth: ") || !strings.Contains(s.log.String(), test.want) {
				t.Errorf("exit status %d, want %q:\n%s", status, test.want, s.log)
			}
		})
	}
}

// TestUnseenCollections warns of what nobody can see, and of nothing else.
func TestUnseenCollections(t *testing.T) {
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	s := prepare(t, newPaper())
	s.settings.Corpus.Folders = []string{dir}
	s.settings.Collections = []config.Collection{
		{Name: "archive", Folders: []string{dir}},
		{Name: "desk", Folders: []string{dir}, Audience: config.Audience{Direct: true}},
	}
	s.start()
	s.until("ready", func() bool { return s.get("/readyz") == "ok\n" })
	log := s.log.String()
	if strings.Count(log, "nobody can see a collection") != 2 ||
		!strings.Contains(log, "collection=corpus\n") || !strings.Contains(log, "collection=archive\n") {
		t.Error(log)
	}
}

func TestLogLevels(t *testing.T) {
	for level, want := range map[string]int{"debug": 4, "info": 3, "warn": 2, "error": 1} {
		log := &page{}
		l := newLog(log, config.Log{Format: config.LogText, Level: level})
		l.Debug("a")
		l.Info("a")
		l.Warn("a")
		l.Error("a")
		if got := strings.Count(log.String(), "\n"); got != want {
			t.Errorf("level %s: %d lines, want %d", level, got, want)
		}
	}
}

// needsSignals skips a test where no process can be told to end or to read again.
func needsSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no process is sent a signal on Windows")
	}
}

// signalItself sends the tests a signal, as a service manager sends it to the program.
func signalItself(t *testing.T, s os.Signal) {
	t.Helper()
	process, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Signal(s); err != nil {
		t.Fatal(err)
	}
}
