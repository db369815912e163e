package discord

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// An Invitation is how the bot comes to people: by links that are opened in a
// browser.
type Invitation struct {
	Server      string // adds the bot to a server
	Person      string // adds its commands to somebody's own account
	Permissions []Permission
}

// A Permission is one that the bot needs in a server, and why.
type Permission struct {
	Name string // as Discord's settings have it
	Why  string
	bit  int64
}

var permissions = []Permission{
	{"View Channels", "to be told of what mentions it", discordgo.PermissionViewChannel},
	{"Send Messages", "to answer", discordgo.PermissionSendMessages},
	{"Send Messages in Threads", "to answer in threads", discordgo.PermissionSendMessagesInThreads},
	{"Embed Links", "to answer by embeds where Discord does not take components", discordgo.PermissionEmbedLinks},
	{"Read Message History", "to answer below the question, and to look up after a crash whether it has", discordgo.PermissionReadMessageHistory},
}

// manageThreads is needed where answered posts of forums get a tag.
var manageThreads = Permission{"Manage Threads", "to set the tag of answered posts in forums", discordgo.PermissionManageThreads}

// Invite makes the invitation of the bot that a token is of. It fails as calls
// do: with a SettingError where Discord does not accept the token.
func Invite(ctx context.Context, o Options) (Invitation, error) {
	a := New(o, nil)
	defer a.Close()
	if err := a.introduce(ctx); err != nil {
		return Invitation{}, err
	}
	me := a.self.Load()
	if me.App == "" {
		app, err := a.client.application(ctx) // again, for why it is not known
		if err != nil {
			return Invitation{}, err
		}
		me.App = app.ID
	}
	return invitation(me.App, o.Forums), nil
}

func invitation(app string, forums []Forum) Invitation {
	needed := permissions
	if slices.ContainsFunc(forums, func(f Forum) bool { return f.AnsweredTag != "" }) {
		needed = append(slices.Clone(permissions), manageThreads)
	}
	var all int64
	for _, p := range needed {
		all |= p.bit
	}
	link := func(q url.Values) string {
		q.Set("client_id", app)
		return "https://discord.com/oauth2/authorize?" + q.Encode()
	}
	return Invitation{
		Server: link(url.Values{
			"integration_type": {"0"}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatInt(all, 10)},
		}),
		Person:      link(url.Values{"integration_type": {"1"}, "scope": {"applications.commands"}}),
		Permissions: needed,
	}
}
