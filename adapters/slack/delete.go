package slack

import (
	"cmp"
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// An ownership says whose a reply is, so that they can delete it.
type ownership struct {
	Asker string `json:"asker,omitempty"`
	Reply string `json:"reply,omitempty"` // the key of the delivery that it answers
	Asked string `json:"asked,omitempty"` // the message that asks
}

func ownershipOf(d bot.Delivery, at target) ownership {
	return ownership{at.User, cmp.Or(d.Message, d.Key()), at.Asked}
}

// deleteButton makes the button that deletes a reply, which its asker alone sees
// where Slack takes icons; false if it cannot carry what it would have to.
func deleteButton(o ownership, label texts.Buttons) (*slack.IconButtonBlockElement, bool) {
	value, ok := valueOf(buttonValue{Do: doDelete, ownership: o})
	sure := slack.NewConfirmationBlockObject(plainText(label.SureToDelete),
		plainText(label.DeletesAll), plainText(label.Delete), plainText(label.Keep)).WithStyle(slack.StyleDanger)
	return slack.NewIconButtonBlockElement("trash", plainText(label.Delete), doDelete).WithValue(value).WithConfirm(sure).
		WithAccessibilityLabel(label.DeleteAnswer).WithVisibleToUserIDs([]string{o.Asker}), ok && o.Asker != ""
}

// remove takes a reply away for who asked.
func (a *Adapter) remove(ctx context.Context, in *adapters.Intake, k click) error {
	if k.from.Asker.ID != k.Asker {
		return a.whisper(ctx, k.at, []draft{notice(bot.NotTheirs, k.at.Language)})
	}
	in.Withdraw(ctx, k.Reply)
	if k.at.Private { // each message of it is deleted for itself: Slack lists none of them
		return a.deleteOriginal(ctx, k.at)
	}
	at := k.at
	at.Asked = k.Asked
	messages := []string{k.message}
	standing, err := a.parts(ctx, at, k.Reply)
	if err != nil {
		a.log.Info("the other messages of a reply are not known, and are not deleted", "error", err)
	}
	for _, p := range standing {
		if p.ts != k.message {
			messages = append(messages, p.ts)
		}
	}
	var failed []error
	for _, ts := range messages {
		err := a.delete(ctx, at.Channel, ts)
		if err != nil && ts == k.message && k.at.ResponseURL != "" { // shared where the bot is no member
			err = a.deleteOriginal(ctx, k.at)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// deleteOriginal deletes the message whose button came with an address for answers.
func (a *Adapter) deleteOriginal(ctx context.Context, at target) error {
	_, _, err := a.api.PostMessageContext(ctx, at.Channel, slack.MsgOptionDeleteOriginal(at.ResponseURL))
	return withoutAddress(err)
}
