package bot_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sample"
)

var bg = context.Background()

// fileOf writes documents into a folder, indexes it, and opens the index file,
// which is closed when the test ends.
func fileOf(t interface {
	Fatal(...any)
	Cleanup(func())
}, folder string, documents []*corpus.Document) *store.Store {
	path := filepath.Join(folder, "a.quoth")
	for _, d := range documents {
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(d.Name)), []byte(d.Text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Build(bg, []string{folder}, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// sameAnswers fails where two bots answer a question differently.
func sameAnswers(t interface{ Fatalf(string, ...any) }, one, other *Bot, question string) {
	a, errA := one.Trace(bg, Question{Text: question})
	b, errB := other.Trace(bg, Question{Text: question})
	if !errors.Is(errA, errB) {
		t.Fatalf("%q: %v, and %v", question, errA, errB)
	}
	for i := range a {
		a[i].Answer.ID, b[i].Answer.ID = "", ""
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%q is answered from memory\n%.2000s\n and from a file\n%.2000s", question, fmt.Sprint(a), fmt.Sprint(b))
	}
}

// A mapped file is answered from as memory is, to the last bit.
func TestFileAnswersAsMemory(t *testing.T) {
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range documents { // which have titles that do not stand in their texts
		if documents[i], _, err = read.Document(d.Name, []byte(d.Text)); err != nil {
			t.Fatal(err)
		}
	}
	s := fileOf(t, t.TempDir(), documents)
	file, err := newBot([]sources{{Name: "c", Audience: Open, Store: s}})
	if err != nil {
		t.Fatal(err)
	}
	memory, err := newBot([]sources{{Name: "c", Audience: Open, Documents: documents}})
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{
		"How many North Korean soldiers have deserted?", "How many troops has North Korea sent?", "When was the pact ratified?",
		"how many nroth korean soliders have desserted", "Who is Yoo Yong-won?", "frontline", "psycological warfare in Kursk", "What is the capital of France?",
		"Why did North Korean officers go to Kursk? And when?",
	} {
		sameAnswers(t, memory, file, question)
	}
	one, errOne := memory.Sources(bg, From{})
	other, errOther := file.Sources(bg, From{})
	if errOne != nil || errOther != nil || !reflect.DeepEqual(one, other) {
		t.Errorf("the sources are %+v, and %+v", one, other)
	}
	for _, prefix := range []string{"nor", "Yoo", "psych"} {
		one, _ := memory.Suggest(bg, From{}, prefix)
		if other, err := file.Suggest(bg, From{}, prefix); err != nil || !reflect.DeepEqual(one, other) || len(one) == 0 {
			t.Errorf("%q is completed to %q, and %q, %v", prefix, one, other, err)
		}
	}
}

// So are any documents, and any words of theirs.
func TestAnyFileAnswersAsMemory(t *testing.T) {
	words := strings.Fields("troops soldiers Kursk Korea Korean sent the of 3,000 October ratified ratify pact frontline front line Seoul aid Duma")
	sentence := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 2, 9), func(w []string) string { return strings.Join(w, " ") + "." })
	rapid.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "quoth")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(folder) })
		var documents []*corpus.Document
		for i := range rapid.IntRange(1, 5).Draw(t, "documents") {
			text := strings.Join(rapid.SliceOfN(sentence, 1, 8).Draw(t, "sentences"), rapid.SampledFrom([]string{" ", "\n\n"}).Draw(t, "gap"))
			d, _, err := read.Document(fmt.Sprintf("%d.txt", i), []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			documents = append(documents, d)
		}
		file, err := newBot([]sources{{Name: "c", Audience: Open, Store: fileOf(t, folder, documents)}})
		if err != nil {
			t.Fatal(err)
		}
		memory, err := newBot([]sources{{Name: "c", Audience: Open, Documents: documents}})
		if err != nil {
			t.Fatal(err)
		}
		question := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.SampledFrom([]string{"how many", "when", "solders", "Moscow"})), 1, 5)
		for range 3 {
			sameAnswers(t, memory, file, strings.Join(question.Draw(t, "question"), " ")+"?")
		}
	})
}

// A file stays mapped until the last question that began with it is answered,
// and no longer.
func TestFileClosesAfterItsLastReader(t *testing.T) {
	first := fileOf(t, t.TempDir(), edition(1).Documents)
	b, err := newBot([]sources{{Name: "birds", Audience: Open, Store: first}})
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		asking.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				answers, err := b.Ask(bg, Question{Text: "Where does the heron nest?"})
				if err != nil || !strings.Contains(answers[0].Quotes[0].Text, "The heron of edition") {
					t.Errorf("%+v, %v", answers, err)
					return
				}
			}
		})
	}
	stores := []*store.Store{first}
	for n := range 10 {
		s := fileOf(t, t.TempDir(), edition(n).Documents)
		if err := replace(b, []sources{{Name: "birds", Audience: Open, Store: s}}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	close(stop)
	asking.Wait()
	for i, s := range stores[:len(stores)-1] {
		if s.Retain() {
			t.Errorf("file %d is still open", i)
		}
	}
	if last := stores[len(stores)-1]; !last.Retain() {
		t.Error("the file that is answered from is closed")
	} else if err := last.Close(); err != nil {
		t.Error(err)
	}
	if _, err := newBot([]sources{{Name: "birds", Audience: Open, Store: first}}); err == nil {
		t.Error("a bot answers from a file that is closed")
	}
}

// Damage that is found on the way is an error of the question, and not more.
func TestDamagedFileIsAnError(t *testing.T) {
	folder := t.TempDir()
	s := fileOf(t, folder, edition(1).Documents)
	b, err := newBot([]sources{{Name: "birds", Audience: Open, Store: s}, {Name: "other", Audience: Open, Documents: edition(2).Documents}})
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(folder, "a.quoth")
	whole, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	damaged := strings.Replace(string(whole), "nests in the reeds", "nests in the trees", 1)
	if err := os.WriteFile(at, []byte(damaged), 0o600); err != nil { // under the mapping
		t.Fatal(err)
	}
	for range 3 {
		_, err = b.Ask(bg, Question{Text: "Where does the heron nest?"})
		var told *flatfile.Error
		if !errors.As(err, &told) || told.Path != at {
			t.Fatalf("a sentence that was never written is quoted: %v", err)
		}
	}
	if err := os.WriteFile(at, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if answers, err := b.Ask(bg, Question{Text: "Where does the heron nest?"}); err != nil || answers[0].Verdict != Found {
		t.Errorf("the file is whole again: %+v, %v", answers, err)
	}
}

// When a document has changed or gone, what stood in it is not guessed at.
func TestChangedSourceIsSaid(t *testing.T) {
	changed, gone := edition(1), edition(1)
	changed.Documents = append(edition(2).Documents, corpus.NewDocument("owls.txt", "The owl hunts at night."))
	gone.Documents = []*corpus.Document{corpus.NewDocument("owls.txt", "The owl hunts at night.")}
	for name, next := range map[string]sources{"changed": changed, "gone": gone} {
		b, err := newBot([]sources{edition(1)})
		if err != nil {
			t.Fatal(err)
		}
		answers, err := b.Ask(bg, Question{Text: "Where do the heron and the otter of the edition sleep?"})
		if err != nil || len(answers[0].Quotes) == 0 {
			t.Fatalf("%+v, %v", answers, err)
		}
		further, err := b.More(bg, From{}, answers[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		next.Name = "birds"
		if err := replace(b, []sources{next}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Context(bg, From{}, answers[0].Quotes[0].Span); !errors.Is(err, ErrSourceChanged) {
			t.Errorf("%s: the context is %v", name, err)
		}
		if _, err := b.More(bg, From{}, answers[0].ID); len(further) > 0 && !errors.Is(err, ErrSourceChanged) {
			t.Errorf("%s: more is %v", name, err)
		}
	}
}
