package bot_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/lang/en"
)

// said are words and signs that questions on the reports are made of.
var said = strings.Fields(`How many much when where who why what which did do does is was has have the a of in to and by on from
	troops soldiers North South Korea Korean Russia Ukraine Kursk Duma pact ratified ratify October November 24 25 3,000 2,000 10,000
	three thousand 12k December officers generals psycological warfare defectors deserted Yoo Yong-won Yong won yongwon Zelensky Zelenskyy
	Putin Iran U.S. us US NATO front line frontline frontlines embrgo Pentagon Kremlin they it their else about ? ? . ! , : - "`)

// messages draws messages of all sorts, well written and not.
var messages = rapid.OneOf(
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 12), func(w []string) string { return strings.Join(w, " ") }),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 60), func(w []string) string { return strings.Join(w, " ") + "?" }),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 8), func(w []string) string { return strings.ToUpper(strings.Join(w, " ")) }),
	rapid.String(),
	rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
)

// ask asks and checks. Only a message without a word fails.
func ask(t *rapid.T, b *Bot, q Question) []Trace {
	traces, err := b.Trace(t.Context(), q)
	if errors.Is(err, ErrEmptyQuestion) {
		if len(words.Tokens(en.English, q.Text)) > 0 {
			t.Fatalf("%q is said to be empty", q.Text)
		}
		return nil
	}
	if err != nil {
		t.Fatalf("asked %q: %v", q.Text, err)
	}
	checkAnswers(t, b, q, traces)
	return traces
}

func TestAnswersFromTheReportsAreExact(t *testing.T) {
	b := reports(t)
	rapid.Check(t, func(t *rapid.T) {
		conversation := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "conversation")
		ask(t, b, Question{Text: messages.Draw(t, "message"), Conversation: conversation})
	})
}

func TestAnswersFromAnyTextsAreExact(t *testing.T) {
	text := rapid.Map(rapid.SliceOf(rapid.OneOf(
		rapid.SampledFrom(said),
		rapid.SampledFrom([]string{"\n", "\n\n", "# ", "* ", "soldiers.The", "about 3,000 soldiers were sent.", "é", "e\u0301", "🚀", "中国。", "\u200f", "\x00"}),
		rapid.String(),
	)), func(w []string) string { return strings.Join(w, " ") })
	rapid.Check(t, func(t *rapid.T) {
		var collections []sources
		for i := range rapid.IntRange(0, 2).Draw(t, "collections") {
			c := sources{Name: fmt.Sprint("collection ", i), Audience: Open}
			for j := range rapid.IntRange(0, 3).Draw(t, "documents") {
				d := corpus.NewDocument(fmt.Sprint(j), strings.ToValidUTF8(text.Draw(t, "text"), ""))
				d.Title = rapid.SampledFrom([]string{"", "Kursk", "The pact of October"}).Draw(t, "title")
				c.Documents = append(c.Documents, d)
			}
			collections = append(collections, c)
		}
		b, err := newBot(collections)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			traces := ask(t, b, Question{Text: messages.Draw(t, "message"), Conversation: "c"})
			for _, trace := range traces {
				checkPassages(t, b, trace)
			}
		}
	})
}

// checkPassages checks that More and Context give exact quotes too.
func checkPassages(t *rapid.T, b *Bot, trace Trace) {
	if trace.Answer.Verdict == Smalltalk {
		return
	}
	further, err := b.More(t.Context(), From{}, trace.Answer.ID)
	if err != nil || len(further)+len(trace.Answer.Quotes) > len(trace.Ranking) {
		t.Fatalf("%d quotes and %d more of %d: %v", len(trace.Answer.Quotes), len(further), len(trace.Ranking), err)
	}
	for _, q := range further {
		if problem := problemOfQuote(b, q); problem != "" || len(q.Matches) == 0 {
			t.Fatalf("more: %q with %d matches: %s", q.Text, len(q.Matches), problem)
		}
	}
	for _, q := range trace.Ranking {
		p, err := b.Context(t.Context(), From{}, q.Span)
		if err != nil || p.Quote.Text != q.Text {
			t.Fatalf("the context of %q is of %q: %v", q.Text, p.Quote.Text, err)
		}
		for _, n := range append(append(p.Before, p.Quote), p.After...) {
			if problem := problemOfQuote(b, n); problem != "" {
				t.Fatalf("the context of %q: %s", q.Text, problem)
			}
		}
	}
}

// The sets' texts are large and not part of this repository; where they stand
// beside it, two hundred of the questions of each are asked.
func TestAnswersFromTheSetsAreExact(t *testing.T) {
	corpustest.Long(t)
	folders, _ := filepath.Glob("../../shared/eval/*/corpus.jsonl")
	if len(folders) == 0 {
		t.Skip("there are no sets in ../../shared/eval")
	}
	for _, file := range folders {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			documents := readLines(t, file, func(l setLine) (*corpus.Document, error) {
				return corpus.NewDocumentOfSentences(l.ID, l.Title, l.Text, l.Sentences)
			})
			b, err := newBot([]sources{{Name: "set", Audience: Open, Documents: documents}})
			if err != nil {
				t.Fatal(err)
			}
			questions := readLines(t, filepath.Join(filepath.Dir(file), "questions.jsonl"), func(l setLine) (string, error) { return l.Question, nil })
			for i := 0; i < len(questions); i += max(1, len(questions)/200) {
				q := Question{Text: questions[i]}
				traces, err := b.Trace(t.Context(), q)
				if errors.Is(err, ErrEmptyQuestion) {
					continue
				}
				if err != nil {
					t.Fatalf("%q: %v", questions[i], err)
				}
				checkAnswers(t, b, q, traces)
			}
		})
	}
}

func FuzzAsk(f *testing.F) {
	b := reports(f)
	for _, m := range hardMessages {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := Question{Text: text}
		traces, err := b.Trace(t.Context(), q)
		if err == nil {
			checkAnswers(t, b, q, traces)
		} else if valid := strings.ToValidUTF8(text, "\uFFFD"); !errors.Is(err, ErrEmptyQuestion) || len(words.Tokens(en.English, valid)) > 0 {
			t.Fatal(err)
		}
	})
}

// hardMessages are what fuzzing begins with, and what a bot is sent.
var hardMessages = []string{
	"", " ", "?!… --", "ʼ\xef ", "\x00\x01\x1b[31m", "How many troops has North Korea sent?", "HOW MANY TROOPS HAS NORTH KOREA SENT?",
	"When is the pact ratified? And where? Why? Who? How? What?", "what happened on November 24", "24 October, Oct. 24th, the 24 of October",
	"Read 'psycological' embrgo yongwon yong-won frontlines", "<!channel> how many soldiers deserted", "@everyone <@U123> where are they",
	"🚀🇰🇵 troops 🙏", "\u200f\u202ehow many\u202c troops", "caf\xff\xfe troops \x80", "three thousand five hundred", "ʼ ͺ ﷺ", "thanks", "1/2 ½ ²",
	"* a\n* b\n\n# c", "U.S.-led e.g. p.m.", "which " + strings.Repeat("troops ", 200),
}

// A setLine is a line of a set's corpus.jsonl or questions.jsonl.
type setLine struct {
	ID, Title, Text, Question string
	Sentences                 []string
}

// readLines reads a file of JSON lines.
func readLines[V any](t *testing.T, name string, f func(setLine) (V, error)) []V {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []V
	for in := json.NewDecoder(file); ; {
		var l setLine
		if err := in.Decode(&l); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v, err := f(l)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, v)
	}
}
