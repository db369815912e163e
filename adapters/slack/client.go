package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
)

// A transport sends what the library sends, and fixes three habits of it: the
// token, which it sends as a form value, goes into the header too, where proxies
// look for it; an answer that is not ok and names no error counts as one, not as
// success; and what an address for answers says counts as success unless it is
// an error by its own words, which the library takes for one if it is empty.
type transport struct {
	*http.Transport
	base, token string // no token for calls that have their own
}

// maxResponse bounds what is read of an answer.
const maxResponse = 16 << 20

// ours reports whether a request is a call of a method.
func (t *transport) ours(r *http.Request) bool { return strings.HasPrefix(r.URL.String(), t.base) }

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ours := t.ours(r)
	if ours && t.token != "" && r.Header.Get("Authorization") == "" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+t.token)
	}
	resp, err := t.Transport.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	var said struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	readable := json.Unmarshal(body, &said) == nil && (ours || said.OK != nil)
	switch {
	case readable && (said.OK == nil || !*said.OK) && strings.TrimSpace(said.Error) == "":
		return nil, errors.New("the answer is neither ok nor an error")
	case !ours && readable:
		resp.Header.Set("Content-Type", "application/json")
	case !ours:
		body = []byte("ok")
		resp.Header.Set("Content-Type", "text/plain")
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// codeOf returns Slack's name of an error, if it is one of Slack's.
func codeOf(err error) string {
	var said slack.SlackErrorResponse
	if errors.As(err, &said) {
		return said.Err
	}
	return ""
}

// authCode returns the name of an error that says that a token is no good.
func authCode(err error) (string, bool) {
	code := codeOf(err)
	return code, slices.Contains(authCodes, code)
}

var authCodes = []string{
	"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
}

const tokensPage = "of your app at https://api.slack.com/apps"

func wrongBotToken(code string) *adapters.SettingError {
	return &adapters.SettingError{
		Setting: "slack.bot_token", Problem: "Slack refuses it (" + code + ")",
		Fix: "Install the app again, and copy the token from OAuth & Permissions " + tokensPage + ".",
	}
}

func wrongAppToken(code string) *adapters.SettingError {
	return &adapters.SettingError{
		Setting: "slack.app_token", Problem: "Slack refuses it (" + code + ")",
		Fix: "Make one with the scope connections:write at Basic Information " + tokensPage + ", with Socket Mode switched on.",
	}
}

// refusals are the errors that trying again does not fix, and what they mean.
var refusals = map[string]string{
	"is_archived":                              "the channel is archived",
	"channel_not_found":                        "the channel is not there, or the bot cannot see it",
	"not_in_channel":                           "the bot is not a member of the channel",
	"user_not_in_channel":                      "the person is not a member of the channel",
	"user_not_found":                           "the person is not there any more",
	"message_not_found":                        "the message was deleted",
	"thread_not_found":                         "the thread was deleted",
	"cannot_reply_to_message":                  "the message cannot be replied to",
	"cant_update_message":                      "the message is not the bot's own",
	"cant_delete_message":                      "the message is not the bot's own",
	"edit_window_closed":                       "the message cannot be changed any more",
	"msg_too_long":                             "the message is too long",
	"restricted_action":                        "a rule of the workspace forbids the bot to post there",
	"restricted_action_read_only_channel":      "the channel is read-only",
	"restricted_action_thread_locked":          "the thread is locked",
	"restricted_action_thread_only_channel":    "the channel takes replies only",
	"restricted_action_non_threadable_channel": "the channel has no threads",
	"no_permission":                            "the bot lacks the permission",
	"missing_scope":                            "the bot lacks a scope",
	"cannot_dm_bot":                            "it is a bot",
	"ekm_access_denied":                        "the workspace's keys forbid it",
}

// blockRefusals say that blocks are not understood.
var blockRefusals = []string{"invalid_blocks", "invalid_blocks_format", "invalid_block_type", "msg_blocks_too_long"}

// judge says of an error of a call what the intake needs to know: whether
// something may have been posted, and whether trying again can help.
func judge(err error) error {
	var status slack.StatusCodeError
	var dial *net.OpError
	code := codeOf(err)
	meaning, refused := refusals[code]
	switch {
	case err == nil:
		return nil
	case errors.As(err, &dial) && dial.Op == "dial":
		return fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
	case errors.As(err, &status):
		if status.Code >= http.StatusInternalServerError {
			return err
		}
		return fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
	case code == "":
		return err
	case refused:
		var said slack.SlackErrorResponse
		if errors.As(err, &said) && said.Needed != "" {
			meaning += ": " + said.Needed
		}
		return fmt.Errorf("%s: %w: %w", meaning, err, adapters.ErrRefused)
	case code == "internal_error" || code == "fatal_error": // "some aspect of the operation" may have succeeded
		return err
	}
	if code, ok := authCode(err); ok {
		return fmt.Errorf("%w: %w", wrongBotToken(code), adapters.ErrNotPosted)
	}
	return fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
}

// call makes a call of a method that concerns a channel: when it is its turn,
// and again once the time is over that Slack asks to wait for.
func (a *Adapter) call(ctx context.Context, method, channel string, f func(context.Context) error) error {
	for {
		if err := a.pace.wait(ctx, method, inWorkspace(ctx, channel)); err != nil {
			return fmt.Errorf("waiting for the turn of %s in %s: %w: %w", method, channel, err, adapters.ErrNotPosted)
		}
		err := f(ctx)
		after, limited := retryAfter(err)
		if !limited {
			return a.judged(ctx, err)
		}
		a.log.Info("Slack asks to wait", "method", method, "channel", channel, "for", after)
		a.pace.pause(method, inWorkspace(ctx, channel), after)
	}
}

// unsaidPause is how long to wait where Slack does not say.
const unsaidPause = 5 * time.Second

// retryAfter tells whether a call was refused because of a limit, and how long
// to wait.
func retryAfter(err error) (time.Duration, bool) {
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return max(limited.RetryAfter, 0), true
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests, codeOf(err) == "ratelimited", codeOf(err) == "rate_limited":
		return unsaidPause, true
	}
	return 0, false
}

// unsupported tells whether a call failed because there is no such method, or
// the app may not use it: what it was for is done without.
func unsupported(err error) bool {
	var status slack.StatusCodeError
	if errors.As(err, &status) {
		return status.Code == http.StatusNotFound || status.Code == http.StatusNotImplemented
	}
	return codeOf(err) != "" && !unclear(codeOf(err))
}

// unclear tells whether an error of Slack says nothing of the call itself.
func unclear(code string) bool {
	return slices.Contains([]string{"internal_error", "fatal_error", "service_unavailable", "request_timeout"}, code)
}
