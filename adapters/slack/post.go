package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// Post implements adapters.Adapter.
func (a *Adapter) Post(ctx context.Context, r adapters.Reply) (string, error) {
	at, err := placeOf(r.Delivery)
	if err != nil {
		return "", fmt.Errorf("%w: %w", err, adapters.ErrRefused)
	}
	if ctx, err = a.sending(ctx, at.From); err != nil {
		return "", err
	}
	var ref string
	switch {
	case at.Shared && r.Notice == "":
		ref, err = a.share(ctx, at, r)
	case at.View != "":
		ref, err = "private", a.answerInModal(ctx, at, r)
	case at.Private, at.Shared:
		ref, err = "private", a.whisper(ctx, at, render(r, styleOf(r.Delivery, at)))
	case r.Update != "":
		ref, err = a.update(ctx, at, r, strings.Fields(r.Update))
	default:
		ref, err = a.post(ctx, at, r, render(r, styleOf(r.Delivery, at)))
	}
	if errors.Is(err, adapters.ErrRefused) && !r.Delivery.Question.Overheard && !r.Delivery.Edit {
		a.tell(ctx, at)
	}
	return ref, err
}

func placeOf(d bot.Delivery) (target, error) {
	var at target
	if err := json.Unmarshal(d.Payload, &at); err != nil || at.Channel == "" {
		return target{}, errors.New("the delivery does not say where to post")
	}
	return at, nil
}

// share posts a reply that one person alone has seen for all in the channel, and has
// the private one say so.
func (a *Adapter) share(ctx context.Context, at target, r adapters.Reply) (string, error) {
	posts := render(r, styleOf(r.Delivery, at))
	ref, err := a.post(ctx, at, r, posts)
	if errors.Is(err, adapters.ErrRefused) && at.ResponseURL != "" { // which needs no membership
		ref, err = "shared", nil
		for i, p := range posts {
			if err = a.respond(ctx, at, p, slack.ResponseTypeInChannel); err != nil {
				err = partly(err, i)
				break
			}
		}
	}
	switch {
	case err != nil:
		return ref, err
	case at.View != "":
		if err := a.showModal(ctx, at, r); err != nil {
			a.log.Info("an answer was posted, and its modal does not say so", "error", err)
		}
		return ref, nil
	case at.ResponseURL == "":
		return ref, nil
	}
	if err := a.replaceOriginal(ctx, at, notice(bot.Shared, at.Language)); err != nil {
		a.log.Info("an answer was shared, and its private copy does not say so", "error", err)
	}
	return ref, nil
}

// post posts the messages of a reply that do not stand yet.
func (a *Adapter) post(ctx context.Context, at target, r adapters.Reply, posts []draft) (string, error) {
	standing := make([]string, len(posts))
	if len(posts) > 1 { // an earlier attempt may have got halfway
		found, err := a.lookUp(ctx, at, r.Delivery)
		if err != nil && !errors.Is(err, adapters.ErrCannotFind) {
			return "", fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
		}
		if len(found) == len(posts) {
			standing = found
		}
	}
	for i, p := range posts {
		if standing[i] != "" {
			continue
		}
		ts, err := a.say(ctx, at.Channel, at.Thread, mark{key: r.Delivery.Key(), part: i, of: len(posts)}, p)
		if err != nil {
			return "", partly(err, i)
		}
		standing[i] = ts
	}
	return strings.Join(standing, " "), nil
}

// partly is the error of the ith message of a reply: what of it came before
// stands.
func partly(err error, i int) error {
	if i == 0 || errors.Is(err, adapters.ErrRefused) {
		return err
	}
	var later *adapters.LaterError
	if errors.As(err, &later) {
		return fmt.Errorf("message %d of the reply: %w", i+1, later)
	}
	return fmt.Errorf("message %d of the reply: %v", i+1, err)
}

// update changes the messages of an earlier answer to what a reply says now.
// Which they are, the conversation knows best: an edit before may have added
// some.
func (a *Adapter) update(ctx context.Context, at target, r adapters.Reply, old []string) (string, error) {
	if standing, err := a.parts(ctx, at, r.Delivery.Message); err == nil {
		for _, p := range standing {
			if !slices.Contains(old, p.ts) {
				old = append(old, p.ts)
			}
		}
	}
	posts := render(r, styleOf(r.Delivery, at))
	edit := path.Base(r.Delivery.Key()) + "/"
	var refs []string
	for i, p := range posts {
		m := mark{r.Delivery.Message, i, len(posts), edit}
		if i >= len(old) {
			ts, err := a.say(ctx, at.Channel, at.Thread, m, p)
			if err != nil {
				return "", err
			}
			refs = append(refs, ts)
			continue
		}
		if err := a.change(ctx, at.Channel, old[i], m, p); err != nil {
			return "", err
		}
		refs = append(refs, old[i])
	}
	for _, ts := range old[min(len(old), len(posts)):] {
		if err := a.delete(ctx, at.Channel, ts); err != nil && !errors.Is(err, adapters.ErrRefused) {
			return "", err
		}
	}
	return strings.Join(refs, " "), nil
}

// Remove implements adapters.Adapter. What one person alone was shown cannot be
// taken away, and hangs on no message.
func (a *Adapter) Remove(ctx context.Context, d bot.Delivery, ref string) error {
	at, err := placeOf(d)
	if err != nil {
		return fmt.Errorf("%w: %w", err, adapters.ErrRefused)
	}
	if ctx, err = a.sending(ctx, at.From); err != nil {
		return err
	}
	standing := strings.Fields(ref)
	if found, err := a.parts(ctx, at, d.Message); err == nil { // an edit may have added some
		for _, p := range found {
			if !slices.Contains(standing, p.ts) {
				standing = append(standing, p.ts)
			}
		}
	}
	for _, ts := range standing {
		if err := a.delete(ctx, at.Channel, ts); err != nil {
			return err
		}
	}
	return nil
}

// delete takes a message away, unless it is gone already.
func (a *Adapter) delete(ctx context.Context, channel, ts string) error {
	err := a.call(ctx, "chat.delete", channel, func(ctx context.Context) error {
		_, _, err := a.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
	if codeOf(err) == "message_not_found" {
		return nil
	}
	return err
}

// say posts one message, and returns its name.
func (a *Adapter) say(ctx context.Context, channel, thread string, m mark, p draft) (ts string, err error) {
	err = a.plainly(p, func(p draft) error {
		return a.call(ctx, "chat.postMessage", channel, func(ctx context.Context) (err error) {
			options := append(p.options(m), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
			if thread != "" {
				options = append(options, slack.MsgOptionTS(thread))
			}
			_, ts, err = a.api.PostMessageContext(ctx, channel, options...)
			return err
		})
	})
	return ts, err
}

// change changes a message.
func (a *Adapter) change(ctx context.Context, channel, ts string, m mark, p draft) error {
	return a.plainly(p, func(p draft) error {
		return a.call(ctx, "chat.update", channel, func(ctx context.Context) error {
			_, _, _, err := a.api.UpdateMessageContext(ctx, channel, ts, p.options(m)...)
			return err
		})
	})
}

// plainly sends a post in the plainest form that Slack takes: as it is, without a
// table, with ordinary buttons for feedback, and at last as text alone.
func (a *Adapter) plainly(p draft, send func(draft) error) error {
	flat, tabled := p.untabled()
	if a.plain.Load() || a.untabled.Load() {
		p, tabled = flat, false
	}
	if !a.plain.Load() {
		err := send(p)
		if tabled && slices.Contains(blockRefusals, codeOf(err)) {
			a.once("Slack does not take tables; what sources differ in is posted without one", err)
			p = flat
			if err = send(p); err == nil {
				a.untabled.Store(true)
			}
		}
		if !slices.Contains(blockRefusals, codeOf(err)) {
			return err
		}
		a.once("Slack does not take the newer blocks; feedback is given by ordinary buttons", err)
	}
	p = p.plainer()
	err := send(p)
	if slices.Contains(blockRefusals, codeOf(err)) {
		a.once("Slack does not take the blocks of an answer; it is posted as text", err)
		return send(draft{text: p.text})
	}
	if err == nil {
		a.plain.Store(true)
	}
	return err
}

// options are what a post has in every place that it is sent to.
func (p draft) options(m mark) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionText(p.text, false), slack.MsgOptionDisableMarkdown()}
	if m.key != "" {
		options = append(options, slack.MsgOptionMetadata(m.metadata()))
	}
	if len(p.blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(m.named(p.blocks)...))
	}
	return options
}

// statusLimit is how long setting a status, or taking it away, may take.
const statusLimit = 5 * time.Second

// Working implements adapters.Adapter: it shows the status of a thread, where
// Slack has that. It goes out by itself after two minutes, so it is set again
// before. Setting it is not cut short when ctx ends: Slack could then do so
// after it was taken away.
func (a *Adapter) Working(ctx context.Context, d bot.Delivery) error {
	at, err := placeOf(d)
	if err != nil || at.Private || at.Shared {
		return err
	}
	if at.Thread == "" {
		at.Thread = at.Asked
	}
	if ctx, err = a.sending(ctx, at.From); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := a.status(ctx, at, texts.For(at.Language).Home.Working); unsupported(err) {
			a.once("Slack does not show that an answer takes a while", err)
			return nil
		}
		_ = adapters.Pause(ctx, a.statusFor) // it fails when ctx ends
	}
	return a.status(ctx, at, "")
}

// status sets the status of a thread, whether or not ctx has ended.
func (a *Adapter) status(ctx context.Context, at target, status string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), statusLimit)
	defer cancel()
	return a.api.SetAssistantThreadsStatusContext(ctx, slack.AssistantThreadsSetStatusParameters{ChannelID: at.Channel, ThreadTS: at.Thread, Status: status})
}
