package slacktest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// This file holds what the app may read of channels.

// needs fails unless the app has a scope.
func (s *Server) needs(scope string) error {
	if !slices.Contains(strings.Split(s.scopes, ","), scope) {
		return apiError("missing_scope")
	}
	return nil
}

// scopeOf is what tells the scopes of a channel apart: channels, groups, mpim or im.
func (s *Server) scopeOf(channel string) string {
	switch {
	case channel == "":
		return ""
	case channel[0] == 'D':
		return "im"
	case channel[0] == 'G':
		return "mpim"
	case s.private[channel]:
		return "groups"
	}
	return "channels"
}

// info tells of a channel, which the bot must be in unless it is public.
func (s *Server) info(p params) (result, error) {
	channel := p["channel"]
	kind := s.scopeOf(channel)
	if kind == "" || kind != "channels" && s.strange[channel] {
		return nil, apiError("channel_not_found")
	}
	if err := s.needs(kind + ":read"); err != nil {
		return nil, err
	}
	return result{"channel": map[string]any{
		"id": channel, "is_channel": kind == "channels", "is_private": kind != "channels", "is_group": kind == "groups", "is_mpim": kind == "mpim", "is_im": kind == "im",
		"is_member": !s.strange[channel],
	}}, nil
}

// conversationsOf lists the channels of a person that are of a kind, those that are
// not public only where the bot is in them too, a page at a time.
func (s *Server) conversationsOf(p params) (result, error) {
	kinds := map[string]string{"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}
	kind := kinds[p["types"]]
	if kind == "" {
		return nil, apiError("invalid_types")
	}
	if err := s.needs(kind + ":read"); err != nil {
		return nil, err
	}
	var all []any
	for _, channel := range slices.Sorted(maps.Keys(s.joined)) {
		if s.scopeOf(channel) == kind && slices.Contains(s.joined[channel], p["user"]) && (kind == "channels" || !s.strange[channel]) {
			all = append(all, map[string]any{"id": channel})
		}
	}
	shown, next := turned(all, p["cursor"])
	return result{"channels": shown, "response_metadata": map[string]any{"next_cursor": next}}, nil
}

// page is how much is listed at a time: little, so that tests turn pages.
const page = 3

// turned is one page of a list, and the name of the next.
func turned[T any](all []T, cursor string) (shown []T, next string) {
	start := 0
	fmt.Sscanf(cursor, "from%d", &start)
	start = min(start, len(all))
	end := min(start+page, len(all))
	if end < len(all) {
		next = fmt.Sprint("from", end)
	}
	return all[start:end], next
}

// list lists a thread, oldest first, or a channel, newest first, a page at a
// time.
func (s *Server) list(method string, p params) (result, error) {
	var all []*Message
	for _, m := range s.standing(p["channel"]) {
		inThread := m.TS == p["ts"] || m.Thread == p["ts"] && (p["latest"] == "" || m.TS <= p["latest"])
		inChannel := m.Thread == ""
		here := method == "conversations.replies" && inThread || method == "conversations.history" && inChannel
		if m.TS >= p["oldest"] && here {
			all = append(all, m)
		}
	}
	if method == "conversations.history" {
		slices.Reverse(all)
	}
	shown, next := turned(all, p["cursor"])
	var out []any
	for _, m := range shown {
		public := s.public(m)
		for _, field := range s.drops {
			delete(public, field)
		}
		if p["include_all_metadata"] != "true" && p["include_all_metadata"] != "1" {
			delete(public, "metadata")
		}
		out = append(out, public)
	}
	return result{"messages": out, "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}, nil
}

// standing returns what all in a channel see, of people and of the bot, oldest
// first.
func (s *Server) standing(channel string) []*Message {
	var out []*Message
	for _, m := range s.written {
		if m.Channel == channel {
			out = append(out, m)
		}
	}
	for _, m := range s.messages {
		if m.Channel == channel && m.OnlyFor == "" {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *Message) int { return strings.Compare(a.TS, b.TS) })
	return out
}

// public is a message as the Web API shows it.
func (s *Server) public(m *Message) map[string]any {
	out := map[string]any{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": s.homeOf(m.Channel).ID}
	if m.Bot != "" {
		out["bot_id"] = m.Bot
	}
	if m.Thread != "" {
		out["thread_ts"] = m.Thread
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if len(m.Metadata) > 0 {
		out["metadata"] = m.Metadata
	}
	return out
}
