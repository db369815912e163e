package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
)

// handle deals with one event. It fails only where the event must be delivered
// again: an event that cannot be read, or that breaks the code, never will be.
func (s *shard) handle(ctx context.Context, in *adapters.Intake, c *connection, e discordgo.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.a.log.Error("an event panicked", "event", e.Type, "panic", p, "stack", string(debug.Stack()))
			err = nil
		}
	}()
	if !c.up {
		c.up = true
		s.a.connected(in, true)
	}
	switch e.Type {
	case "READY":
		if err := s.ready(e.Sequence, e.RawData); err != nil {
			return err
		}
		s.register(ctx)
	case "RESUMED":
		s.a.log.Info("connected again", "shard", s.number)
		s.register(ctx)
	case "GUILD_CREATE":
		s.a.learnServer(e.RawData)
		s.a.learnThreads(e.RawData)
	case "GUILD_UPDATE":
		s.a.learnServer(e.RawData)
	case "THREAD_LIST_SYNC", "THREAD_UPDATE":
		s.a.learnThreads(e.RawData)
	case "THREAD_CREATE":
		s.a.learnThreads(e.RawData)
		return s.a.threadBegun(ctx, in, e.RawData)
	case "MESSAGE_CREATE", "MESSAGE_UPDATE":
		return s.a.heard(ctx, in, e.Type == "MESSAGE_UPDATE", e.RawData)
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		for _, d := range s.a.decodeDeletion(e.RawData) {
			if err := in.Receive(ctx, d); err != nil {
				return err
			}
		}
	case "INTERACTION_CREATE":
		return s.a.interact(ctx, in, e.RawData)
	}
	return nil
}

// ready takes over a new session.
func (s *shard) ready(seq int64, raw []byte) error {
	var d struct {
		Session string `json:"session_id"`
		Resume  string `json:"resume_gateway_url"`
		User    *struct {
			ID string `json:"id"`
		} `json:"user"`
		Application *struct {
			ID string `json:"id"`
		} `json:"application"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return fmt.Errorf("a session that cannot be read: %w", err)
	}
	var user, app string
	if d.User != nil {
		user = d.User.ID
	}
	if d.Application != nil {
		app = d.Application.ID
	}
	s.a.become(user, app)
	s.change(session{ID: d.Session, URL: d.Resume, Seq: seq})
	s.keep()
	select {
	case s.a.begin <- struct{}{}:
	default:
	}
	s.a.log.Info("connected", "shard", s.number, "of", s.count, "user", s.a.self.Load().User)
	return nil
}

// register sees to the commands, once and beside the events.
func (s *shard) register(ctx context.Context) {
	if s.number == 0 {
		s.registered.Do(func() { s.a.begun.Go(func() { s.a.register(ctx) }) })
	}
}

// A thread is what is known of one.
type thread struct {
	ID     string                `json:"id"`
	Type   discordgo.ChannelType `json:"type"`
	Parent string                `json:"parent_id"` // its channel
	Guild  string                `json:"guild_id"`
	Title  string                `json:"name"`
}

// learnThreads remembers which threads there are, and of which channels.
func (a *Adapter) learnThreads(raw []byte) {
	var d struct {
		thread
		Threads []thread `json:"threads"`
	}
	if json.Unmarshal(raw, &d) != nil {
		return
	}
	for _, t := range append(d.Threads, d.thread) {
		a.learn(t)
	}
}

// learn remembers a thread; false if it is none.
func (a *Adapter) learn(t thread) bool {
	switch t.Type {
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		a.threads.Add(t.ID, t)
		return true
	}
	return false
}
