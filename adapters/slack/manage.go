package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// checkInstallations tests each installation's token as it is: to exchange one
// would take it from the process that serves.
func checkInstallations(ctx context.Context, o Options) (works []string, err error) {
	o.Log = slog.New(slog.DiscardHandler)
	s := newInstallations(o)
	defer s.client.CloseIdleConnections()
	all, damaged, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, id := range damaged {
		problems = append(problems, fmt.Errorf("what is stored of %s cannot be read: install the app there again", id))
	}
	if len(all) == 0 {
		works = append(works, "No workspace has installed the app yet: serve, and open "+strings.TrimRight(s.Address, "/")+installPath+".")
	}
	for _, i := range all {
		told, err := s.check(ctx, i)
		works = append(works, told...)
		if err != nil {
			problems = append(problems, err)
		}
	}
	works = append(works, "The signing secret is tested when you enter the address of the events in Slack's page of your app, and the client secret when the app is installed.")
	return works, errors.Join(problems...)
}

// check tests an installation.
func (s *installations) check(ctx context.Context, i installation) (works []string, err error) {
	switch {
	case !s.permits(i):
		return nil, fmt.Errorf("%s is not served, as slack.workspaces does not list it: add it, or remove it with 'quoth slack uninstall %s'", i, i.ID)
	case i.Refresh != "" && time.Now().After(i.Expires):
		return []string{fmt.Sprintf("The token of %s has expired; it is exchanged when it is next used.", i)}, nil
	}
	who, err := slack.New(i.Token, slack.OptionAPIURL(s.base), slack.OptionHTTPClient(s.client)).AuthTestContext(ctx)
	if code, bad := authCode(err); bad {
		return nil, fmt.Errorf("the token of %s is refused (%s): install the app there again, or remove it with 'quoth slack uninstall %s'", i, code, i.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("asking Slack about %s: %w", i, err)
	}
	told, problems := checkScopes(who)
	for n, line := range told {
		told[n] = i.String() + ": " + line
	}
	for n, problem := range problems {
		problems[n] = fmt.Errorf("%s: %w", i, problem)
	}
	return append([]string{fmt.Sprintf("The token of %s works.", i)}, told...), errors.Join(problems...)
}

// Uninstall removes the app from a workspace or an organisation, and what is
// stored of it. What is stored is removed even where its token can no longer be
// read, or Slack refuses it: the error says so then.
func Uninstall(ctx context.Context, o Options, id string) error {
	o.Log = slog.New(slog.DiscardHandler)
	s := newInstallations(o)
	api, connections := s.api()
	defer connections.CloseIdleConnections()
	sealed, err := s.Store.Sealed(ctx, name)
	if err != nil {
		return err
	}
	if sealed[id] == nil {
		return fmt.Errorf("the app is not installed in %q: 'quoth slack check' lists where it is", id)
	}
	var i installation
	text, err := s.seal.open(id, sealed[id])
	if err == nil {
		err = json.Unmarshal(text, &i)
	}
	if err == nil {
		err = api.UninstallAppContext(withSender(ctx, sender{newInstalled(i), i.origin()}), s.ClientID, s.ClientSecret)
	}
	if dropped := s.drop(ctx, id); dropped != nil {
		return errors.Join(err, dropped)
	}
	if err != nil {
		return fmt.Errorf("%s is removed here; in Slack, remove the app by hand: %w", id, err)
	}
	return nil
}
