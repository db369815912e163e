package quoth

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/config"
)

// A transcript is a command that a page shows, and what it says.
type transcript struct{ command, says string }

// transcriptBlock finds an indented block that begins with a prompt.
var transcriptBlock = regexp.MustCompile(`(?m)^    \$ .*\n(?:(?:    .*)?\n)*`)

// transcriptsOf lists those of a page, in order. A command goes on behind a line
// that ends with \ or |.
func transcriptsOf(text string) (out []transcript) {
	for _, block := range transcriptBlock.FindAllString(text, -1) {
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
			out = append(out, transcript{strings.TrimSpace(command), strings.Trim(says, "\n")})
		}
	}
	return out
}

// TestTranscripts plays what the README and the pages below doc show, each page from
// top to bottom in a folder of its own.
func TestTranscripts(t *testing.T) {
	played := 0
	for _, page := range pages(t) {
		list := transcriptsOf(page.text)
		if len(list) == 0 || path.Dir(page.path) == decisions {
			continue
		}
		played += len(list)
		t.Run(page.path, func(t *testing.T) {
			t.Parallel()
			s := &session{folder: t.TempDir()}
			for _, one := range list {
				s.play(t, one)
			}
		})
	}
	if played < 25 {
		t.Errorf("there are %d transcripts, want at least 25", played)
	}
}

// A session plays the transcripts of one page.
type session struct {
	folder string
	host   string // of the pages, once they are served
}

func (s *session) play(t *testing.T, one transcript) {
	t.Helper()
	program, args, _ := strings.Cut(one.command, " ")
	switch {
	case program == "cat": // the page shows a file, which there is from here on
		if err := os.WriteFile(filepath.Join(s.folder, args), []byte(one.says+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	case one.command == "quoth web":
		if want := "Ask at http://127.0.0.1:8290\nCtrl-C ends."; one.says != want {
			t.Errorf("the page has %q, and it says %q", one.says, want)
		}
		startWeb(t) // checks the same, but for the port
	case one.command == "quoth fetch":
		playFetch(t, one.says)
	case program == "curl":
		needs(t, "curl", "jq")
		if s.host == "" {
			s.host = strings.TrimPrefix(startWeb(t), "http://")
		}
		s.shell(t, strings.ReplaceAll(one.command, "localhost:8290", s.host), one.says)
	case program == "npx":
		s.shell(t, inspectorOffline(t, one.command), one.says)
	default:
		s.shell(t, one.command, one.says)
	}
}

// shell runs a command, and compares the words of what it says.
func (s *session) shell(t *testing.T, command, says string) {
	t.Helper()
	needs(t, "sh")
	command = strings.Replace(command, "go run . ", "quoth ", 1)
	play := exec.CommandContext(t.Context(), "sh", "-c", command)
	play.Dir = s.folder
	said, err := play.CombinedOutput()
	if play.ProcessState == nil || play.ProcessState.ExitCode() > exitNotFound || unwrapped(string(said)) != unwrapped(says) {
		t.Errorf("%s\nsays\n%s\n%v\nthe page has\n%s", command, said, err, says)
	}
}

// varies is what differs from run to run: names of answers, times, and sizes of
// files, which hold the names of folders.
var varies = regexp.MustCompile(`"id":"[0-9a-f]{16}"| in [0-9.]+m?s\b|[0-9.]+ kB`)

// unwrapped returns the words of an output without what varies, the marks of
// quotations and the line breaks: a page breaks lines where a terminal would.
func unwrapped(output string) string {
	var words []string
	for line := range strings.Lines(varies.ReplaceAllString(output, "VARIES")) {
		words = append(words, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), ">"))...)
	}
	return strings.Join(words, " ")
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

// inspectorOffline is a command of the protocol's own inspector as it is run from npm's
// cache: "npx -y @modelcontextprotocol/inspector@2.12.0 --cli --help" brings it there.
func inspectorOffline(t *testing.T, command string) string {
	t.Helper()
	needs(t, "npx", "jq")
	offline := strings.Replace(command, "npx", "npx --offline --yes", 1)
	inspector, _, _ := strings.Cut(offline, " --cli")
	if err := exec.CommandContext(t.Context(), "sh", "-c", inspector+" --cli --help").Run(); err != nil {
		t.Skipf("the inspector is not in npm's cache: %v", err)
	}
	return offline
}

// TestExchangeInGuide holds the exchange that the guide to Slack shows to the one that
// a test has played.
func TestExchangeInGuide(t *testing.T) {
	played := readPage(t, "adapters/slack/testdata/exchange.txt")
	var shown strings.Builder
	for line := range strings.Lines(played) {
		if strings.TrimSpace(line) != "" {
			line = "    " + line
		}
		shown.WriteString(line)
	}
	if !strings.Contains(readPage(t, "doc/guides/slack.md"), shown.String()) {
		t.Errorf("the guide does not show\n%s", &shown)
	}
}

// codeBlock finds an indented block, in a list or outside.
var codeBlock = regexp.MustCompile(`(?m)^\n((?: {4,}.*\n)+)`)

// TestCommandsInPages holds that each command of Quoth that is written as code is one,
// with flags that there are.
func TestCommandsInPages(t *testing.T) {
	checked := 0
	for _, page := range pages(t) {
		for _, args := range commandsOf(fenced.ReplaceAllString(page.text, "")) {
			checked++
			p := &program{stdout: io.Discard, stderr: io.Discard}
			if _, err := p.parse(strings.Fields(args)); err != nil && !strings.HasPrefix(err.Error(), "expected ") { // arguments may be left out
				t.Errorf("%s has quoth %s: %v", page.path, args, err)
			}
		}
	}
	if checked < 60 {
		t.Errorf("there are %d commands, want at least 60", checked)
	}
}

// commandsOf lists what stands behind quoth in the lines of blocks of code, and in code
// within a line where it is more than a word.
func commandsOf(text string) (out []string) {
	for _, block := range codeBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			args, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(line), "$ "), "quoth ")
			for _, end := range []string{" #", " |", " >", ` \`} {
				args, _, _ = strings.Cut(args, end)
			}
			if ok {
				out = append(out, args)
			}
		}
	}
	for _, code := range inCode.FindAllStringSubmatch(text, -1) {
		if args, ok := strings.CutPrefix(code[1], "quoth "); ok && strings.Contains(args, " ") && !strings.ContainsAny(args, "[<") {
			out = append(out, args)
		}
	}
	return out
}

// settingsBlock is one that begins with a section of the settings.
var settingsBlock = regexp.MustCompile(`^ {4}[a-z]+:\n`)

// TestSettingsInPages holds that settings that a page shows are sound, but for files
// that are not there.
func TestSettingsInPages(t *testing.T) {
	checked := 0
	for _, page := range pages(t) {
		if path.Dir(page.path) == "doc/reference" {
			continue // made from config, whose tests hold its examples
		}
		for _, block := range codeBlock.FindAllStringSubmatch(fenced.ReplaceAllString(page.text, ""), -1) {
			if !settingsBlock.MatchString(block[1]) {
				continue
			}
			checked++
			file := filepath.Join(t.TempDir(), config.DefaultFile)
			text := strings.ReplaceAll(block[1], "\n    ", "\n")[4:]
			text = strings.ReplaceAll(text, "password_file: /run/secrets/", "password: ") // which is there
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(config.Sources{File: file})
			var problems config.Problems
			errors.As(err, &problems)
			for _, p := range problems {
				if !strings.Contains(p.What, "cannot be read") {
					t.Errorf("%s has settings of which %v\n%s", page.path, p, block[1])
				}
			}
		}
	}
	if checked < 5 {
		t.Errorf("there are %d blocks of settings, want at least 5", checked)
	}
}
