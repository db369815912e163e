package quoth

import (
	"bytes"
	"context"
	"os"
	"os/exec"
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

// shellTranscripts are commands of the README for a shell, each with what it says. A
// command goes on behind a line that ends with \\ or |.
func shellTranscripts(t *testing.T, section string) (out [][2]string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(readme), "\n## "+section+"\n")
	if !found {
		t.Fatalf("the README has no section %q", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	for _, block := range regexp.MustCompile(`(?m)^    \$ .*\n(?:(?:    .*)?\n)*`).FindAllString(text, -1) {
		for one := range strings.SplitSeq(strings.TrimPrefix(block, "    $ "), "\n    $ ") {
			command, says, goesOn := "", "", true
			for line := range strings.Lines(one) {
				line = strings.TrimPrefix(line, "    ")
				if !goesOn {
					says += line
					continue
				}
				command += line
				line = strings.TrimSpace(line)
				goesOn = strings.HasSuffix(line, `\`) || strings.HasSuffix(line, "|")
			}
			out = append(out, [2]string{command, strings.TrimSpace(says)})
		}
	}
	return out
}

// anID is what differs from answer to answer.
var anID = regexp.MustCompile(`"id":"[0-9a-f]{16}"`)

// playShell runs a command of the README, and compares what it says.
func playShell(t *testing.T, command, says string) {
	t.Helper()
	play := exec.CommandContext(t.Context(), "sh", "-c", command)
	play.Dir = t.TempDir()
	var errs bytes.Buffer
	play.Stderr = &errs
	said, err := play.Output()
	masked := func(text string) string { return anID.ReplaceAllString(strings.TrimSpace(text), `"id":"..."`) }
	if err != nil || masked(string(said)) != masked(says) {
		t.Errorf("%s\nsays\n%s\n%s%v\nthe README has\n%s", command, said, &errs, err, says)
	}
}

// needs skips a test where a program is missing.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("there is no %s", name)
		}
	}
}

// TestReadmeBrowser holds what "quoth web" says first to what the README has.
func TestReadmeBrowser(t *testing.T) {
	const own = "127.0.0.1:8290"
	list := shellTranscripts(t, "In a browser")
	address := startWeb(t)
	if want := "Ask at http://" + own + "\nCtrl-C ends."; len(list) != 1 || list[0][1] != want {
		t.Errorf("the README has %q, and it says %q at %s", list, want, address)
	}
}

// TestReadmeProgram plays what the README has programs ask over HTTP.
func TestReadmeProgram(t *testing.T) {
	needs(t, "sh", "curl", "jq")
	host := strings.TrimPrefix(startWeb(t), "http://")
	list := shellTranscripts(t, "From a program")
	if len(list) < 3 {
		t.Fatalf("the README has %d transcripts, want at least 3", len(list))
	}
	for _, one := range list {
		playShell(t, strings.ReplaceAll(one[0], "localhost:8290", host), one[1])
	}
}

// TestReadmeAssistant plays what the README has the protocol's own inspector ask, where that
// lies in npm's cache: "npx -y @modelcontextprotocol/inspector@2.12.0 --cli --help" brings it
// there.
func TestReadmeAssistant(t *testing.T) {
	needs(t, "sh", "npx", "jq")
	list := shellTranscripts(t, "From an assistant (MCP)")
	if len(list) != 1 {
		t.Fatalf("the README has %d transcripts, want 1", len(list))
	}
	inspector, _, _ := strings.Cut(list[0][0], " --cli")
	offline := strings.Replace(inspector, "npx", "npx --offline --yes", 1)
	if err := exec.CommandContext(t.Context(), "sh", "-c", offline+" --cli --help").Run(); err != nil {
		t.Skipf("the inspector is not in npm's cache: %v", err)
	}
	playShell(t, strings.Replace(list[0][0], inspector, offline, 1), list[0][1])
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
