package discord

import (
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// check returns what a check finds, a line each.
func check(t *testing.T, server *discordtest.Server, change ...func(*Options)) string {
	o := Options{Token: discordtest.Token, APIURL: server.URL()}
	for _, f := range change {
		f(&o)
	}
	var b strings.Builder
	for _, f := range Check(t.Context(), o) {
		if !f.Good {
			b.WriteString("WRONG ")
		}
		b.WriteString(f.Says + " " + f.Fix + "\n")
	}
	return b.String()
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		discord discordtest.Options
		before  func(*discordtest.Server)
		options func(*Options)
		want    []string
	}{
		"all is well": {want: []string{"The token is that of the bot quoth", "It can connect, by 1 shard(s)", "that is enough", "not registered everywhere yet"}},
		"all content": {discord: discordtest.Options{MessageContent: true}, want: []string{"It is told the content of all messages"}},
		"no gateway":  {before: func(s *discordtest.Server) { s.Down(true) }, want: []string{"WRONG The gateway cannot be reached"}},
		"no session":  {before: func(s *discordtest.Server) { s.Script(discordtest.Invalid) }, want: []string{"WRONG It cannot connect"}},
		"no address":  {options: func(o *Options) { o.APIURL = "http://127.0.0.1:1" }, want: []string{"WRONG Discord cannot be reached", "discord.api_url"}},
		"another token": {options: func(o *Options) { o.Token = "another" },
			want: []string{"WRONG discord.token: Discord does not accept it.", "Copy the token"}},
		"no list of commands": {before: func(s *discordtest.Server) { s.Lack("GET /applications/{app}/commands") },
			want: []string{"WRONG The commands everywhere cannot be listed", "quoth discord invite"}},
		"a test server": {options: func(o *Options) { o.TestServers = []string{"7"} }, want: []string{"in the test server 7 yet"}},
	} {
		server := discordtest.New(t, c.discord)
		if c.before != nil {
			c.before(server)
		}
		var options []func(*Options)
		if c.options != nil {
			options = append(options, c.options)
		}
		got := check(t, server, options...)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not found, but\n%s", name, want, got)
			}
		}
	}
}

// What serving registers, the check finds.
func TestCheckAfterServing(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true})
	p := serve(t, server, theBot(t))
	p.until("the commands are there", func() bool { list, _ := server.Commands(""); return len(list) > 0 })
	if got := check(t, server); !strings.Contains(got, "The commands are registered everywhere.") {
		t.Errorf("it finds\n%s", got)
	}
	p.answered("anna")
}
