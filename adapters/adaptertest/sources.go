package adaptertest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// What the checks ask. The embedded reports answer most of it.
const (
	foundQuestion    = "What did the Duma ratify?"
	otherQuestion    = "Why did North Korean officers go to Kursk?"
	followUpQuestion = "and when?"
	closestQuestion  = "Did soldiers of Iran desert?"
	differQuestion   = "How many troops did North Korea send to Russia?"
	greetingText     = "hello"
	pointedAtText    = "The Duma ratified a strategic partnership with North Korea."
	briefText        = "What do the sources say about North Korean troops?"
	hostileQuestion  = "What does the harbour master of Quillmouth tell?"
	turningQuestion  = "How does the beacon painter of Quillmouth sign?"
	ferryQuestion    = "Where does the ferry of Quillmouth call?"
	tollQuestion     = "What does the toll of Quillmouth depend on?"
	craneQuestion    = "When does the crane of Quillmouth lift?"
)

// longMessage holds as many questions as the bot answers at once, each with as
// long an answer as the reports give.
const longMessage = differQuestion + " " + otherQuestion + " " +
	"How many North Korean soldiers have deserted? Who asked the North Korean soldiers to surrender? " +
	"What is the defense pact between Russia and North Korea about?"

// The harbour's sentences would ping, format, link and turn the direction of
// writing, if they were taken for more than text.
const (
	harbourTitle = "Harbour *rules* of <@U0CREW> & [crew](https://example.org)"
	harbourText  = "The harbour master of Quillmouth tells <!channel>, @everyone, @here, <@U0CREW> and <#C0DOCK> that *boats*, _nets_, ~oars~, ||buoys|| " +
		"and `ropes` cost [nothing](https://example.org) at <https://example.org|home> & sea &amp; shore.\n\n" +
		"The beacon painter of Quillmouth signs as \u202eretniap.\n"
)

// The quay's page has a sentence that announces a list, and a table, with the
// marks of Markdown.
const quayText = "# The quay\n\nThe toll of **Quillmouth** depends on these:\n\n- the [length](https://example.org/length) of a boat,\n- its cargo.\n\n" +
	"| What | Lifts |\n|---|---|\n| The crane of Quillmouth | at `high` water |\n"

var reports = sync.OnceValues(sample.Documents)

// engines are those of sources, by the length of a message: they are made once,
// as each of the checks begins with them.
var engines sync.Map

// sources are the embedded reports, and documents for what they lack: text
// that is more than text to a platform, and a sentence longer than a message.
func sources(maxText int) ([]bot.Collection, error) {
	make := sync.OnceValues(func() (*engine.Engine, error) { return newSources(maxText) })
	once, _ := engines.LoadOrStore(maxText, make)
	e, err := once.(func() (*engine.Engine, error))()
	if err != nil {
		return nil, err
	}
	return []bot.Collection{{Name: "kit", Audience: bot.Open, Engine: e, Skipped: skipped}}, nil
}

// skipped are so many beside the documents that an answer which the sources do
// not give tells of them.
var skipped = []bot.SkippedFile{
	{Collection: "kit", Name: "charts.pdf", Reason: "files of type .pdf are not read"},
	{Collection: "kit", Name: "@everyone.<!here>", Reason: "files of type .<!here> are not read"},
}

func newSources(maxText int) (*engine.Engine, error) {
	documents, err := reports()
	if err != nil {
		return nil, err
	}
	documents = documents[:len(documents):len(documents)]
	ferry := "The ferry of Quillmouth calls at " + strings.Join(ports(max(maxText, 1000)*3/2), ", ") + " and Zennor.\n"
	for name, text := range map[string]string{"harbour.txt": harbourText, "ferry.txt": ferry, "quay.md": quayText} {
		d, _, err := read.Document(name, []byte(text))
		if err != nil {
			return nil, fmt.Errorf("the kit's own %s: %w", name, err)
		}
		if name == "harbour.txt" {
			d.Title = harbourTitle
		}
		documents = append(documents, d)
	}
	return engine.New("kit", documents, engine.Options{})
}

// Collection makes a collection of documents that everybody may see.
func Collection(t testing.TB, name string, documents []*corpus.Document) bot.Collection {
	t.Helper()
	e, err := engine.New(name, documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bot.Collection{Name: name, Audience: bot.Open, Engine: e}
}

// ports are as many names as have so many letters together.
func ports(letters int) []string {
	var out []string
	for i := 0; letters > 0; i++ {
		name := string("BDFGKLMN"[i%8]) + string("aeiou"[i/8%5]) + string("lmnrst"[i/40%6]) + []string{"by", "ton", "ham", "wick"}[i/240%4]
		out = append(out, name)
		letters -= len(name) + len(", ")
	}
	return out
}

// marked is a question that the sources do not answer, and the word by which
// its answer, and no other, can be told: the answer says that the sources do
// not mention it.
func marked(n int) (question, mark string) {
	mark = fmt.Sprintf("Bravo%03d", n)
	return "What is the capital of " + mark + "?", mark
}
