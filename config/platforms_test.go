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
