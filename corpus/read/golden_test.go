package read

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// evaluated is where the documents of the question sets are. Their licences
// stand beside them.
const evaluated = "../../bot/eval/testdata/documents"

// Real documents, and the blocks that their readers find.
func TestBlocksOfDocuments(t *testing.T) {
	for _, name := range []string{
		"manual/corpus/traefik/retry.md",
		"manual/corpus/mkdocs-material/offline.md",
		"minutes/corpus/cpc/2019-06-19.md",
		"news/corpus/digitalgov/2017-06-28-hack-to-learn-at-the-library-of-congress.md",
		"manual/corpus/restic/020_installation.rst",
		"manual/corpus/restic/047_tuning_parameters.rst",
		"standards/corpus/rfc/rfc1350.txt",
		"standards/corpus/rfc/rfc5789.txt",
		"news/corpus/weather/PNS_damage_multi.txt",
		"manual/corpus/asciidoctor-pdf/install.adoc",
		"wiki/corpus/bips/bip-0155.mediawiki",
		"wiki/corpus/fiware/docker_guidelines_2015.mediawiki",
	} {
		t.Run(path.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(filepath.FromSlash(evaluated), filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			doc, warning, err := Document(path.Base(name), data)
			if err != nil {
				t.Fatal(err)
			}
			corpustest.Check(t, doc)
			goldentest.Check(t, path.Base(name)+".golden", warning+outlineOf(doc))
		})
	}
}

// outlineOf lists what can be quoted of d, a sentence to a line: the kind and
// the level of its block, and what is shown of it, indented as far as it stands
// below others. A hyphen marks what goes on with the block of the line above. A
// block that has no sentence stands in brackets.
func outlineOf(d *corpus.Document) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s | %s | %s | %s\n\n", d.Title, d.Author, d.Date, d.URL)
	for _, p := range d.Paragraphs {
		if p.First == p.Last {
			fmt.Fprintf(&out, "[%v: %s]\n", p.Kind, shortened(fold(d.Slice(p.Span))))
			continue
		}
		for i := p.First; i < p.Last; i++ {
			label := fmt.Sprint(p.Kind)
			if p.Level > 0 {
				label += fmt.Sprint(" ", p.Level)
			}
			if i > p.First {
				label = "-"
			}
			fmt.Fprintf(&out, "%s%s: %s\n", strings.Repeat("  ", len(d.Above(i))), label, shortened(shownIn(d, i)))
		}
	}
	return out.String()
}

// shownIn returns what is shown of sentence i of d, on one line; of code, with
// a mark for each line end.
func shownIn(d *corpus.Document, i int) string {
	text := d.Slice(d.Sentences[i].Span)
	if d.KindOf(i) == corpus.Code {
		return fold(strings.ReplaceAll(text, "\n", " ↵ "))
	}
	return fold(markup.Text(text, markup.Mask(d.Name, text)))
}

// shortened returns the two ends of a text that is too long to be read at once.
func shortened(text string) string {
	const begin, end = 90, 40
	if utf8.RuneCountInString(text) <= begin+end {
		return text
	}
	runes := []rune(text)
	return string(runes[:begin]) + " … " + string(runes[len(runes)-end:])
}
