package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
)

// A Store keeps the adapter's sealed values over restarts, by the platform's
// name and a name of their own.
type Store interface {
	Sealed(ctx context.Context, platform string) (map[string][]byte, error)
	// SaveSealed keeps a value in place of the one of that name: it is kept when
	// nil is returned.
	SaveSealed(ctx context.Context, platform, name string, value []byte) error
	DropSealed(ctx context.Context, platform, name string) error
}

// OAuth says how the app is installed in several workspaces, each of which has a
// token of its own.
type OAuth struct {
	ClientID     string
	ClientSecret string
	Key          []byte // that stored tokens are sealed with
	Address      string // where people and Slack reach the adapter: https://quoth.example.org
	// Workspaces are those that may install the app, and organisations whose
	// workspaces may; empty for all.
	Workspaces []string
	Store      Store // nil for none that is there yet
}

const (
	// renewBefore is how long before a token expires it is exchanged: tokens
	// last twelve hours, so that an outage of Slack may last one.
	renewBefore = time.Hour
	// retryRenewal is how long a token that is still good is used before it is
	// tried again to exchange it, or to save what came of that.
	retryRenewal = time.Minute
	// lookAgain is how long after the store was read something of a workspace that is not
	// known has it read again: another process may have the app installed there.
	lookAgain = 5 * time.Second
)

// installations are where the app is installed: those that the store has, in
// memory.
type installations struct {
	OAuth
	seal   seal
	base   string // of the methods' addresses
	client *http.Client
	log    *slog.Logger

	mu     sync.Mutex
	all    map[string]*installed // by the ID of the workspace or organisation
	looked time.Time             // when the store was last read
}

// newInstallations returns none yet: load has those that are stored.
func newInstallations(o Options) *installations {
	t := newTransport(o)
	return &installations{
		OAuth: *o.OAuth, seal: newSeal(o.OAuth.Key), base: t.base, log: o.Log.With("platform", name),
		client: &http.Client{Timeout: callLimit, Transport: t}, all: map[string]*installed{},
	}
}

// api makes the client whose calls are made in the name of their context's sender.
func (s *installations) api() (*slack.Client, *http.Client) {
	next := s.client.Transport.(*transport)
	client := &http.Client{Timeout: callLimit, Transport: &bearer{next, s}}
	return slack.New("", slack.OptionAPIURL(s.base), slack.OptionHTTPClient(client)), client
}

// load reads what is stored. It fails with a SettingError where nothing of it
// can be opened.
func (s *installations) load(ctx context.Context) error {
	stored, damaged, err := s.read(ctx)
	if err != nil {
		return err
	}
	for _, id := range damaged {
		s.log.Error("an installation cannot be read: install the app there again", "workspace", id)
	}
	for _, i := range stored {
		if !s.permits(i) {
			s.log.Warn("an installation is left alone: it is not among slack.workspaces", "workspace", i.String())
		}
	}
	s.log.Info("the app is installed", "workspaces", s.takeUp(stored))
	return nil
}

// takeUp has those answered that are stored and permitted, and returns how many there
// are now.
func (s *installations) takeUp(stored []installation) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked = time.Now()
	for _, i := range stored {
		if s.permits(i) && s.all[i.ID] == nil { // what is in memory is newer
			s.all[i.ID] = newInstalled(i)
		}
	}
	return len(s.all)
}

// read returns what is stored, by ID, and the IDs of what was damaged.
func (s *installations) read(ctx context.Context) (all []installation, damaged []string, err error) {
	if s.Store == nil {
		return nil, nil, nil
	}
	sealed, err := s.Store.Sealed(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(sealed)) {
		var i installation
		text, err := s.seal.open(id, sealed[id])
		if err != nil || json.Unmarshal(text, &i) != nil || i.ID != id {
			damaged = append(damaged, id)
			continue
		}
		all = append(all, i)
	}
	if len(all) == 0 && len(damaged) > 0 {
		return nil, nil, &adapters.SettingError{
			Setting: "slack.token_key", Problem: "it does not open the tokens that are stored for " + strings.Join(damaged, ", "),
			Fix: "Set the key that they were stored with; if that is lost, remove them with 'quoth slack uninstall ID', and install the app there again.",
		}
	}
	return all, damaged, nil
}

// permits reports whether the app may be installed there.
func (s *installations) permits(i installation) bool {
	return len(s.Workspaces) == 0 || slices.Contains(s.Workspaces, i.ID) ||
		i.Enterprise != "" && slices.Contains(s.Workspaces, i.Enterprise)
}

// find returns the installation that answers what comes from somewhere; nil for
// none.
func (s *installations) find(o origin) *installed {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.all[o.Team]; i != nil && !o.OrgWide {
		return i
	}
	return s.all[o.Enterprise]
}

// lookUp is find, which knows those too that another process has stored meanwhile. It
// fails where the store does not tell.
func (s *installations) lookUp(ctx context.Context, o origin) (*installed, error) {
	if i := s.find(o); i != nil {
		return i, nil
	}
	s.mu.Lock()
	lately := time.Since(s.looked) < lookAgain
	s.mu.Unlock()
	if lately {
		return nil, nil
	}
	stored, _, err := s.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for the installation in %q: %w", o.installation(), err)
	}
	s.takeUp(stored)
	return s.find(o), nil
}

// add stores an installation, and has it answered.
func (s *installations) add(ctx context.Context, i installation) error {
	if err := s.save(ctx, i); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.all[i.ID]; known != nil {
		known.set(i, false) // for the calls that are under way too
		return nil
	}
	s.all[i.ID] = newInstalled(i)
	return nil
}

// drop removes an installation, for good.
func (s *installations) drop(ctx context.Context, id string) error {
	s.mu.Lock()
	delete(s.all, id)
	s.mu.Unlock()
	return s.Store.DropSealed(ctx, name, id)
}

func (s *installations) save(ctx context.Context, i installation) error {
	text, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return s.Store.SaveSealed(ctx, name, i.ID, s.seal.close(i.ID, text))
}

// token returns the token to call with, and exchanges it where it expires soon.
func (s *installations) token(ctx context.Context, i *installed) (string, error) {
	at := i.get()
	left := time.Until(at.Expires)
	if at.Refresh == "" || at.Expires.IsZero() || left > renewBefore {
		s.saveAgain(ctx, i)
		return at.Token, nil
	}
	if left > 0 && !i.mayTry() {
		return at.Token, nil
	}
	next, err := s.renew(ctx, i, at.Token)
	if err != nil && left > 0 {
		s.log.Warn("a token could not be exchanged; it is good for a while yet", "workspace", at.String(), "error", err)
		return at.Token, nil
	}
	return next, err
}

// mayTry reports whether it is time to try again what failed, and notes that it is
// tried.
func (i *installed) mayTry() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if time.Since(i.tried) < retryRenewal {
		return false
	}
	i.tried = time.Now()
	return true
}

// saveAgain saves what could not be saved.
func (s *installations) saveAgain(ctx context.Context, i *installed) {
	i.mu.Lock()
	unsaved := i.unsaved
	i.mu.Unlock()
	if !unsaved || !i.mayTry() {
		return
	}
	at := i.get()
	if err := s.save(ctx, at); err != nil {
		s.log.Error("a new token is not stored yet: until it is, the app would have to be installed again after a restart", "workspace", at.String(), "error", err)
		return
	}
	i.set(at, false)
}

// after returns the token to try after Slack has refused another: the one that
// has taken its place, or a new one where it has expired; empty for none.
func (s *installations) after(ctx context.Context, i *installed, used, code string) (string, error) {
	switch at := i.get(); {
	case code != "token_expired" && !slices.Contains(authCodes, code):
		return "", nil
	case at.Token != used:
		return at.Token, nil
	case code == "token_expired" && at.Refresh != "":
		return s.renew(ctx, i, used)
	}
	return s.stored(ctx, i, used), nil
}

// stored takes the token over that another process has stored in the place of the one
// that was used; it is empty where none has.
func (s *installations) stored(ctx context.Context, i *installed, used string) string {
	i.mu.Lock()
	unsaved := i.unsaved
	i.mu.Unlock()
	if unsaved { // the store has an older one
		return ""
	}
	all, _, err := s.read(ctx)
	if err != nil {
		return ""
	}
	id := i.get().ID
	for _, other := range all {
		if other.ID == id && other.Token != used {
			i.set(other, false)
			return other.Token
		}
	}
	return ""
}

// How often another process is given time to store what it was told, and how long.
const (
	storedLooks = 5
	storedPause = 400 * time.Millisecond
)

// storedSoon is stored, which waits a little for the other process.
func (s *installations) storedSoon(ctx context.Context, i *installed, used string) string {
	for range storedLooks - 1 {
		if token := s.stored(ctx, i, used); token != "" {
			return token
		}
		time.Sleep(storedPause)
	}
	return s.stored(ctx, i, used)
}

// renew exchanges the refresh token for new ones, once for all who use the same
// token. What comes of it is stored before the old one is let go.
func (s *installations) renew(ctx context.Context, i *installed, used string) (string, error) {
	select {
	case i.renewing <- struct{}{}:
		defer func() { <-i.renewing }()
	case <-ctx.Done():
		return "", fmt.Errorf("waiting for a new token: %w: %w", ctx.Err(), adapters.ErrNotPosted)
	}
	at := i.get()
	if at.Token != used { // another call was first
		return at.Token, nil
	}
	if token := s.stored(ctx, i, used); token != "" {
		return token, nil
	}
	ctx = context.WithoutCancel(ctx) // Slack has let the old one go when it answers, whoever waits
	r, err := slack.RefreshOAuthV2TokenContext(ctx, s.client, s.ClientID, s.ClientSecret, at.Refresh, slack.OAuthOptionAPIURL(s.base))
	if err != nil {
		failed := s.notRenewed(at, err)
		if errors.Is(failed, adapters.ErrRefused) { // another process may have exchanged it at the same time
			if token := s.storedSoon(ctx, i, used); token != "" {
				return token, nil
			}
		}
		return "", failed
	}
	at.Token, at.Refresh, at.Expires = r.AccessToken, cmp.Or(r.RefreshToken, at.Refresh), expiry(r)
	err = s.save(ctx, at)
	i.set(at, err != nil)
	if err != nil {
		s.log.Error("a new token could not be stored; it is tried again", "workspace", at.String(), "error", err)
	}
	return at.Token, nil
}

// notRenewed says of an error whether trying again can help: not where Slack does
// not take the refresh token.
func (s *installations) notRenewed(i installation, err error) error {
	code := codeOf(err)
	if setting := wrongClient(code); setting != nil {
		return fmt.Errorf("a token for %s: %v: %w", i, setting, adapters.ErrNotPosted)
	}
	if code == "" || unclear(code) {
		return fmt.Errorf("a token for %s: %v: %w", i, err, adapters.ErrNotPosted)
	}
	return fmt.Errorf("a token for %s cannot be had any more, install the app there again: %v: %w", i, err, adapters.ErrRefused)
}

// expiry is when the token of a response expires; zero for never.
func expiry(r *slack.OAuthV2Response) time.Time {
	if r.ExpiresIn <= 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(r.ExpiresIn) * time.Second)
}

// wrongClient is the setting that an error of an exchange is about; nil for none.
func wrongClient(code string) error {
	fix := "Copy it from Basic Information " + tokensPage + "."
	switch code {
	case "invalid_client_id":
		return &adapters.SettingError{Setting: "slack.client_id", Problem: "Slack does not know it", Fix: fix}
	case "bad_client_secret":
		return &adapters.SettingError{Setting: "slack.client_secret", Problem: "Slack refuses it", Fix: fix}
	}
	return nil
}

// withdrawn removes the installation that a context names, where its token is no
// good any more: the event may be of one before, as events may come late. It
// fails where Slack does not say.
func (a *Adapter) withdrawn(ctx context.Context) error {
	s, _ := senderOf(ctx)
	i := s.get()
	_, err := a.api.AuthTestContext(ctx)
	_, dead := authCode(err)
	switch {
	case err == nil:
		a.log.Info("tokens were revoked, and the one in use was not", "workspace", i.String())
		return nil
	case !dead && !errors.Is(err, adapters.ErrRefused):
		return fmt.Errorf("whether the app was removed: %w", err)
	}
	a.log.Warn("the app was removed; the others go on", "workspace", i.String())
	return a.installations.drop(ctx, i.ID)
}

// judged is judge, of a call in the name of one installation: where its token is
// no good, that is nothing that a setting could mend.
func (a *Adapter) judged(ctx context.Context, err error) error {
	s, ok := senderOf(ctx)
	if code, bad := authCode(err); ok && bad {
		return fmt.Errorf("the token of %s is refused (%s): install the app there again: %w", s.get(), code, adapters.ErrRefused)
	}
	return judge(err)
}
