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
	api, connections := newClient(o)
	defer connections.CloseIdleConnections()
	var problems []error
	who, err := api.AuthTestContext(ctx)
	if err != nil {
		problems = append(problems, checked("slack.bot_token", err))
	} else {
		works = append(works, fmt.Sprintf("The bot token works: %s in %s (%s).", who.User, who.Team, who.TeamID))
		granted, known := grantedScopes(who)
		missing := missingScopes(granted)
		switch {
		case !known:
			works = append(works, "Slack does not say which scopes the bot has.")
		case len(missing) == 0:
			works = append(works, fmt.Sprintf("The bot has all %d scopes.", len(scopes)))
		}
		for _, s := range missing {
			if known {
				problems = append(problems, fmt.Errorf("the bot lacks the scope %s, without which %s: add it at OAuth & Permissions, and install the app again", s.name, s.lost))
			}
		}
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
