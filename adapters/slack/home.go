package slack

import (
	"context"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// maxListed is how many sources the Home lists by their titles: more are
// counted, and found by typing.
const maxListed = 20

// showHome publishes a person's Home: how to ask, what may be quoted to them,
// and what they asked last.
func (a *Adapter) showHome(ctx context.Context, from bot.From) error {
	sources, err := a.bot.Sources(ctx, from)
	if err != nil {
		return err
	}
	skipped, err := a.bot.Skipped(ctx, from)
	if err != nil {
		return err
	}
	view := homeView(from.Place.Language, sources, skipped, a.recent.of(inInstallation(ctx, from.Asker.ID)))
	err = a.call(ctx, "views.publish", from.Asker.ID, func(ctx context.Context) error {
		_, err := a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: from.Asker.ID, View: view})
		return err
	})
	if unsupported(err) {
		a.once("the Home cannot be shown", err)
		return nil
	}
	return err
}

func homeView(language string, sources []bot.Source, skipped []bot.SkippedFile, asked []string) slack.HomeTabViewRequest {
	t := texts.For(language).Home
	blocks := []slack.Block{slack.NewHeaderBlock(plainText(t.HowToAsk)), list([]string{t.InChannel, t.Here, t.Command, t.Find})}
	blocks = append(blocks, slack.NewHeaderBlock(plainText(t.WhatICanQuote)))
	if len(sources) == 0 {
		blocks = append(blocks, paragraph(t.Nothing))
	} else {
		if len(skipped) > 0 {
			told := bot.SkippedPhrase(skipped, len(sources), language).String()
			blocks = append(blocks, paragraph(readable(told, maxSkipped)))
		}
		blocks = append(blocks, paragraph(counted(t, sources)), slack.NewActionBlock("", picker(t.Pick)), list(titles(sources)))
	}
	if len(asked) > 0 {
		blocks = append(blocks, slack.NewHeaderBlock(plainText(t.AskedLast)), list(asked))
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

// picker is a menu that completes what is typed into it, and asks for it.
func picker(label string) *slack.SelectBlockElement {
	least := 1
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText(label), doSuggest)
	e.MinQueryLength = &least
	return e
}

func counted(t texts.Home, sources []bot.Source) string {
	sentences := 0
	for _, s := range sources {
		sentences += s.Sentences
	}
	text := texts.With(t.Sources, "sources", strconv.Itoa(len(sources)), "sentences", strconv.Itoa(sentences))
	if len(sources) > maxListed {
		text += texts.With(t.First, "count", strconv.Itoa(maxListed))
	}
	return text
}

// titles are those of the first sources.
func titles(sources []bot.Source) []string {
	var out []string
	for _, s := range sources[:min(len(sources), maxListed)] {
		out = append(out, s.Title+adapters.Byline(s.Author, s.Date))
	}
	return out
}

// maxLine is how much of a title or question a list shows: maxListed of them fit
// a block.
const maxLine = 140

// maxSkipped is how much of the phrase on skipped files is shown: reasons are
// short, but for what a system says of itself.
const maxSkipped = 600

func paragraph(text string) slack.Block {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement(text, nil)))
}

// list shows lines behind bullets, those that are not empty.
func list(lines []string) slack.Block {
	var elements []slack.RichTextElement
	for _, line := range lines {
		if line = readable(line, maxLine); line != "" {
			elements = append(elements, slack.NewRichTextSection(slack.NewRichTextSectionTextElement(line, nil)))
		}
	}
	return slack.NewRichTextBlock("", slack.NewRichTextList(slack.RTEListBullet, 0, elements...))
}

// The limits of what is suggested, and of a thread's title.
const (
	maxPrompts = 4
	maxTitle   = 60
)

// greet suggests questions by the sources that there are: in the Messages tab, which
// has no thread (with one they would not show there), or in an assistant's thread
// that was begun.
func (a *Adapter) greet(ctx context.Context, at target) error {
	if at.Thread != "" {
		a.starts.Add(at.Channel+"/"+at.Thread, struct{}{})
	}
	from := bot.From{Asker: bot.Asker{ID: at.User, Outside: a.people.outside(ctx, at.User, false)}, Place: at.of("")}
	at.Language = a.languageOf(ctx, at.User)
	sources, err := a.bot.Sources(ctx, from)
	if err != nil {
		return err
	}
	params := slack.AssistantThreadsSetSuggestedPromptsParameters{Title: texts.For(at.Language).Home.WhatICanQuote, ChannelID: at.Channel, ThreadTS: at.Thread}
	for _, s := range sources[:min(len(sources), maxPrompts)] {
		params.AddPrompt(readable(s.Title, maxTitle), bot.BriefText(s.Title))
	}
	if len(params.Prompts) == 0 {
		return nil
	}
	return a.optional("there are no suggested prompts", a.api.SetAssistantThreadsSuggestedPromptsContext(ctx, params))
}

// entitle gives a thread of the Messages tab, or of the assistant, its first question as
// its title.
func (a *Adapter) entitle(ctx context.Context, in *adapters.Intake, d bot.Delivery) {
	at, err := placeOf(d)
	if err != nil || !at.Direct || at.Private || at.Thread != at.Asked && !a.starts.Remove(at.Channel+"/"+at.Thread) {
		return
	}
	params := slack.AssistantThreadsSetTitleParameters{ChannelID: at.Channel, ThreadTS: at.Thread, Title: readable(d.Question.Text, maxTitle)}
	err = in.Do(ctx, "a title", func(ctx context.Context) error {
		return a.optional("threads have no titles", a.api.SetAssistantThreadsTitleContext(ctx, params))
	})
	if err != nil {
		a.log.Info("a thread has no title", "error", err)
	}
}

// optional makes the failure of what can be done without a line in the log.
func (a *Adapter) optional(what string, err error) error {
	if unsupported(err) {
		a.once(what, err)
		return nil
	}
	return err
}
