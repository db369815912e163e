package slack

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
)

const (
	// installPath is the page that adds the app to a workspace.
	installPath = "/slack/install"
	// redirectPath is where Slack sends who has agreed to that.
	redirectPath = "/slack/oauth"
	stateCookie  = "quoth_slack_state"
)

// redirectURL is the address that Slack sends people back to.
func redirectURL(address string) string { return strings.TrimRight(address, "/") + redirectPath }

// authorizeURL is the page of Slack that asks for consent. What stands in place of
// the Web API has none, so that it is Slack's own, or that of GovSlack.
func authorizeURL(base string) string {
	if u, err := url.Parse(base); err == nil && (u.Hostname() == "slack-gov.com" || strings.HasSuffix(u.Hostname(), ".slack-gov.com")) {
		return "https://slack-gov.com/oauth/v2/authorize"
	}
	return "https://slack.com/oauth/v2/authorize"
}

// installPages are the pages that people install the app with.
type installPages struct {
	*installations
	api    *slack.Client
	states *states
	log    *slog.Logger
}

func (a *Adapter) installPages() *installPages {
	return &installPages{a.installations, a.api, newStates(a.installations.Key), a.log}
}

func (p *installPages) register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+installPath, p.begin)
	mux.HandleFunc("GET "+redirectPath, p.finish)
}

// A page is what is shown: nothing of a request stands in it.
type page struct {
	Title, Text string
	Link        string // behind the text: where to go on
	LinkText    string
}

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{- if .Link}}
<p><a href="{{.Link}}">{{.LinkText}}</a></p>
{{- end}}
</body>
</html>
`))

// show writes a page that is kept nowhere, stands in no frame, and tells nobody
// its address.
func (p *installPages) show(w http.ResponseWriter, status int, shown page) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	if err := pageTemplate.Execute(w, shown); err != nil {
		p.log.Info("a page could not be written", "error", err)
	}
}

// again is a page that says what went wrong, and leads back to the first.
func again(title, text string) page {
	return page{Title: title, Text: text, Link: strings.TrimPrefix(installPath, "/slack/"), LinkText: "Start again"}
}

// cookie is the one that ties an installation to a browser; without a value it
// takes it away.
func (p *installPages) cookie(value string) *http.Cookie {
	path, secure := "", false
	if u, err := url.Parse(p.Address); err == nil { // config has judged it
		path, secure = strings.TrimRight(u.Path, "/"), u.Scheme == "https"
	}
	c := &http.Cookie{
		Name: stateCookie, Value: value, Path: path + "/slack/", MaxAge: int(stateFor.Seconds()),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode, // Slack leads back by a link
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// begin shows the page that leads to Slack.
func (p *installPages) begin(w http.ResponseWriter, _ *http.Request) {
	state := p.states.issue()
	var wanted []string
	for _, s := range scopes {
		wanted = append(wanted, s.name)
	}
	query := url.Values{
		"client_id": {p.ClientID}, "scope": {strings.Join(wanted, ",")}, "redirect_uri": {redirectURL(p.Address)}, "state": {state},
	}
	http.SetCookie(w, p.cookie(state))
	p.show(w, http.StatusOK, page{
		Title: "Add Quoth to Slack",
		Text:  "Quoth answers questions with the exact sentences of its sources. Slack asks you for a workspace, and whether you agree.",
		Link:  authorizeURL(p.base) + "?" + query.Encode(), LinkText: "Add to Slack",
	})
}

// finish takes up what Slack has sent somebody back with.
func (p *installPages) finish(w http.ResponseWriter, r *http.Request) {
	query, given := r.URL.Query(), ""
	if c, err := r.Cookie(stateCookie); err == nil {
		given = c.Value
	}
	http.SetCookie(w, p.cookie(""))
	if err := p.states.take(query.Get("state"), given); err != nil {
		p.log.Warn("an installation is refused", "from", r.RemoteAddr, "error", err)
		p.show(w, http.StatusBadRequest, again("This did not work",
			"The page that you came from is too old, was used before, or was opened in another browser."))
		return
	}
	switch code := query.Get("code"); {
	case query.Get("error") == "access_denied":
		p.show(w, http.StatusBadRequest, again("Quoth was not added", "Slack says that it was not allowed. An administrator of the workspace may have to agree."))
	case query.Get("error") != "" || code == "":
		p.log.Warn("Slack does not install the app", "error", query.Get("error"))
		p.show(w, http.StatusBadRequest, again("Quoth was not added", "Slack could not do it."))
	default:
		status, shown := p.install(r.Context(), code)
		p.show(w, status, shown)
	}
}

// notOurs says that the fault is this side's.
var notOurs = again("Quoth was not added", "It is not set up as it should be. Who runs it finds the reason in its log.")

// install exchanges a code for a token, and has the workspace answered.
func (p *installPages) install(ctx context.Context, code string) (int, page) {
	ctx = context.WithoutCancel(ctx) // a code is good once, whoever waits
	r, err := slack.GetOAuthV2ResponseContext(ctx, p.client, p.ClientID, p.ClientSecret, code, redirectURL(p.Address), slack.OAuthOptionAPIURL(p.base))
	if err != nil {
		return p.notExchanged(err)
	}
	i, err := installationOf(r)
	if err != nil {
		p.log.Error("an installation is of no use", "error", err)
		return http.StatusBadGateway, notOurs
	}
	ctx = withSender(ctx, sender{newInstalled(i), i.origin()})
	if !p.permits(i) {
		p.log.Warn("an installation is refused: it is not among slack.workspaces", "workspace", i.String())
		if _, err := p.api.SendAuthRevokeContext(ctx, ""); err != nil {
			p.log.Warn("its token could not be given back", "error", err)
		}
		return http.StatusForbidden, page{Title: "Quoth was not added", Text: "Who runs Quoth has not opened it to this workspace. Ask them to."}
	}
	if who, err := p.api.AuthTestContext(ctx); err != nil {
		p.log.Warn("Slack did not say all of who the bot is", "workspace", i.String(), "error", err)
	} else {
		i.Bot = who.BotID
	}
	if err := p.add(ctx, i); err != nil {
		p.log.Error("an installation could not be stored", "workspace", i.String(), "error", err)
		return http.StatusInternalServerError, again("Quoth was not added", "What Slack gave could not be stored. Try it again in a while.")
	}
	p.log.Info("the app was installed", "workspace", i.String(), "organisation", i.OrgWide)
	if i.OrgWide {
		return http.StatusOK, page{Title: "Quoth was added to " + i.Name, Text: "An administrator of the organisation now adds it to workspaces, in Slack's settings. There, mention @Quoth in a channel that it is in, or write to it."}
	}
	return http.StatusOK, page{Title: "Quoth was added to " + i.Name, Text: "In Slack, /invite @Quoth into a channel and mention it there, or write to it."}
}

// notExchanged says of an error of the exchange whose it is.
func (p *installPages) notExchanged(err error) (int, page) {
	code := codeOf(err)
	setting := wrongClient(code)
	switch {
	case setting != nil:
		p.log.Error("nobody can install the app", "error", setting)
		return http.StatusInternalServerError, notOurs
	case code == "bad_redirect_uri":
		p.log.Error("nobody can install the app: slack.address is not that of the app's redirect URLs", "redirect", redirectURL(p.Address))
		return http.StatusInternalServerError, notOurs
	case code == "" || unclear(code):
		p.log.Warn("Slack could not be asked for a token", "error", err)
		return http.StatusBadGateway, again("Quoth was not added", "Slack could not be reached. Try it again.")
	}
	p.log.Warn("Slack does not take a code", "error", err)
	return http.StatusBadRequest, again("Quoth was not added", "Slack does not take the code that it sent you with: it was used before, or is too old.")
}

// installationOf is what a response installs.
func installationOf(r *slack.OAuthV2Response) (installation, error) {
	i := installation{
		ID: r.Team.ID, Name: r.Team.Name, Enterprise: r.Enterprise.ID, User: r.BotUserID,
		Token: r.AccessToken, Refresh: r.RefreshToken, Expires: expiry(r),
	}
	if r.IsEnterpriseInstall {
		i.ID, i.Name, i.OrgWide = r.Enterprise.ID, r.Enterprise.Name, true
	}
	switch {
	case i.ID == "":
		return i, errors.New("nothing says where the app was installed")
	case i.Token == "" || r.TokenType != "bot":
		return i, fmt.Errorf("%s gets no bot token, but one of type %q", i, r.TokenType)
	}
	return i, nil
}
