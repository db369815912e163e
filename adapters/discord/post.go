package discord

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A sentMessage message is one as the API gives it back.
type sentMessage struct {
	ID        string                 `json:"id"`
	Author    *discordgo.User        `json:"author"`
	Flags     discordgo.MessageFlags `json:"flags"`
	Reference *struct {
		Message string `json:"message_id"`
	} `json:"message_reference"`
	Components []component `json:"components"`
	Embeds     []struct {
		Footer *struct {
			Text string `json:"text"`
		} `json:"footer"`
	} `json:"embeds"`
}

type component struct {
	Content    string      `json:"content"`
	Components []component `json:"components"`
}

// part tells which part of a reply a message is.
func (p sentMessage) part() (part, of int) {
	var texts []string
	var walk func([]component)
	walk = func(list []component) {
		for _, c := range list {
			texts = append(texts, c.Content)
			walk(c.Components)
		}
	}
	walk(p.Components)
	for _, e := range p.Embeds {
		if e.Footer != nil {
			texts = append(texts, small+e.Footer.Text)
		}
	}
	return partOf(texts)
}

// Post implements adapters.Adapter.
func (a *Adapter) Post(ctx context.Context, r adapters.Reply) (string, error) {
	var at whereabouts
	if err := json.Unmarshal(r.Delivery.Payload, &at); err != nil {
		return "", fmt.Errorf("a delivery of another version: %w", err)
	}
	pages := a.pages(r)
	var ids []string
	var err error
	if at.Interaction != "" {
		ids, err = a.respond(ctx, r.Delivery, at, pages)
	} else {
		ids, err = a.reply(ctx, r, at, pages)
		if status(err) == http.StatusForbidden && !r.Delivery.Question.Place.Direct && !r.Delivery.Question.Overheard {
			_, err = a.whisper(ctx, r.Delivery, at, noticePages(bot.CannotPost, r.Delivery.Question.Place.Language))
		}
	}
	if s := status(err); s == http.StatusForbidden || s == http.StatusNotFound || s == http.StatusBadRequest {
		return "", fmt.Errorf("%w: %w", err, adapters.ErrRefused)
	}
	if err != nil || len(ids) == 0 { // told elsewhere, so that there is nothing to change
		return "", err
	}
	if !at.Private {
		for _, id := range ids {
			a.chains.Add(id, r.Delivery.Question.Conversation)
		}
	}
	if slices.ContainsFunc(r.Answers, func(answer bot.Answer) bool { return answer.Verdict == bot.Found }) {
		a.answered(ctx, r.Delivery, at)
	}
	return at.Channel + " " + strings.Join(ids, ","), nil
}

// reply posts the pages of an answer to a message below it, or changes the
// messages that answered it before.
func (a *Adapter) reply(ctx context.Context, r adapters.Reply, at whereabouts, pages []page) ([]string, error) {
	old := a.updated(ctx, r.Update, at)
	ids := make([]string, len(pages))
	copy(ids, old)
	if len(pages) > 1 && len(old) == 0 { // an earlier attempt may have got halfway
		if standing, err := a.standing(ctx, at); err == nil {
			for _, p := range standing {
				if part, of := p.part(); of == len(pages) && part >= 1 && part <= of {
					ids[part-1] = p.ID
				}
			}
		}
	}
	for i, p := range pages {
		var made sentMessage
		var err error
		switch {
		case i < len(old):
			err = a.send(ctx, http.MethodPatch, discordgo.EndpointChannelMessage(at.Channel, old[i]), p, outMessage{}, &made)
		case ids[i] != "":
			continue
		default:
			err = a.send(ctx, http.MethodPost, discordgo.EndpointChannelMessages(at.Channel), p, a.below(r.Delivery, at, i), &made)
		}
		if err != nil && i > 0 {
			return nil, partly(err)
		}
		if err != nil {
			return nil, err
		}
		ids[i] = made.ID
	}
	for _, id := range old[min(len(old), len(pages)):] {
		if err := a.delete(ctx, at.Channel, id); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// Remove implements adapters.Adapter.
func (a *Adapter) Remove(ctx context.Context, d bot.Delivery, ref string) error {
	var at whereabouts
	if err := json.Unmarshal(d.Payload, &at); err != nil {
		return fmt.Errorf("a delivery of another version: %w: %w", err, adapters.ErrRefused)
	}
	for _, id := range a.updated(ctx, ref, at) {
		if err := a.delete(ctx, at.Channel, id); err != nil {
			if status(err) == http.StatusForbidden {
				return fmt.Errorf("%w: %w", err, adapters.ErrRefused)
			}
			return err
		}
	}
	return nil
}

// delete takes a message away, unless it is gone already.
func (a *Adapter) delete(ctx context.Context, channel, id string) error {
	err := a.client.call(ctx, http.MethodDelete, discordgo.EndpointChannelMessage(channel, id), nil, nil)
	if status(err) == http.StatusNotFound {
		return nil
	}
	return err
}

// partly is the error of a further message of a reply. It hides what kind it
// is, but for how long to wait: that nothing of this one can be seen says nothing of
// the ones before.
func partly(err error) error {
	var later *adapters.LaterError
	if errors.As(err, &later) {
		return fmt.Errorf("a part of the reply: %w", later)
	}
	return fmt.Errorf("a part of the reply: %v", err)
}

// updated names the messages that an edit changes, in order: those that stand,
// as an earlier edit may have added or removed some, or else those that the
// answer was at first. There are none where ref is empty.
func (a *Adapter) updated(ctx context.Context, ref string, at whereabouts) []string {
	_, list, ok := strings.Cut(ref, " ")
	if !ok {
		return nil
	}
	standing, err := a.standing(ctx, at)
	if err != nil || len(standing) == 0 {
		return strings.Split(list, ",")
	}
	var ids []string
	for _, p := range standing {
		ids = append(ids, p.ID)
	}
	return ids
}

// below is what makes a message an answer to another, and lets Discord take
// each part of a reply once: it gives back the message that it has where the
// same comes again within minutes.
func (a *Adapter) below(d bot.Delivery, at whereabouts, part int) outMessage {
	gone := false // an answer may stand without its question
	return outMessage{
		Reference: &discordgo.MessageReference{MessageID: at.Message, ChannelID: at.Channel, FailIfNotExists: &gone},
		Nonce:     nonce(d, part), EnforceNonce: true,
	}
}

// nonce names a part of a reply in the 25 characters that Discord takes.
func nonce(d bot.Delivery, part int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", d.Key(), part))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// send posts or changes a message; as an embed, if components v2 are refused.
func (a *Adapter) send(ctx context.Context, method, endpoint string, p page, with outMessage, made *sentMessage) error {
	if !a.plain.Load() {
		err := a.client.call(ctx, method, endpoint, p.asComponents().with(with), made)
		if status(err) != http.StatusBadRequest {
			return err
		}
		a.log.Warn("Discord refuses a message of components, which is tried as an embed", "error", err)
	}
	err := a.client.call(ctx, method, endpoint, p.asEmbed().with(with), made)
	if err == nil && !a.plain.Swap(true) {
		a.log.Warn("messages are embeds from now on, as components are refused")
	}
	return err
}

// with adds what a message is beside its content.
func (m outMessage) with(o outMessage) outMessage {
	m.Reference, m.Nonce, m.EnforceNonce = o.Reference, o.Nonce, o.EnforceNonce
	m.Flags |= o.Flags
	return m
}

// maxLookups bounds the pages of a hundred messages that are looked through for
// a reply.
const maxLookups = 5

// standing lists the messages of the bot that answer a message, oldest first.
func (a *Adapter) standing(ctx context.Context, at whereabouts) ([]sentMessage, error) {
	const most = 100
	me := a.self.Load().User
	var out []sentMessage
	after := at.Message
	for range maxLookups {
		var list []sentMessage
		endpoint := fmt.Sprintf("%s?after=%s&limit=%d", discordgo.EndpointChannelMessages(at.Channel), after, most)
		if err := a.client.call(ctx, http.MethodGet, endpoint, nil, &list); err != nil {
			return nil, err
		}
		for _, p := range list {
			if older(after, p.ID) < 0 {
				after = p.ID
			}
			if p.Author != nil && p.Author.ID == me && p.Reference != nil && p.Reference.Message == at.Message {
				out = append(out, p)
			}
		}
		if len(list) < most {
			break
		}
	}
	slices.SortFunc(out, func(a, b sentMessage) int { return older(a.ID, b.ID) })
	return out, nil
}

// older compares two IDs, which are numbers that grow with time: it is negative
// where the first is the older one.
func older(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// Find implements adapters.Adapter.
func (a *Adapter) Find(ctx context.Context, d bot.Delivery) (string, error) {
	var at whereabouts
	if err := json.Unmarshal(d.Payload, &at); err != nil {
		return "", fmt.Errorf("%w: %w", err, adapters.ErrCannotFind)
	}
	var standing []sentMessage
	var err error
	if at.Interaction != "" {
		standing, err = a.response(ctx, d, at)
	} else {
		standing, err = a.standing(ctx, at)
	}
	switch s := status(err); {
	case s == http.StatusForbidden, s == http.StatusNotFound, s == http.StatusUnauthorized && at.Interaction != "":
		return "", fmt.Errorf("%w: %w", err, adapters.ErrCannotFind)
	case err != nil:
		return "", err
	}
	ref := whole(at.Channel, standing)
	if ref != "" && d.Question.Opening { // the end may have come before the tag
		a.answered(ctx, d, at)
	}
	return ref, nil
}

// whole names the reply that some messages are, if all of it is there.
func whole(channel string, standing []sentMessage) string {
	var ids []string
	for _, p := range standing {
		part, of := p.part()
		if of < 1 || part < 1 || part > of {
			continue
		}
		if ids == nil {
			ids = make([]string, of)
		}
		if of == len(ids) {
			ids[part-1] = p.ID
		}
	}
	if ids == nil || slices.Contains(ids, "") {
		return ""
	}
	return channel + " " + strings.Join(ids, ",")
}

// typingLimit bounds a sign of work, for which an answer waits that is there.
const typingLimit = 2 * time.Second

// Working implements adapters.Adapter. An interaction shows it by itself. A sign
// that is on its way is not called back when ctx ends, as it might arrive behind
// the answer then, and stay for ten seconds.
func (a *Adapter) Working(ctx context.Context, d bot.Delivery) error {
	var at whereabouts
	if err := json.Unmarshal(d.Payload, &at); err != nil || at.Interaction != "" {
		return err
	}
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), typingLimit)
		err := a.client.call(call, http.MethodPost, discordgo.EndpointChannelTyping(at.Channel), nil, nil)
		cancel()
		if err != nil {
			return err
		}
		_ = sleep(ctx, a.pace.Typing) // which ends with ctx
	}
	return nil
}
