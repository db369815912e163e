package slack

import (
	"testing"

	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestScreens plays the exchanges whose pictures the guide to Slack shows, and draws them as
// pages. Where a page changes, its picture is made again with a browser:
//
//	chromium --headless --disable-lcd-text --screenshot=doc/screens/NAME.png --window-size=760,HEIGHT adapters/slack/testdata/screens/NAME.html
func TestScreens(t *testing.T) {
	library := document(t, "hours.md", "---\ntitle: Opening hours\ndate: 2026-03-01\nurl: https://example.org/hours\n---\n\nThe library opens at nine on weekdays. On Saturday the library opens at ten.\n")
	s := onStage(t, adaptertest.Collection(t, "library", []*corpus.Document{library}))
	seen := 0
	reply := func() slacktest.Message {
		s.until("a reply", func() bool { return len(s.Messages()) > seen })
		seen++
		return s.Messages()[seen-1]
	}
	ask := func(file, text string) {
		s.mention("UANNA", "CNEWSROOM", text)
		goldentest.Check(t, "screens/"+file+".html", slacktest.Page("# newsroom",
			slacktest.Said{By: "You", Text: "@Quoth " + text}, slacktest.Said{By: "Quoth", Note: "APP", Post: reply()}))
	}
	ask("quotations", "When does the library open on weekdays?")
	ask("disagreement", "How many troops has North Korea sent?")
	ask("nothing", "What is the capital of France?")
	const claim = "The wires say that 18 soldiers have already deserted."
	s.Write(slacktest.Writing{User: "UANNA", Channel: "DANNA", Text: "is this right?", Shared: claim})
	goldentest.Check(t, "screens/shared.html", slacktest.Page("Quoth",
		slacktest.Said{By: "You", Text: "is this right?", Quote: claim}, slacktest.Said{By: "Quoth", Note: "APP", Post: reply()}))
}
