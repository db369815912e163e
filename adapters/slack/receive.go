package slack

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// take deals with what Slack sent. Without an error it may be acknowledged,
// with what it returns as the answer.
func (a *Adapter) take(ctx context.Context, in *adapters.Intake, c call) (answer any, err error) {
	if a.installations == nil {
		a.know(c.self)
	}
	if c.look != nil {
		a.screens.Add(inInstallation(ctx, c.look.user), c.look.open)
	}
	switch {
	case c.asked != nil && c.asked.Deleted:
		return nil, in.Receive(ctx, *c.asked)
	case c.asked != nil:
		d := *c.asked
		if c.trigger != "" { // at once: it is good for three seconds
			a.speak(ctx, &d) // as far as the person is known
			a.openModal(ctx, c.trigger, &d)
		}
		d.Question.Asker.Outside = a.people.outside(ctx, d.Question.Asker.ID, c.foreign)
		a.speak(ctx, &d) // by then the person is known
		if !d.Question.Overheard && !d.Edit && !c.shared {
			a.recent.add(inInstallation(ctx, d.Question.Asker.ID), readable(d.Question.Text, maxLine))
			a.entitle(ctx, in, d)
			if d.Question.About == "" && c.trigger == "" && bot.PointsAt(d.Question.Text) {
				a.pointAt(ctx, &d)
			}
		}
		return nil, in.Receive(ctx, d)
	case c.click != nil:
		k := *c.click
		k.from.Asker.Outside = a.people.outside(ctx, k.from.Asker.ID, c.foreign)
		k.at.Language = a.languageOf(ctx, k.from.Asker.ID)
		return nil, aside(in.Do(ctx, "a click", func(ctx context.Context) error { return a.act(ctx, in, k) }))
	case c.typed != nil:
		t := *c.typed
		t.from.Asker.Outside = a.people.outside(ctx, t.from.Asker.ID, c.foreign)
		return a.complete(ctx, t), nil
	case c.home != nil:
		from := *c.home
		from.Asker.Outside = a.people.outside(ctx, from.Asker.ID, c.foreign)
		from.Place.Language = a.languageOf(ctx, from.Asker.ID)
		return nil, aside(in.Do(ctx, "showing the Home", func(ctx context.Context) error { return a.showHome(ctx, from) }))
	case c.greeted != nil:
		at := *c.greeted
		return nil, aside(in.Do(ctx, "suggesting questions", func(ctx context.Context) error { return a.greet(ctx, at) }))
	case c.limited:
		a.log.Warn("Slack holds events back, since there are more than 30,000 an hour")
	case c.revoked != "":
		return nil, aside(in.Do(ctx, "looking whether the token still works", func(ctx context.Context) error {
			return a.tokenTest(ctx, in)
		}))
	}
	return nil, nil
}

// speak notes in a delivery which language it is answered in: that of the person who
// alone reads the answer, else the first that is offered.
func (a *Adapter) speak(ctx context.Context, d *bot.Delivery) {
	at, err := placeOf(*d)
	if err != nil || len(a.opts.Languages) == 0 {
		return
	}
	at.Language = texts.Choose(a.opts.Languages, "")
	if at.Direct || at.Private {
		at.Language = a.languageOf(ctx, at.User)
	}
	d.Question.Place.Language, d.Payload = at.Language, at.payload()
}

// languageOf is the language of a person, as far as it is known.
func (a *Adapter) languageOf(ctx context.Context, user string) string {
	return texts.Choose(a.opts.Languages, a.people.locale(ctx, user))
}

// tokenTest ends the run if Slack does not take the bot's token any more. An event that
// says so may come late, and be of a token before this one.
func (a *Adapter) tokenTest(ctx context.Context, in *adapters.Intake) error {
	_, err := a.api.AuthTestContext(ctx)
	if code, bad := authCode(err); bad {
		in.Revoked(wrongBotToken(code))
		return nil
	}
	return err
}

// aside acknowledges a click for which there is no room: the person sees
// nothing happen, and clicks again.
func aside(err error) error {
	if errors.Is(err, adapters.ErrBusy) {
		return nil
	}
	return err
}

const (
	// maxOptions, maxOptionText and maxOptionValue are the limits of a menu.
	maxOptions     = 100
	maxOptionText  = 75
	maxOptionValue = 150
	// maxAnswer is how many bytes an acknowledgement may have, with a margin
	// for what is put around it: Socket Mode drops one of 20 KB.
	maxAnswer = 19 << 10
)

// complete suggests what a person may be about to type.
func (a *Adapter) complete(ctx context.Context, t completion) slack.OptionsResponse {
	suggestions, err := a.bot.Suggest(ctx, t.from, t.prefix)
	if err != nil {
		a.log.Warn("there are no suggestions", "error", err)
	}
	out := slack.OptionsResponse{Options: []*slack.OptionBlockObject{}}
	size := 0
	for _, s := range suggestions {
		label, value := readable(s, maxOptionText), s
		if label == "" || utf8.RuneCountInString(value) > maxOptionValue {
			continue
		}
		option := slack.NewOptionBlockObject(value, plainText(label), nil)
		written, err := json.Marshal(option)
		if size += len(written) + 1; err != nil || size > maxAnswer || len(out.Options) == maxOptions {
			break
		}
		out.Options = append(out.Options, option)
	}
	return out
}

// readable is the beginning of a text, of so many characters at most.
func readable(text string, most int) string {
	return adapters.Clip(adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: text}})), most)
}
