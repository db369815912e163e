package discord

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// An interaction is one as it comes in an event, as far as is needed.
type interaction struct {
	ID      string                    `json:"id"`
	App     string                    `json:"application_id"`
	Type    discordgo.InteractionType `json:"type"`
	Token   string                    `json:"token"`
	Guild   string                    `json:"guild_id"`
	Locale  string                    `json:"locale"`       // of the person
	Common  string                    `json:"guild_locale"` // of the server
	Place   string                    `json:"channel_id"`
	Channel *struct {
		ID     string                `json:"id"`
		Type   discordgo.ChannelType `json:"type"`
		Parent string                `json:"parent_id"`
	} `json:"channel"`
	Member  *member                           `json:"member"` // in a server
	User    *discordgo.User                   `json:"user"`   // elsewhere
	Context *discordgo.InteractionContextType `json:"context"`
	// Owners are for whom the app was installed: "0" the server, "1" the person.
	Owners map[string]json.RawMessage `json:"authorizing_integration_owners"`
	// Message is the one whose button is clicked.
	Message *struct {
		Reference *struct {
			Message string `json:"message_id"`
		} `json:"message_reference"`
	} `json:"message"`
	Data struct {
		Name     string `json:"name"`
		CustomID string `json:"custom_id"`
		Options  []struct {
			Name    string          `json:"name"`
			Value   json.RawMessage `json:"value"`
			Focused bool            `json:"focused"`
		} `json:"options"`
		Target   string `json:"target_id"`
		Resolved struct {
			Messages map[string]*struct {
				Content string `json:"content"`
			} `json:"messages"`
		} `json:"resolved"`
	} `json:"data"`

	language string // of the bot's words to the person
}

// speaks chooses the language that the person is answered in.
func (i *interaction) speaks(offered []string) { i.language = texts.Choose(offered, i.Locale) }

// user is who uses something: empty if the interaction does not say so.
func (i *interaction) user() string {
	switch {
	case i.Member != nil && i.Member.User != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// direct tells whether it happens in the direct channel to the bot.
func (i *interaction) direct() bool {
	if i.Context != nil {
		return *i.Context == discordgo.InteractionContextBotDM
	}
	return i.Guild == ""
}

// channel is the one that collections are mapped to: of a thread, that which
// it belongs to.
func (i *interaction) channel() string {
	if i.Channel != nil && i.Channel.Parent != "" {
		switch i.Channel.Type {
		case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
			return i.Channel.Parent
		}
	}
	return i.Place
}

// from says who and where. Somebody for whom alone the app was installed, and
// not for the server, is an outsider there.
func (i *interaction) from() bot.From {
	_, invited := i.Owners["0"]
	return bot.From{
		Asker: bot.Asker{ID: i.user(), Outside: i.Member.guest() || len(i.Owners) > 0 && !invited},
		Place: bot.Place{Platform: name, Workspace: i.Guild, Channel: i.channel(), Direct: i.direct(), Language: i.language},
	}
}

func (i *interaction) text(option string) string {
	var text string
	for _, o := range i.Data.Options {
		if o.Name == option {
			_ = json.Unmarshal(o.Value, &text) // what is no text is none
		}
	}
	return text
}

func (i *interaction) flag(option string) bool {
	var set bool
	for _, o := range i.Data.Options {
		if o.Name == option {
			_ = json.Unmarshal(o.Value, &set)
		}
	}
	return set
}

// interact deals with an interaction. It fails only where it must be delivered
// again.
func (a *Adapter) interact(ctx context.Context, in *adapters.Intake, raw []byte) error {
	i, ok := decodeInteraction(raw)
	if !ok {
		return nil
	}
	if i.App == "" {
		i.App = a.self.Load().App
	}
	i.speaks(a.opts.Languages)
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		return a.command(ctx, in, i)
	case discordgo.InteractionApplicationCommandAutocomplete:
		return doing(in.Do(ctx, "completing a question", func(ctx context.Context) error { return a.complete(ctx, i) }))
	case discordgo.InteractionMessageComponent:
		return doing(in.Do(ctx, "a click", func(ctx context.Context) error { return a.click(ctx, i) }))
	}
	return nil
}

// decodeInteraction decodes one; false if it does not say enough to be
// answered.
func decodeInteraction(raw []byte) (*interaction, bool) {
	var i interaction
	err := json.Unmarshal(raw, &i)
	return &i, err == nil && i.ID != "" && i.Token != "" && i.user() != ""
}

// doing lets what there is no room for go: the person sees nothing happen, and
// tries again.
func doing(err error) error {
	if errors.Is(err, adapters.ErrBusy) {
		return nil
	}
	return err
}

// command deals with a command: a question is a delivery, the others are
// answered aside.
func (a *Adapter) command(ctx context.Context, in *adapters.Intake, i *interaction) error {
	switch i.Data.Name {
	case commandAsk:
		return a.question(ctx, in, i, i.text(optionQuestion), i.flag(optionPrivate))
	case commandBrief:
		return a.question(ctx, in, i, bot.BriefText(i.text(optionTopic)), i.flag(optionPrivate))
	case commandFind:
		text := ""
		if m := i.Data.Resolved.Messages[i.Data.Target]; m != nil {
			text = m.Content
		}
		return a.question(ctx, in, i, text, true) // about what somebody else wrote
	case commandSources:
		return doing(in.Do(ctx, "listing the sources", func(ctx context.Context) error {
			return a.aside(ctx, i, func() ([]page, error) { return a.sourcePage(ctx, i.from(), 0) })
		}))
	}
	return doing(in.Do(ctx, "help", func(ctx context.Context) error {
		return a.aside(ctx, i, func() ([]page, error) {
			return pack(answerBlocks(bot.Answer{Verdict: bot.Smalltalk, Greeting: bot.AskFor, Language: i.language})), nil
		})
	}))
}

// question takes a question in, and then shows that the bot thinks: that it is
// acknowledged says that it will be answered.
func (a *Adapter) question(ctx context.Context, in *adapters.Intake, i *interaction, text string, private bool) error {
	from := i.from()
	if !private && !from.Place.Direct { // all of the server read it
		from.Place.Language = texts.Choose(a.opts.Languages, i.Common)
	}
	root := ""
	if !from.Place.Direct {
		root = ofPerson(i.user(), private)
	}
	d := bot.Delivery{
		Keys: []string{name + "/interaction/" + i.ID}, Platform: name, Message: i.ID, Received: time.Now(),
		Payload: payload(whereabouts{
			Channel: i.Place, User: i.user(), Interaction: i.ID, App: i.App, Token: i.Token, Private: private,
		}),
		Question: bot.Question{From: from, Text: strings.TrimSpace(text), Conversation: conversation(from.Place.Channel, root)},
	}
	acknowledged := make(chan struct{})
	if _, twice := a.deferred.LoadOrStore(i.ID, acknowledged); twice {
		return nil
	}
	forget := func() {
		a.deferred.Delete(i.ID)
		close(acknowledged)
	}
	if err := in.Receive(ctx, d); err != nil {
		forget()
		return err
	}
	select {
	case a.slots <- struct{}{}:
	case <-ctx.Done():
		forget()
		return nil // it is stored, and becomes a message
	}
	a.begun.Go(func() {
		defer func() { <-a.slots }()
		defer forget()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discordgo.InteractionDeadline)
		defer cancel()
		if err := a.acknowledge(ctx, i, private); err != nil && !errors.Is(err, errAlready) {
			a.log.Warn("an interaction is not acknowledged, so that its answer becomes a message", "error", err)
		}
	})
	return nil
}

// acknowledge shows that the bot thinks.
func (a *Adapter) acknowledge(ctx context.Context, i *interaction, private bool) error {
	var flags discordgo.MessageFlags
	if private {
		flags = discordgo.MessageFlagsEphemeral
	}
	return a.callback(ctx, i, discordgo.InteractionResponseDeferredChannelMessageWithSource, map[string]any{"flags": flags})
}

// callback makes the first response to an interaction, which Discord takes
// once. A connection that breaks, or a server that is down for a moment, is
// tried again within the three seconds that there are. It fails with errAlready
// where the interaction came before, as what is delivered again does.
func (a *Adapter) callback(ctx context.Context, i *interaction, kind discordgo.InteractionResponseType, data any) error {
	retry := adapters.Backoff{First: 200 * time.Millisecond}
	body := struct {
		Type discordgo.InteractionResponseType `json:"type"`
		Data any                               `json:"data,omitempty"`
	}{kind, data}
	for first := true; ; first = false {
		err := a.client.call(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), body, nil)
		switch s := status(err); {
		case code(err) == alreadyAcknowledged && first:
			return errAlready
		case err == nil, code(err) == alreadyAcknowledged: // by the attempt before
			return nil
		case s >= 400 && s < 500, ctx.Err() != nil:
			return err
		}
		if retry.Wait(ctx) != nil {
			return err
		}
	}
}

// alreadyAcknowledged is Discord's code where a first response was made before.
const alreadyAcknowledged = 40060

var errAlready = errors.New("the interaction has been responded to before")

// complete offers what a question may go on with.
func (a *Adapter) complete(ctx context.Context, i *interaction) error {
	ctx, cancel := context.WithTimeout(ctx, discordgo.InteractionDeadline)
	defer cancel()
	typed := ""
	for _, o := range i.Data.Options {
		if o.Focused {
			typed = i.text(o.Name)
		}
	}
	list, err := a.bot.Suggest(ctx, i.from(), typed)
	if err != nil {
		a.log.Warn("a question is not completed", "error", err)
	}
	return a.callback(ctx, i, discordgo.InteractionApplicationCommandAutocompleteResult, map[string]any{"choices": choices(list)})
}

// The bounds of what an autocomplete offers.
const (
	maxChoices = 25
	maxChoice  = 100
)

// choices are what can be offered of a list: each once, as it can be read. What
// is too long is left out, as it could not be asked.
func choices(list []string) []discordgo.ApplicationCommandOptionChoice {
	out := []discordgo.ApplicationCommandOptionChoice{}
	seen := map[string]bool{}
	for _, text := range list {
		text = adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: text}}))
		if text == "" || seen[text] || length(text) > maxChoice || len(out) == maxChoices {
			continue
		}
		seen[text] = true
		out = append(out, discordgo.ApplicationCommandOptionChoice{Name: text, Value: text})
	}
	return out
}
