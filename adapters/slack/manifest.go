package slack

import (
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/quoth-bot/quoth/bot"
)

// A scope is what the app may do, and what is lost without it.
type scope struct{ name, lost string }

// scopes are those that the adapter uses, and no others.
var scopes = []scope{
	{"app_mentions:read", "mentions are not answered"},
	{"assistant:write", "the Messages tab suggests no questions"},
	{"channels:history", "questions in a thread go unheard unless they mention the bot, and answers cannot be looked up"},
	{"channels:read", "“is this right?” in the Messages tab does not know what is open beside it"},
	{"chat:write", "nothing can be answered"},
	{"commands", "/ask, /brief and the shortcut are not there"},
	{"groups:history", "as channels:history, in private channels"},
	{"groups:read", "as channels:read, of private channels"},
	{"im:history", "direct messages are not answered"},
	{"mpim:history", "as channels:history, in group messages"},
	{"mpim:read", "as channels:read, of group messages"},
	{"users:read", "guests cannot be told from members"},
}

// events are those that a new app gets. Apps made before July 2026 have the assistant's
// threads, and assistant_thread_started besides, which decode knows too.
var events = []string{
	"app_context_changed", "app_home_opened", "app_mention", "app_uninstalled",
	"message.channels", "message.groups", "message.im", "message.mpim", "tokens_revoked",
}

// The slash commands.
const (
	commandAsk   = "/ask"
	commandBrief = "/brief"
)

// A manifest is an app as Slack's page "Create from manifest" takes it; see
// https://docs.slack.dev/reference/app-manifest.
type manifest struct {
	Display struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
	} `yaml:"display_information"`
	Features struct {
		Home struct {
			Home     bool `yaml:"home_tab_enabled"`
			Messages bool `yaml:"messages_tab_enabled"`
			ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Bot struct {
			Name   string `yaml:"display_name"`
			Online bool   `yaml:"always_online"`
		} `yaml:"bot_user"`
		Agent struct {
			Description string           `yaml:"agent_description"`
			Prompts     []manifestPrompt `yaml:"suggested_prompts"`
		} `yaml:"agent_view"`
		Shortcuts []manifestShortcut `yaml:"shortcuts"`
		Commands  []manifestCommand  `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Redirect []string `yaml:"redirect_urls,omitempty"`
		Scopes   struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			URL string   `yaml:"request_url,omitempty"`
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled bool   `yaml:"is_enabled"`
			URL     string `yaml:"request_url,omitempty"`
			Menus   string `yaml:"message_menu_options_url,omitempty"`
		} `yaml:"interactivity"`
		Org      bool `yaml:"org_deploy_enabled"`
		Socket   bool `yaml:"socket_mode_enabled"`
		Rotation bool `yaml:"token_rotation_enabled"`
	} `yaml:"settings"`
}

type manifestPrompt struct {
	Title   string `yaml:"title"`
	Message string `yaml:"message"`
}

type manifestShortcut struct {
	Name        string `yaml:"name"`
	Type        string `yaml:"type"`
	CallbackID  string `yaml:"callback_id"`
	Description string `yaml:"description"`
}

type manifestCommand struct {
	Command     string `yaml:"command"`
	URL         string `yaml:"url,omitempty"`
	Description string `yaml:"description"`
	Hint        string `yaml:"usage_hint"`
	Escape      bool   `yaml:"should_escape"`
}

// Manifest returns the manifest of the app that the adapter needs, in YAML: for
// Socket Mode, or, where address is not empty, for HTTP requests to that server,
// as in https://quoth.example.org.
func Manifest(address string) (string, error) {
	text, err := yaml.Marshal(newManifest(address))
	return string(text), err
}

// OAuthManifest returns the manifest of an app that several workspaces, and whole
// organisations, install from the server at address. Whether its tokens expire
// cannot be taken back once they do.
func OAuthManifest(address string, rotates bool) (string, error) {
	m := newManifest(address)
	m.OAuth.Redirect = []string{redirectURL(address)}
	m.Settings.Org, m.Settings.Rotation = true, rotates
	text, err := yaml.Marshal(m)
	return string(text), err
}

func newManifest(address string) manifest {
	url := ""
	if address != "" {
		url = strings.TrimRight(address, "/") + eventsPath
	}
	var m manifest
	m.Display.Name = "Quoth"
	m.Display.Description = "Answers questions with the exact sentences of your sources"
	m.Features.Home.Home, m.Features.Home.Messages = true, true
	m.Features.Bot.Name, m.Features.Bot.Online = "Quoth", true
	m.Features.Agent.Description = "Answers questions with the exact sentences of your sources, and says so when they have none."
	m.Features.Agent.Prompts = []manifestPrompt{
		{"What can you quote?", "What are your sources?"},
		{"The sources in brief", bot.BriefText("")},
	}
	m.Features.Shortcuts = []manifestShortcut{{
		Name: "Find sources", Type: "message", CallbackID: shortcutID, Description: "Finds the sentences that bear on a message",
	}}
	m.Features.Commands = []manifestCommand{
		{Command: commandAsk, URL: url, Description: "Asks the sources, and shows the answer to you alone", Hint: "QUESTION"},
		{Command: commandBrief, URL: url, Description: "Tells you in quotations what the sources say", Hint: "TOPIC"},
	}
	for _, s := range scopes {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.name)
	}
	m.Settings.Events.URL, m.Settings.Events.Bot = url, events
	m.Settings.Interactivity.Enabled = true
	m.Settings.Interactivity.URL, m.Settings.Interactivity.Menus = url, url
	m.Settings.Socket = url == ""
	return m
}
