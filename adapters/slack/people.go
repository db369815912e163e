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

	mu    sync.Mutex
	known *lru.Cache[string, known]
	later time.Time // when may be asked again; zero for at once
	doubt bool      // whether until then all count as from outside
}

// A person is what Slack says of an account.
type person struct {
	outside bool // a guest's, or of another workspace
	sibling bool // of another workspace of the organisation
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
	k, ok := p.known.Get(user)
	p.mu.Lock()
	wait, doubt := time.Now().Before(p.later), p.doubt
	p.mu.Unlock()
	switch {
	case ok && time.Now().Before(k.until):
		return k.is(foreign)
	case wait:
		return foreign || doubt
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	found, err := p.info(ctx, user)
	if err != nil {
		return p.unknown(err) || foreign
	}
	p.known.Add(user, known{found, time.Now().Add(knownFor)})
	return found.is(foreign)
}

func (p person) is(foreign bool) bool { return p.outside || foreign && !p.sibling }

// unknown notes that a person could not be asked for, and reports whether they
// count as from outside.
func (p *people) unknown(err error) bool {
	after, limited := retryAfter(err)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case limited:
		p.later, p.doubt = time.Now().Add(after), true
	case codeOf(err) == "user_not_found": // nothing is known of this one
		return false
	case codeOf(err) == "user_not_visible": // whoever it is, is no member
	case unsupported(err):
		p.later, p.doubt = time.Now().Add(unaskedFor), false
		p.denied(err)
		return false
	}
	return true
}

// userInfo asks Slack for a person.
func (a *Adapter) userInfo(ctx context.Context, user string) (person, error) {
	u, err := a.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return person{}, err
	}
	return personOf(u, a.whoAmI().team), nil
}

// personOf says of an account whether it is a guest's, or of another workspace
// than the bot's, and whether one organisation has both.
func personOf(u *slack.User, team string) person {
	elsewhere := u.TeamID != "" && team != "" && u.TeamID != team
	sibling := elsewhere && u.Enterprise.ID != ""
	return person{
		outside: u.IsRestricted || u.IsUltraRestricted || u.IsStranger || elsewhere && !sibling,
		sibling: sibling,
	}
}
