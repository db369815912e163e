package read

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A message is one of a conversation.
type message struct {
	at      time.Time
	speaker string
	text    string
	link    string
}

// conversation makes a document of messages in their order: each is a turn below who
// wrote it, and its place is when that was, in universal time, as exports tell no zone
// of their readers.
func (f file) conversation(title string, messages []message) (*corpus.Document, string, error) {
	w := written{budget: f.budget}
	var first time.Time
	for i, m := range messages {
		if fold(m.text) == "" {
			continue
		}
		if first.IsZero() {
			first = m.at
		}
		w.place = corpus.Place{Kind: corpus.Message, Number: i + 1, Label: m.at.UTC().Format("2006-01-02 15:04 UTC"), Link: m.link}
		kind := corpus.Prose
		if m.speaker != "" {
			kind = corpus.Turn
			if err := w.add(corpus.Speaker, 0, m.speaker); err != nil {
				return nil, "", err
			}
		}
		if err := w.add(kind, 0, m.text); err != nil {
			return nil, "", err
		}
	}
	about := metadata{title: title}
	if !first.IsZero() {
		about.date = first.UTC().Format(time.DateOnly)
	}
	return w.document(f.name, about), "", nil
}

// discordExport reads what DiscordChatExporter writes as JSON.
func (f file) discordExport() (*corpus.Document, string, error) {
	var export struct {
		Guild, Channel struct{ ID, Name string }
		Messages       []struct {
			ID, Type, Timestamp, Content string
			Author                       struct{ Name, Nickname string }
		}
	}
	if err := json.Unmarshal(bytes.TrimPrefix(f.data, []byte("\ufeff")), &export); err != nil {
		return nil, "", errors.New("it is a damaged export of Discord")
	}
	guild := export.Guild.ID
	if guild == "" || guild == "0" { // as the export has it of direct messages
		guild = "@me"
	}
	var messages []message
	for _, m := range export.Messages {
		at, err := time.Parse(time.RFC3339, m.Timestamp)
		if err != nil || m.Type != "Default" && m.Type != "Reply" {
			continue
		}
		messages = append(messages, message{
			at: at, speaker: cmp.Or(m.Author.Nickname, m.Author.Name), text: m.Content,
			link: fmt.Sprintf("https://discord.com/channels/%s/%s/%s", guild, export.Channel.ID, m.ID),
		})
	}
	return f.conversation(strings.TrimPrefix(export.Guild.Name+" #"+export.Channel.Name, " "), messages)
}

// A slackMessage is one of Slack's export: a file for each channel and day.
type slackMessage struct {
	Type, Subtype string
	TS            string `json:"ts"`
	Thread        string `json:"thread_ts"`
	User          string `json:"user"`
	Name          string `json:"username"` // of bots
	Text          string
	Profile       slackProfile `json:"user_profile"`
}

type slackProfile struct {
	Display string `json:"display_name"`
	Real    string `json:"real_name"`
	Name    string
}

func (p slackProfile) name() string { return cmp.Or(p.Display, p.Real, p.Name) }

// isSlackExport reports whether a file begins as one of Slack's export.
func isSlackExport(data []byte) bool {
	d := json.NewDecoder(bytes.NewReader(data))
	if first, err := d.Token(); err != nil || first != json.Delim('[') || !d.More() {
		return false
	}
	var m slackMessage
	if d.Decode(&m) != nil {
		return false
	}
	_, err := strconv.ParseFloat(m.TS, 64)
	return err == nil && m.Type == "message"
}

// slackExport reads the messages of a channel and day. Those of a thread stand together,
// where the first of them does.
func (f file) slackExport() (*corpus.Document, string, error) {
	var export []slackMessage
	if err := json.Unmarshal(bytes.TrimPrefix(f.data, []byte("\ufeff")), &export); err != nil {
		return nil, "", errors.New("it is a damaged export of Slack")
	}
	slices.SortStableFunc(export, func(a, b slackMessage) int {
		return cmp.Or(strings.Compare(cmp.Or(a.Thread, a.TS), cmp.Or(b.Thread, b.TS)), strings.Compare(a.TS, b.TS))
	})
	names := map[string]string{}
	for _, m := range export {
		if name := m.Profile.name(); name != "" {
			names[m.User] = name
		}
	}
	var messages []message
	for _, m := range export {
		seconds, err := strconv.ParseFloat(m.TS, 64)
		if err != nil || !saidOnSlack[m.Subtype] {
			continue
		}
		messages = append(messages, message{
			at: time.Unix(int64(seconds), 0), speaker: cmp.Or(names[m.User], m.Name, m.User), text: plainSlack(m.Text, names),
		})
	}
	title := corpus.ReadableName(f.name)
	if channel := path.Base(path.Dir(f.name)); channel != "." && channel != "/" {
		title = "#" + channel + ", " + strings.TrimSuffix(path.Base(f.name), path.Ext(f.name))
	}
	return f.conversation(title, messages)
}

// saidOnSlack are the subtypes of messages that somebody wrote: others tell who came,
// left, or renamed a channel.
var saidOnSlack = map[string]bool{"": true, "thread_broadcast": true, "bot_message": true, "me_message": true, "file_share": true, "file_comment": true}

// slackReference is what stands between angle brackets in Slack's text: a person, a
// channel, a call, or a link, each with the words that show it behind a bar.
var slackReference = lazyregexp.New(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)

// plainSlack is what a message of Slack shows.
func plainSlack(text string, names map[string]string) string {
	text = slackReference.ReplaceAllStringFunc(text, func(reference string) string {
		m := slackReference.FindStringSubmatch(reference)
		switch kind, of, shown := m[1], m[2], m[3]; kind {
		case "@":
			return "@" + cmp.Or(names[of], shown, of)
		case "#":
			return "#" + cmp.Or(shown, of)
		case "!":
			return "@" + cmp.Or(strings.TrimPrefix(shown, "@"), of)
		default:
			return cmp.Or(shown, of)
		}
	})
	return html.UnescapeString(text)
}
