// Package slack brings questions from Slack, and shows the answers there.
package slack

import (
	"context"
	"errors"
	"log/slog"

	"quoth/adapters"
	"quoth/bot"
)

// Options says how Slack is reached.
type Options struct {
	AppToken      string // for Socket Mode
	BotToken      string
	SigningSecret string // for HTTP
	Socket        bool   // receive by Socket Mode, else by HTTP
	Listen        string // where HTTP requests are answered
	APIURL        string // below which the methods of the Web API stand
	Log           *slog.Logger
}

// An Adapter connects a Slack workspace.
type Adapter struct {
	opts Options
	bot  adapters.Bot
}

// New makes an adapter. It connects when it is run.
func New(o Options, b adapters.Bot) *Adapter { return &Adapter{opts: o, bot: b} }

// Name implements adapters.Adapter.
func (a *Adapter) Name() string { return "slack" }

// Run implements adapters.Adapter.
func (a *Adapter) Run(context.Context, *adapters.Intake) error { return errors.ErrUnsupported }

// Post implements adapters.Adapter.
func (a *Adapter) Post(context.Context, adapters.Reply) (string, error) {
	return "", adapters.ErrNotPosted
}

// Find implements adapters.Adapter.
func (a *Adapter) Find(context.Context, bot.Delivery) (string, error) {
	return "", adapters.ErrCannotFind
}

// Working implements adapters.Adapter.
func (a *Adapter) Working(context.Context, bot.Delivery) error { return nil }
