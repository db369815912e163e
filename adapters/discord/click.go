package discord

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/bot"
)

// aside answers an interaction that is no question, to who uses it: at once
// with the sign that the bot thinks, and then with what is shown.
func (a *Adapter) aside(ctx context.Context, i *interaction, show func() ([]page, error)) error {
	at := whereabouts{App: i.App, Token: i.Token, Private: !i.direct()}
	if err := a.acknowledge(ctx, i, at.Private); err != nil {
		return unlessAlready(err)
	}
	return a.shown(ctx, at, i.language, show)
}

// unlessAlready passes an error on, but for that of a click that came twice.
func unlessAlready(err error) error {
	if errors.Is(err, errAlready) {
		return nil
	}
	return err
}

// shown shows what comes of a click; or says why nothing does.
func (a *Adapter) shown(ctx context.Context, at whereabouts, language string, show func() ([]page, error)) error {
	pages, err := show()
	var notice bot.Notice
	switch {
	case errors.Is(err, bot.ErrSourceChanged):
		notice = bot.SourceChanged
	case errors.Is(err, bot.ErrUnknownAnswer), errors.Is(err, bot.ErrUnknownSource), errors.Is(err, errNoButton):
		notice = bot.NoLongerKnown
	case errors.Is(err, bot.ErrUnavailable):
		notice = bot.Unavailable
	case err != nil:
		a.log.Error("a click failed", "error", err)
		notice = bot.Failed
	}
	if notice != "" {
		pages = noticePages(notice, language)
	}
	_, err = a.fill(ctx, at, pages, 0, func(int) {})
	return err
}

// click does what a button says.
func (a *Adapter) click(ctx context.Context, i *interaction) error {
	p, err := a.ids.press(i.Data.CustomID)
	from := i.from()
	if err == nil && p.Do == showPage { // which changes the list that it stands on
		at := whereabouts{App: i.App, Token: i.Token, Private: !i.direct()}
		if err := a.callback(ctx, i, discordgo.InteractionResponseDeferredMessageUpdate, nil); err != nil {
			return unlessAlready(err)
		}
		return a.shown(ctx, at, i.language, func() ([]page, error) { return a.sourcePage(ctx, from, p.Number) })
	}
	done := false
	failed := a.aside(ctx, i, func() ([]page, error) {
		if err != nil {
			return nil, err
		}
		pages, err := a.do(ctx, from, p)
		done = err == nil
		return pages, err
	})
	if done && (p.Do == rateHelpful || p.Do == rateNot) {
		a.rated(ctx, i, p.Do == rateHelpful)
	}
	return failed
}

// do does what a button says that shows something of its own.
func (a *Adapter) do(ctx context.Context, from bot.From, p press) ([]page, error) {
	language := from.Place.Language
	switch p.Do {
	case showContext:
		span, err := p.Place.span(ctx, a.bot, from)
		if err != nil {
			return nil, err
		}
		passage, err := a.bot.Context(ctx, from, span)
		if err != nil {
			return nil, err
		}
		return numbered(pack(passageBlocks(passage, language))), nil
	case showMore:
		quotes, err := a.bot.More(ctx, from, p.Answer)
		if err != nil {
			return nil, err
		}
		if len(quotes) == 0 {
			return noticePages(bot.NothingMore, language), nil
		}
		return numbered(pack(furtherBlocks(quotes, p.Number, language))), nil
	}
	rating := bot.Helpful
	if p.Do == rateNot {
		rating = bot.NotHelpful
	}
	if err := a.bot.Rate(ctx, from, p.Answer, rating); err != nil {
		return nil, err
	}
	return noticePages(bot.Rated, language), nil
}

// sourcePage is a page of the list of sources, from 0, with buttons to those
// beside it.
func (a *Adapter) sourcePage(ctx context.Context, from bot.From, n int) ([]page, error) {
	sources, err := a.bot.Sources(ctx, from)
	if err != nil {
		return nil, err
	}
	skipped, err := a.bot.Skipped(ctx, from)
	if err != nil {
		return nil, err
	}
	pages := numbered(pack(sourceBlocks(sources, skipped, from.Place.Language)))
	if len(pages) == 0 {
		return noticePages(bot.NothingMore, from.Place.Language), nil
	}
	n = min(n, len(pages)-1)
	shown := pages[n]
	for _, to := range []struct {
		label string
		page  int
	}{{"◀", n - 1}, {"▶", n + 1}} {
		if to.page >= 0 && to.page < len(pages) {
			shown.buttons = append(shown.buttons, discordgo.Button{
				Label: to.label, Style: discordgo.SecondaryButton, CustomID: a.ids.id(press{Do: showPage, Number: to.page}),
			})
		}
	}
	return []page{shown}, nil
}
