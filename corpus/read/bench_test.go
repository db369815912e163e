package read

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// page is a page of a manual: prose, a list, a program.
const page = "Setting up\n==========\n\nThe deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security. It is new.\n\n" +
	"- The first is long enough to be wrapped at the end of its line, and\n  goes on.\n- The second. It is short.\n\n    for name in names:\n        print(name)\n\n"

// pages returns page in the markup of each format, by the name of a file of it.
// MediaWiki does not go on with an item on the next line.
func pages() map[string]string {
	return map[string]string{
		"n.txt":  page,
		"n.md":   page,
		"n.rst":  page,
		"n.adoc": strings.NewReplacer("Setting up\n==========", "== Setting up", "\n- ", "\n* ").Replace(page),
		"n.wiki": strings.NewReplacer("Setting up\n==========", "== Setting up ==", "\n- ", "\n* ", "and\n  goes", "and goes").Replace(page),
	}
}

func BenchmarkDocument(b *testing.B) {
	for _, name := range []string{"n.txt", "n.md", "n.rst", "n.adoc", "n.wiki"} {
		page := pages()[name]
		data := []byte(strings.Repeat(page, 1<<20/len(page)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Document(name, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSamples reads a file of each format that is no text. Bytes are those of the
// text that comes of it.
func BenchmarkSamples(b *testing.B) {
	row := "Quillmouth,12 berths,The quay was closed until May.\n"
	made := map[string]string{
		"a.csv": "Port,Size,Note\n" + strings.Repeat(row, 1<<20/len(row)), "a.mbox": strings.Repeat(mailbox1, 2000),
		"a.jsonl": strings.Repeat("{\"port\": \"Quillmouth\", \"note\": \"The quay was closed until May.\"}\n", 10_000),
	}
	for _, file := range []string{
		"office/harbour-pandoc.docx", "office/harbour-pandoc.odt", "office/harbour-pandoc.epub", "html/wiki-mediawiki.html",
		"pdf/harbour-latex.pdf", "transcripts/zoom.vtt", "mail/outlook.eml",
	} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			b.Fatal(err)
		}
		made[filepath.Base(file)] = string(data)
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		b.Run(name, func(b *testing.B) {
			data := []byte(made[name])
			b.ReportAllocs()
			for b.Loop() {
				r, err := Documents(b.Context(), name, data, Options{})
				if err != nil || len(r.Documents) == 0 {
					b.Fatal(r.Skipped, err)
				}
				text := 0
				for _, d := range r.Documents {
					text += len(d.Text)
				}
				b.SetBytes(int64(text))
			}
		})
	}
}
