package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// a scriptedBot finds "yes", is surprised by "fail", and finds nothing else.
type scriptedBot struct {
	asked []bot.Question
}

func (b *scriptedBot) Ask(_ context.Context, q bot.Question) ([]bot.Answer, error) {
	b.asked = append(b.asked, q)
	switch {
	case !strings.ContainsAny(q.Text, "abcdefghijklmnopqrstuvwxyz"):
		return nil, bot.ErrEmptyQuestion
	case q.Text == "fail":
		return nil, errors.New("the index is \x1b[31mbroken")
	case strings.HasPrefix(q.Text, "yes"):
		return []bot.Answer{{ID: "a1", Asked: q.Text, Verdict: bot.Found, Quotes: []bot.Quote{quote("Yes it is.", 10)}}}, nil
	}
	return []bot.Answer{{ID: "a2", Asked: q.Text, Verdict: bot.None}}, nil
}

func (b *scriptedBot) Suggest(_ context.Context, _ bot.From, prefix string) ([]string, error) {
	names := []string{"Yoon Suk Yeol", "Storm Corps", "context menu", "e\x1bvil"}
	if prefix == "krps" { // letters left out
		return []string{"Storm Corps"}, nil
	}
	return slices.DeleteFunc(names, func(n string) bool {
		return !strings.HasPrefix(strings.ToLower(n), strings.ToLower(prefix))
	}), nil
}

func (b *scriptedBot) Context(_ context.Context, _ bot.From, s bot.Span) (bot.Passage, error) {
	if s.Start == 30 {
		return bot.Passage{}, bot.ErrSourceChanged
	}
	return bot.Passage{Before: []bot.Quote{quote("Is it?", 0)}, Quote: quote("Yes it is.", 10)}, nil
}

func (b *scriptedBot) More(_ context.Context, _ bot.From, answerID string) ([]bot.Quote, error) {
	if answerID != "a1" {
		return nil, bot.ErrUnknownAnswer
	}
	return []bot.Quote{quote("Yes again.", 30)}, nil
}

func (b *scriptedBot) Skipped(context.Context, bot.From) ([]bot.SkippedFile, error) {
	return []bot.SkippedFile{
		{Collection: "reports", Name: "scan.pdf", Reason: "files of type .pdf are not read"},
		{Collection: "reports", Name: "e\x1bvil", Reason: "it is binary"},
		{Collection: "reports", Name: "b/scan.pdf", Reason: "files of type .pdf are not read"},
	}, nil
}

func (b *scriptedBot) Sources(context.Context, bot.From) ([]bot.Source, error) {
	return []bot.Source{
		{Document: "a.txt", Title: "Title A", Date: "2024-10-24", Author: "Anna", URL: "https://example.org/a", Sentences: 1},
		{Document: "b\x1b.txt", Title: "Title B", Sentences: 12},
	}, nil
}

func (b *scriptedBot) Rate(context.Context, bot.From, string, bot.Rating) error { return nil }

func noEnvironment(string) string { return "" }

func TestChat(t *testing.T) {
	in := strings.Join([]string{
		"more", "context", "", "yes?", "context", "more", "context 2", "context 3", "Sources",
		"fail", "???", strings.Repeat("x", maxQuestion+10), "context of the war", "more", "help", "clear", "/help", "/context 7", "/frob", "/frob on", "/exit", "yes, never asked",
	}, "\n")
	var out bytes.Buffer
	b := &scriptedBot{}
	term := Terminal{Bot: b, In: strings.NewReader(in), Out: &out, Err: &out}
	if err := term.Chat(t.Context(), noEnvironment); err != nil {
		t.Fatal(err)
	}
	goldentest.Check(t, "chat.txt", out.String())
	for _, q := range b.asked {
		if q.Conversation == "" || q.Conversation != b.asked[0].Conversation {
			t.Errorf("%q is asked in conversation %q, want the same for all", q.Text, q.Conversation)
		}
		if !reflect.DeepEqual(q.From, From) {
			t.Errorf("%q is asked from %+v", q.Text, q.From)
		}
	}
}

func TestChatJSON(t *testing.T) {
	var out, errs bytes.Buffer
	term := Terminal{Bot: &scriptedBot{}, In: strings.NewReader("yes\nmore\ncontext\nsources\nfail"), Out: &out, Err: &errs, JSON: true}
	if err := term.Chat(t.Context(), noEnvironment); err != nil {
		t.Fatal(err)
	}
	goldentest.Check(t, "chat.json", out.String())
	if got, want := errs.String(), "quoth: the index is ␛[31mbroken\n"; got != want {
		t.Errorf("errors are %q, want %q", got, want)
	}
}

func TestChatEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	in, w := io.Pipe() // nobody ever writes
	defer w.Close()
	term := Terminal{Bot: &scriptedBot{}, In: in, Out: io.Discard, Err: io.Discard}
	if err := term.Chat(ctx, noEnvironment); err != nil {
		t.Errorf("an interrupted chat ends with %v", err)
	}
}

func TestAskLines(t *testing.T) {
	for name, test := range map[string]struct {
		in       string
		answered bool
		err      string // the error, if any
		reports  string // part of what stands on standard error
	}{
		"found":           {"no\nyes\n", true, "", ""},
		"none":            {"no\n\n  \t\r\nnothing", false, "", ""},
		"nothing":         {" \n\n", false, "there is no question on standard input", ""},
		"empty":           {"", false, "there is no question on standard input", ""},
		"no word":         {"yes\n?!\nyes", true, "1 of 3 questions could not be answered", "quoth: line 2: the question is empty\n"},
		"long line":       {strings.Repeat("long ", 1<<20) + "\r\nyes", true, "1 of 2 questions could not be answered", "quoth: line 1 is longer than 64 KB and was skipped"},
		"long last line":  {"yes\n" + strings.Repeat("x", maxQuestion+3), true, "1 of 2", "line 2 is longer"},
		"as long as can":  {"yes" + strings.Repeat("!", maxQuestion-3) + "\r\n", true, "", ""},
		"invalid UTF-8":   {"yes \xff", true, "", ""},
		"failed question": {"fail", false, "1 of 1", "quoth: line 1: the index is ␛[31mbroken\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			term := Terminal{Bot: &scriptedBot{}, In: strings.NewReader(test.in), Out: io.Discard, Err: &errs}
			answered, err := term.AskLines(t.Context())
			if answered != test.answered {
				t.Errorf("answered = %t, want %t", answered, test.answered)
			}
			if (err != nil) != (test.err != "") || err != nil && !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
			if !strings.Contains(errs.String(), test.reports) || test.reports == "" && errs.Len() > 0 {
				t.Errorf("reported %q, want %q", errs.String(), test.reports)
			}
		})
	}
}

func TestAskChecksTheQuestion(t *testing.T) {
	b := &scriptedBot{}
	term := Terminal{Bot: b, Out: io.Discard, Err: io.Discard}
	if _, err := term.Ask(t.Context(), strings.Repeat("yes ", maxQuestion)); err == nil || !strings.Contains(err.Error(), "longer than 64 KB") {
		t.Errorf("a question of %d bytes: error %v", 4*maxQuestion, err)
	}
	if _, err := term.Ask(t.Context(), " ?"); !errors.Is(err, bot.ErrEmptyQuestion) {
		t.Errorf("an empty question: error %v", err)
	}
	if answered, err := term.Ask(t.Context(), "yes \xff"); err != nil || !answered {
		t.Errorf("a question with a bad byte: %t, %v", answered, err)
	}
	if got := b.asked[len(b.asked)-1].Text; got != "yes \uFFFD" {
		t.Errorf("asked %q", got)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestFailedWriteIsAnError(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		term := Terminal{Bot: &scriptedBot{}, In: strings.NewReader("yes"), Out: brokenWriter{}, Err: io.Discard, JSON: asJSON}
		if _, err := term.Ask(t.Context(), "yes"); err == nil {
			t.Error("Ask: no error")
		}
		if _, err := term.AskLines(t.Context()); err == nil {
			t.Error("AskLines: no error")
		}
		if err := term.Sources(t.Context()); err == nil {
			t.Error("Sources: no error")
		}
	}
}
