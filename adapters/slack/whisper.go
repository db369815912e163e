package slack

import (
	"context"
	"errors"
	"net/url"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// whisper shows posts to one person alone.
func (a *Adapter) whisper(ctx context.Context, at target, posts []draft) error {
	for i, p := range posts {
		if err := a.whisperOne(ctx, &at, p); err != nil {
			return partly(err, i)
		}
	}
	return nil
}

// whisperOne goes by the address that came with what the person did. It needs
// no membership of the channel, but it is good for five messages within half an
// hour; once it fails, at is without it. Then the person sees a message in the
// channel that nobody else sees, or, where the bot may not do that, one in their
// direct conversation. It is never a message for all.
func (a *Adapter) whisperOne(ctx context.Context, at *target, p draft) error {
	if at.ResponseURL != "" {
		err := a.plainly(p, func(p draft) error { return a.respond(ctx, *at, p, slack.ResponseTypeEphemeral) })
		if err == nil || !errors.Is(err, adapters.ErrNotPosted) && !errors.Is(err, adapters.ErrRefused) {
			return err
		}
		a.log.Info("the address to answer at takes no more; the answer goes to the person as a message", "error", err)
		at.ResponseURL = ""
	}
	if at.Direct {
		_, err := a.say(ctx, at.Channel, at.Thread, mark{}, p)
		if errors.Is(err, adapters.ErrRefused) { // the conversation of two others
			_, err = a.say(ctx, at.User, "", mark{}, p)
		}
		return err
	}
	err := a.plainly(p, func(p draft) error {
		return a.call(ctx, "chat.postEphemeral", at.Channel, func(ctx context.Context) error {
			options := p.options(mark{})
			if at.Thread != "" {
				options = append(options, slack.MsgOptionTS(at.Thread))
			}
			_, err := a.api.PostEphemeralContext(ctx, at.Channel, at.User, options...)
			return err
		})
	})
	if err != nil && (unsupported(err) || errors.Is(err, adapters.ErrRefused)) {
		_, err = a.say(ctx, at.User, "", mark{}, p)
	}
	return err
}

// respond sends a post to the address that came with what a person did.
func (a *Adapter) respond(ctx context.Context, at target, p draft, kind string) error {
	options := append(p.options(mark{}), slack.MsgOptionResponseURL(at.ResponseURL, kind))
	if at.Thread != "" {
		options = append(options, slack.MsgOptionTS(at.Thread))
	}
	_, _, err := a.api.PostMessageContext(ctx, at.Channel, options...)
	return a.judged(ctx, withoutAddress(err))
}

// replaceOriginal puts a post in place of the message whose button came with an
// address for answers.
func (a *Adapter) replaceOriginal(ctx context.Context, at target, p draft) error {
	return a.plainly(p, func(p draft) error {
		_, _, err := a.api.PostMessageContext(ctx, at.Channel, append(p.options(mark{}), slack.MsgOptionReplaceOriginal(at.ResponseURL))...)
		return a.judged(ctx, withoutAddress(err))
	})
}

// withoutAddress is an error of a request without the address: whoever has an
// address for answers can post there.
func withoutAddress(err error) error {
	var request *url.Error
	if errors.As(err, &request) {
		return request.Err
	}
	return err
}

// tell tells the person who asked that the bot cannot post where they did; it
// is said nowhere else, and if that fails too, it is in the log.
func (a *Adapter) tell(ctx context.Context, at target) {
	if at.Direct || at.User == "" {
		return
	}
	if _, err := a.say(ctx, at.User, "", mark{}, notice(bot.CannotPost, at.Language)); err != nil {
		a.log.Warn("the person who asked could not be told either", "error", err)
	}
}
