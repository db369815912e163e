package slack

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/adapters"
)

// An origin is where Slack says that something comes from. It says which
// installation answers it.
type origin struct {
	Team       string `json:"team,omitempty"`
	Enterprise string `json:"enterprise,omitempty"` // the organisation that the workspace belongs to
	OrgWide    bool   `json:"org_wide,omitempty"`   // the app is installed for all of that
}

// installation is the name of the installation that an origin asks for.
func (o origin) installation() string {
	if o.OrgWide || o.Team == "" {
		return o.Enterprise
	}
	return o.Team
}

// An installation is the app in one workspace, or in a whole organisation, as
// it is stored: nothing in it is about a person.
type installation struct {
	ID         string `json:"id"` // of the workspace, or of the organisation
	Name       string `json:"name"`
	Enterprise string `json:"enterprise,omitempty"`
	OrgWide    bool   `json:"org_wide,omitempty"`

	User  string `json:"user"` // the bot's IDs there
	Bot   string `json:"bot,omitempty"`
	Token string `json:"token"`
	// Refresh is exchanged for the next token; empty where tokens do not expire.
	Refresh string    `json:"refresh,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// origin is where something of the whole installation comes from.
func (i installation) origin() origin {
	if i.OrgWide {
		return origin{Enterprise: i.ID, OrgWide: true}
	}
	return origin{Team: i.ID, Enterprise: i.Enterprise}
}

// String names it without its tokens, whatever the verb.
func (i installation) String() string { return fmt.Sprintf("%s (%s)", i.Name, i.ID) }

// An installed is an installation in use.
type installed struct {
	// renewing holds who exchanges the token: others wait for what comes of it.
	renewing chan struct{}

	mu      sync.Mutex
	now     installation
	unsaved bool      // the store does not have it yet
	tried   time.Time // when the token was last to be exchanged, or saved
}

func newInstalled(i installation) *installed {
	return &installed{renewing: make(chan struct{}, 1), now: i}
}

func (i *installed) get() installation {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.now
}

func (i *installed) set(now installation, unsaved bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.now, i.unsaved = now, unsaved
}

// A sender is in whose name calls of the Web API are made. It travels in their
// context, so that each goes with the token of where it belongs.
type sender struct {
	*installed
	origin origin
}

type senderKey struct{}

func withSender(ctx context.Context, s sender) context.Context {
	return context.WithValue(ctx, senderKey{}, s)
}

// senderOf returns in whose name calls are made; false where the app has one
// token for all.
func senderOf(ctx context.Context) (sender, bool) {
	s, ok := ctx.Value(senderKey{}).(sender)
	return s, ok
}

// inWorkspace names something of the workspace that calls are made to, so that
// what is known or limited there says nothing of another.
func inWorkspace(ctx context.Context, what string) string {
	if s, ok := senderOf(ctx); ok {
		return cmp.Or(s.origin.Team, s.origin.Enterprise) + "/" + what
	}
	return what
}

// inInstallation names something of a person wherever they have the same bot.
func inInstallation(ctx context.Context, what string) string {
	if s, ok := senderOf(ctx); ok {
		return s.get().ID + "/" + what
	}
	return what
}

// me is who the bot is for whom calls are made to.
func (a *Adapter) me(ctx context.Context) identity {
	s, ok := senderOf(ctx)
	if !ok {
		return a.whoAmI()
	}
	i := s.get()
	return identity{user: i.User, bot: i.Bot, team: s.origin.Team}
}

// enterpriseOf is the organisation that calls are made to; empty where none is
// known.
func enterpriseOf(ctx context.Context) string {
	if s, ok := senderOf(ctx); ok {
		return cmp.Or(s.origin.Enterprise, s.get().Enterprise)
	}
	return ""
}

// sending returns a context for calls to where something came from. It fails
// with ErrRefused where the app is not installed any more, and otherwise where that is
// not known now.
func (a *Adapter) sending(ctx context.Context, o origin) (context.Context, error) {
	if a.installations == nil {
		return ctx, nil
	}
	i, err := a.installations.lookUp(ctx, o)
	if err != nil {
		return ctx, fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
	}
	if i == nil {
		return ctx, fmt.Errorf("the app is not installed in %q: %w", o.installation(), adapters.ErrRefused)
	}
	return withSender(ctx, sender{i, o}), nil
}

// A yes is true however it is written: forms have no other values than text.
type yes bool

func (y *yes) UnmarshalJSON(text []byte) error {
	*y = yes(string(bytes.Trim(text, `"`)) == "true")
	return nil
}

// A provenance is what Slack says beside an event, command or interaction: where it
// comes from.
type provenance struct {
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	OrgWide      yes    `json:"is_enterprise_install"`
	Team         struct {
		ID           string `json:"id"`
		EnterpriseID string `json:"enterprise_id"`
	} `json:"team"`
	Enterprise struct {
		ID string `json:"id"`
	} `json:"enterprise"`
	User struct {
		TeamID string `json:"team_id"`
	} `json:"user"`
	Authorizations []struct {
		TeamID       string `json:"team_id"`
		EnterpriseID string `json:"enterprise_id"`
		OrgWide      yes    `json:"is_enterprise_install"`
	} `json:"authorizations"`
	Event struct {
		Type   string `json:"type"`
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"`
	} `json:"event"`
}

// provenanceOf reads where something comes from. A field that is not as expected is
// left out, as decode judges the whole.
func provenanceOf(payload []byte) (p provenance) {
	_ = json.Unmarshal(payload, &p)
	return p
}

// origin goes by the authorization, where there is one: in a channel that
// workspaces share, the event's team may be another than the bot's.
func (p provenance) origin() origin {
	o := origin{
		Team:       cmp.Or(p.TeamID, p.Team.ID, p.User.TeamID),
		Enterprise: cmp.Or(p.EnterpriseID, p.Enterprise.ID, p.Team.EnterpriseID),
		OrgWide:    bool(p.OrgWide),
	}
	if len(p.Authorizations) > 0 {
		by := p.Authorizations[0]
		o = origin{cmp.Or(by.TeamID, o.Team), cmp.Or(by.EnterpriseID, o.Enterprise), bool(by.OrgWide)}
	}
	return o
}

// revokes reports whether it says that the bot's token is taken away: the tokens
// of persons, which the app has none of, do not count.
func (p provenance) revokes() bool {
	return p.Event.Type == "app_uninstalled" || p.Event.Type == "tokens_revoked" && len(p.Event.Tokens.Bot) > 0
}

// received finds the installation for what Slack sent, and returns a context for
// its calls; false where there is nothing more to do: nobody there has the app,
// or they have just removed it. An error says that Slack is to send it again.
func (a *Adapter) received(ctx context.Context, payload []byte) (context.Context, bool, error) {
	if a.installations == nil || len(payload) == 0 { // or nobody has sent it
		return ctx, true, nil
	}
	p := provenanceOf(payload)
	ctx, err := a.sending(ctx, p.origin())
	switch {
	case err != nil && !errors.Is(err, adapters.ErrRefused):
		return ctx, false, err
	case err != nil && p.revokes(): // the first of the two events has removed it
		return ctx, false, nil
	case p.revokes():
		return ctx, false, a.withdrawn(ctx)
	case err != nil:
		a.once("what comes from where the app is not installed is left alone: "+p.origin().installation(), err)
		return ctx, false, nil
	}
	return ctx, true, nil
}

// comes notes in a call where it comes from, so that its answer finds the way
// back after a restart.
func (c *call) comes(ctx context.Context) {
	s, ok := senderOf(ctx)
	if !ok {
		return
	}
	c.revoked = "" // received has seen to it
	if c.asked == nil {
		return
	}
	at, err := placeOf(*c.asked)
	if err != nil {
		panic(err) // decode has just made it
	}
	at.From = s.origin
	c.asked.Payload = at.payload()
}
