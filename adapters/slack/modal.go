package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// The limits of a modal. Its blocks stay well below the 100 that one may have, as a
// result is not cut.
const (
	maxModalBlocks = 90
	maxPrivate     = 3000
)

// openLimit is how long a modal may take to open: Slack wants it within three seconds
// of the shortcut, and the acknowledgement too.
const openLimit = 1500 * time.Millisecond

// openModal opens a modal for what a shortcut asks, which says that the sources are
// looked through, and notes it in the delivery. Where none opens, as where the shortcut
// comes a second time, the answer goes to the person as a message.
func (a *Adapter) openModal(ctx context.Context, trigger string, d *bot.Delivery) {
	at, err := placeOf(*d)
	if err != nil || trigger == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	opened, err := a.api.OpenViewContext(ctx, trigger, modal(at, paragraph(texts.For(at.Language).Modal.Looking)))
	if err != nil {
		a.log.Info("a modal cannot be opened; the answer goes to the person as a message", "error", err)
		return
	}
	at.View = opened.ID
	d.Payload = at.payload()
}

// modal makes the modal of a shortcut, which carries the place that it is about.
func modal(at target, blocks ...slack.Block) slack.ModalViewRequest {
	at.View = ""
	says := texts.For(at.Language).Modal
	private := string(at.payload())
	if len(private) > maxPrivate {
		private = "" // then nothing can be posted from it
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(says.Title), Close: plainText(says.Close), CallbackID: shortcutID,
		PrivateMetadata: private, Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// showModal shows a reply in the modal that was opened for it. That the person has
// closed it is no error.
func (a *Adapter) showModal(ctx context.Context, at target, r adapters.Reply) error {
	blocks := renderModal(r, at)
	if at.Shared && r.Notice == "" {
		blocks = []slack.Block{paragraph(texts.For(at.Language).Modal.Posted)}
	}
	err := a.call(ctx, "views.update", at.User, func(ctx context.Context) error {
		_, err := a.api.UpdateViewContext(ctx, modal(at, blocks...), "", "", at.View)
		return err
	})
	if codeOf(err) == "not_found" {
		return nil
	}
	return err
}

// answerInModal shows a reply in its modal, or, where Slack does not take it, to the
// person as a message.
func (a *Adapter) answerInModal(ctx context.Context, at target, r adapters.Reply) error {
	err := a.showModal(ctx, at, r)
	if err == nil || !errors.Is(err, adapters.ErrNotPosted) && !errors.Is(err, adapters.ErrRefused) {
		return err
	}
	a.log.Info("a modal cannot be filled in; the answer goes to the person as a message", "error", err)
	return a.whisper(ctx, at, render(r, styleOf(r.Delivery, at)))
}

// renderModal makes a reply the blocks of a modal: of each sentence of the message what
// was found, once, with a button that posts it in the message's thread. Sentences that
// nothing bears on are left out, unless none has anything.
func renderModal(r adapters.Reply, at target) []slack.Block {
	if r.Notice != "" {
		return notice(r.Notice, at.Language).blocks
	}
	var out []slack.Block
	for _, a := range worthPosting(r.Answers) {
		var blocks []slack.Block
		for _, p := range renderAnswer(a, style{headed: true, bare: true}) {
			flat, _ := p.untabled()
			blocks = append(blocks, nameless(flat.blocks)...)
		}
		if b, ok := button(texts.For(at.Language).Buttons.Post, doPost, buttonValue{Do: doPost, Question: a.Asked}); ok && len(adapters.Quotations(a)) > 0 {
			blocks = append(blocks, slack.NewActionBlock("", b))
		}
		if len(out) > 0 {
			blocks = append([]slack.Block{slack.NewDividerBlock()}, blocks...)
		}
		if len(out)+len(blocks) > maxModalBlocks {
			break
		}
		out = append(out, blocks...)
	}
	if len(out) == 0 { // one answer is longer than a modal
		return notice(bot.TookTooLong, at.Language).blocks
	}
	return out
}

// nameless are blocks without the names by which a message's buttons find them: of
// several answers they would be the same.
func nameless(blocks []slack.Block) []slack.Block {
	out := slices.Clone(blocks)
	for i, b := range out {
		if rich, ok := b.(*slack.RichTextBlock); ok {
			out[i] = slack.NewRichTextBlock("", rich.Elements...)
		}
	}
	return out
}

// worthPosting are the answers that quote something, those with the same first
// quotation once; or the first answer, where none quotes anything.
func worthPosting(answers []bot.Answer) []bot.Answer {
	var out []bot.Answer
	seen := map[bot.Span]bool{}
	for _, a := range answers {
		quotations := adapters.Quotations(a)
		if len(quotations) == 0 || seen[quotations[0].Span] {
			continue
		}
		seen[quotations[0].Span] = true
		out = append(out, a)
	}
	if len(out) == 0 {
		return answers[:min(1, len(answers))]
	}
	return out
}

// post makes a question of a button of a modal: it is answered in the thread of the
// message that the modal is about, from what may be seen there, and once, however often
// the button is pressed.
func (c *call) post(i interaction, claim string) {
	var at target
	if json.Unmarshal([]byte(i.View.PrivateMetadata), &at) != nil || at.Channel == "" || at.User != i.User.ID {
		return
	}
	at.Private, at.Shared, at.View = false, true, i.View.ID
	at.Thread = cmp.Or(at.Thread, at.Asked)
	sum := sha256.Sum256([]byte(claim))
	d := delivery(at, i.Team.ID, claim, name+"/post/"+at.Channel+"/"+at.Asked+"/"+at.User+"/"+hex.EncodeToString(sum[:8]))
	c.asked, c.conversation, c.shared = d, d.Key(), true
}

// shortcut makes a question of the shortcut of a message: each of its sentences is
// looked up.
func (c *call) shortcut(i interaction, at target, payload []byte) {
	at.Private, at.Asked = true, i.Message.TS
	d := delivery(at, i.Team.ID, "", keyOf("shortcut", i.TriggerID, payload))
	d.Question.About = read(i.Message.Text, "").text
	c.asked, c.conversation, c.trigger = d, d.Key(), i.TriggerID
}
