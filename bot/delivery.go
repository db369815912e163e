package bot

import (
	"context"
	"encoding/json"
	"time"
)

// A Delivery is one message that a platform delivered to be answered. It can
// be written down and taken up again after a restart.
type Delivery struct {
	// Keys are the platform's names for the event and for the message: what
	// comes with a key that came before is the same thing again. The first is
	// the delivery's own name.
	Keys     []string
	Platform string
	// Message names the message in its platform. An edit names the message
	// that it edits.
	Message string
	// Edit says that an answered message was edited: its answer is updated.
	Edit bool
	// Deleted says that a message was deleted, or does not call the bot any more:
	// its answer is taken away. Nothing is asked.
	Deleted  bool
	Question Question
	Payload  json.RawMessage // what the adapter needs to post the answer
	Received time.Time
}

// Key is the delivery's own name.
func (d Delivery) Key() string { return d.Keys[0] }

// A DeliveryState says how far a delivery has come.
type DeliveryState string

// The states, in order.
const (
	Received DeliveryState = "received" // stored, not answered
	Posting  DeliveryState = "posting"  // its answer may have been posted
	Posted   DeliveryState = "posted"   // its answer has been posted, or none is due
)

// An Unfinished is a delivery that a run of the program left without an
// answer that is known to have been posted.
type Unfinished struct {
	Delivery Delivery
	State    DeliveryState
}

// A StandingReply is an answer as it stands on a platform.
type StandingReply struct {
	Ref string    // the platform's name for the message
	At  time.Time // when the question was received
}

// A Ledger makes sure that each delivery is answered once, over duplicates and
// restarts.
type Ledger interface {
	// Receive stores a delivery before it is acknowledged. It reports false
	// where one of its keys came before.
	Receive(ctx context.Context, d Delivery) (fresh bool, err error)
	// Advance notes the state of a delivery, which may also go back to
	// Received where its answer was certainly not posted; ref is the
	// platform's name for the answer, where one was posted.
	Advance(ctx context.Context, key string, s DeliveryState, ref string) error
	// Unfinished lists what a platform's earlier run left, oldest first.
	Unfinished(ctx context.Context, platform string) ([]Unfinished, error)
	// ReplyTo finds the answer to a message, for an edit of it: that of the
	// message as it came first, not of an earlier edit.
	ReplyTo(ctx context.Context, platform, message string) (p StandingReply, ok bool, err error)
}
