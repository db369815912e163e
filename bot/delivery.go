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

// A Sharer is a ledger that several processes may share.
type Sharer interface {
	// Shared returns the ledger as it is shared; false where this process has
	// it alone.
	Shared() (SharedLedger, bool)
}

// A SharedLedger makes sure that each delivery is answered once, over any number
// of processes. A process holds what it answers, under a name of its own that it
// renews. What is held by one that does not renew its name any more can be taken
// by another. The deliveries of a lane, such as those of a conversation, are
// held one after another, in the order in which they were stored.
type SharedLedger interface {
	// Renew makes a holder known, or keeps it so, for a while from now on.
	Renew(ctx context.Context, holder string, lease time.Duration) error
	// Leave gives up all that a holder holds.
	Leave(ctx context.Context, holder string) error
	// Store stores a delivery before it is acknowledged. It reports whether
	// it came for the first time, and whether the holder holds it: else it
	// waits for another of its lane.
	Store(ctx context.Context, holder, lane string, d Delivery) (fresh, held bool, err error)
	// Take takes what nobody holds, and what waits for nothing, oldest first.
	Take(ctx context.Context, holder, platform string, most int) ([]Unfinished, error)
	// Held lists what a holder holds.
	Held(ctx context.Context, holder string) ([]Unfinished, error)
	// Note notes the state of a delivery, as Ledger.Advance does, and reports
	// false, without noting it, where somebody else holds it, or where it is
	// posted. What nobody holds yet is held from then on.
	Note(ctx context.Context, holder, key string, s DeliveryState, ref string) (held bool, err error)
	// SetAside lets others of its lane pass a delivery that is held, and whose
	// answer has to wait.
	SetAside(ctx context.Context, holder, key string) error
	// Allow counts a question of somebody, or of some place, and reports whether
	// it is within so many a minute, over all processes. If it is not, tell
	// reports whether to say so: once, until something is allowed again.
	Allow(ctx context.Context, who string, perMinute int) (ok, tell bool, err error)
	// Waits reports whether a message waits for its answer, in any process.
	Waits(ctx context.Context, platform, message string) (bool, error)
}
