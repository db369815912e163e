package slack

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestExchange plays the exchange that the guide to Slack shows.
func TestExchange(t *testing.T) {
	s := onStage(t)
	var b strings.Builder
	seen := 0
	// reply waits for the next message, and draws it.
	reply := func(indent, who string) slacktest.Message {
		s.until("a reply", func() bool { return len(s.Messages()) > seen })
		m := s.Messages()[seen]
		seen++
		fmt.Fprintf(&b, "%s%s\n", indent, who)
		for line := range strings.SplitSeq(slacktest.Drawn(m), "\n") {
			wrapped := strings.ReplaceAll(ansi.Wordwrap(line, 88, ""), "\n", "\n"+indent+"    ")
			fmt.Fprintf(&b, "%s  %s\n", indent, wrapped)
		}
		return m
	}
	fmt.Fprintln(&b, "#newsroom")
	fmt.Fprintln(&b, "You          @Quoth What did the Duma ratify?")
	asked := s.mention("UANNA", "CNEWSROOM", "What did the Duma ratify?")
	reply("  ", "Quoth")
	fmt.Fprintln(&b, "  You          and when?")
	s.Write(slacktest.Writing{User: "UANNA", Channel: "CNEWSROOM", Thread: asked, Text: "and when?"})
	reply("  ", "Quoth")
	fmt.Fprintln(&b, "\nA colleague  /ask How many Iranian soldiers have deserted?")
	s.Command("/ask", "UBEN", "CNEWSROOM", "How many Iranian soldiers have deserted?")
	s.isFor(reply("", "Quoth, seen by the colleague alone"), "UBEN", "CNEWSROOM")
	fmt.Fprintln(&b, "\nDirectly to Quoth, with a message of somebody else shared")
	fmt.Fprintln(&b, "You          is this right?")
	fmt.Fprintln(&b, "             | The wires say that 18 soldiers have already deserted.")
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "is this right?", Shared: "The wires say that 18 soldiers have already deserted."})
	reply("  ", "Quoth")
	goldentest.Check(t, "exchange.txt", b.String())
}
