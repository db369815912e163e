package slack

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/quoth-bot/quoth/bot"
)

// What a person may do with an answer, and with the Home.
const (
	doContext = "context"
	doMore    = "more"
	doHelpful = "helpful"
	doNot     = "not helpful"
	doShare   = "share"
	doDelete  = "delete"
	doPost    = "post"
	doSuggest = "suggest"
)

// A buttonValue is what a button carries: all that it takes to do what it says, so
// that it works after a restart.
type buttonValue struct {
	Do        string    `json:"do"`
	Answer    string    `json:"answer,omitempty"`   // its ID
	Number    int       `json:"number,omitempty"`   // of the quotation, or how many were shown
	Span      *bot.Span `json:"span,omitempty"`     // of the quotation
	Question  string    `json:"question,omitempty"` // to be answered for all
	ownership           // of what is to be deleted
}

// A click is somebody's use of a button.
type click struct {
	at      target
	from    bot.From
	message string          // that the button is of
	blocks  json.RawMessage // of that message; empty where Slack does not tell
	buttonValue
}

// An interaction is what Slack sends of buttons, menus and shortcuts.
type interaction struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	TriggerID  string `json:"trigger_id"`
	Response   string `json:"response_url"`
	ActionID   string `json:"action_id"` // of a menu that is typed into
	Value      string `json:"value"`     // what was typed
	Team       struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"channel"`
	Container struct {
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		ChannelID string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		TS       string          `json:"ts"`
		ThreadTS string          `json:"thread_ts"`
		Team     string          `json:"team"`
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
	} `json:"message"`
	View struct {
		ID              string `json:"id"`
		PrivateMetadata string `json:"private_metadata"`
	} `json:"view"`
	Actions []struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
		Selected *struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"actions"`
}

// shortcutID names the shortcut that finds sources for a message.
const shortcutID = "find_sources"

func decodeInteraction(payload []byte) (call, error) {
	var i interaction
	if json.Unmarshal(payload, &i) != nil || i.User.ID == "" {
		return call{}, fmt.Errorf("an interaction: %w", errUnreadable)
	}
	// Where the app is installed for a whole organisation, the message alone may say
	// which workspace it is in: that of the person may be another.
	i.Team.ID = cmp.Or(i.Team.ID, i.Message.Team)
	c := call{conversation: i.User.ID, foreign: foreign(i.Team.ID, i.User.TeamID), self: identity{team: i.Team.ID}}
	at := i.place()
	switch {
	case i.Type == "block_suggestion" && i.ActionID == doSuggest:
		c.typed = &completion{from: i.home(), prefix: i.Value}
	case i.Type == "message_action" && i.CallbackID == shortcutID && at.Channel != "":
		c.shortcut(i, at, payload)
	case i.Type == "block_actions" && len(i.Actions) > 0:
		c.act(i, at, payload)
	}
	return c, nil
}

// place is where an interaction happened.
func (i interaction) place() target {
	channel := cmp.Or(i.Channel.ID, i.Container.ChannelID)
	return target{
		Channel: channel, Thread: cmp.Or(i.Message.ThreadTS, i.Container.ThreadTS), User: i.User.ID,
		Private: i.Container.Ephemeral, ResponseURL: webAddress(i.Response),
		Direct: i.Channel.Name == "directmessage" || isDirect(channel),
	}
}

// home is who opened their Home.
func (i interaction) home() bot.From {
	return bot.From{Asker: bot.Asker{ID: i.User.ID}, Place: bot.Place{Platform: name, Channel: i.User.ID, Direct: true}}
}

// act takes apart what a person did with a button or a menu.
func (c *call) act(i interaction, at target, payload []byte) {
	action := i.Actions[0]
	if action.ActionID == doSuggest {
		if action.Selected == nil || action.Selected.Value == "" {
			return
		}
		// Chosen on the Home, it is answered in the direct conversation.
		d := delivery(target{Channel: i.User.ID, User: i.User.ID, Direct: true}, i.Team.ID, action.Selected.Value, keyOf("choice", i.TriggerID, payload))
		c.asked, c.conversation = d, d.Key()
		return
	}
	k := &click{at: at, from: bot.From{Asker: bot.Asker{ID: i.User.ID}, Place: at.of(i.Team.ID)}}
	k.message = cmp.Or(i.Message.TS, i.Container.MessageTS)
	k.blocks = i.Message.Blocks
	if json.Unmarshal([]byte(action.Value), &k.buttonValue) != nil {
		return // a button of an earlier release
	}
	if k.Do == doPost {
		c.post(i, k.Question)
		return
	}
	if at.Channel == "" {
		return // a button of no message
	}
	if k.Do == doShare {
		c.share(at, i.Team.ID, k, keyOf("share", i.TriggerID, payload))
		return
	}
	c.click = k
}

// share makes a question of a button that shares its answer with the channel: it
// is answered again there, from what may be seen there. An answer is shared once in
// a channel, however often the button is pressed, and in however many windows.
func (c *call) share(at target, team string, k *click, key string) {
	at.Private, at.Shared = false, true
	at.Asked = k.message
	if k.Answer != "" { // which the buttons of earlier releases lack
		key = name + "/share/" + at.Channel + "/" + k.Answer
	}
	d := delivery(at, team, k.Question, key)
	c.asked, c.conversation, c.shared = d, d.Key(), true
}
