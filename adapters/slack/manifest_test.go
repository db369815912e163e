package slack

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

// TestManifest has all that Slack sends to a mode's app, and keeps to the limits
// of a manifest.
func TestManifest(t *testing.T) {
	for address, urls := range map[string]int{"": 0, "https://quoth.example.org/": 5} {
		text, err := Manifest(address)
		if err != nil {
			t.Fatal(err)
		}
		var m manifest
		if err := yaml.UnmarshalWithOptions([]byte(text), &m, yaml.Strict()); err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		if n := strings.Count(text, "https://quoth.example.org/slack/events"); n != urls || m.Settings.Socket != (address == "") {
			t.Errorf("%d addresses, Socket Mode %t:\n%s", n, m.Settings.Socket, text)
		}
		for most, texts := range map[int][]string{
			35: {m.Display.Name}, 140: {m.Display.Description}, 80: {m.Features.Bot.Name}, 300: {m.Features.Agent.Description},
			24: {m.Features.Shortcuts[0].Name}, 150: {m.Features.Shortcuts[0].Description}, 2000: {m.Features.Commands[0].Description}, 32: {m.Features.Commands[0].Command},
		} {
			for _, text := range texts {
				if len(text) == 0 || len(text) > most {
					t.Errorf("%q has %d characters, of %d", text, len(text), most)
				}
			}
		}
	}
}

// TestEventsAreThoseOfTheManifest has no event in one that is not in the other.
func TestEventsAreThoseOfTheManifest(t *testing.T) {
	source, err := os.ReadFile("decode.go")
	if err != nil {
		t.Fatal(err)
	}
	body := regexp.MustCompile(`(?s)switch kind\.Type \{.*?\n\t\}`).Find(source)
	var known []string
	for _, line := range regexp.MustCompile(`case (.*):`).FindAllSubmatch(body, -1) {
		for name := range strings.SplitSeq(string(line[1]), ",") {
			known = append(known, strings.Trim(name, ` "`))
		}
	}
	var listed []string
	for _, e := range events {
		name, _, _ := strings.Cut(e, ".")
		if !slices.Contains(listed, name) {
			listed = append(listed, name)
		}
	}
	listed = append(listed, "assistant_thread_started") // of apps made before July 2026
	slices.Sort(known)
	slices.Sort(listed)
	if !slices.Equal(known, listed) || len(known) < 5 {
		t.Errorf("the decoder knows %q, and the manifest asks for %q", known, listed)
	}
}

// methodScopes are the scopes of the methods that the adapter calls.
var methodScopes = map[string]string{
	"auth.test": "", "auth.revoke": "", "apps.connections.open": "", "apps.uninstall": "", "oauth.v2.access": "", "views.publish": "",
	"views.open": "", "views.update": "",
	"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
	"conversations.replies": "channels:history", "conversations.history": "im:history", "users.info": "users:read", "conversations.info": "channels:read", "users.conversations": "groups:read",
	"assistant.threads.setStatus": "assistant:write", "assistant.threads.setTitle": "assistant:write", "assistant.threads.setSuggestedPrompts": "assistant:write",
}

// TestScopes has those of what is called and of what is received, and no other.
func TestScopes(t *testing.T) {
	want := []string{"app_mentions:read", "commands", "groups:history", "mpim:history", "mpim:read"} // what is received
	for _, s := range methodScopes {
		if s != "" && !slices.Contains(want, s) {
			want = append(want, s)
		}
	}
	var got []string
	for _, s := range scopes {
		got = append(got, s.name)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the manifest has %q, want %q", got, want)
	}
}

func TestCheck(t *testing.T) {
	const some = "app_mentions:read,chat:write,commands,im:history"
	for name, test := range map[string]struct {
		change func(*slacktest.Server, *Options)
		works  []string
		wrong  []string
	}{
		"all is well": {nil, []string{"The bot token works: quoth in Newsroom", "all 12 scopes", "By its scopes the app has the manifest", "The app token works"}, nil},
		"by HTTP":     {func(_ *slacktest.Server, o *Options) { o.Socket = false }, []string{"The bot token works", "all 12 scopes", "\n    agent_view:\n", "The signing secret is tested when"}, nil},
		"scopes are missing": {
			func(s *slacktest.Server, _ *Options) { s.Grant(some) }, []string{"The bot token works", "By its scopes the app was made from an older manifest", "The app token works"},
			[]string{"lacks the scope users:read, without which guests cannot be told from members", "channels:history", "assistant:write"},
		},
		"Slack says no scopes": {func(s *slacktest.Server, _ *Options) { s.Grant("") }, []string{"works", "does not say which scopes", "What else is in it Slack tells only you: at App Manifest, of your app", "works"}, nil},
		"a wrong bot token":    {func(_ *slacktest.Server, o *Options) { o.BotToken = "xoxb-other" }, []string{"The app token works"}, []string{"slack.bot_token: Slack refuses it (invalid_auth)"}},
		"a wrong app token":    {func(_ *slacktest.Server, o *Options) { o.AppToken = "xapp-other" }, []string{"bot token works", "scopes", "    - app_context_changed\n"}, []string{"slack.app_token: Slack refuses it (invalid_auth). Make one with the scope connections:write"}},
		"Slack is away":        {func(s *slacktest.Server, _ *Options) { s.Down() }, nil, []string{"slack.bot_token: Slack cannot be asked", "slack.app_token: Slack cannot be asked"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := slacktest.New()
			t.Cleanup(s.Close)
			o := options(s, true)
			if test.change != nil {
				test.change(s, &o)
			}
			works, err := Check(t.Context(), o)
			if len(works) != len(test.works) {
				t.Fatalf("works: %q, want %q", works, test.works)
			}
			for i, part := range test.works {
				if !strings.Contains(works[i], part) {
					t.Errorf("works: %q, want %q", works[i], part)
				}
			}
			if (err == nil) != (len(test.wrong) == 0) {
				t.Errorf("wrong: %v, want %q", err, test.wrong)
			}
			for _, part := range test.wrong {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("wrong: %v, want %q", err, part)
				}
			}
		})
	}
}
