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
)

// paced is an adapter that calls nothing.
func paced(t *testing.T) *Adapter {
	t.Helper()
	return New(Options{APIURL: "http://127.0.0.1:1/api/"}, nil)
}

// TestPaceOfAChannel is a message a second, after three at once, in each
// channel for itself.
func TestPaceOfAChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := paced(t)
		began := time.Now()
		posted := make(chan string, 100)
		for channel, n := range map[string]int{"CBUSY": 13, "CQUIET": 1} {
			for range n {
				go func() {
					err := a.call(t.Context(), "chat.postMessage", channel, func(context.Context) error { return nil })
					if err != nil {
						t.Error(err)
					}
					posted <- fmt.Sprintf("%s %v", channel, time.Since(began))
				}()
			}
		}
		got := map[string]int{}
		for range 14 {
			got[<-posted]++
		}
		want := map[string]int{"CQUIET 0s": 1, "CBUSY 0s": 3}
		for s := 1; s <= 10; s++ {
			want[fmt.Sprintf("CBUSY %ds", s)] = 1
		}
		for at, n := range want {
			if got[at] != n {
				t.Errorf("%s: %d posts, want %d: %v", at, got[at], n, got)
			}
		}
	})
}

// TestRetryAfter waits as long as Slack asks to, for this method in this
// channel only.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := paced(t)
		began := time.Now()
		refusals := []error{&slack.RateLimitedError{RetryAfter: 30 * time.Second}, slack.StatusCodeError{Code: 429}, slack.SlackErrorResponse{Err: "ratelimited"}}
		tries := 0
		err := a.call(t.Context(), "chat.postMessage", "CBUSY", func(context.Context) error {
			tries++
			if tries == 1 {
				go func() { // another channel, and another method, go on
					for _, at := range [][2]string{{"chat.postMessage", "CQUIET"}, {"chat.update", "CBUSY"}} {
						if err := a.call(t.Context(), at[0], at[1], func(context.Context) error { return nil }); err != nil || time.Since(began) > 0 {
							t.Errorf("%v after %v: %v", at, time.Since(began), err)
						}
					}
				}()
			}
			if tries <= len(refusals) {
				return refusals[tries-1]
			}
			return nil
		})
		if took := time.Since(began); err != nil || tries != 4 || took != 30*time.Second+2*unsaidPause {
			t.Errorf("%d tries in %v, %v", tries, took, err)
		}
	})
}

// TestNoTimeLeft gives up before it posts where its turn would come too late.
func TestNoTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := paced(t)
		a.pace.pause("chat.postMessage", "CDESK", time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := a.call(ctx, "chat.postMessage", "CDESK", func(context.Context) error {
			t.Error("it is posted")
			return nil
		})
		if !errors.Is(err, adapters.ErrNotPosted) {
			t.Errorf("it ends with %v", err)
		}
	})
}

// TestManyChannels does not remember those in which nothing happens.
func TestManyChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newRateLimits(time.Second, 3)
		for i := range 2 * maxChannels {
			if err := p.wait(t.Context(), "chat.postMessage", fmt.Sprint("C", i)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		if n := len(p.channels); n > maxChannels {
			t.Errorf("%d channels are remembered", n)
		}
	})
}

// TestJudge says of each kind of error what the intake is to make of it.
func TestJudge(t *testing.T) {
	says := func(code string) error { return slack.SlackErrorResponse{Err: code} }
	for _, test := range []struct {
		err                   error
		notPosted, refused    bool
		setting, unsupporting bool
	}{
		{err: errors.New("EOF")},
		{err: slack.StatusCodeError{Code: 503}},
		{err: slack.StatusCodeError{Code: 404}, notPosted: true, unsupporting: true},
		{err: says("internal_error")},
		{err: says("fatal_error")},
		{err: says("no_text"), notPosted: true, unsupporting: true},
		{err: says("is_archived"), refused: true, unsupporting: true},
		{err: says("token_revoked"), notPosted: true, setting: true, unsupporting: true},
	} {
		got := judge(test.err)
		var setting *adapters.SettingError
		if errors.Is(got, adapters.ErrNotPosted) != test.notPosted || errors.Is(got, adapters.ErrRefused) != test.refused ||
			errors.As(got, &setting) != test.setting || unsupported(test.err) != test.unsupporting {
			t.Errorf("%v is judged %v", test.err, got)
		}
	}
}
