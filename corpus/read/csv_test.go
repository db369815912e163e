package read

import (
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// A row is quoted below the names of its columns, with its line in the file.
func TestCSV(t *testing.T) {
	for name, test := range map[string]struct{ text, outline, lines string }{
		"ports.csv":  {"Port,Berths,Note\nQuillmouth,12,\"Opened, in 1894\"\n\nMarrowby,3,\"two\nlines\"\nCarn,1\n", "Port | Berths | Note / Quillmouth | 12 | Opened, in 1894 / Marrowby | 3 | two lines / Carn | 1", "1 2 4 6"},
		"ports.tsv":  {"Port\tBerths\nQuill\"mouth\t12\n", "Port | Berths / Quill\"mouth | 12", "1 2"},
		"preise.csv": {"Hafen;Preis\nQuillmouth;1,50\n", "Hafen | Preis / Quillmouth | 1,50", "1 2"},
		"tabs.csv":   {"Port\tBerths\nCarn|x\t1\n", "Port | Berths / Carn|x | 1", "1 2"},
	} {
		doc, _, err := Document(name, []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		corpustest.Check(t, doc)
		var rows, lines []string
		for i, s := range doc.Sentences {
			want := corpus.Row
			if i == 0 {
				want = corpus.Header
			} else if above := doc.Above(i); len(above) == 0 || above[0] != 0 {
				t.Errorf("%s: row %d stands below %v", name, i, above)
			}
			if doc.KindOf(i) != want {
				t.Errorf("%s: sentence %d is a %s", name, i, doc.KindOf(i))
			}
			rows, lines = append(rows, doc.Slice(s.Span)), append(lines, doc.PlaceOf(s.Start).Count())
		}
		if got := strings.Join(rows, " / "); got != test.outline {
			t.Errorf("%s is %s", name, got)
		}
		if got := strings.Join(lines, " "); got != test.lines {
			t.Errorf("%s: the lines are %s", name, got)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("Port,Berths\nQuillmouth,12\n")
	f.Add("a;b\n\"c;d\n")
	f.Fuzz(func(t *testing.T, text string) {
		survives(t, "a.csv", []byte(text))
	})
}
