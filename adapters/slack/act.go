package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// act does what a click asks for.
func (a *Adapter) act(ctx context.Context, in *adapters.Intake, k click) error {
	var err error
	switch k.Do {
	case doContext:
		err = a.showContext(ctx, k)
	case doMore:
		err = a.showMore(ctx, k)
	case doHelpful, doNot:
		err = a.rate(ctx, k)
	case doDelete:
		err = a.remove(ctx, in, k)
	default:
		return fmt.Errorf("this button is not known: %q", k.Do)
	}
	switch {
	case errors.Is(err, bot.ErrUnknownAnswer):
		return a.whisper(ctx, k.at, []draft{notice(bot.NoLongerKnown, k.at.Language)})
	case errors.Is(err, bot.ErrSourceChanged), errors.Is(err, bot.ErrUnknownSource):
		return a.whisper(ctx, k.at, []draft{notice(bot.SourceChanged, k.at.Language)})
	case errors.Is(err, bot.ErrUnavailable):
		return a.whisper(ctx, k.at, []draft{notice(bot.Unavailable, k.at.Language)})
	}
	return err
}

func (a *Adapter) rate(ctx context.Context, k click) error {
	rating := bot.Helpful
	if k.Do == doNot {
		rating = bot.NotHelpful
	}
	if err := a.bot.Rate(ctx, k.from, k.Answer, rating); err != nil {
		return err
	}
	return a.whisper(ctx, k.at, []draft{notice(bot.Rated, k.at.Language)})
}

func (a *Adapter) showMore(ctx context.Context, k click) error {
	quotes, err := a.bot.More(ctx, k.from, k.Answer)
	if err != nil {
		return err
	}
	if len(quotes) == 0 {
		return a.whisper(ctx, k.at, []draft{notice(bot.NothingMore, k.at.Language)})
	}
	return a.whisper(ctx, k.at, renderQuotes(quotes, k.Number+1, k.at.Language))
}

// showContext shows a quotation among the sentences around it: in its place, or
// where Slack does not tell what the message holds, or it would grow too long,
// beside it.
func (a *Adapter) showContext(ctx context.Context, k click) error {
	if k.Span == nil {
		return errors.New("the button does not say which quotation it is of")
	}
	passage, err := a.bot.Context(ctx, k.from, *k.Span)
	if err != nil {
		return err
	}
	if p, ok := widened(k, passage); ok && !k.at.Private && k.message != "" {
		err := a.plainly(p, func(p draft) error {
			return a.call(ctx, "chat.update", k.at.Channel, func(ctx context.Context) error {
				options := []slack.MsgOption{slack.MsgOptionText(p.text, false), slack.MsgOptionDisableMarkdown(), slack.MsgOptionBlocks(p.blocks...)}
				_, _, _, err := a.api.UpdateMessageContext(ctx, k.at.Channel, k.message, options...)
				return err
			})
		})
		if err == nil {
			return nil
		}
		a.log.Info("a quotation could not be widened in its place; its context is shown beside it", "error", err)
	}
	return a.whisper(ctx, k.at, renderPassage(passage, k.Number, k.at.Language))
}

// widened is the message of a click with a quotation in its context; false if
// it cannot be made.
func widened(k click, passage bot.Passage) (draft, bool) {
	var blocks slack.Blocks
	if len(k.blocks) == 0 || json.Unmarshal(k.blocks, &blocks) != nil {
		return draft{}, false
	}
	var p draft
	done := false
	for _, b := range blocks.BlockSet {
		switch b := b.(type) {
		case *slack.RichTextBlock:
			if !done && isQuote(b.BlockID, k.Number) {
				widen(b, passage)
				done = true
			}
		case *slack.TableBlock:
			done = done || widenRow(b, k.Number, passage)
		case *slack.ActionBlock:
			if !takeAway(b, contextID(k.Number)) {
				continue // it was the only button
			}
		}
		p.blocks = append(p.blocks, b)
	}
	p.text = textOf(p.blocks)
	return p, done && len([]rune(p.text)) <= maxText && len(p.blocks) > 0
}
