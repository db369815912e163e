package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A script answers each question text with fixed traces, and remembers what
// it was asked.
type script struct {
	answers map[string][]bot.Trace
	errs    map[string]error

	mu    sync.Mutex
	asked []bot.Question
}

func (s *script) Trace(_ context.Context, q bot.Question) ([]bot.Trace, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	return s.answers[q.Text], s.errs[q.Text]
}

// trace answers with sentences, of which only the text decides.
func trace(verdict bot.Verdict, confidence float64, sentences ...string) bot.Trace {
	t := bot.Trace{Answer: bot.Answer{Verdict: verdict, Confidence: confidence}}
	for _, text := range sentences {
		t.Ranking = append(t.Ranking, bot.Quote{Text: text, Span: bot.Span{Document: "d0"}})
	}
	return t
}

func near(a Measure, b float64) bool { return math.Abs(float64(a)-b) < 1e-12 }

func TestRunMeasures(t *testing.T) {
	set := readSet(t, twoDocuments, `{"id":"first","question":"1","gold":[["d0",0]]}
{"id":"third","question":"3","gold":[["d0",2]]}
{"id":"fourth","question":"4","gold":[["d0",0],["d1",0]]}
{"id":"eleventh","question":"11","gold":[["d0",0]]}
{"id":"elsewhere","question":"e","gold":[["d0",1]]}
{"id":"none","question":"n","gold":[]}
{"id":"hello","question":"h","gold":[]}
`)
	b := &script{answers: map[string][]bot.Trace{
		"1":  {trace(bot.Found, 0.9, "The Elbe is long.", "b")},
		"3":  {trace(bot.None, 0.3, "a", "b", "The Oder is short.")},
		"4":  {trace(bot.Found, 0.8, "a", "b", "c", "The Mueritz is deep.", "The Elbe is long.")},
		"11": {trace(bot.Closest, 0.3, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "The Elbe is long.")},
		"e":  {trace(bot.Found, 0.7, "It\nfloods. ")},
		"n":  {trace(bot.Found, 0.3, "a")},
		"h":  {trace(bot.Smalltalk, 0, "a")},
	}}
	report, err := Run(t.Context(), b, set, Options{Load: 1500 * time.Microsecond})
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summary
	if s.Set != "rivers" || s.Questions != 7 || s.Answerable != 5 || s.Sentences != 6 || s.LoadMS != 1.5 || s.HeapMB <= 0 {
		t.Errorf("summary %+v", s)
	}
	if !near(s.P1, 2./5) || !near(s.Hit3, 3./5) || !near(s.MRR10, (1+1./3+1./4+1)/5) {
		t.Errorf("P@1 %v, hit@3 %v, MRR %v", s.P1, s.Hit3, s.MRR10)
	}
	if !near(s.FoundAnswerable, 3./5) || !near(s.FoundUnanswerable, 1./2) {
		t.Errorf("found %v of the answerable, %v of the others", s.FoundAnswerable, s.FoundUnanswerable)
	}
	// Of ten pairs, the five with 0 and the three above 0.3 are right, two are ties.
	if !near(s.AUROC, 9./10) {
		t.Errorf("AUROC %v, want 0.9", s.AUROC)
	}
	ranks := []int{1, 3, 4, 0, 1, 0, 0}
	for i, r := range report.Records {
		if r.Rank != ranks[i] || r.ID != set.Questions[i].ID {
			t.Errorf("record %d is %q with rank %d, want %q with %d", i, r.ID, r.Rank, set.Questions[i].ID, ranks[i])
		}
	}
	if got := len(report.Records[3].Quotes); got != 10 {
		t.Errorf("%d quotes are recorded, want 10", got)
	}
}

func TestUnanswerableLosesItsGold(t *testing.T) {
	set := readSet(t, twoDocuments, twoQuestions)
	set.AddUnanswerable([]Question{
		{ID: "x", Text: "x", Gold: []Gold{{Doc: "other"}}, Answerable: true},
		{ID: "y", Turns: []Question{{ID: "y#1", Text: "x", Gold: []Gold{{Doc: "other"}}, Answerable: true}}},
	})
	b := &script{answers: map[string][]bot.Trace{"x": {trace(bot.Found, 1, "a")}}}
	report, err := Run(t.Context(), b, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Summary; s.Questions != 4 || s.Answerable != 2 || !near(s.FoundUnanswerable, 1) || !near(s.AUROC, 0) {
		t.Errorf("summary %+v", s)
	}
}

func TestTurnsShareAConversation(t *testing.T) {
	set := readSet(t, twoDocuments, `{"id":"c","turns":[{"question":"1","gold":[["d0",0]]},{"question":"2","gold":[]}]}
{"id":"c","turns":[{"question":"3","gold":[["d0",0]]}]}
{"id":"q","question":"4","gold":[["d0",0]]}
`)
	b := &script{}
	from := bot.From{Asker: bot.Asker{ID: "someone"}}
	for range 2 {
		report, err := Run(t.Context(), b, set, Options{From: from})
		if err != nil {
			t.Fatal(err)
		}
		if report.Records[1].ID != "c#2" {
			t.Errorf("the second turn is %q", report.Records[1].ID)
		}
	}
	key := func(i int) string { return b.asked[i].Conversation }
	if key(0) == "" || key(0) != key(1) || key(2) == key(0) || key(2) == "" || key(3) != "" {
		t.Errorf("conversations %q, %q, %q, %q", key(0), key(1), key(2), key(3))
	}
	if key(4) == key(0) {
		t.Error("a second run goes on with the first one's conversation")
	}
	if !reflect.DeepEqual(b.asked[0].From, from) {
		t.Errorf("asked from %+v", b.asked[0].From)
	}
}

func TestSplitMessages(t *testing.T) {
	found, none := trace(bot.Found, 0.9, "a"), trace(bot.None, 0.1, "b")
	for _, c := range []struct {
		traces []bot.Trace
		want   string
	}{
		{[]bot.Trace{none, found, trace(bot.Found, 1, "c")}, "a"},
		{[]bot.Trace{none, trace(bot.Closest, 0.4, "c")}, "b"},
	} {
		if got := leading(c.traces).Ranking[0].Text; got != c.want {
			t.Errorf("the leading trace is %q, want %q", got, c.want)
		}
	}
	if got := leading(nil).Answer.Verdict; got != bot.None {
		t.Errorf("the verdict of no trace is %q", got)
	}
}

func TestRunErrors(t *testing.T) {
	set := readSet(t, twoDocuments, twoQuestions)
	empty := &script{errs: map[string]error{"How long is the Elbe?": fmt.Errorf("asked: %w", bot.ErrEmptyQuestion)}}
	report, err := Run(t.Context(), empty, set, Options{})
	if err != nil || report.Records[0].Verdict != bot.None {
		t.Errorf("a question without a word ends the run: %v", err)
	}
	broken := errors.New("broken")
	_, err = Run(t.Context(), &script{errs: map[string]error{"Does the Mueritz flood?": broken}}, set, Options{})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), `"q1"`) {
		t.Errorf("the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, &script{}, set, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("of a cancelled run the error is %v", err)
	}
}

// manyQuestions is a set of n questions, each with a trace of its own.
func manyQuestions(t *testing.T, n int) (*Set, *script) {
	t.Helper()
	var lines strings.Builder
	b := &script{answers: map[string][]bot.Trace{}}
	for i := range n {
		text := fmt.Sprintf("question %d", i)
		fmt.Fprintf(&lines, `{"id":"q%d","question":%q,"gold":[["d0",0]]}`+"\n", i, text)
		b.answers[text] = []bot.Trace{trace(bot.Found, float64(i), fmt.Sprint(i))}
	}
	return readSet(t, twoDocuments, lines.String()), b
}

func TestParallelRunIsTheSame(t *testing.T) {
	set, b := manyQuestions(t, 200)
	one, err := Run(t.Context(), b, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	many, err := Run(t.Context(), b, set, Options{Parallel: 4, Progress: func(n, total int) {
		if n != done+1 || total != 200 {
			t.Errorf("progress %d of %d after %d", n, total, done)
		}
		done = n
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range one.Records {
		one.Records[i].Micros, many.Records[i].Micros = 0, 0
		if a, b := fmt.Sprint(one.Records[i]), fmt.Sprint(many.Records[i]); a != b {
			t.Fatalf("record %d is %s alone and %s in parallel", i, a, b)
		}
	}
	if done != 200 {
		t.Errorf("progress ends at %d", done)
	}
}

func TestLimit(t *testing.T) {
	set, b := manyQuestions(t, 100)
	set.AddUnanswerable(set.Questions)
	ids := func(limit int) []string {
		report, err := Run(t.Context(), b, set, Options{Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range report.Records {
			out = append(out, r.ID)
		}
		return out
	}
	ten, twenty := ids(10), ids(20)
	if len(ten) != 20 || len(twenty) != 40 || len(ids(1000)) != 200 {
		t.Fatalf("limits give %d, %d and %d questions", len(ten), len(twenty), len(ids(1000)))
	}
	if !slices.Equal(ten, ids(10)) || !slices.Equal(ten[:10], ten[10:]) {
		t.Error("the choice is not always the same")
	}
	for _, id := range ten {
		if !slices.Contains(twenty, id) {
			t.Errorf("the choice of 20 lacks %s of the choice of 10", id)
		}
	}
	slices.Reverse(set.Questions)
	reversed := ids(10)[:10]
	slices.Reverse(reversed)
	if !slices.Equal(ten[:10], reversed) {
		t.Errorf("the choice depends on the file's order: %v, %v", ten[:10], reversed)
	}
}

func TestClean(t *testing.T) {
	set := readSet(t, twoDocuments, `{"id":"q","question":"lnog?","clean":"long?","gold":[["d0",0]]}
{"id":"r","question":"short?","gold":[["d0",0]]}`)
	b := &script{}
	for _, clean := range []bool{false, true} {
		if _, err := Run(t.Context(), b, set, Options{Clean: clean}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, q := range b.asked {
		got = append(got, q.Text)
	}
	if want := []string{"lnog?", "short?", "long?", "short?"}; !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
}

func TestWriteJSON(t *testing.T) {
	set := readSet(t, twoDocuments, `{"id":"q","kind":"disagree","question":"1","gold":[["d0",2]],"missing":"Moon Jae-in"}`)
	answer := trace(bot.Found, 0.75)
	answer.Answer.Disagreement = &bot.Disagreement{Values: []bot.ValueQuote{{Value: "2000"}, {Value: "3000"}, {Value: "2000"}}}
	answer.Answer.Missing = []string{"moon"}
	answer.Ranking = []bot.Quote{{
		Span: bot.Span{Document: "d0", Span: corpus.Span{Start: 30, End: 48}}, Text: "The Oder is <short>.", Sentence: 2, Score: 1.5,
	}}
	report, err := Run(t.Context(), &script{answers: map[string][]bot.Trace{"1": {answer}}}, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Records[0].Named {
		t.Error("the answer names part of the missing name, but does not count")
	}
	report.Records[0].Micros = 7
	var out bytes.Buffer
	if err := report.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	record, summary, _ := strings.Cut(out.String(), "\n")
	want := `{"id":"q","kind":"disagree","verdict":"found","confidence":0.75,"disagreement":true,"values":["2000","3000"],` +
		`"missing":["moon"],"quotes":[{"doc":"d0","sentence":2,"start":30,"end":48,"text":"The Oder is <short>.","score":1.5}],"micros":7}`
	if record != want {
		t.Errorf("the record is\n%s\nwant\n%s", record, want)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(summary), &fields); err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(fields))
	if got, want := strings.Join(names, " "), "answerable auroc ece found_answerable found_right found_unanswerable heap_mb hit3 load_ms mrr10 p1 p50_us p99_us questions sentences set summary sure_right"; got != want {
		t.Errorf("the summary has the fields %s, want %s", got, want)
	}
	if fields["summary"] != true || fields["auroc"] != nil || fields["p1"] != 0.0 {
		t.Errorf("the summary is %s", summary)
	}
}

func TestRecordOfNothing(t *testing.T) {
	set := readSet(t, twoDocuments, twoQuestions)
	report, err := Run(t.Context(), &script{}, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(report.Records[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := `"values":[],"missing":[],"quotes":[]`; !strings.Contains(string(line), want) {
		t.Errorf("the record is %s, want empty lists", line)
	}
}
