package slack

import (
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// second is the second of this test: all waits are a quarter of what they are in
// Slack.
const second = time.Second / 4

// TestManyAtOnce has 300 people ask in 30 channels within ten of its seconds,
// ten in each at once, with every event sent twice, one connection exchanged and
// one broken, on a journal of the disk. Each is answered once, in its thread, and
// no channel sees more than a message a second but for a burst of three.
func TestManyAtOnce(t *testing.T) {
	corpustest.Long(t)
	before := goleak.IgnoreCurrent()
	defer func() {
		http.DefaultClient.CloseIdleConnections()
		goleak.VerifyNone(t, before)
	}()
	t.Run("asking", manyAtOnce) // whose end is waited for
}

func manyAtOnce(t *testing.T) {
	const people, channels, within = 300, 30, 10 * second
	s := newStage(t, true)
	j, err := journal.Open(t.Context(), journal.Options{Path: filepath.Join(t.TempDir(), "quoth.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	s.ledger = j
	s.adapter.pace = newRateLimits(second, 3)
	s.opts.Retry = time.Second // or looking an answer up is given up before Slack is back
	s.start()
	asked := map[string]string{} // message to what the answer to it alone says
	most := 0
	began := time.Now()
	for i := range people {
		sent := len(s.Deliveries())
		mark := fmt.Sprintf("Bravo%03d", i)
		ts := s.mention(fmt.Sprintf("U%03d", i), fmt.Sprintf("C%02d", i/(people/channels)), "What is the capital of "+mark+"?")
		asked[ts] = mark
		s.Twice(sent)
		switch i {
		case people / 3:
			s.Renew("refresh_requested")
		case 2 * people / 3:
			s.Down()
			time.AfterFunc(200*time.Millisecond, s.Up)
		}
		most = max(most, runtime.NumGoroutine())
		time.Sleep(time.Until(began.Add(time.Duration(i+1) * within / people)))
	}
	end := time.Now().Add(time.Minute) // patience with a slow machine, and no measure
	for len(s.Messages()) < people && time.Now().Before(end) {
		most = max(most, runtime.NumGoroutine())
		time.Sleep(10 * time.Millisecond)
	}
	s.acked()
	s.settled()
	s.eachOnce(asked)
	s.slowly()
	s.report(most)
}

// eachOnce fails unless each message has one answer, in its thread.
func (s *stage) eachOnce(asked map[string]string) {
	s.Helper()
	answers := map[string]int{}
	for _, m := range s.Messages() {
		if m.Channel == "DFENCE" {
			continue
		}
		answers[m.Thread]++
		shown, _ := slacktest.Shown(m)
		if mark := asked[m.Thread]; mark == "" || !strings.Contains(shown, mark+".") {
			s.Errorf("in thread %q stands %q", m.Thread, shown)
		}
	}
	for ts, mark := range asked {
		if answers[ts] != 1 {
			s.Errorf("%s is answered %d times; the log has %q", mark, answers[ts], s.linesWith(ts))
		}
	}
}

// linesWith returns the lines of the log that hold a part.
func (s *stage) linesWith(part string) []string {
	return slices.DeleteFunc(strings.Split(s.log.String(), "\n"), func(line string) bool { return !strings.Contains(line, part) })
}

// slowly fails where a channel sees more than a message a second, but for a
// burst of three. What is counted is when the messages came in: two of them may
// have been late, and so close to what came after.
func (s *stage) slowly() {
	s.Helper()
	const burst, late = 3, 2
	channels := map[string][]time.Time{}
	for _, m := range s.Messages() {
		channels[m.Channel] = append(channels[m.Channel], m.At)
	}
	for channel, times := range channels {
		slices.SortFunc(times, time.Time.Compare)
		for i := range times {
			for j := i; j < len(times); j++ {
				span := float64(times[j].Sub(times[i])) / float64(second)
				if n := j - i + 1; float64(n) > burst+late+span {
					s.Fatalf("%s sees %d messages within %.1f s", channel, n, span)
				}
			}
		}
	}
}

// report logs what was measured: it is no ground to fail.
func (s *stage) report(goroutines int) {
	s.Helper()
	var took []time.Duration
	for _, d := range s.Deliveries() {
		took = append(took, d.Acked.Sub(d.Sent))
	}
	slices.Sort(took)
	at := func(share float64) time.Duration { return took[int(share*float64(len(took)-1))] }
	s.Logf("%d envelopes acknowledged: p50 %v, p99 %v, the last %v; %d goroutines at most, those of the peer among them",
		len(took), at(.5), at(.99), at(1), goroutines)
}
