package slack

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

const (
	// maxValue is how long the value of a button may be.
	maxValue = 2000
	// maxElements is how many elements a block of actions may have.
	maxElements = 25
)

// button makes a button; false if it cannot carry what it would have to, as
// where a file has a name of a thousand letters.
func button(label, actionID string, c buttonValue) (*slack.ButtonBlockElement, bool) {
	value, ok := valueOf(c)
	return slack.NewButtonBlockElement(actionID, value, plainText(label)), ok
}

func valueOf(c buttonValue) (string, bool) {
	value, err := json.Marshal(c)
	return string(value), err == nil && utf8.RuneCount(value) <= maxValue
}

func plainText(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// contextButtons makes the buttons of a message: one for the context of each
// quotation that begins in it, and others behind them.
func contextButtons(group []piece, label texts.Buttons, others []slack.BlockElement) []slack.Block {
	var quotations []*shows
	for _, p := range group {
		quotations = append(quotations, p.shows...)
	}
	var elements []slack.BlockElement
	for _, s := range quotations {
		title := label.Context
		if len(quotations) > 1 {
			title = texts.With(label.ContextOf, "number", strconv.Itoa(s.number))
		}
		if b, ok := button(title, contextID(s.number), buttonValue{Do: doContext, Number: s.number, Span: &s.Span}); ok {
			elements = append(elements, b)
		}
	}
	elements = append(elements, others...)
	var out []slack.Block
	for len(elements) > 0 {
		n := min(len(elements), maxElements)
		out = append(out, slack.NewActionBlock("", elements[:n]...))
		elements = elements[n:]
	}
	return out
}

// contextID is the name of a quotation's button.
func contextID(number int) string { return fmt.Sprint(doContext, "-", number) }

// moreButtons makes the buttons of a whole answer, which stand below its last
// message.
func moreButtons(a bot.Answer, shown int, last, share bool) []slack.BlockElement {
	var out []slack.BlockElement
	if !last || shown == 0 {
		return nil
	}
	label := texts.For(a.Language).Buttons
	if b, ok := button(label.More, doMore, buttonValue{Do: doMore, Answer: a.ID, Number: shown}); ok {
		out = append(out, b)
	}
	if share {
		if b, ok := button(label.Share, doShare, buttonValue{Do: doShare, Answer: a.ID, Question: a.Asked}); ok {
			out = append(out, b)
		}
	}
	return out
}

// feedback makes the platform's own buttons for what a person thinks of an
// answer, and the one that deletes it.
func feedback(answerID string, label texts.Buttons, o ownership) slack.Block {
	helpful, _ := valueOf(buttonValue{Do: doHelpful, Answer: answerID})
	not, _ := valueOf(buttonValue{Do: doNot, Answer: answerID})
	elements := []slack.BlockElement{slack.NewFeedbackButtonsBlockElement("feedback",
		slack.NewFeedbackButton(plainText(label.Helpful), helpful).WithAccessibilityLabel(label.IsHelpful),
		slack.NewFeedbackButton(plainText(label.NotHelpful), not).WithAccessibilityLabel(label.IsNotHelpful))}
	if b, ok := deleteButton(o, label); ok {
		elements = append(elements, b)
	}
	return slack.NewContextActionsBlock("", elements...)
}

// plainer is a post without the blocks that older installations of Slack lack:
// feedback is given, and the answer deleted, by ordinary buttons.
func (p draft) plainer() draft {
	out := draft{text: p.text}
	for _, b := range p.blocks {
		if c, ok := b.(*slack.ContextActionsBlock); ok {
			b = ordinary(c)
		}
		out.blocks = append(out.blocks, b)
	}
	return out
}

func ordinary(c *slack.ContextActionsBlock) slack.Block {
	var elements []slack.BlockElement
	for _, e := range c.Elements.ElementSet {
		switch e := e.(type) {
		case *slack.FeedbackButtonsBlockElement:
			elements = append(elements,
				slack.NewButtonBlockElement("helpful", e.PositiveButton.Value, e.PositiveButton.Text),
				slack.NewButtonBlockElement("not-helpful", e.NegativeButton.Value, e.NegativeButton.Text))
		case *slack.IconButtonBlockElement:
			elements = append(elements, slack.NewButtonBlockElement(e.ActionID, e.Value, e.Text).WithConfirm(e.Confirm))
		}
	}
	return slack.NewActionBlock(c.BlockID, elements...)
}
