package slack

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// mentionBody is the body of an event: a mention.
func mentionBody(name string) []byte {
	return fmt.Appendf(nil, `{"type":"event_callback","team_id":%q,"event_id":"Ev%s","event":{"type":"app_mention","user":"UANNA","channel":"CDESK","ts":"1.%s","text":"<@%s> %s"}}`,
		slacktest.Team, name, name, slacktest.BotUser, question)
}

// request sends a body with headers, and returns the status and what it says.
func (s *stage) request(method string, header http.Header, body io.Reader) (int, string) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.Target(), body)
	if err != nil {
		s.Fatal(err)
	}
	r.Header = header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

const (
	heldBack  = `{"token":"old","type":"app_rate_limited","team_id":"T0NEWSROOM","minute_rate_limited":1518467820,"api_app_id":"A0QUOTH"}`
	noMessage = `{"type":"event_callback","event":{"type":"message","channel":{"id":"CDESK"},"text":7}}`
)

// TestRequestsThatAreNotSlacks refuses them with the right status, and none of
// them, nor what is no question, costs anything.
func TestRequestsThatAreNotSlacks(t *testing.T) {
	s := newStage(t, false).start()
	sign := func(at time.Duration, body []byte) http.Header {
		return slacktest.Sign(slacktest.SigningSecret, time.Now().Add(at), body)
	}
	with := func(h http.Header, key, value string) http.Header {
		h.Set(key, value)
		return h
	}
	body := mentionBody("1")
	longBody := append(mentionBody("2"), bytes.Repeat([]byte(" "), maxBody)...)
	for _, test := range []struct {
		name   string
		method string
		header http.Header
		body   []byte
		want   int
	}{
		{"not signed", "POST", http.Header{}, body, 401},
		{"without a time", "POST", with(sign(0, body), headerTime, ""), body, 401},
		{"with a time that is none", "POST", with(sign(0, body), headerTime, "soon"), body, 401},
		{"without a signature", "POST", with(sign(0, body), headerSigned, ""), body, 401},
		{"signed by another secret", "POST", slacktest.Sign("another", time.Now(), body), body, 401},
		{"signed for another body", "POST", sign(0, mentionBody("9")), body, 401},
		{"with a signature cut short", "POST", with(sign(0, body), headerSigned, sign(0, body).Get(headerSigned)[:40]), body, 401},
		{"with another time", "POST", with(sign(0, body), headerTime, strconv.FormatInt(time.Now().Unix()-1, 10)), body, 401},
		{"six minutes old", "POST", sign(-6*time.Minute, body), body, 401},
		{"six minutes early", "POST", sign(6*time.Minute, body), body, 401},
		{"oversized", "POST", sign(0, longBody), longBody, 413},
		{"a GET", "GET", http.Header{}, nil, 405},
		{"signed, of a type of tomorrow", "POST", sign(0, []byte(`{"type":"tomorrow"}`)), []byte(`{"type":"tomorrow"}`), 200},
		{"signed, that events are held back", "POST", sign(0, []byte(heldBack)), []byte(heldBack), 200},
		{"signed, a message that is none", "POST", sign(0, []byte(noMessage)), []byte(noMessage), 200},
		{"signed, and no JSON", "POST", sign(0, []byte("{")), []byte("{"), 400},
		{"signed, and no form", "POST", sign(0, []byte("%zz")), []byte("%zz"), 400},
		{"signed, and nothing", "POST", sign(0, nil), nil, 400},
		{"signed, and a payload that is none", "POST", sign(0, []byte("payload=x")), []byte("payload=x"), 400},
	} {
		if got, said := s.request(test.method, test.header, bytes.NewReader(test.body)); got != test.want || strings.Contains(said, "secret") {
			t.Errorf("%s: status %d, %q, want %d", test.name, got, said, test.want)
		}
	}
	if got, _ := s.request("POST", sign(0, body), io.MultiReader(bytes.NewReader(body), neverEnding{})); got != 413 {
		t.Errorf("a body without an end: status %d", got)
	}
	if n := s.settled(); n != 0 || s.Calls("users.info") > 1 { // one is of who asks to settle
		t.Errorf("%d messages, %d people looked up: %s", n, s.Calls("users.info"), s.posted())
	}
}

// neverEnding is a body that goes on and on.
type neverEnding struct{}

func (neverEnding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestReplays takes a request once; what Slack says that it sends again counts
// as what it is.
func TestReplays(t *testing.T) {
	s := newStage(t, false).start()
	body := mentionBody("1")
	header := slacktest.Sign(slacktest.SigningSecret, time.Now(), body)
	send := func() int {
		status, _ := s.request("POST", header.Clone(), bytes.NewReader(body))
		return status
	}
	if got := send(); got != 200 {
		t.Fatalf("status %d", got)
	}
	for range 3 {
		if got := send(); got != 401 {
			t.Errorf("a replay: status %d", got)
		}
	}
	header.Set("X-Slack-Retry-Num", "1")
	if got := send(); got != 200 {
		t.Errorf("a retry: status %d", got)
	}
	s.shown(answer)
	if n := s.settled(); n != 1 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
	// What is no event is never sent again.
	form := []byte(url.Values{"command": {"/ask"}, "text": {question}, "user_id": {"UANNA"}, "channel_id": {"CDESK"}, "trigger_id": {"1"}}.Encode())
	header = slacktest.Sign(slacktest.SigningSecret, time.Now(), form)
	header.Set("X-Slack-Retry-Num", "1")
	for i, want := range []int{200, 401} {
		if got, _ := s.request("POST", header.Clone(), bytes.NewReader(form)); got != want {
			t.Errorf("command, time %d: status %d, want %d", i+1, got, want)
		}
	}
}

// TestVerification answers the challenge that Slack makes when the address is
// entered, and its look at the certificate.
func TestVerification(t *testing.T) {
	s := newStage(t, false).start()
	body := []byte(`{"type":"url_verification","token":"old","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}`)
	status, said := s.request("POST", slacktest.Sign(slacktest.SigningSecret, time.Now(), body), bytes.NewReader(body))
	if status != 200 || said != "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P" {
		t.Errorf("status %d, %q", status, said)
	}
	body = []byte("ssl_check=1&token=old")
	if status, _ := s.request("POST", slacktest.Sign(slacktest.SigningSecret, time.Now(), body), bytes.NewReader(body)); status != 200 {
		t.Errorf("status %d", status)
	}
}

// TestSignaturesAreForgotten keeps a signature for as long as it would be good,
// and no longer.
func TestSignaturesAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignatures("secret")
		body := []byte("{}")
		check := func(h http.Header) error { return s.check(h, body, false) }
		early := slacktest.Sign("secret", time.Now(), body)
		if err := check(early); err != nil {
			t.Fatal(err)
		}
		for minute := range 4 {
			time.Sleep(time.Minute)
			if err := check(early); err != errReplayed {
				t.Errorf("after %d minutes: %v", minute+1, err)
			}
		}
		time.Sleep(2 * time.Minute)
		if err := check(early); err != errStale {
			t.Errorf("after six minutes: %v", err)
		}
		if err := check(slacktest.Sign("secret", time.Now(), body)); err != nil || len(s.seen) != 1 {
			t.Errorf("%v; %d signatures are remembered", err, len(s.seen))
		}
		for i := range maxSignatures {
			s.seen[strconv.Itoa(i)] = time.Now().Add(time.Minute)
		}
		if err := check(slacktest.Sign("secret", time.Now().Add(time.Second), body)); err != errTooMany {
			t.Errorf("a flood: %v", err)
		}
	})
}
