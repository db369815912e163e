package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// lake is a bot over one document that anybody may see, beside which files were
// left out, and a document of the desk's without such files.
func lake(t testing.TB, skipped ...string) *Bot {
	t.Helper()
	b, err := newBot([]sources{
		{
			Name: "lake", Audience: Open, Skipped: skipped,
			Documents: []*corpus.Document{corpus.NewDocument("heron.txt", "The heron nests in the reeds of the lake. It fishes at dawn.")},
		},
		{
			Name: "desk", Audience: Audience{Channels: []string{"slack/C2"}},
			Documents: []*corpus.Document{corpus.NewDocument("desk.txt", "The desk opens at nine.")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// saying is what the bot says of an answer itself.
func saying(a Answer) string {
	var out []string
	for _, p := range a.Phrases() {
		out = append(out, p.String())
	}
	return strings.Join(out, "\n")
}

// Nothing is said of the sources alone where files of them could not be read.
func TestSkippedIsSaid(t *testing.T) {
	scans := make([]string, 85)
	for i := range scans {
		scans[i] = fmt.Sprintf("%d.pdf", i)
	}
	b := lake(t, scans...)
	for question, want := range map[string]string{
		"How do I restore a backup?":                            "The sources do not answer this.\nThe sources do not mention restore or backup.\n85 of 86 files could not be read.",
		"Where does the bittern nest in the reeds of the lake?": "The sources do not mention bittern.\n85 of 86 files could not be read.\nThe nearest in the sources:",
		"Where does the heron nest?":                            "",
		"hello":                                                 "Hello. Ask a question, and I answer with the exact sentences of the sources.",
	} {
		a := one(t, b, Question{Text: question})
		if saying(a) != want {
			t.Errorf("%q: %s, %q, want %q", question, a.Verdict, saying(a), want)
		}
		if a.Verdict != Smalltalk && a.Files != (FileCount{85, 86}) {
			t.Errorf("%q: files %+v", question, a.Files)
		}
	}
	// Of those that may be seen there, and of no others.
	a := one(t, b, Question{From: From{Place: desk}, Text: "How do I restore a backup?"})
	if a.Files != (FileCount{85, 87}) || !strings.Contains(saying(a), "85 of 87 files could not be read.") {
		t.Errorf("at the desk: %+v, %q", a.Files, saying(a))
	}
}

// A file in ten is worth a sentence, and fewer are not; that they were left out
// is known all the same.
func TestFewSkippedAreNotSaid(t *testing.T) {
	documents := []*corpus.Document{}
	for i := range 18 {
		documents = append(documents, corpus.NewDocument(fmt.Sprintf("%d.txt", i), fmt.Sprintf("The heron has %d nests.", i+3)))
	}
	for n, want := range map[int]bool{0: false, 1: false, 2: true} {
		b, err := newBot([]sources{{Name: "lake", Audience: Open, Documents: documents, Skipped: []string{"a.pdf", "b.pdf"}[:n]}})
		if err != nil {
			t.Fatal(err)
		}
		a := one(t, b, Question{Text: "How do I restore a backup?"})
		if told := strings.Contains(saying(a), "could not be read"); told != want {
			t.Errorf("%d of %d files skipped: %q", n, 18+n, saying(a))
		}
		files := FileCount{n, 18 + n}
		if n == 0 {
			files = FileCount{}
		}
		if a.Files != files {
			t.Errorf("%d of %d files skipped: %+v", n, 18+n, a.Files)
		}
	}
}

func TestSkippedPhrase(t *testing.T) {
	var files []SkippedFile
	for reason, n := range map[string]int{"it is binary": 3, "it is blank": 2, "files of type .pdf are not read": 9, "permission denied": 1} {
		files = append(files, slices.Repeat([]SkippedFile{{Reason: reason}}, n)...)
	}
	for _, c := range []struct {
		files []SkippedFile
		want  string
	}{
		{nil, ""},
		{files[:0], ""},
		{[]SkippedFile{{Reason: "it is binary"}}, "1 of 3 files could not be read: it is binary."},
		{files, "15 of 17 files could not be read: files of type .pdf are not read (9), it is binary (3), it is blank (2), other reasons (1)."},
	} {
		if got := SkippedPhrase(c.files, 2, "").String(); got != c.want {
			t.Errorf("%d files: %q, want %q", len(c.files), got, c.want)
		}
	}
}

// A list of what was left out shows to those alone who may see the rest.
func TestSkippedFiles(t *testing.T) {
	b := lake(t, "a.pdf", "b.docx")
	files, err := b.Skipped(context.Background(), From{Place: newsroom})
	want := []SkippedFile{{"lake", "a.pdf", "files of type .pdf are not read"}, {"lake", "b.docx", "files of type .docx are not read"}}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("skipped %+v, %v", files, err)
	}
	with, _ := secretBots(t)
	if files, err := with.Skipped(context.Background(), From{Place: desk}); err != nil || len(files) != 3 {
		t.Errorf("the desk is told of %+v, %v", files, err)
	}
}
