package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A mark says in a message which part of which reply it is, so that it can be
// looked up: in its metadata, and, for what stands between that drops those, in
// the names of its blocks.
type mark struct {
	key  string // the delivery's, or the message's that it answers; empty for no mark
	part int    // from 0
	of   int
	edit string // the edit that the message is changed for; empty for none
}

const replyEvent = "quoth_reply"

func (m mark) metadata() slack.SlackMetadata {
	return slack.SlackMetadata{EventType: replyEvent, EventPayload: map[string]any{"delivery": m.key, "part": m.part, "of": m.of}}
}

// prefix begins the names of a marked message's blocks: a name may have 255
// characters, and a key may be longer.
func (m mark) prefix() string {
	sum := sha256.Sum256([]byte(m.key))
	return hex.EncodeToString(sum[:8]) + "."
}

// named returns blocks with names of their own, which carry the mark. Slack
// wants others for a message that is changed.
func (m mark) named(blocks []slack.Block) []slack.Block {
	if m.key == "" {
		return blocks
	}
	out := slices.Clone(blocks)
	for i, b := range out {
		id := fmt.Sprintf("%s%d.%d/%s%d", m.prefix(), m.part, m.of, m.edit, i)
		switch b := b.(type) {
		case *slack.RichTextBlock:
			named := *b
			if b.BlockID != "" {
				id += "/" + b.BlockID
			}
			named.BlockID = id
			out[i] = &named
		case *table:
			named := *b.TableBlock
			named.BlockID = id + "/" + b.BlockID
			out[i] = &table{TableBlock: &named, rows: b.rows}
		case *slack.ActionBlock:
			named := *b
			named.BlockID = id
			out[i] = &named
		case *slack.ContextActionsBlock:
			named := *b
			named.BlockID = id
			out[i] = &named
		}
	}
	return out
}

// read reads which part of a reply a message is; false if it is none.
func (m mark) read(from slack.Message) (part, of int, ok bool) {
	if from.Metadata.EventType == replyEvent {
		payload := from.Metadata.EventPayload
		part, isPart := payload["part"].(float64)
		of, isOf := payload["of"].(float64)
		return int(part), int(of), isPart && isOf && payload["delivery"] == m.key
	}
	for _, b := range from.Blocks.BlockSet {
		rest, marked := strings.CutPrefix(b.ID(), m.prefix())
		rest, _, _ = strings.Cut(rest, "/")
		first, second, _ := strings.Cut(rest, ".")
		part, err1 := strconv.Atoi(first)
		of, err2 := strconv.Atoi(second)
		if marked && err1 == nil && err2 == nil {
			return part, of, true
		}
	}
	return 0, 0, false
}

// Find implements adapters.Adapter.
func (a *Adapter) Find(ctx context.Context, d bot.Delivery) (string, error) {
	at, err := placeOf(d)
	if err != nil {
		return "", fmt.Errorf("%w: %w", err, adapters.ErrCannotFind)
	}
	if ctx, err = a.sending(ctx, at.From); err != nil {
		return "", fmt.Errorf("%w: %w", err, adapters.ErrCannotFind)
	}
	found, err := a.lookUp(ctx, at, d)
	if err != nil || len(found) == 0 || slices.Contains(found, "") {
		return "", err
	}
	return strings.Join(found, " "), nil
}

// lookUp lists the messages of a reply that stand, with "" for each that is
// missing; nothing if none stands.
func (a *Adapter) lookUp(ctx context.Context, at target, d bot.Delivery) ([]string, error) {
	if at.Private || at.Asked == "" {
		return nil, fmt.Errorf("what one person alone sees: %w", adapters.ErrCannotFind)
	}
	parts, err := a.parts(ctx, at, d.Key())
	if err != nil {
		return nil, err
	}
	var found []string
	for _, p := range parts {
		if len(found) != p.of {
			found = make([]string, p.of)
		}
		found[p.number] = p.ts
	}
	return found, nil
}

// A part is a message of a reply that stands.
type part struct {
	ts         string
	number, of int
}

// parts lists the messages that are marked with a key, where they would stand.
func (a *Adapter) parts(ctx context.Context, at target, key string) ([]part, error) {
	m, me := mark{key: key}, a.me(ctx)
	var out []part
	for cursor, pages := "", 0; pages < maxPages; pages++ {
		messages, next, err := a.since(ctx, at, cursor)
		if unsupported(err) {
			return nil, fmt.Errorf("%w: %w", err, adapters.ErrCannotFind)
		}
		if err != nil {
			return nil, err
		}
		for _, message := range messages {
			number, of, ok := m.read(message)
			switch {
			case ok && number >= 0 && number < of && of <= maxParts:
				out = append(out, part{message.Timestamp, number, of})
			case me.wrote(message) && message.Timestamp > at.Asked && message.Metadata.EventType == "" && len(message.Blocks.BlockSet) == 0:
				return nil, fmt.Errorf("the marks of messages are not kept: %w", adapters.ErrCannotFind)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b part) int { return cmp.Compare(a.number, b.number) })
	return out, nil
}

const (
	// maxPages and pageSize bound what is read of a conversation: an answer
	// stands soon behind its question.
	maxPages = 5
	pageSize = 100
	// maxParts bounds the messages of a reply that are believed in.
	maxParts = 1000
)

// wrote reports whether a message is the bot's own.
func (id identity) wrote(m slack.Message) bool {
	return id.user != "" && m.User == id.user || id.bot != "" && m.BotID == id.bot
}

// since lists messages where a reply would stand, from the question on.
func (a *Adapter) since(ctx context.Context, at target, cursor string) (messages []slack.Message, next string, err error) {
	method := "conversations.replies"
	if at.Thread == "" {
		method = "conversations.history"
	}
	err = a.call(ctx, method, at.Channel, func(ctx context.Context) (err error) {
		if at.Thread != "" {
			messages, _, next, err = a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: at.Channel, Timestamp: at.Thread, Oldest: at.Asked, Inclusive: true,
				Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
			})
			return err
		}
		history, err := a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: at.Channel, Oldest: at.Asked, Inclusive: true, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
		})
		if err == nil {
			messages, next = history.Messages, history.ResponseMetaData.NextCursor
		}
		return err
	})
	return messages, next, err
}
