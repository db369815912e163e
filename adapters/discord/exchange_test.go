package discord

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// An exchange is drawn as it is played.
type exchange struct {
	place
	drawn strings.Builder
	seen  int // messages of the bot
}

// asks draws a question.
func (e *exchange) asks(indent, who, text string) {
	fmt.Fprintf(&e.drawn, "%s%-6s %s\n", indent, who, text)
}

// reply waits for the bot's next message, and draws it.
func (e *exchange) reply(indent, who string) discordtest.Message {
	e.until("a reply", func() bool { return len(e.server.Posts()) > e.seen })
	m := e.server.Posts()[e.seen]
	e.seen++
	fmt.Fprintf(&e.drawn, "%s%s\n", indent, who)
	for line := range strings.SplitSeq(drawn(m.Body), "\n") {
		wrapped := strings.ReplaceAll(ansi.Wordwrap(line, 88, ""), "\n", "\n"+indent+"    ")
		e.drawn.WriteString(strings.TrimRight(indent+"  "+wrapped, " ") + "\n")
	}
	return m
}

var backslash = regexp.MustCompile(`\\([^0-9A-Za-z\s])`)

// drawn is a message in plain text, its bold words between asterisks.
func drawn(b discordtest.Body) string {
	var lines []string
	eachPart(partsOf(b), func(p part) {
		for line := range strings.Lines(p.Content) {
			line = strings.TrimPrefix(strings.TrimSuffix(line, "\n"), small)
			lines = append(lines, backslash.ReplaceAllString(line, "$1"))
		}
	})
	var labels []string
	for _, b := range buttonsOf(b) {
		labels = append(labels, "["+b.Label+"]")
	}
	if len(labels) > 0 {
		lines = append(lines, strings.Join(labels, " "))
	}
	return strings.Join(lines, "\n")
}

// TestExchange plays the exchange that the guide to Discord shows.
func TestExchange(t *testing.T) {
	e := &exchange{place: inChannel(t, theBot(t))}
	anna := discordtest.User{ID: e.anna, Username: "anna"}
	fmt.Fprintln(&e.drawn, "#reading-room")
	e.asks("", "You", "@Quoth What did the Duma ratify?")
	e.server.Say(discordtest.Saying{Author: anna, Channel: e.channel, Content: "<@" + discordtest.BotID + "> What did the Duma ratify?"})
	answer := e.reply("", "Quoth, in reply to you")
	e.asks("", "You", "in reply to Quoth: and when?")
	e.server.Say(discordtest.Saying{Author: anna, Channel: e.channel, Content: "and when?", ReplyTo: answer.ID})
	e.reply("", "Quoth, in reply to you")
	e.asks("", "You", "/ask question: What is the capital of France? private: True")
	e.ask("What is the capital of France?", true)
	e.reply("", "Quoth, seen by you alone")

	guide, err := os.ReadFile("../../doc/guides/discord.md")
	if err != nil {
		t.Fatal(err)
	}
	var indented strings.Builder
	for line := range strings.Lines(e.drawn.String()) {
		indented.WriteString(strings.TrimRight("    "+line, " "))
	}
	if !strings.Contains(string(guide), indented.String()) {
		t.Errorf("the guide does not show this exchange:\n%s", indented.String())
	}
}
