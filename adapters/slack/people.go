package slack

import (
	"context"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	// maxPeople bounds the people who are remembered; past it all are asked
	// for again.
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
	info func(ctx context.Context, user string) (outside bool, err error)

	mu    sync.Mutex
	known map[string]person
	later time.Time // when may be asked again; zero for at once
}

type person struct {
	outside bool
	until   time.Time // when to ask again
}

// outside tells whether a person is from outside. Where the app may not ask, it
// goes by what the event says, foreign; where asking fails otherwise, the
// person counts as from outside: what they do not see now they may see a minute
// later, but not the other way round.
func (p *people) outside(ctx context.Context, user string, foreign bool) bool {
	if foreign || user == "" {
		return foreign
	}
	p.mu.Lock()
	known, ok := p.known[user]
	wait := time.Now().Before(p.later)
	p.mu.Unlock()
	switch {
	case ok && time.Now().Before(known.until):
		return known.outside
	case wait:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	outside, err := p.info(ctx, user)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		if len(p.known) >= maxPeople {
			clear(p.known)
		}
		p.known[user] = person{outside, time.Now().Add(knownFor)}
	case unsupported(err):
		p.later = time.Now().Add(unaskedFor)
		return false
	default:
		return true
	}
	return outside
}

// userInfo asks Slack whether a person is from outside.
func (a *Adapter) userInfo(ctx context.Context, user string) (bool, error) {
	u, err := a.api.GetUserInfoContext(ctx, user)
	if err != nil {
		a.once("cannot tell guests from members: grant the scope users:read to keep from guests what they are not to see", err)
		return false, err
	}
	return isOutside(u, a.whoAmI().team), nil
}

// isOutside reports whether an account is a guest's, or of another workspace
// and of no organisation that both belong to.
func isOutside(u *slack.User, team string) bool {
	elsewhere := u.TeamID != "" && team != "" && u.TeamID != team && u.Enterprise.ID == ""
	return u.IsRestricted || u.IsUltraRestricted || u.IsStranger || elsewhere
}
