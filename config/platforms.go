package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// Slack says how Slack is reached.
type Slack struct {
	AppToken      Secret `yaml:"app_token" about:"The app-level token (xapp-) with the scope connections:write. Mode socket needs it."`
	BotToken      Secret `yaml:"bot_token" about:"The bot token (xoxb-) that installing the app gives. Both modes need it."`
	SigningSecret Secret `yaml:"signing_secret" about:"What Slack signs its requests with. Mode http needs it."`
	Mode          string `yaml:"mode" about:"socket, which needs no public address, or http, for those behind a load balancer. Left empty, it is socket where there is an app token, else http."`
	Listen        string `yaml:"listen" about:"In mode http, where Slack's requests are answered, at the path /slack/events."`
	APIURL        string `yaml:"api_url" about:"The address below which the methods of the Web API stand, for GovSlack and proxies. Without a path it means /api/."`

	ClientID     string   `yaml:"client_id" about:"With it, several workspaces install the app by themselves, in mode http and in place of bot_token: at the path /slack/install."`
	ClientSecret Secret   `yaml:"client_secret" about:"The secret beside client_id."`
	TokenKey     Secret   `yaml:"token_key" about:"What the tokens of the workspaces are encrypted with in the journal: 32 bytes in base64, as 'openssl rand -base64 32' makes them. Keep it: without it the app has to be installed again."`
	Address      string   `yaml:"address" about:"With client_id, where people and Slack reach this server: https://quoth.example.org."`
	Workspaces   []string `yaml:"workspaces" about:"With client_id, the IDs of the workspaces and organisations that may install the app. Left empty, all may that Slack lets."`
}

// The modes of Slack.
const (
	SlackSocket = "socket"
	SlackHTTP   = "http"
)

// Configured reports whether Slack is to be served.
func (s Slack) Configured() bool {
	return s.AppToken != "" || s.BotToken != "" || s.SigningSecret != "" || s.Mode != "" || s.OAuth()
}

// OAuth reports whether workspaces install the app by themselves.
func (s Slack) OAuth() bool { return s.ClientID != "" }

// tokenKeySize is what AES-256 needs.
const tokenKeySize = 32

// TokenKeyBytes is the key that TokenKey writes.
func (s Slack) TokenKeyBytes() ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(string(s.TokenKey))
	switch {
	case err != nil:
		return nil, errors.New("it is not base64") // which the error would quote
	case len(key) != tokenKeySize:
		return nil, fmt.Errorf("it has %d bytes, of %d", len(key), tokenKeySize)
	}
	return key, nil
}

// Connection is the mode that holds.
func (s Slack) Connection() string {
	switch {
	case s.Mode != "":
		return s.Mode
	case s.AppToken != "":
		return SlackSocket
	}
	return SlackHTTP
}

func (s Slack) check(r *report) {
	r.address("listen", s.Listen, "write host:port, as in 127.0.0.1:3000")
	r.url("api_url", s.APIURL, Default().Slack.APIURL)
	s.checkOAuth(r)
	if !s.Configured() {
		return
	}
	if s.Mode != "" {
		r.oneOf("mode", s.Mode, SlackSocket, SlackHTTP)
	}
	r.token("app_token", s.AppToken, "xoxb-", "it is a bot token", "an app-level token begins with xapp-")
	r.token("bot_token", s.BotToken, "xapp-", "it is an app-level token", "a bot token begins with xoxb-")
	if s.BotToken == "" && !s.OAuth() {
		r.wrong("bot_token", "Slack cannot be reached without it", "copy it from OAuth & Permissions of your app at https://api.slack.com/apps, or set client_id for several workspaces")
	}
	if s.OAuth() && s.Connection() == SlackSocket {
		return // which is wrong, whatever else it needs
	}
	if s.Connection() == SlackSocket && s.AppToken == "" {
		r.wrong("app_token", "mode socket needs it", "make one with the scope connections:write at Basic Information of your app, or set mode to http")
	}
	if s.Connection() == SlackHTTP && s.SigningSecret == "" {
		fix := "copy it from Basic Information of your app"
		if !s.OAuth() {
			fix += ", or give an app_token for mode socket"
		}
		r.wrong("signing_secret", "mode http needs it", fix)
	}
}

// checkOAuth judges what several workspaces need, and what they alone do.
func (s Slack) checkOAuth(r *report) {
	if !s.OAuth() {
		for _, of := range []struct {
			setting string
			given   bool
		}{{"client_secret", s.ClientSecret != ""}, {"token_key", s.TokenKey != ""}, {"address", s.Address != ""}, {"workspaces", len(s.Workspaces) > 0}} {
			if of.given {
				r.wrong(of.setting, "it is for several workspaces, and there is no client_id", "set client_id, or remove it")
			}
		}
		return
	}
	if s.Connection() == SlackSocket {
		r.wrong("client_id", "several workspaces cannot be served in mode socket", "set mode to http, and remove app_token")
	}
	if s.BotToken != "" {
		r.wrong("bot_token", "with client_id each workspace has a token of its own", "remove it, or client_id")
	}
	if s.ClientSecret == "" {
		r.wrong("client_secret", "client_id needs it", "copy it from Basic Information of your app at https://api.slack.com/apps")
	}
	if s.TokenKey == "" {
		r.wrong("token_key", "client_id needs it", "make one with 'openssl rand -base64 32', and keep it")
	} else if _, err := s.TokenKeyBytes(); err != nil {
		r.wrong("token_key", err.Error(), "make one with 'openssl rand -base64 32'")
	}
	if s.Address == "" {
		r.wrong("address", "client_id needs it", "write where people reach this server, as in https://quoth.example.org")
	} else {
		r.url("address", s.Address, "https://quoth.example.org")
	}
	for i, id := range s.Workspaces {
		if !workspaceID.MatchString(id) {
			r.wrong(fmt.Sprintf("workspaces[%d]", i), fmt.Sprintf("%q is not the ID of a workspace or organisation", id), "write it as in T0123ABCD, or E0123ABCD")
		}
	}
}

// workspaceID is how Slack names a workspace, or an organisation.
var workspaceID = lazyregexp.New(`^[TE][A-Z0-9]+$`)

// Discord says how Discord is reached.
type Discord struct {
	Token       Secret   `yaml:"token" about:"The bot's token, from the page Bot of your application at https://discord.com/developers."`
	APIURL      string   `yaml:"api_url" about:"The address of the REST API, for proxies. Behind a host alone, or a path without a version, /api/v10 is meant."`
	Forums      []string `yaml:"forums" about:"The IDs of forums in whose new posts Quoth answers, unasked, if the sources answer. With a tag, as in 123=Answered, answered posts get that tag."`
	TestServers []string `yaml:"test_servers" about:"The IDs of servers that commands are registered in, instead of everywhere, while they are tried out."`
}

// Configured reports whether Discord is to be served.
func (d Discord) Configured() bool { return d.Token != "" }

// A Forum is one in whose new posts Quoth answers.
type Forum struct {
	Channel     string // its ID
	AnsweredTag string // of answered posts; empty for none
}

// ForumList returns the forums as they are meant.
func (d Discord) ForumList() []Forum {
	var out []Forum
	for _, text := range d.Forums {
		channel, tag, _ := strings.Cut(text, "=")
		out = append(out, Forum{Channel: strings.TrimSpace(channel), AnsweredTag: strings.TrimSpace(tag)})
	}
	return out
}

// maxTag is the longest name of a tag on Discord.
const maxTag = 20

func (d Discord) checkForums(r *report) {
	seen := map[string]bool{}
	for i, f := range d.ForumList() {
		setting := fmt.Sprintf("forums[%d]", i)
		switch {
		case f.Channel == "" || strings.Trim(f.Channel, "0123456789") != "":
			r.wrong(setting, fmt.Sprintf("%q does not begin with the ID of a forum", d.Forums[i]), "copy it from the forum's menu; it is a number")
		case seen[f.Channel]:
			r.wrong(setting, fmt.Sprintf("the forum %s is listed twice", f.Channel), "remove one of the two")
		case f.AnsweredTag == "" && strings.Contains(d.Forums[i], "="):
			r.wrong(setting, "no tag stands behind =", "write one, as in 123=Answered, or the ID alone")
		case utf8.RuneCountInString(f.AnsweredTag) > maxTag:
			r.wrong(setting, fmt.Sprintf("%q is longer than a tag may be, which is %d characters", f.AnsweredTag, maxTag), "write the name of a tag of the forum")
		}
		seen[f.Channel] = true
	}
	if len(d.Forums) > 0 && d.Token == "" {
		r.wrong("forums", "Discord has no token", "set token, or remove the forums")
	}
}

func (d Discord) check(r *report) {
	r.url("api_url", d.APIURL, Default().Discord.APIURL)
	d.checkForums(r)
	for i, id := range d.TestServers {
		if strings.Trim(id, "0123456789") != "" || id == "" {
			r.wrong(fmt.Sprintf("test_servers[%d]", i), fmt.Sprintf("%q is not the ID of a server", id),
				"copy it from the server's menu; it is a number")
		}
	}
	if len(d.TestServers) > 0 && d.Token == "" {
		r.wrong("test_servers", "Discord has no token", "set token, or remove the servers")
	}
}

// Platforms lists the platforms that are configured.
func (c Config) Platforms() []string {
	var out []string
	if c.Slack.Configured() {
		out = append(out, "slack")
	}
	if c.Discord.Configured() {
		out = append(out, "discord")
	}
	return out
}

// token notes a token that is of another kind.
func (r *report) token(setting string, token Secret, wrongPrefix, what, fix string) {
	if strings.HasPrefix(string(token), wrongPrefix) {
		r.wrong(setting, what, fix)
	}
}

// url notes what is not the address of a web service.
func (r *report) url(setting, text, example string) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		r.wrong(setting, fmt.Sprintf("%q is not the address of a web service", text), "write it like "+example)
	}
}
