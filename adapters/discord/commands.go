package discord

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/bot/texts"
)

// english has the names by which Discord hands commands and options on, in whatever
// language they were typed.
var english = texts.For("en").Commands

var (
	commandAsk     = english.Ask
	commandBrief   = english.Brief
	commandSources = english.Sources
	commandHelp    = english.Help
	commandFind    = english.Find
	optionQuestion = english.Question
	optionTopic    = english.Topic
	optionPrivate  = english.Private
)

// How long a question and a topic may be that are typed; Discord takes 6,000.
const maxQuestion, maxTopic = 2000, 300

// A term is a name or a description of a command, in whichever language.
type term func(texts.Commands) string

// localized is a term in the languages that are offered beside English; nil for none.
func (t term) localized(offered []string) map[discordgo.Locale]string {
	var out map[discordgo.Locale]string
	for _, language := range offered {
		for _, locale := range locales[language] {
			if out == nil {
				out = map[discordgo.Locale]string{}
			}
			out[locale] = t(texts.For(language).Commands)
		}
	}
	return out
}

// commands are what people can use: where the bot is a member and where it is
// not, for a server or for a person's own account. Their names are English, with
// others beside them in the languages that are offered.
func commands(offered []string) []*discordgo.ApplicationCommand {
	option := func(kind discordgo.ApplicationCommandOptionType, name, says term) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{
			Type: kind, Name: name(english), NameLocalizations: name.localized(offered),
			Description: says(english), DescriptionLocalizations: says.localized(offered),
		}
	}
	private := option(discordgo.ApplicationCommandOptionBoolean,
		func(c texts.Commands) string { return c.Private }, func(c texts.Commands) string { return c.PrivateSays })
	question := option(discordgo.ApplicationCommandOptionString,
		func(c texts.Commands) string { return c.Question }, func(c texts.Commands) string { return c.QuestionSays })
	question.Required, question.Autocomplete, question.MaxLength = true, true, maxQuestion
	topic := option(discordgo.ApplicationCommandOptionString,
		func(c texts.Commands) string { return c.Topic }, func(c texts.Commands) string { return c.TopicSays })
	topic.Autocomplete, topic.MaxLength = true, maxTopic
	return []*discordgo.ApplicationCommand{
		command(offered, func(c texts.Commands) string { return c.Ask }, func(c texts.Commands) string { return c.AskSays }, question, private),
		command(offered, func(c texts.Commands) string { return c.Brief }, func(c texts.Commands) string { return c.BriefSays }, topic, private),
		command(offered, func(c texts.Commands) string { return c.Sources }, func(c texts.Commands) string { return c.SourcesSays }),
		command(offered, func(c texts.Commands) string { return c.Help }, func(c texts.Commands) string { return c.HelpSays }),
		command(offered, func(c texts.Commands) string { return c.Find }, nil),
	}
}

// command makes one: of a message, where it has no description.
func command(offered []string, name, says term, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	c := &discordgo.ApplicationCommand{
		Type: discordgo.MessageApplicationCommand, Name: name(english), Options: options,
		Contexts: &[]discordgo.InteractionContextType{
			discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
		},
		IntegrationTypes: &[]discordgo.ApplicationIntegrationType{
			discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
		},
	}
	if names := name.localized(offered); names != nil {
		c.NameLocalizations = &names
	}
	if says == nil {
		return c
	}
	c.Type, c.Description = discordgo.ChatApplicationCommand, says(english)
	if descriptions := says.localized(offered); descriptions != nil {
		c.DescriptionLocalizations = &descriptions
	}
	return c
}

// register makes the commands those of Discord's, where it has others: for all,
// or in the test servers alone. Without them people can still mention the bot,
// so that a failure is told and no more.
func (a *Adapter) register(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	app := a.self.Load().App
	for _, endpoint := range commandEndpoints(app, a.opts.TestServers) {
		if have, err := a.client.commands(ctx, endpoint); err == nil && sameCommands(have, commands(a.opts.Languages)) {
			continue
		}
		err := a.client.call(ctx, http.MethodPut, endpoint, commands(a.opts.Languages), nil)
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
	err := c.call(ctx, http.MethodGet, endpoint+"?with_localizations=true", nil, &list)
	return list, err
}

// A commandName command is what of one is compared: the rest is Discord's.
type commandName struct {
	Type              discordgo.ApplicationCommandType
	Name, Description string
	Names, Says       map[discordgo.Locale]string
	Contexts          []discordgo.InteractionContextType
	Installs          []discordgo.ApplicationIntegrationType
	Options           []option
}

type option struct {
	Type                   discordgo.ApplicationCommandOptionType
	Name, Description      string
	Names, Says            map[discordgo.Locale]string
	Required, Autocomplete bool
	MaxLength              int
}

// known is what there is of localizations: nil where there are none.
func known(of map[discordgo.Locale]string) map[discordgo.Locale]string {
	if len(of) == 0 {
		return nil
	}
	return of
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
		if c.NameLocalizations != nil {
			r.Names = known(*c.NameLocalizations)
		}
		if c.DescriptionLocalizations != nil {
			r.Says = known(*c.DescriptionLocalizations)
		}
		if c.Contexts != nil {
			r.Contexts = slices.Sorted(slices.Values(*c.Contexts))
		}
		if c.IntegrationTypes != nil {
			r.Installs = slices.Sorted(slices.Values(*c.IntegrationTypes))
		}
		for _, o := range c.Options {
			if o != nil {
				r.Options = append(r.Options, option{o.Type, o.Name, o.Description, known(o.NameLocalizations), known(o.DescriptionLocalizations), o.Required, o.Autocomplete, o.MaxLength})
			}
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b commandName) int { return strings.Compare(a.Name, b.Name) })
	return out
}
