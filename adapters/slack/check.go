package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// Check tests what an adapter is configured with against Slack: it returns what
// works, and as an error, a line each, what does not.
func Check(ctx context.Context, o Options) (works []string, err error) {
	if o.OAuth != nil {
		return checkInstallations(ctx, o)
	}
	api, connections := newClient(o)
	defer connections.CloseIdleConnections()
	var problems []error
	who, err := api.AuthTestContext(ctx)
	if err != nil {
		problems = append(problems, checked("slack.bot_token", err))
	} else {
		works = append(works, fmt.Sprintf("The bot token works: %s in %s (%s).", who.User, who.Team, who.TeamID))
		told, lacks := checkScopes(who)
		works, problems = append(works, told...), append(problems, lacks...)
		_, known := grantedScopes(who)
		works = append(works, compare(known, len(lacks)))
	}
	switch {
	case !o.Socket:
		works = append(works, "The signing secret is tested when you enter the address of the events in Slack's page of your app.")
	default:
		if _, _, err := api.StartSocketModeContext(ctx); err != nil {
			problems = append(problems, checked("slack.app_token", err))
		} else {
			works = append(works, "The app token works: Slack opens a connection of Socket Mode.")
		}
	}
	return works, errors.Join(problems...)
}

// checkScopes says which scopes a token has, and an error for each that it lacks.
func checkScopes(who *slack.AuthTestResponse) (works []string, problems []error) {
	granted, known := grantedScopes(who)
	if !known {
		return []string{"Slack does not say which scopes the bot has."}, nil
	}
	for _, s := range missingScopes(granted) {
		problems = append(problems, fmt.Errorf("the bot lacks the scope %s, without which %s: add it at OAuth & Permissions, and install the app again", s.name, s.lost))
	}
	if len(problems) == 0 {
		works = []string{fmt.Sprintf("The bot has all %d scopes.", len(scopes))}
	}
	return works, problems
}

// compare says whether the app may have been made from an older manifest than
// Manifest returns. Of that a bot token sees the scopes alone: events and features are
// told to nobody but who manages the app (apps.manifest.export).
func compare(known bool, missing int) string {
	var b strings.Builder
	switch {
	case known && missing > 0:
		b.WriteString("By its scopes the app was made from an older manifest than `quoth slack manifest` prints.")
	case known:
		b.WriteString("By its scopes the app has the manifest that `quoth slack manifest` prints.")
	}
	b.WriteString(" What else is in it Slack tells only you: at App Manifest, " + tokensPage + ", compare\n  below features:\n    agent_view:\n  below settings, event_subscriptions:\n    bot_events:\n")
	for _, e := range events {
		b.WriteString("    - " + e + "\n")
	}
	b.WriteString("An older one has assistant_view and assistant_thread_started instead, or lacks some of these events. It goes on working; to change it, choose Agent in the app's settings, update it, paste what `quoth slack manifest` prints, and install the app again.")
	return strings.TrimSpace(b.String())
}

// checked says what an error of a call means for the token that it was made
// with.
func checked(setting string, err error) error {
	code, bad := authCode(err)
	switch {
	case bad && setting == "slack.bot_token":
		return wrongBotToken(code)
	case bad || setting == "slack.app_token" && code != "":
		return wrongAppToken(code)
	}
	return fmt.Errorf("%s: Slack cannot be asked about it: %w", setting, err)
}

// grantedScopes returns the scopes of a token; false if Slack does not say.
func grantedScopes(r *slack.AuthTestResponse) ([]string, bool) {
	list := r.Header.Get("X-Oauth-Scopes")
	if list == "" {
		return nil, false
	}
	granted := strings.Split(list, ",")
	for i := range granted {
		granted[i] = strings.TrimSpace(granted[i])
	}
	return granted, true
}

func missingScopes(granted []string) []scope {
	return slices.DeleteFunc(slices.Clone(scopes), func(s scope) bool { return slices.Contains(granted, s.name) })
}
