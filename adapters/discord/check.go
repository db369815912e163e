package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/quoth-bot/quoth/adapters"
)

// A Finding is one thing that was checked.
type Finding struct {
	Good bool
	Says string // what was found
	Fix  string // what to do about it, if anything
}

// Check finds out whether the bot can serve: whether Discord accepts its token,
// lets it connect with what it wants to be told of, and has its commands. What
// depends on something that failed is not checked.
func Check(ctx context.Context, o Options) []Finding {
	a := New(o, nil)
	defer a.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var user discordgo.User
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointUser("@me"), nil, &user); err != nil {
		return []Finding{unreached(err)}
	}
	out := []Finding{{Good: true, Says: fmt.Sprintf("The token is that of the bot %s (%s).", user.Username, user.ID)}}
	app, err := a.client.application(ctx)
	if err != nil {
		app.ID = user.ID
	}
	a.self.Store(&self{User: user.ID, App: app.ID, Content: app.readsContent()})
	out = append(out, a.checkGateway(ctx), contentFinding(app, len(o.Forums) > 0))
	if _, personal := app.Installs["1"]; len(app.Installs) > 0 && !personal {
		out = append(out, Finding{Good: true, Says: "People cannot add the commands to their own accounts.",
			Fix: "If they should, switch User Install on, on the page Installation of your application"})
	}
	out = append(out, a.checkCommands(ctx)...)
	for _, f := range o.Forums {
		out = append(out, a.checkForum(ctx, f))
	}
	return out
}

// unreached says why Discord cannot be asked.
func unreached(err error) Finding {
	var setting *adapters.SettingError
	if status(err) == http.StatusUnauthorized {
		err = wrongToken("Discord does not accept it")
	}
	if errors.As(err, &setting) {
		return Finding{Says: setting.Setting + ": " + setting.Problem + ".", Fix: setting.Fix}
	}
	return Finding{Says: fmt.Sprintf("Discord cannot be reached: %v.", err), Fix: "See whether this machine reaches the address discord.api_url"}
}

// checkGateway connects once, as serving does.
func (a *Adapter) checkGateway(ctx context.Context) Finding {
	g, err := a.client.gateway(ctx)
	if err != nil {
		return unreached(err)
	}
	s := &shard{a: a, count: g.Shards}
	var seq atomic.Int64
	c, err := dial(ctx, g.URL, a.pace, &seq, func() {})
	if err != nil {
		return Finding{Says: fmt.Sprintf("The gateway cannot be reached: %v.", err), Fix: "See whether this machine reaches " + g.URL}
	}
	defer c.close(websocket.CloseNormalClosure, nil)
	if err = c.identify(a.client.token(), s.intents(), 0, g.Shards); err == nil {
		_, err = c.run(func(e discordgo.Event) error {
			if e.Type == "READY" {
				return errReady
			}
			return nil
		})
	}
	if errors.Is(err, errReady) {
		return Finding{Good: true, Says: fmt.Sprintf("It can connect, by %d shard(s); %d of %d new connections are left today.",
			g.Shards, g.SessionStartLimit.Remaining, g.SessionStartLimit.Total)}
	}
	if _, fatal := s.after(err); fatal != nil {
		return unreached(fatal)
	}
	return Finding{Says: fmt.Sprintf("It cannot connect: %v.", err), Fix: "Try again; Discord's state is told at https://discordstatus.com"}
}

var errReady = errors.New("the session is ready")

func contentFinding(app application, forums bool) Finding {
	switch {
	case app.readsContent():
		return Finding{Good: true, Says: "It is told the content of all messages, so that it hears follow-ups in threads."}
	case forums:
		return Finding{Good: true, Says: "It is told the content of messages that mention or answer it, and of direct ones: of posts in forums it reads the titles alone.",
			Fix: "To have the posts themselves and follow-ups in threads heard, switch Message Content Intent on, on the page Bot of your application"}
	}
	return Finding{Good: true, Says: "It is told the content of messages that mention or answer it, and of direct ones: that is enough.",
		Fix: "To have follow-ups in threads heard without a mention, switch Message Content Intent on, on the page Bot of your application"}
}

func (a *Adapter) checkCommands(ctx context.Context) []Finding {
	endpoints := commandEndpoints(a.self.Load().App, a.opts.TestServers)
	var out []Finding
	for i, endpoint := range endpoints {
		where := "everywhere"
		if len(a.opts.TestServers) > 0 {
			where = "in the test server " + a.opts.TestServers[i]
		}
		switch have, err := a.client.commands(ctx, endpoint); {
		case err != nil:
			out = append(out, Finding{Says: fmt.Sprintf("The commands %s cannot be listed: %v.", where, err),
				Fix: "Add the bot to the server by the link of 'quoth discord invite'"})
		case sameCommands(have, commands(a.opts.Languages)):
			out = append(out, Finding{Good: true, Says: "The commands are registered " + where + "."})
		default:
			out = append(out, Finding{Good: true, Says: "The commands are not registered " + where + " yet.", Fix: "Run 'quoth serve', which does that"})
		}
	}
	return out
}
