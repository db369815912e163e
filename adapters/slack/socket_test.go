package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// TestAcknowledgedBeforeAnswered has the bot take its time.
func TestAcknowledgedBeforeAnswered(t *testing.T) {
	for name, socket := range map[string]bool{"socket": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, socket).start()
			release := s.bot.hold()
			defer release()
			s.mention("UANNA", "CDESK", question)
			s.acked()
			if n := len(s.Messages()); n != 0 {
				t.Errorf("%d messages before there is an answer", n)
			}
			release()
			s.shown(answer)
		})
	}
}

// TestEveryEnvelopeIsAcknowledged sends what the library, and the bot, have
// never heard of.
func TestEveryEnvelopeIsAcknowledged(t *testing.T) {
	s := onStage(t)
	for _, event := range []map[string]any{
		{"type": "an_event_of_tomorrow", "channel": map[string]any{"id": "C1"}},
		{"type": "message", "channel": map[string]any{"id": "C1"}, "text": 7},
		{"type": "message", "subtype": "channel_join", "channel": "CDESK", "user": "UANNA", "ts": "1.1", "text": "joined"},
		{"type": "message", "subtype": "message_changed", "channel": "CDESK", "ts": "1.1"},
		{"type": "app_home_opened"},
		{"type": "assistant_thread_started"},
		{"type": "assistant_thread_context_changed", "assistant_thread": map[string]any{}},
		{},
	} {
		s.Event(event)
	}
	s.acked()
	if n := s.settled(); n != 0 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
	if refused := s.Refused(); len(refused) > 0 { // the hello has no envelope, and is not acknowledged
		t.Error(refused)
	}
}

// TestUnreadableFrames survives what is no JSON, or not what it should be, and
// enough of it in a row for the library to make a new connection.
func TestUnreadableFrames(t *testing.T) {
	s := onStage(t)
	for range 12 {
		s.Raw("{")
	}
	for _, frame := range []string{"", "null", "[]", `"text"`, `{"type":7}`, `{"type":"events_api"}`, `{"type":"x","envelope_id":"","payload":null}`, "\x00\xff"} {
		s.until("a connection", func() bool { return s.Connections() > 0 })
		s.Raw(frame)
	}
	s.mention("UANNA", "CDESK", question)
	s.shown(answer)
	if n := s.settled(); n != 1 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
}

// TestRenewedConnections asks while Slack exchanges the connection, for each of
// its reasons.
func TestRenewedConnections(t *testing.T) {
	s := onStage(t)
	for i, reason := range []string{"warning", "refresh_requested", "link_disabled"} {
		opened := s.Calls("apps.connections.open")
		s.Renew(reason)
		s.mention("UANNA", "CDESK", question)
		s.until("another connection", func() bool { return s.Calls("apps.connections.open") > opened && s.Connections() == 1 })
		s.until("an answer", func() bool { return len(s.showing(answer)) == i+1 })
	}
	s.acked()
	if n := s.settled(); n != 3 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
}

// TestConnectionsThatDoNotLast are not made again and again without a pause.
func TestConnectionsThatDoNotLast(t *testing.T) {
	s := onStage(t)
	began, opened := time.Now(), s.Calls("apps.connections.open")
	for time.Since(began) < 300*time.Millisecond {
		s.Renew("warning")
		time.Sleep(time.Millisecond)
	}
	if n := s.Calls("apps.connections.open") - opened; n > 20 {
		t.Errorf("%d connections are opened within 300 ms", n)
	}
}

// TestWrongTokens ends with the setting that is wrong, and where to get the
// right one.
func TestWrongTokens(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*Options)
		setting string
	}{
		"no bot token of Slack's":   {func(o *Options) { o.BotToken = "xoxb-other" }, "slack.bot_token"},
		"no app token of Slack's":   {func(o *Options) { o.AppToken = "xapp-other" }, "slack.app_token"},
		"the bot token for the app": {func(o *Options) { o.AppToken = o.BotToken }, "slack.app_token"},
		"nothing below the address": {func(o *Options) { o.APIURL += "nowhere/" }, "slack.api_url"},
		"an address that is taken": {func(o *Options) {
			o.Socket, o.Listen = false, strings.TrimPrefix(strings.TrimSuffix(o.APIURL, "/api/"), "http://")
		}, "slack.listen"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, true)
			o := options(s.Server, true)
			test.change(&o)
			err := adapters.NewIntake(New(o, s.bot), s.bot, &adapters.MemoryLedger{}, s.opts).Serve(t.Context())
			var setting *adapters.SettingError
			if !errors.As(err, &setting) || setting.Setting != test.setting || setting.Fix == "" {
				t.Errorf("it ends with %v, want the setting %s", err, test.setting)
			}
		})
	}
}

// TestSlackIsAway starts while Slack cannot be reached, and goes on when it can.
func TestSlackIsAway(t *testing.T) {
	s := newStage(t, true)
	s.Always("auth.test", slacktest.Fault{Status: 503})
	s.Once("apps.connections.open", slacktest.Fault{Status: 503})
	s.Once("apps.connections.open", slacktest.Error("internal_error"))
	s.Once("apps.connections.open", slacktest.Fault{Body: `{"ok":false,"error":""}`})
	s.Once("apps.connections.open", slacktest.Fault{Status: 429, RetryAfter: "1"})
	began := time.Now()
	s.start()
	if waited := time.Since(began); waited < time.Second {
		t.Errorf("it connects after %v, and was told to wait a second", waited)
	}
	s.mention("UANNA", "CDESK", question) // whom it mentions, the event tells
	s.shown(answer)
	if n := s.settled(); n != 1 {
		t.Errorf("%d messages: %s", n, s.posted())
	}
}

// TestNeitherOKNorAnError is no success: the answer is posted again once it is
// known not to stand.
func TestNeitherOKNorAnError(t *testing.T) {
	s := onStage(t)
	s.Once("chat.postMessage", slacktest.Fault{Body: `{"ok":false}`})
	s.Once("chat.postMessage", slacktest.Fault{Body: `{}`})
	s.Once("chat.postMessage", slacktest.Fault{Status: 502, Body: "<html>Bad Gateway</html>"})
	s.mention("UANNA", "CDESK", question)
	s.shown(answer)
	if n := s.settled(); n != 1 || s.Calls("chat.postMessage") < 4 {
		t.Errorf("%d messages by %d calls: %s", n, s.Calls("chat.postMessage"), s.posted())
	}
}

// TestRevoked ends the run when the app is taken away, which the log tells, and
// answers again when it is back. An event of a token before this one changes nothing.
func TestRevoked(t *testing.T) {
	for _, event := range []string{"tokens_revoked", "app_uninstalled"} {
		t.Run(event, func(t *testing.T) {
			s := onStage(t)
			gone := map[string]any{"type": event, "tokens": map[string]any{"bot": []string{slacktest.BotUser}}}
			s.Event(gone)
			s.acked()
			if strings.Contains(s.log.String(), "level=ERROR") {
				t.Errorf("an event of another token ends the run:\n%s", s.log)
			}
			s.Always("auth.test", slacktest.Error("token_revoked"))
			s.Event(gone)
			s.logged("level=ERROR", "Install the app again", "slack.bot_token")
			tries := s.Calls("auth.test")
			s.until("it is tried again", func() bool { return s.Calls("auth.test") > tries+1 })
			s.Mend("auth.test")
			s.mention("UANNA", "CDESK", question)
			s.shown(answer)
			if n := strings.Count(s.log.String(), "level=ERROR"); n != 1 {
				t.Errorf("it is told %d times:\n%s", n, s.log)
			}
		})
	}
}
