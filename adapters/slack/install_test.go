package slack

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// refused checks that a page refuses what was asked of it, says what to do, and
// shows nothing of what it was sent.
func (v visit) refused(t *testing.T, status int, says string) {
	t.Helper()
	if v.status != status || !strings.Contains(v.page, says) {
		t.Errorf("status %d, want %d and %q:\n%s", v.status, status, says, v.page)
	}
	for _, part := range []string{"<script", "heron-in", "client-secret", "xoxb"} {
		if strings.Contains(v.page, part) {
			t.Errorf("the page has %q:\n%s", part, v.page)
		}
	}
}

// TestInstallPages are plain, kept nowhere, in no frame, and tell no address on.
func TestInstallPages(t *testing.T) {
	a := newAgency(t, false)
	b := a.browser()
	first := b.visit(public + installPath)
	last := b.visit(b.agreed(heron, false))
	if last.status != http.StatusOK || !strings.Contains(last.page, "Quoth was added to Heron &amp; &lt;Sons&gt;") {
		t.Errorf("status %d: %s", last.status, last.page)
	}
	for _, v := range []visit{first, last, a.browser().visit(public + redirectPath)} {
		for key, want := range map[string]string{
			"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Content-Type": "text/html; charset=utf-8",
		} {
			if got := v.header.Get(key); got != want {
				t.Errorf("%s is %q, want %q", key, got, want)
			}
		}
		if got := v.header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("the policy is %q", got)
		}
	}
	cookie := first.header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "Secure", "SameSite=Lax", "Path=/slack/", "Max-Age=600"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %q: %s", part, cookie)
		}
	}
}

// TestInstallationsThatFail install nothing, and say what to do.
func TestInstallationsThatFail(t *testing.T) {
	const stale, denied, noCode = "was used before, or was opened in another browser", "was not allowed", "Slack does not take the code"
	for name, test := range map[string]struct {
		end    func(*browser) visit
		status int
		says   string
		then   int // how many have the app
	}{
		"a state that was used": {func(b *browser) visit {
			redirect := b.agreed(heron, false)
			b.visit(redirect)
			return b.visit(redirect)
		}, 400, stale, 1},
		"a state that was used, with its cookie": {func(b *browser) visit {
			redirect := b.agreed(heron, false)
			cookies := b.client.Jar.Cookies(mustURL(redirect))
			b.visit(redirect)
			b.client.Jar.SetCookies(mustURL(redirect), cookies)
			other := b.client.Jar.Cookies(mustURL(redirect))
			if len(other) != 1 {
				b.Errorf("%d cookies", len(other))
			}
			return b.visit(redirect)
		}, 400, stale, 1},
		"a code that was used": {func(b *browser) visit {
			redirect := b.agreed(heron, false)
			b.visit(redirect)
			return b.visit(with(b.agreed(otter, false), "code", mustURL(redirect).Query().Get("code")))
		}, 400, noCode, 1},
		"a code that is none": {func(b *browser) visit { return b.visit(with(b.agreed(heron, false), "code", "heron-in")) }, 400, noCode, 0},
		"no code":             {func(b *browser) visit { return b.visit(with(b.agreed(heron, false), "code", "")) }, 400, "Slack could not do it", 0},
		"the state of another browser": {func(b *browser) visit {
			b.visit(public + installPath)
			return b.visit(b.browser().agreed(heron, false))
		}, 400, stale, 0},
		"no cookie":         {func(b *browser) visit { return b.browser().visit(b.agreed(heron, false)) }, 400, stale, 0},
		"no state":          {func(b *browser) visit { return b.visit(with(b.agreed(heron, false), "state", "")) }, 400, stale, 0},
		"nothing":           {func(b *browser) visit { return b.visit(public + redirectPath) }, 400, stale, 0},
		"a state of others": {func(b *browser) visit { return b.forged("heron-in<script>") }, 400, stale, 0},
		"a state that is signed by another key": {func(b *browser) visit {
			return b.forged(newStates([]byte("other")).issue())
		}, 400, stale, 0},
		"access was denied": {func(b *browser) visit {
			redirect, err := b.Deny(b.visit(public + installPath).link())
			if err != nil {
				b.Fatal(err)
			}
			return b.visit(redirect)
		}, 400, denied, 0},
		"an error of another name": {func(b *browser) visit {
			return b.visit(with(with(b.agreed(heron, false), "code", ""), "error", "heron-in<script>alert(1)</script>"))
		}, 400, "Slack could not do it", 0},
		"a wrong secret": {func(b *browser) visit {
			b.Register(slacktest.App{ClientID: "11.22", ClientSecret: "other", Redirect: public + redirectPath})
			v := b.visit(b.agreed(heron, false))
			b.logged("slack.client_secret: Slack refuses it")
			return v
		}, 500, "It is not set up as it should be", 0},
		"Slack is away": {func(b *browser) visit {
			redirect := b.agreed(heron, false)
			b.Down()
			return b.visit(redirect)
		}, 502, "could not be reached", 0},
		"nothing can be stored": {func(b *browser) visit {
			redirect := b.agreed(heron, false)
			b.journal.Close()
			return b.visit(redirect)
		}, 500, "could not be stored", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAgency(t, false)
			test.end(a.browser()).refused(t, test.status, test.says)
			if n := len(a.Installed()); n != test.then {
				t.Errorf("%d have the app: %q", n, a.Installed())
			}
		})
	}
}

// forged begins, and comes back with a state of its own making in the cookie too.
func (b *browser) forged(state string) visit {
	redirect := with(b.agreed(heron, false), "state", state)
	b.client.Jar.SetCookies(mustURL(redirect), []*http.Cookie{{Name: stateCookie, Value: state, Path: "/slack/"}})
	return b.visit(redirect)
}

// TestStatesExpire after ten minutes, and those that were used are forgotten
// then.
func TestStatesExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStates([]byte("key"))
		early, late := s.issue(), s.issue()
		time.Sleep(stateFor - time.Second)
		if err := s.take(early, early); err != nil {
			t.Error(err)
		}
		if err := s.take(early, early); err != errUsedState {
			t.Errorf("the second time: %v", err)
		}
		time.Sleep(2 * time.Second)
		if err := s.take(late, late); err != errOldState {
			t.Errorf("after ten minutes: %v", err)
		}
		fresh := s.issue()
		if err := s.take(fresh, fresh); err != nil || len(s.used) != 1 {
			t.Errorf("%v, %d are remembered", err, len(s.used))
		}
		for len(s.used) < maxStates {
			s.used[s.issue()] = time.Now().Add(time.Minute)
		}
		flood := s.issue()
		if err := s.take(flood, flood); err != errManyStates {
			t.Errorf("a flood: %v", err)
		}
	})
}

// TestWorkspacesThatMayInstall lets nobody else, and gives their token back.
func TestWorkspacesThatMayInstall(t *testing.T) {
	a := newAgency(t, false)
	a.oauth.Workspaces = []string{heron.ID, north.Enterprise}
	a.restart()
	a.install(heron, false)
	a.install(north, false)
	a.install(south, true)
	b := a.browser()
	b.visit(b.agreed(otter, false)).refused(t, 403, "has not opened it to this workspace")
	if got := strings.Join(a.Installed(), " "); got != "T0HERON T0NORTH E0PRESS" {
		t.Errorf("the tokens that are good are those of %s", got)
	}
	a.oauth.Workspaces = []string{otter.ID}
	a.restart()
	a.logged("an installation is left alone", "T0HERON")
	a.Enter(heron)
	a.mention("UANNA", "CHERON", question)
	a.logged("where the app is not installed is left alone: T0HERON")
}
