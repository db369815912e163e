package quoth

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
)

// transcript is a command of the README on the embedded reports, and what
// stands below it.
var transcript = regexp.MustCompile(`(?m)^    \$ (?:go run \.|\./quoth) ask "([^"]+)"\n((?:(?:    .*)?\n)*)`)

// TestReadmeTranscripts runs the README's questions and compares the words of
// the output; the README breaks lines where a terminal would.
func TestReadmeTranscripts(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := transcript.FindAllStringSubmatch(string(readme), -1)
	if len(found) < 4 {
		t.Fatalf("the README has %d transcripts, want at least 4", len(found))
	}
	for _, m := range found {
		var stdout, stderr bytes.Buffer
		run(context.Background(), []string{"ask", m[1]}, strings.NewReader(""), &stdout, &stderr)
		if got, want := unwrapped(stdout.String()), unwrapped(m[2]); got != want || stderr.Len() > 0 {
			t.Errorf("quoth ask %q says\n%s\n%s\nthe README has\n%s", m[1], stdout.String(), stderr.String(), m[2])
		}
	}
}

// TestReadmeExchange holds the exchange that the README shows to the one that a
// test has played.
func TestReadmeExchange(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	played, err := os.ReadFile("../../adapters/slack/testdata/exchange.txt")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for line := range strings.Lines(string(played)) {
		if strings.TrimSpace(line) != "" {
			line = "    " + line
		}
		shown.WriteString(line)
	}
	if !strings.Contains(string(readme), shown.String()) {
		t.Errorf("the README does not show\n%s", &shown)
	}
}

// unwrapped returns the words of an output without the marks of quotations and
// the line breaks.
func unwrapped(output string) string {
	var words []string
	for line := range strings.Lines(output) {
		words = append(words, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), ">"))...)
	}
	return strings.Join(words, " ")
}
