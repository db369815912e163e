package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// setFolder is where the question sets stand: EVAL_SETS, or a folder beside
// the repository.
func setFolder() string {
	if dir := os.Getenv("EVAL_SETS"); dir != "" {
		return dir
	}
	return filepath.FromSlash("../../shared/eval")
}

// Measures the breaks against those of question sets, whose texts people or
// tools have cut. Two figures each: over all breaks, and over those after a
// stop, since the sets have lost the line breaks of their lists. Set
// SHOW_BREAKS to a file to get every disagreement: "-" a break missed, "+" a
// break too many.
func TestBreaksAgainstSets(t *testing.T) {
	show := io.Discard
	if name := os.Getenv("SHOW_BREAKS"); name != "" {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		show = f
	}
	for _, set := range []struct {
		name  string
		floor float64
	}{{"selqa", 0.99}, {"squadshifts-new_wiki", 0.995}, {"covidqa", 0.99}} {
		f, err := os.Open(filepath.Join(setFolder(), set.name, "corpus.jsonl"))
		if err != nil {
			t.Skip("no question sets here:", err)
		}
		defer f.Close()
		var all, stops score
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<26)
		for lines.Scan() {
			doc := documentOfLine(t, lines.Bytes())
			want, got := innerEnds(doc), innerEnds(NewDocument(doc.Name, doc.Text))
			for end := range got {
				all.count(want[end], true)
				if afterStop(doc.Text[:end]) {
					stops.count(want[end], true)
				}
				if !want[end] {
					fmt.Fprintf(show, "%s + %s\n", set.name, around(doc.Text, end))
				}
			}
			for end := range want {
				if got[end] {
					continue
				}
				all.count(true, false)
				if afterStop(doc.Text[:end]) {
					stops.count(true, false)
				}
				fmt.Fprintf(show, "%s - %s\n", set.name, around(doc.Text, end))
			}
		}
		t.Logf("%s: all breaks %v; after a stop %v", set.name, all, stops)
		if stops.f1() < set.floor {
			t.Errorf("%s: F1 %.4f after a stop, want %.3f", set.name, stops.f1(), set.floor)
		}
	}
}

func documentOfLine(t *testing.T, line []byte) *Document {
	var given struct {
		ID, Text  string
		Sentences []string
	}
	if err := json.Unmarshal(line, &given); err != nil {
		t.Fatal(err)
	}
	doc, err := NewDocumentOfSentences(given.ID, "", given.Text, given.Sentences)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// innerEnds returns the ends of all sentences but the last.
func innerEnds(d *Document) map[int]bool {
	ends := make(map[int]bool)
	for _, s := range d.Sentences {
		if s.Start < s.End {
			ends[s.End] = true
		}
	}
	if n := len(d.Sentences); n > 0 {
		delete(ends, d.Sentences[n-1].End)
	}
	return ends
}

// afterStop reports whether text ends with a stop, closing marks after it
// aside.
func afterStop(text string) bool {
	text = text[max(0, len(text)-40):]
	if i := strings.LastIndexByte(text, '['); i > 0 && strings.HasSuffix(text, "]") {
		text = strings.TrimSpace(text[:i])
	}
	return endsWithStop(text)
}

type score struct{ both, given, found int }

func (s *score) count(given, found bool) {
	if given {
		s.given++
	}
	if found {
		s.found++
	}
	if given && found {
		s.both++
	}
}

func (s score) f1() float64 { return 2 * float64(s.both) / float64(s.given+s.found) }

func (s score) String() string {
	return fmt.Sprintf("%d, precision %.4f, recall %.4f, F1 %.4f",
		s.given, float64(s.both)/float64(s.found), float64(s.both)/float64(s.given), s.f1())
}

func around(text string, at int) string {
	from, to := max(0, at-60), min(len(text), at+50)
	return strings.ReplaceAll(strings.ToValidUTF8(text[from:at]+" ¦ "+text[at:to], "?"), "\n", "⏎")
}
