package slack

import (
	"context"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/slack-go/slack"
)

const (
	// maxPeople bounds the people who are remembered.
	maxPeople = 10_000
	// knownFor is how long what is known of a person holds: somebody is made
	// a guest, or a member, about as seldom as that.
	knownFor = time.Hour
	// unaskedFor is how long nobody is asked for after a call that cannot
	// succeed: a scope that is missing is not granted by the minute.
	unaskedFor = 10 * time.Minute
	// askLimit is how long asking may take, within the three seconds in which
	// an event is to be acknowledged.
	askLimit = 1500 * time.Millisecond
)

// people knows who of those who ask comes from outside the workspace: guests,
// and people of other workspaces in a shared channel.
type people struct {
	info   func(ctx context.Context, user string) (person, error)
	denied func(error) // told that nobody may be asked for

	known *lru.Cache[string, known] // by workspace and person

	mu     sync.Mutex
	pauses map[string]pause // by workspace
}

// A pause is a while in which nobody of a workspace is asked for.
type pause struct {
	until time.Time
	doubt bool // whether all count as from outside
}

// A person is what Slack says of an account.
type person struct {
	outside bool // a guest's, or of another workspace
	sibling bool // of another workspace of the organisation
	locale  string
}

type known struct {
	person
	until time.Time // when to ask again
}

// outside tells whether a person is from outside; foreign says that the event
// marks them as of another workspace. Where the app may not ask, it goes by
// that; where asking fails otherwise, the person counts as from outside: what
// they do not see now they may see a minute later, but not the other way round.
func (p *people) outside(ctx context.Context, user string, foreign bool) bool {
	if user == "" {
		return foreign
	}
	workspace := inWorkspace(ctx, "")
	k, ok := p.known.Get(workspace + user)
	p.mu.Lock()
	pause := p.pauses[workspace]
	p.mu.Unlock()
	switch {
	case ok && time.Now().Before(k.until):
		return k.is(foreign)
	case time.Now().Before(pause.until):
		return foreign || pause.doubt
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	found, err := p.info(ctx, user)
	if err != nil {
		return p.unknown(workspace, err) || foreign
	}
	p.known.Add(workspace+user, known{found, time.Now().Add(knownFor)})
	return found.is(foreign)
}

// locale is the language that a person reads Slack in, as far as outside has asked for
// them.
func (p *people) locale(ctx context.Context, user string) string {
	k, _ := p.known.Peek(inWorkspace(ctx, "") + user)
	return k.locale
}

func (p person) is(foreign bool) bool { return p.outside || foreign && !p.sibling }

// unknown notes that a person could not be asked for, and reports whether they
// count as from outside.
func (p *people) unknown(workspace string, err error) bool {
	after, limited := retryAfter(err)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case limited:
		p.wait(workspace, after, true)
	case codeOf(err) == "user_not_found": // nothing is known of this one
		return false
	case codeOf(err) == "user_not_visible": // whoever it is, is no member
	case unsupported(err):
		p.wait(workspace, unaskedFor, false)
		p.denied(err)
		return false
	}
	return true
}

// wait has nobody asked for in a while. p.mu is held.
func (p *people) wait(workspace string, d time.Duration, doubt bool) {
	if p.pauses == nil {
		p.pauses = map[string]pause{}
	}
	p.pauses[workspace] = pause{time.Now().Add(d), doubt}
}

// userInfo asks Slack for a person.
func (a *Adapter) userInfo(ctx context.Context, user string) (person, error) {
	u, err := a.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return person{}, err
	}
	return personOf(u, a.me(ctx).team, enterpriseOf(ctx)), nil
}

// personOf says of an account whether it is a guest's, or of another workspace
// than the bot's, and whether one organisation has both: where the bot's is not
// known, Slack marks those of another as strangers.
func personOf(u *slack.User, team, enterprise string) person {
	elsewhere := u.TeamID != "" && team != "" && u.TeamID != team
	sibling := elsewhere && u.Enterprise.ID != "" && (enterprise == "" || u.Enterprise.EnterpriseID == enterprise)
	return person{
		outside: u.IsRestricted || u.IsUltraRestricted || u.IsStranger || elsewhere && !sibling,
		sibling: sibling,
		locale:  u.Locale,
	}
}
