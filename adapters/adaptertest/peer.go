// Package adaptertest is the conformance kit: what every adapter must do,
// checked against a peer that plays the adapter's platform. An adapter's own
// test implements Peer to the platform's documented protocol, and calls Run.
package adaptertest

import (
	"time"

	"github.com/quoth-bot/quoth/adapters"
)

// An Ability is something that a platform may lack. The checks that need it
// are skipped then, by name.
type Ability string

// The abilities.
const (
	Channels    Ability = "channels"     // places where many read, and the bot is called by a mention
	Threads     Ability = "threads"      // a message in a channel has a thread of its own
	Directs     Ability = "directs"      // a person alone with the bot
	People      Ability = "people"       // more than one person
	Edits       Ability = "edits"        // messages can be edited
	Deletions   Ability = "deletions"    // messages can be deleted
	Bots        Ability = "bots"         // other bots write, and the bot's own messages come back to it
	Browsing    Ability = "browsing"     // the context of a quotation, and more of them, can be asked for
	Ratings     Ability = "ratings"      // answers can be rated
	Sharing     Ability = "sharing"      // an answer that one person sees can be shared with its channel
	Working     Ability = "working"      // it can be shown that an answer takes a while
	Redelivery  Ability = "redelivery"   // an event can come twice
	Connection  Ability = "connection"   // the connection can be lost, and found again
	RateLimits  Ability = "rate limits"  // posting can be refused for a moment
	MessageSize Ability = "message size" // messages have a longest size
	Restarts    Ability = "restarts"     // the platform goes on while the program does not run
	Finding     Ability = "finding"      // what was posted can be looked up
	Revocation  Ability = "revocation"   // the adapter's token can be taken away
	Pointing    Ability = "pointing"     // a message can point at another, which it answers, shares or forwards
)

// A Platform says what the peer plays.
type Platform struct {
	MaxText int                // of a message, in characters; 0 if it lacks MessageSize
	Lacks   map[Ability]string // what there is not, and why
	File    string             // what the adapter keeps on disk; empty for nothing
}

// A Peer plays a platform with the people on it. It takes and refuses what the
// platform does: a message that is too long, a mark-up that is broken. Its
// calls do not wait for the adapter. A peer is used by one check alone; it ends
// with the test that made it.
type Peer interface {
	Platform() Platform
	// Start makes an adapter as a program does that starts.
	Start(adapters.Bot) (adapters.Adapter, error)
	// Say has somebody write a message, and returns its name.
	Say(Message) string
	// Edit changes a message's text, with any mention in it.
	Edit(message, text string)
	// Delete deletes a message.
	Delete(message string)
	// Redeliver delivers the last event of a message again, as platforms do
	// when an acknowledgement went missing.
	Redeliver(message string)
	// Click has somebody use a button of a message that the bot posted.
	Click(Click)
	// Screen returns what the bot has posted.
	Screen() Screen
	// Make makes trouble.
	Make(Trouble)
}

// A Message is what somebody writes.
type Message struct {
	Person  string
	Channel string // empty for a direct message to the bot
	Thread  string // the message whose thread it stands in, or empty
	Mention bool   // it calls the bot
	Alone   bool   // it calls the bot by a command, whose answer nobody else sees
	To      string // the person that it is addressed to by a mention, or empty
	By      Author
	Text    string
	About   string // what somebody else wrote that it points at, or empty
}

// An Author is what kind of account a message comes from.
type Author int

// The authors.
const (
	Person Author = iota
	AnotherBot
	TheBotItself
)

// A Screen is what people see of the bot.
type Screen struct {
	Posts   []Post // in the order in which they were posted
	Working bool   // an answer is shown to be in the making
}

// A Post is a message of the bot.
type Post struct {
	ID      string
	Person  string // whom the direct conversation is with; empty in a channel
	Channel string
	Thread  string
	OnlyFor string // the one person who sees it in its channel; empty for all
	// Text is what people read: marks of a quotation taken away, and whatever
	// the platform takes for a mark-up gone, or put in place as it does.
	Text    string
	Pings   []string // whom or what it calls
	Buttons []Button
	Updates int // how often it was changed
}

// A Click is somebody's use of a button.
type Click struct {
	Person string
	Post   string
	Button Button
}

// A Button is what a person may do with an answer.
type Button string

// The buttons.
const (
	ShowContext Button = "context" // of the first quotation
	ShowMore    Button = "more"
	Helpful     Button = "helpful"
	NotHelpful  Button = "not helpful"
	Share       Button = "share" // an answer that one person sees, with the channel
)

// PauseFor is how long a Pause lasts: longer than the check of it lets a call last.
const PauseFor = 2 * time.Second

// A Trouble is what may happen to a platform.
type Trouble int

// The troubles.
const (
	// Disconnect breaks the connection. What is said meanwhile is delivered
	// once the adapter is back.
	Disconnect Trouble = iota
	// Reconnect lets the adapter come back. What was not acknowledged is
	// delivered again, and perhaps some of what was.
	Reconnect
	// LoseConfirmation takes the next post, and breaks the connection before
	// it is confirmed. The adapter may come back at once.
	LoseConfirmation
	// Refuse refuses the next post: too many of them, try again in a moment.
	Refuse
	// Pause refuses the next post: try again in PauseFor.
	Pause
	// Revoke takes the adapter's token away, until Restore.
	Revoke
	Restore
)
