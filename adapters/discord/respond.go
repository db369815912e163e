package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// original names the first message of a response.
const original = "@original"

// respond puts the pages of an answer in the place of the sign that the bot
// thinks, which acknowledged an interaction. Once its token does not live any
// more, the answer becomes a message.
func (a *Adapter) respond(ctx context.Context, d bot.Delivery, at whereabouts, pages []page) ([]string, error) {
	if acknowledged, ok := a.deferred.Load(at.Interaction); ok {
		select {
		case <-acknowledged.(chan struct{}):
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", ctx.Err(), adapters.ErrNotPosted)
		}
	}
	done, begun := a.progress.Get(d.Key())
	if !begun {
		a.progress.Add(d.Key(), 0)
	}
	if done == 0 && time.Since(d.Received) > a.pace.Alive {
		return a.late(ctx, d, at, pages)
	}
	ids, err := a.fill(ctx, at, pages, done, func(n int) { a.progress.Add(d.Key(), n) })
	switch {
	case err != nil && done == 0 && len(ids) == 0 && outOfReach(err):
		a.log.Warn("an interaction cannot be responded to any more, so that the answer becomes a message", "error", err)
		return a.late(ctx, d, at, pages)
	case err != nil && done+len(ids) > 0:
		return nil, partly(err)
	}
	return ids, err
}

// fill changes the response to an interaction into the first page, and posts
// the others behind it; those before done stand already. It tells of each.
func (a *Adapter) fill(ctx context.Context, at whereabouts, pages []page, done int, tell func(n int)) (ids []string, err error) {
	for i := done; i < len(pages); i++ {
		var made sentMessage
		var with outMessage
		if at.Private {
			with.Flags = discordgo.MessageFlagsEphemeral
		}
		if i == 0 {
			err = a.replace(ctx, at, pages[i], &made)
		} else {
			err = a.send(ctx, http.MethodPost, discordgo.EndpointWebhookToken(at.App, at.Token), pages[i], with, &made)
		}
		if err != nil {
			if i > 0 && !certain(err) {
				tell(lost)
			}
			return ids, err
		}
		ids = append(ids, made.ID)
		tell(i + 1)
	}
	return ids, nil
}

// replace changes the response to an interaction. Where it is lost whether that
// was done it is done again, which changes nothing.
func (a *Adapter) replace(ctx context.Context, at whereabouts, p page, made *sentMessage) error {
	var err error
	for range 2 {
		err = a.send(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(at.App, at.Token, original), p, outMessage{}, made)
		if err == nil || certain(err) || ctx.Err() != nil {
			break
		}
	}
	return err
}

// lost stands for the number of messages of which nobody knows whether the last
// one stands: Discord names no message that follows a response, and takes it
// twice.
const lost = -1

// certain tells whether an error says that nothing was posted.
func certain(err error) bool {
	return errors.Is(err, adapters.ErrNotPosted) || status(err) >= 400 && status(err) < 500
}

// late posts an answer for which it is too late to be a response: as a message
// of the channel, or, where the bot may not write there or nobody else may read
// it, as a direct message.
func (a *Adapter) late(ctx context.Context, d bot.Delivery, at whereabouts, pages []page) ([]string, error) {
	if !at.Private {
		ids, err := a.post(ctx, d, at.Channel, pages)
		if err == nil || !outOfReach(err) {
			return ids, err
		}
	}
	return a.whisper(ctx, d, at, pages)
}

// whisper posts pages to whoever asked, as direct messages.
func (a *Adapter) whisper(ctx context.Context, d bot.Delivery, at whereabouts, pages []page) ([]string, error) {
	var direct struct {
		ID string `json:"id"`
	}
	body := map[string]string{"recipient_id": at.User}
	if err := a.client.call(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, &direct); err != nil {
		return nil, err
	}
	if direct.ID == "" {
		return nil, errNoChannel
	}
	return a.post(ctx, d, direct.ID, pages)
}

// post posts pages as messages that answer none.
func (a *Adapter) post(ctx context.Context, d bot.Delivery, channel string, pages []page) ([]string, error) {
	var ids []string
	for i, p := range pages {
		var made sentMessage
		with := outMessage{Nonce: nonce(d, i), EnforceNonce: true}
		if err := a.send(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), p, with, &made); err != nil {
			if i > 0 {
				return ids, partly(err)
			}
			return nil, err
		}
		ids = append(ids, made.ID)
	}
	return ids, nil
}

// response looks up what stands as the response to an interaction. Of several
// messages only the first can be looked up; what is known of the others is
// known to this run alone.
func (a *Adapter) response(ctx context.Context, d bot.Delivery, at whereabouts) ([]sentMessage, error) {
	var first sentMessage
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointWebhookMessage(at.App, at.Token, original), nil, &first); err != nil {
		return nil, err
	}
	if first.Flags&discordgo.MessageFlagsLoading != 0 {
		return nil, nil
	}
	_, of := first.part()
	if of == 1 {
		return []sentMessage{first}, nil
	}
	if done, ok := a.progress.Get(d.Key()); ok && done != lost && done < of {
		return nil, nil // and Post goes on behind those
	}
	return nil, fmt.Errorf("of %d messages the first stands, and the others cannot be looked up: %w", of, adapters.ErrCannotFind)
}

// outOfReach tells whether Discord says that the bot may not write somewhere, or
// that there is nothing to write to any more.
func outOfReach(err error) bool {
	s := status(err)
	return s == http.StatusForbidden || s == http.StatusNotFound || s == http.StatusUnauthorized
}

var errNoChannel = errors.New("no direct channel is named by Discord")
