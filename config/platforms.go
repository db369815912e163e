package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Slack says how Slack is reached.
type Slack struct {
	AppToken      Secret `yaml:"app_token" about:"The app-level token (xapp-) with the scope connections:write. Mode socket needs it."`
	BotToken      Secret `yaml:"bot_token" about:"The bot token (xoxb-) that installing the app gives. Both modes need it."`
	SigningSecret Secret `yaml:"signing_secret" about:"What Slack signs its requests with. Mode http needs it."`
	Mode          string `yaml:"mode" about:"socket, which needs no public address, or http, for those behind a load balancer. Left empty, it is socket where there is an app token, else http."`
	Listen        string `yaml:"listen" about:"In mode http, where Slack's requests are answered, at the path /slack/events."`
	APIURL        string `yaml:"api_url" about:"The address below which the methods of the Web API stand, for GovSlack and proxies. Without a path it means /api/."`
}

// The modes of Slack.
const (
	SlackSocket = "socket"
	SlackHTTP   = "http"
)

// Configured reports whether Slack is to be served.
func (s Slack) Configured() bool {
	return s.AppToken != "" || s.BotToken != "" || s.SigningSecret != "" || s.Mode != ""
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
	if !s.Configured() {
		return
	}
	if s.Mode != "" {
		r.oneOf("mode", s.Mode, SlackSocket, SlackHTTP)
	}
	r.token("app_token", s.AppToken, "xoxb-", "it is a bot token", "an app-level token begins with xapp-")
	r.token("bot_token", s.BotToken, "xapp-", "it is an app-level token", "a bot token begins with xoxb-")
	if s.BotToken == "" {
		r.wrong("bot_token", "Slack cannot be reached without it", "copy it from OAuth & Permissions of your app at https://api.slack.com/apps")
	}
	if s.Connection() == SlackSocket && s.AppToken == "" {
		r.wrong("app_token", "mode socket needs it", "make one with the scope connections:write at Basic Information of your app, or set mode to http")
	}
	if s.Connection() == SlackHTTP && s.SigningSecret == "" {
		r.wrong("signing_secret", "mode http needs it", "copy it from Basic Information of your app, or give an app_token for mode socket")
	}
}

// Discord says how Discord is reached.
type Discord struct {
	Token       Secret   `yaml:"token" about:"The bot's token, from the page Bot of your application at https://discord.com/developers."`
	APIURL      string   `yaml:"api_url" about:"The address of the REST API, for proxies. Behind a host alone, or a path without a version, /api/v10 is meant."`
	TestServers []string `yaml:"test_servers" about:"The IDs of servers that commands are registered in, instead of everywhere, while they are tried out."`
}

// Configured reports whether Discord is to be served.
func (d Discord) Configured() bool { return d.Token != "" }

func (d Discord) check(r *report) {
	r.url("api_url", d.APIURL, Default().Discord.APIURL)
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
		r.wrong(setting, fmt.Sprintf("%q is not the address of an API", text), "write it like "+example)
	}
}
