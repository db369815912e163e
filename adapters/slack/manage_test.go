package slack

import (
	"net/url"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// TestOAuthManifest has where Slack leads back to, and is for organisations too.
func TestOAuthManifest(t *testing.T) {
	for _, rotates := range []bool{false, true} {
		text, err := OAuthManifest(public+"/", rotates)
		if err != nil {
			t.Fatal(err)
		}
		var m manifest
		if err := yaml.UnmarshalWithOptions([]byte(text), &m, yaml.Strict()); err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		if len(m.OAuth.Redirect) != 1 || m.OAuth.Redirect[0] != public+redirectPath || !m.Settings.Org || m.Settings.Rotation != rotates || m.Settings.Socket {
			t.Errorf("rotates %t:\n%s", rotates, text)
		}
	}
}

// TestAuthorizeURL is Slack's own, whatever stands in place of its Web API.
func TestAuthorizeURL(t *testing.T) {
	for api, want := range map[string]string{
		"https://slack.com/api/": "slack.com", "http://127.0.0.1:8080/api/": "slack.com", "https://slack-gov.com/api/": "slack-gov.com",
		"https://not-slack-gov.com/api/": "slack.com",
	} {
		u, err := url.Parse(authorizeURL(api))
		if err != nil || u.Host != want || u.Scheme != "https" || u.Path != "/oauth/v2/authorize" {
			t.Errorf("%s leads to %s, %v", api, u, err)
		}
	}
}

// check checks an agency's settings.
func (a *agency) check() (works, problems string) {
	o := options(a.Server, false)
	o.BotToken, o.OAuth = "", &a.oauth
	told, err := Check(a.Context(), o)
	if err != nil {
		problems = err.Error()
	}
	return strings.Join(told, "\n"), problems
}

// TestCheckOfInstallations tests each, and takes no token from who serves.
func TestCheckOfInstallations(t *testing.T) {
	a := newAgency(t, true)
	has := func(what, text string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q: %s", what, part, text)
			}
		}
	}
	works, problems := a.check()
	if has("what works", works, "No workspace has installed the app yet", public+installPath); problems != "" {
		t.Error(problems)
	}
	a.install(heron, false)
	a.install(otter, false)
	a.install(south, true)
	exchanges := a.Calls("oauth.v2.access")
	a.Grant("chat:write")
	a.spoilQuietly(otter.ID)
	works, problems = a.check()
	has("what works", works, "The token of Heron & <Sons> (T0HERON) works.", "(E0PRESS) works.", "The signing secret is tested")
	has("what is wrong", problems, "Heron & <Sons> (T0HERON): the bot lacks the scope commands", "the token of Otter (T0OTTER) is refused (token_revoked)", "quoth slack uninstall T0OTTER")
	i := a.adapter.installations.find(origin{Team: heron.ID})
	expired := i.get()
	expired.Expires = expired.Expires.AddDate(0, 0, -1)
	if err := a.adapter.installations.save(t.Context(), expired); err != nil {
		t.Fatal(err)
	}
	works, _ = a.check()
	has("what works", works, "The token of Heron & <Sons> (T0HERON) has expired")
	if n := a.Calls("oauth.v2.access"); n != exchanges {
		t.Errorf("checking exchanged %d tokens", n-exchanges)
	}
	a.oauth.Workspaces = []string{otter.ID}
	_, problems = a.check()
	has("what is wrong", problems, "T0HERON) is not served, as slack.workspaces does not list it")
	a.oauth.Key = []byte("another")
	_, problems = a.check()
	has("what is wrong", problems, "slack.token_key: it does not open the tokens")
}

// spoilQuietly revokes a token without telling.
func (a *agency) spoilQuietly(id string) {
	if _, err := a.adapter.api.SendAuthRevokeContext(a.as(id), ""); err != nil {
		a.Fatal(err)
	}
}

// TestUninstall removes what is stored, whether or not Slack takes the token.
func TestUninstall(t *testing.T) {
	a := newAgency(t, false)
	for _, w := range []slacktest.Workspace{heron, otter, north} {
		a.install(w, false)
	}
	o := options(a.Server, false)
	o.BotToken, o.OAuth = "", &a.oauth
	uninstall := func(id, wrong string) {
		t.Helper()
		err := Uninstall(t.Context(), o, id)
		if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v, want %q", id, err, wrong)
		}
		if stored, err := a.journal.Sealed(t.Context(), name); err != nil || stored[id] != nil {
			t.Errorf("%s is stored, %v", id, err)
		}
	}
	uninstall(heron.ID, "")
	if got := strings.Join(a.Installed(), " "); got != "T0OTTER T0NORTH" {
		t.Errorf("the tokens that are good are those of %s", got)
	}
	uninstall(heron.ID, `the app is not installed in "T0HERON"`)
	a.Once("apps.uninstall", slacktest.Fault{Status: 503})
	uninstall(otter.ID, "in Slack, remove the app by hand")
	a.oauth.Key = []byte("another")
	uninstall(north.ID, "in Slack, remove the app by hand")
}
