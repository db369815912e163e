package config

import (
	"slices"
	"testing"
)

// TestPlatforms configures by the environment alone, as containers do.
func TestPlatforms(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		name       string
		environ    []string
		platforms  []string
		connection string
	}{
		{"nothing", nil, nil, SlackHTTP},
		{"an app token", []string{"QUOTH_SLACK_APP_TOKEN=xapp-1", "QUOTH_SLACK_BOT_TOKEN=xoxb-1"}, []string{"slack"}, SlackSocket},
		{"no app token", []string{"QUOTH_SLACK_BOT_TOKEN=xoxb-1", "QUOTH_SLACK_SIGNING_SECRET=abc"}, []string{"slack"}, SlackHTTP},
		{
			"all secrets, and a mode",
			[]string{"QUOTH_SLACK_APP_TOKEN=xapp-1", "QUOTH_SLACK_BOT_TOKEN=xoxb-1", "QUOTH_SLACK_SIGNING_SECRET=abc", "QUOTH_SLACK_MODE=http"},
			[]string{"slack"}, SlackHTTP,
		},
		{
			"several workspaces", []string{
				"QUOTH_SLACK_CLIENT_ID=11.22", "QUOTH_SLACK_CLIENT_SECRET=abc", "QUOTH_SLACK_SIGNING_SECRET=abc", "QUOTH_SLACK_ADDRESS=https://quoth.example.org",
				"QUOTH_SLACK_TOKEN_KEY=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "QUOTH_SLACK_WORKSPACES=T0123ABCD,E0123ABCD",
			},
			[]string{"slack"}, SlackHTTP,
		},
		{
			"both platforms", []string{
				"QUOTH_SLACK_APP_TOKEN=a", "QUOTH_SLACK_BOT_TOKEN=b", "QUOTH_SLACK_API_URL=http://127.0.0.1:1/api", "QUOTH_SLACK_LISTEN=127.0.0.1:0",
				"QUOTH_DISCORD_TOKEN=c", "QUOTH_DISCORD_API_URL=http://127.0.0.1:2/api/v10", "QUOTH_DISCORD_TEST_SERVERS=1, 2",
			},
			[]string{"slack", "discord"}, SlackSocket,
		},
	} {
		c, err := Load(Sources{Environ: test.environ})
		if err != nil || !slices.Equal(c.Platforms(), test.platforms) || c.Slack.Connection() != test.connection {
			t.Errorf("%s: platforms %q, Slack by %s, %v", test.name, c.Platforms(), c.Slack.Connection(), err)
		}
	}
}

func TestForumsOfTheEnvironment(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load(Sources{Environ: []string{"QUOTH_DISCORD_TOKEN=c", "QUOTH_DISCORD_FORUMS=12, 34 = Is answered"}})
	if want := []Forum{{"12", ""}, {"34", "Is answered"}}; err != nil || !slices.Equal(c.Discord.ForumList(), want) {
		t.Errorf("the forums are %v, %v", c.Discord.ForumList(), err)
	}
}
