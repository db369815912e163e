package adaptertest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// maxText is the longest message of the reference platform, in characters.
const maxText = 600

// A piece is one message of a reply.
type piece struct {
	text    string
	buttons []button
}

// A clicked is what a button carries: all that is needed to do what it says,
// so that it works after a restart.
type clicked struct {
	Do       string   `json:"do"`
	Answer   string   `json:"answer"`
	Span     bot.Span `json:"span"`
	Question string   `json:"question,omitempty"` // of an answer that is shared
}

func (a *reference) Post(ctx context.Context, r adapters.Reply) (string, error) {
	var at frame
	if err := json.Unmarshal(r.Delivery.Payload, &at); err != nil {
		return "", err
	}
	if a.fault == "answers direct messages in public" {
		at.Channel = "quay"
	}
	if a.fault == "posts out of order" {
		return a.postLate(ctx, r, at)
	}
	return a.post(ctx, r, at)
}

// postLate posts every twentieth reply behind the next of its conversation.
func (a *reference) postLate(ctx context.Context, r adapters.Reply, at frame) (string, error) {
	a.mu.Lock()
	a.posts++
	held, ok := a.late[at.Channel]
	if a.posts%20 == 0 && !ok {
		a.late[at.Channel] = r
		a.mu.Unlock()
		return "somewhere", nil
	}
	delete(a.late, at.Channel)
	a.mu.Unlock()
	ref, err := a.post(ctx, r, at)
	if ok && err == nil {
		_, err = a.post(ctx, held, at)
	}
	return ref, err
}

// post posts the pieces of a reply that do not stand yet.
func (a *reference) post(ctx context.Context, r adapters.Reply, at frame) (string, error) {
	pieces := a.render(r, at.Alone)
	ids := make([]string, len(pieces))
	old := strings.Fields(r.Update)
	copy(ids, old)
	if len(pieces) > 1 && len(old) == 0 { // an earlier attempt may have got halfway
		result, err := a.call(ctx, frame{Do: "find", Key: r.Delivery.Key()})
		if err != nil {
			return "", err
		}
		copy(ids, result.Found)
	}
	for i, p := range pieces {
		f := frame{Do: "post", Channel: at.Channel, Thread: at.Thread, Author: at.Author, Alone: at.Alone, Text: p.text, Buttons: p.buttons, Key: fmt.Sprintf("%s %d/%d", r.Delivery.Key(), i, len(pieces))}
		switch {
		case i < len(old):
			f.Do, f.Message = "update", old[i]
		case ids[i] != "":
			continue
		}
		result, err := a.call(ctx, f)
		if err != nil && i > 0 {
			return "", fmt.Errorf("a part of the reply: %v", err) // the rest of it may be seen
		}
		if err != nil {
			return "", err
		}
		ids[i] = result.Message
	}
	for _, id := range old[min(len(old), len(pieces)):] {
		if _, err := a.call(ctx, frame{Do: "delete", Message: id}); err != nil {
			return "", err
		}
	}
	return strings.Join(ids, " "), nil
}

func (a *reference) Remove(ctx context.Context, _ bot.Delivery, ref string) error {
	for _, id := range strings.Fields(ref) {
		if _, err := a.call(ctx, frame{Do: "delete", Message: id}); err != nil {
			return err
		}
	}
	return nil
}

func (a *reference) Find(ctx context.Context, d bot.Delivery) (string, error) {
	if a.fault == "posts again without looking" {
		return "", nil
	}
	result, err := a.call(ctx, frame{Do: "find", Key: d.Key()})
	if err != nil || len(result.Found) == 0 || slices.Contains(result.Found, "") {
		return "", err
	}
	return strings.Join(result.Found, " "), nil
}

func (a *reference) Working(ctx context.Context, d bot.Delivery) error {
	if a.fault == "shows no work" {
		return nil
	}
	at := frame{Channel: d.Question.Place.Channel}
	at.Do = "working"
	if _, err := a.call(ctx, at); err == nil {
		<-ctx.Done()
	}
	if a.fault == "shows work for ever" {
		return nil
	}
	// Even where ctx ended before the platform said that work is shown.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	at.Do = "idle"
	_, err := a.call(ctx, at)
	return err
}

// click does what a button says.
// carried is what the button of a click carries.
func (a *reference) carried(f frame) (c clicked, err error) {
	if a.fault == "keeps buttons in memory" {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.kept[f.Value], nil
	}
	return c, json.Unmarshal([]byte(f.Value), &c)
}

func (a *reference) click(ctx context.Context, f frame) error {
	c, err := a.carried(f)
	if err != nil {
		return err
	}
	var quotes []bot.Quote
	switch c.Do {
	case "helpful", "not helpful":
		rating := bot.Helpful
		if c.Do == "not helpful" {
			rating = bot.NotHelpful
		}
		if a.fault == "forgets feedback" {
			return nil
		}
		return a.bot.Rate(ctx, a.from(f), c.Answer, rating)
	case "context":
		var p bot.Passage
		p, err = a.bot.Context(ctx, a.from(f), c.Span)
		quotes = slices.Concat(p.Before, []bot.Quote{p.Quote}, p.After)
	case "more":
		quotes, err = a.bot.More(ctx, a.from(f), c.Answer)
	default:
		return errors.New("this button is not known")
	}
	if err != nil {
		return err
	}
	var blocks []adapters.Block
	for _, q := range quotes {
		blocks = append(blocks, adapters.Block{Text: q.Text, Render: a.quoted})
	}
	for _, text := range adapters.Pack(blocks, "\n", fits) {
		if _, err := a.call(ctx, frame{Do: "post", Channel: f.Channel, Thread: f.Thread, Text: text}); err != nil {
			return err
		}
	}
	return nil
}

func fits(text string) bool { return utf8.RuneCountInString(text) <= maxText }

// special are the characters that mean something to the platform.
const special = "\\*_~`|<>@[]#"

// escaped is text as it must be written for the platform to show it.
func (a *reference) escaped(text string) string {
	text = adapters.Visible(strings.Join(strings.Fields(text), " "))
	if a.fault == "escapes nothing" {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (a *reference) quoted(text string) string { return "> " + a.escaped(text) }

// render makes a reply the messages that show it.
func (a *reference) render(r adapters.Reply, alone bool) []piece {
	if r.Notice != "" {
		return []piece{{text: a.escaped(r.Notice.Phrase("").String())}}
	}
	var out []piece
	for _, answer := range r.Answers {
		if a.fault == "hides that an answer is late" {
			answer.Owed = time.Time{}
		}
		blocks := a.blocks(answer)
		if len(r.Answers) > 1 && a.fault != "leaves out what was asked" {
			blocks = slices.Insert(blocks, 0, adapters.Block{Text: answer.Asked, Render: a.escaped})
		}
		texts := adapters.Pack(blocks, "\n", fits)
		if a.fault == "cuts what is too long" {
			texts = texts[:1]
		}
		for _, text := range texts {
			out = append(out, piece{text: text})
		}
		if len(answer.Quotes) > 0 {
			out[len(out)-1].buttons = a.buttons(answer, alone)
		}
	}
	return out
}

func (a *reference) blocks(answer bot.Answer) []adapters.Block {
	var out []adapters.Block
	for _, p := range answer.Phrases() {
		if a.fault != "leaves out its own words" || answer.Verdict == bot.Smalltalk || answer.Verdict == bot.None {
			out = append(out, adapters.Block{Text: p.String(), Render: a.escaped})
		}
	}
	quotes := answer.Quotes
	if answer.Disagreement != nil && a.fault != "leaves out values" {
		for _, v := range answer.Disagreement.Values {
			if !slices.ContainsFunc(quotes, func(q bot.Quote) bool { return q.Span == v.Quote.Span }) {
				quotes = append(quotes[:len(quotes):len(quotes)], v.Quote)
			}
		}
	}
	for _, q := range quotes {
		if a.fault == "shows quotations alone" {
			q.Leads, q.Follows, q.Surroundings = nil, nil, nil
		}
		for _, line := range (adapters.Quotation{Quote: q}).Lines() {
			out = append(out, adapters.Block{Text: adapters.TextOf(line), Render: a.quoted})
		}
		if a.fault != "names no sources" {
			out = append(out, adapters.Block{Text: q.Title, Render: a.escaped})
		}
	}
	return out
}

func (a *reference) buttons(answer bot.Answer, alone bool) []button {
	var out []button
	labels := []string{"context", "more", "helpful", "not helpful"}
	if alone {
		labels = append(labels, "share")
	}
	for _, do := range labels {
		c := clicked{Do: do, Answer: answer.ID, Span: answer.Quotes[0].Span}
		if do == "share" {
			c.Question = answer.Asked
		}
		value, err := json.Marshal(c)
		if err != nil {
			continue // which plain strings and numbers never are
		}
		if a.fault == "keeps buttons in memory" {
			a.mu.Lock()
			value = fmt.Appendf(nil, "%d", len(a.kept))
			a.kept[string(value)] = c
			a.mu.Unlock()
		}
		out = append(out, button{Label: do, Value: string(value)})
	}
	return out
}
