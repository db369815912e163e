package slacktest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Workspace is where people are, and where an app may be installed.
type Workspace struct {
	ID, Name   string
	Enterprise string // the organisation that it belongs to; empty for none
}

// newsroom is the workspace of the app that has one token.
var newsroom = Workspace{ID: Team, Name: "Newsroom"}

// An App is one that is installed by OAuth.
type App struct {
	ClientID, ClientSecret string
	Redirect               string // its redirect URL
	Rotates                bool   // its tokens expire
}

// An install is an app in a workspace, or in all of an organisation.
type install struct {
	at        Workspace
	orgWide   bool
	user, bot string // the app's
	token     string
	refresh   string
	wrong     string // the error that the token gives; empty while it is good
}

func (i *install) id() string {
	if i.orgWide {
		return i.at.Enterprise
	}
	return i.at.ID
}

// covers reports whether the app has to do with a workspace.
func (i *install) covers(w Workspace) bool {
	if i.orgWide {
		return w.Enterprise == i.at.Enterprise
	}
	return w.ID == i.at.ID
}

// A grant is what a code stands for.
type grant struct {
	at       Workspace
	orgWide  bool
	redirect string
	used     bool
}

// BotOf is the app's user in a workspace, or in an organisation.
func BotOf(id string) string { return "U0BOT" + id }

// Register makes the app one that is installed by OAuth: nobody has it yet.
func (s *Server) Register(app App) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app, s.installs = &app, nil
}

// Enter has people act in a workspace from now on. Whoever acts there, and where
// they write, belongs to it.
func (s *Server) Enter(w Workspace) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.home = w
}

// settle notes that a person and a channel belong to the workspace that people act
// in.
func (s *Server) settle(user, channel string) {
	for _, name := range []string{user, channel, direct(user)} {
		if _, known := s.homes[name]; !known && name != "" {
			s.homes[name] = s.home
		}
	}
}

// direct is the conversation with a person.
func direct(user string) string {
	if user == "" {
		return ""
	}
	return "D" + user[1:]
}

// homeOf is the workspace that a channel or person belongs to.
func (s *Server) homeOf(name string) Workspace {
	if w, ok := s.homes[name]; ok {
		return w
	}
	return s.home
}

// here is the app where people act; one that was not installed has no token.
func (s *Server) here() *install {
	for _, i := range slices.Backward(s.installs) {
		if i.covers(s.home) && i.wrong != "token_revoked" {
			return i
		}
	}
	return &install{at: s.home, user: BotOf(s.home.ID), bot: "B0" + s.home.ID, wrong: "token_revoked"}
}

// Agree has somebody who is led to Slack's page of consent agree that the app is
// installed in a workspace, or in all of its organisation. It returns where they
// are sent back to.
func (s *Server) Agree(authorize string, w Workspace, orgWide bool) (redirect string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query, err := s.asked(authorize)
	if err != nil {
		return "", err
	}
	code := s.name("code-")
	s.codes[code] = &grant{at: w, orgWide: orgWide, redirect: query.Get("redirect_uri")}
	return query.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {query.Get("state")}}.Encode(), nil
}

// Deny has them not agree.
func (s *Server) Deny(authorize string) (redirect string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query, err := s.asked(authorize)
	if err != nil {
		return "", err
	}
	return query.Get("redirect_uri") + "?" + url.Values{"error": {"access_denied"}, "state": {query.Get("state")}}.Encode(), nil
}

// asked returns what the app asks for, or what is wrong with that.
func (s *Server) asked(authorize string) (url.Values, error) {
	u, err := url.Parse(authorize)
	if err != nil {
		return nil, err
	}
	query := u.Query()
	scopes := strings.Split(query.Get("scope"), ",")
	slices.Sort(scopes)
	switch {
	case u.Scheme+"://"+u.Host+u.Path != "https://slack.com/oauth/v2/authorize":
		return nil, fmt.Errorf("%q is not where Slack asks for consent", authorize)
	case s.app == nil || query.Get("client_id") != s.app.ClientID:
		return nil, fmt.Errorf("invalid client_id %q", query.Get("client_id"))
	case query.Get("redirect_uri") != s.app.Redirect:
		return nil, fmt.Errorf("redirect_uri %q did not match any configured URIs", query.Get("redirect_uri"))
	case strings.Join(scopes, ",") != allScopes:
		return nil, fmt.Errorf("invalid scopes %q", scopes)
	}
	return query, nil
}

// access exchanges a code, or a refresh token.
func (s *Server) access(p params) (result, error) {
	switch {
	case p["token"] != "":
		return nil, apiError("a token was sent with a code")
	case s.app == nil || p["client_id"] != s.app.ClientID:
		return nil, apiError("invalid_client_id")
	case p["client_secret"] != s.app.ClientSecret:
		return nil, apiError("bad_client_secret")
	case p["grant_type"] == "refresh_token":
		return s.exchange(p["refresh_token"])
	}
	g := s.codes[p["code"]]
	switch {
	case g == nil:
		return nil, apiError("invalid_code")
	case g.used:
		return nil, apiError("code_already_used")
	case p["redirect_uri"] != g.redirect:
		return nil, apiError("bad_redirect_uri")
	}
	g.used = true
	i := &install{at: g.at, orgWide: g.orgWide}
	i.user, i.bot = BotOf(i.id()), "B0"+i.id()
	for _, before := range s.installs {
		if before.id() == i.id() {
			before.wrong = "token_revoked"
		}
	}
	s.installs = append(s.installs, i)
	return s.issue(i), nil
}

// exchange takes a refresh token, once.
func (s *Server) exchange(refresh string) (result, error) {
	for _, i := range s.installs {
		if refresh != "" && i.refresh == refresh && i.wrong != "token_revoked" {
			before := *i
			before.refresh, before.wrong = "", "token_expired"
			s.installs = append([]*install{&before}, s.installs...) // its token is still known
			i.wrong = ""
			return s.issue(i), nil
		}
	}
	return nil, apiError("invalid_refresh_token")
}

// issue makes new tokens for an installation.
func (s *Server) issue(i *install) result {
	i.token = "xoxb-" + s.name(i.id()+"-")
	out := result{
		"access_token": i.token, "token_type": "bot", "scope": s.scopes, "bot_user_id": i.user, "app_id": "A0QUOTH",
		"team": map[string]any{"id": i.at.ID, "name": i.at.Name}, "enterprise": nil, "is_enterprise_install": i.orgWide,
		"authed_user": map[string]any{"id": "U0INSTALLER"},
	}
	if i.at.Enterprise != "" {
		out["enterprise"] = map[string]any{"id": i.at.Enterprise, "name": "Press of " + i.at.Enterprise}
	}
	if i.orgWide {
		out["team"] = nil
	}
	if s.app.Rotates {
		i.token, i.refresh = "xoxe."+i.token, "xoxe-1-"+s.name(i.id()+"-")
		out["access_token"], out["refresh_token"], out["expires_in"] = i.token, i.refresh, 43200
	}
	return out
}

// bearer returns the installation of a call's token.
func (s *Server) bearer(token string) (*install, error) {
	for _, i := range s.installs {
		if i.token == token && i.wrong == "" {
			return i, nil
		}
		if i.token == token {
			return nil, apiError(i.wrong)
		}
	}
	switch token {
	case "":
		return nil, apiError("not_authed")
	case AppToken:
		return nil, apiError("not_allowed_token_type")
	}
	return nil, apiError("invalid_auth")
}

// ExpireToken ends the time of the token of a workspace, or an organisation.
func (s *Server) ExpireToken(id string) { s.spoil(id, "token_expired") }

// spoil has the token of an installation give an error.
func (s *Server) spoil(id, wrong string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.installs {
		if i.id() == id && i.wrong == "" {
			i.wrong = wrong
		}
	}
}

// Uninstall removes the app from a workspace, or an organisation, and tells it.
func (s *Server) Uninstall(id string) {
	s.spoil(id, "token_revoked")
	s.Removed(id)
}

// Removed tells that the app was removed, in the two events of that.
func (s *Server) Removed(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, event := range []map[string]any{{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{BotOf(id)}}}} {
		payload := map[string]any{"type": "event_callback", "api_app_id": "A0QUOTH", "event_id": s.name("Ev"), "event": event, "team_id": id}
		if strings.HasPrefix(id, "E") {
			payload["team_id"], payload["enterprise_id"] = nil, id
		}
		s.deliver("events_api", "", payload)
	}
}

// Installed lists where the app is installed, oldest first.
func (s *Server) Installed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, i := range s.installs {
		if i.wrong == "" {
			out = append(out, i.id())
		}
	}
	return out
}

// Tokens lists all tokens that were ever given.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, i := range s.installs {
		out = append(out, i.token)
		if i.refresh != "" {
			out = append(out, i.refresh)
		}
	}
	return out
}
