package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
)

const (
	twoDocuments = `{"id":"d0","title":"Rivers","text":"The Elbe is long. It floods.\n\nThe Oder is short.","sentences":["The Elbe is long.","It floods.","The Oder is short."]}
{"id":"d1","title":"Lakes","text":"The Mueritz is deep. It floods.","sentences":["The Mueritz is deep.","","It floods."]}
`
	twoQuestions = `{"id":"q0","question":"How long is the Elbe?","gold":[["d0",0]],"answerable":true}

{"id":"q1","question":"Does the Mueritz flood?","gold":[["d1",2]],"answerable":true}
`
)

func writeSet(t *testing.T, documents, questions string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "rivers")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "corpus.jsonl"), documents)
	writeFile(t, filepath.Join(dir, "questions.jsonl"), questions)
	return dir
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readSet(t *testing.T, documents, questions string) *Set {
	t.Helper()
	set, err := ReadSet(t.Context(), writeSet(t, documents, questions))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestReadSet(t *testing.T) {
	set := readSet(t, twoDocuments, twoQuestions)
	if set.Name != "rivers" || len(set.Documents) != 2 || len(set.Questions) != 2 {
		t.Fatalf("got set %q of %d documents and %d questions", set.Name, len(set.Documents), len(set.Questions))
	}
	d := set.Documents[0]
	if d.Name != "d0" || d.Title != "Rivers" || len(d.Paragraphs) != 2 || d.Sentences[2].Paragraph != 1 {
		t.Errorf("document 0 is %+v", d)
	}
	if got := d.Slice(d.Sentences[1].Span); got != "It floods." {
		t.Errorf("sentence 1 is %q", got)
	}
	if q := set.Questions[1]; q.ID != "q1" || !q.Answerable || q.Gold[0] != (Gold{Doc: "d1", Sentence: 2}) {
		t.Errorf("question 1 is %+v", q)
	}
}

func TestReadSetLongLine(t *testing.T) {
	long := strings.Repeat("The Elbe is long. ", 1<<17)
	documents := fmt.Sprintf(`{"id":"d0","title":"","text":%q,"sentences":["The Elbe is long."]}`, long)
	set := readSet(t, documents, `{"id":"q0","question":"How long?","gold":[["d0",0]]}`)
	if got := len(set.Documents[0].Text); got != len(long) {
		t.Errorf("the text has %d bytes, want %d", got, len(long))
	}
}

func TestIdenticalSentencesAreOneAnswer(t *testing.T) {
	set := readSet(t, twoDocuments, twoQuestions)
	k, err := set.Key(set.Questions[1])
	if err != nil {
		t.Fatal(err)
	}
	if !k.Holds("It floods.") || k.Holds("The Mueritz is deep.") || k.Holds("") {
		t.Errorf("the key is %v, want the gold sentence's text alone", k)
	}
}

func TestGoldByContainedText(t *testing.T) {
	d, err := corpus.NewDocumentOfSentences("a.txt", "", "One river\nfloods. Another\nriver floods. None.",
		[]string{"One river\nfloods.", "Another\nriver floods.", "None."})
	if err != nil {
		t.Fatal(err)
	}
	q := Question{ID: "q", Text: "?", Gold: []Gold{{Doc: "a.txt", Contains: "Another river"}}, Answerable: true}
	set, err := NewSet("wrapped", []*corpus.Document{d}, []Question{q})
	if err != nil {
		t.Fatal(err)
	}
	k, err := set.Key(q)
	if err != nil {
		t.Fatal(err)
	}
	if !k.Holds("Another\nriver floods.") || k.Holds("One river\nfloods.") {
		t.Errorf("the key is %v", k)
	}
}

func TestReadQuestions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "qa.jsonl")
	writeFile(t, path, "\ufeff"+`{"id":"a","kind":"swap","question":"Who?","gold":[],"missing":"Kremlin"}
{"id":"b","turns":[{"question":"How many?","gold":[{"doc":"x.txt","contains":"ten"}]},{"question":"Why?","gold":[]}]}
{"id":"c","question":"molcular?","clean":"molecular?","gold":[["d",1]],"answerable":false}
`)
	questions, err := ReadQuestions(path)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := questions[0], questions[1], questions[2]
	if a.Answerable || a.Missing != "Kremlin" || a.group() != "swap" {
		t.Errorf("a is %+v", a)
	}
	if len(b.Turns) != 2 || b.Turns[0].ID != "b#1" || b.Turns[1].ID != "b#2" ||
		!b.Turns[0].Answerable || b.Turns[1].Answerable || b.Turns[0].Gold[0].Contains != "ten" {
		t.Errorf("b is %+v", b)
	}
	if b.Turns[0].group() != "first turn" || b.Turns[1].group() != "later turns" {
		t.Errorf("the turns count as %q and %q", b.Turns[0].group(), b.Turns[1].group())
	}
	if c.Answerable || c.Gold != nil || c.Clean != "molecular?" {
		t.Errorf("c is %+v", c)
	}
}

func TestReadSetErrors(t *testing.T) {
	for name, c := range map[string]struct{ documents, questions, want string }{
		"broken document":       {`{"id":`, twoQuestions, "corpus.jsonl:1: not a line of this file"},
		"document without id":   {twoDocuments + `{"text":"x","sentences":[]}`, twoQuestions, `corpus.jsonl:3: the document has no "id"`},
		"sentence not in text":  {`{"id":"d0","text":"One.","sentences":["Two."]}`, twoQuestions, "corpus.jsonl:1: "},
		"document twice":        {twoDocuments + twoDocuments, twoQuestions, `two documents named "d0"`},
		"no question":           {twoDocuments, "\n", "has no question"},
		"broken question":       {twoDocuments, "\n\n{", "questions.jsonl:3: not a line of this file"},
		"question without id":   {twoDocuments, `{"question":"Who?"}`, `questions.jsonl:1: the question has no "id"`},
		"question without text": {twoDocuments, `{"id":"q"}`, `questions.jsonl:1: question "q" has neither`},
		"turn without text":     {twoDocuments, `{"id":"q","turns":[{"gold":[]}]}`, `question "q#1" has neither`},
		"text and turns":        {twoDocuments, `{"id":"q","question":"Who?","turns":[{"question":"Who?"}]}`, "has both"},
		"turns of turns":        {twoDocuments, `{"id":"q","turns":[{"turns":[{"question":"Who?"}]}]}`, "of its own"},
		"gold is a number":      {twoDocuments, `{"id":"q","question":"Who?","gold":[3]}`, "questions.jsonl:1: not a line of this file: gold 3 is neither"},
		"gold of three":         {twoDocuments, `{"id":"q","question":"Who?","gold":[["d0",1,2]]}`, "is not [document, sentence index]"},
		"gold of a float":       {twoDocuments, `{"id":"q","question":"Who?","gold":[["d0",1.5]]}`, "is not [document, sentence index]"},
		"gold without text":     {twoDocuments, `{"id":"q","question":"Who?","gold":[{"doc":"d0"}]}`, "is neither"},
		"answerable, no gold":   {twoDocuments, `{"id":"q","question":"Who?","gold":[],"answerable":true}`, "has no gold"},
		"gold document unknown": {twoDocuments, `{"id":"q","question":"Who?","gold":[["d9",0]]}`, `questions.jsonl:1: the gold of question "q" is in document "d9"`},
		"gold sentence beyond":  {twoDocuments, `{"id":"q","question":"Who?","gold":[["d0",3]]}`, `sentence 3 of document "d0", which has 3`},
		"gold sentence below":   {twoDocuments, `{"id":"q","question":"Who?","gold":[["d0",-1]]}`, `sentence -1 of document "d0"`},
		"gold text unknown":     {twoDocuments, `{"id":"q","question":"Who?","gold":[{"doc":"d0","contains":"Rhine"}]}`, `contains "Rhine", which document "d0" does not`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadSet(t.Context(), writeSet(t, c.documents, c.questions))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
	if _, err := ReadSet(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "a set is a folder with") {
		t.Errorf("of an empty folder the error is %v", err)
	}
}
