package discord

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// The commands and their options.
const (
	commandAsk     = "ask"
	commandBrief   = "brief"
	commandSources = "sources"
	commandHelp    = "help"
	commandFind    = "Find sources"
	optionQuestion = "question"
	optionTopic    = "topic"
	optionPrivate  = "private"
)

// How long a question and a topic may be that are typed; Discord takes 6,000.
const maxQuestion, maxTopic = 2000, 300

// commands are what people can use: where the bot is a member and where it is
// not, for a server or for a person's own account.
func commands() []*discordgo.ApplicationCommand {
	contexts := []discordgo.InteractionContextType{
		discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
	}
	installs := []discordgo.ApplicationIntegrationType{
		discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
	}
	private := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionBoolean, Name: optionPrivate, Description: "Show the answer to me only.",
	}
	list := []*discordgo.ApplicationCommand{
		{
			Type: discordgo.ChatApplicationCommand, Name: commandAsk, Description: "Ask the sources, and get their exact sentences.",
			Options: []*discordgo.ApplicationCommandOption{
				{
					Type: discordgo.ApplicationCommandOptionString, Name: optionQuestion, Description: "What do you want to know?",
					Required: true, Autocomplete: true, MaxLength: maxQuestion,
				},
				private,
			},
		},
		{
			Type: discordgo.ChatApplicationCommand, Name: commandBrief, Description: "Tell in quotations what the sources say.",
			Options: []*discordgo.ApplicationCommandOption{
				{
					Type: discordgo.ApplicationCommandOptionString, Name: optionTopic, Description: "On which topic? On all sources without one.",
					Autocomplete: true, MaxLength: maxTopic,
				},
				private,
			},
		},
		{Type: discordgo.ChatApplicationCommand, Name: commandSources, Description: "List what can be quoted here."},
		{Type: discordgo.ChatApplicationCommand, Name: commandHelp, Description: "Say what I can do."},
		{Type: discordgo.MessageApplicationCommand, Name: commandFind},
	}
	for _, c := range list {
		c.Contexts, c.IntegrationTypes = &contexts, &installs
	}
	return list
}

// register makes the commands those of Discord's, where it has others: for all,
// or in the test servers alone. Without them people can still mention the bot,
// so that a failure is told and no more.
func (a *Adapter) register(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	app := a.self.Load().App
	for _, endpoint := range commandEndpoints(app, a.opts.TestServers) {
		if have, err := a.client.commands(ctx, endpoint); err == nil && sameCommands(have, commands()) {
			continue
		}
		err := a.client.call(ctx, http.MethodPut, endpoint, commands(), nil)
		if err == nil {
			a.log.Info("the commands are registered again")
		} else if ctx.Err() == nil {
			a.log.Warn("the commands are not registered", "error", err)
		}
	}
}

func commandEndpoints(app string, servers []string) []string {
	if len(servers) == 0 {
		return []string{discordgo.EndpointApplicationGlobalCommands(app)}
	}
	var out []string
	for _, server := range servers {
		out = append(out, discordgo.EndpointApplicationGuildCommands(app, server))
	}
	return out
}

func (c *client) commands(ctx context.Context, endpoint string) ([]*discordgo.ApplicationCommand, error) {
	var list []*discordgo.ApplicationCommand
	err := c.call(ctx, http.MethodGet, endpoint, nil, &list)
	return list, err
}

// A commandName command is what of one is compared: the rest is Discord's.
type commandName struct {
	Type              discordgo.ApplicationCommandType
	Name, Description string
	Contexts          []discordgo.InteractionContextType
	Installs          []discordgo.ApplicationIntegrationType
	Options           []option
}

type option struct {
	Type                   discordgo.ApplicationCommandOptionType
	Name, Description      string
	Required, Autocomplete bool
	MaxLength              int
}

// sameCommands compares two lists of commands, in any order.
func sameCommands(have, want []*discordgo.ApplicationCommand) bool {
	return reflect.DeepEqual(compared(have), compared(want))
}

func compared(list []*discordgo.ApplicationCommand) []commandName {
	var out []commandName
	for _, c := range list {
		if c == nil {
			continue
		}
		r := commandName{Type: max(c.Type, discordgo.ChatApplicationCommand), Name: c.Name, Description: c.Description}
		if c.Contexts != nil {
			r.Contexts = slices.Sorted(slices.Values(*c.Contexts))
		}
		if c.IntegrationTypes != nil {
			r.Installs = slices.Sorted(slices.Values(*c.IntegrationTypes))
		}
		for _, o := range c.Options {
			if o != nil {
				r.Options = append(r.Options, option{o.Type, o.Name, o.Description, o.Required, o.Autocomplete, o.MaxLength})
			}
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b commandName) int { return strings.Compare(a.Name, b.Name) })
	return out
}
