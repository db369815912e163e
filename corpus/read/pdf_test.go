package read

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klippa-app/go-pdfium/responses"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

const pdfs = "testdata/pdf"

// pdfFiles are those whose name begins so: "harbour-" are made of office/harbour.md.
func pdfFiles(t testing.TB, begins string) []string {
	t.Helper()
	files, err := filepath.Glob(pdfs + "/" + begins + "*.pdf")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

func readFileAs(t testing.TB, path string) *corpus.Document {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, _, err := Document(filepath.Base(path), data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	corpustest.Check(t, doc)
	return doc
}

// pagesOf lists the pages on which the sentences of a document begin.
func pagesOf(d *corpus.Document) string {
	var out []string
	for _, s := range d.Sentences {
		if place := d.PlaceOf(s.Start); place.Label != "" {
			out = append(out, place.Label)
		} else {
			out = append(out, place.Count())
		}
	}
	return strings.Join(out, " ") + "\n"
}

// Blocks and pages that the reader finds, checked by eye.
func TestPDFBlocks(t *testing.T) {
	for _, path := range pdfFiles(t, "") {
		if _, isRefused := refusedPDFs[filepath.Base(path)]; isRefused {
			continue
		}
		doc := readFileAs(t, path)
		goldentest.Check(t, "pdf/"+filepath.Base(path)+".golden", outlineOf(doc)+"\n"+pagesOf(doc))
	}
}

// leastF1 is how near the sentences of a file come to those of its Markdown; two columns
// are harder.
func leastF1(path string) float64 {
	if strings.Contains(path, "columns") {
		return .90
	}
	return .95
}

func TestPDFSentences(t *testing.T) {
	want := sentencesOf(readFileAs(t, filepath.Join(office, "harbour.md")))
	for _, path := range pdfFiles(t, "harbour-") {
		got := sentencesOf(readFileAs(t, path))
		f1 := f1Of(got, want)
		t.Logf("%s: sentence F1 %.3f", filepath.Base(path), f1)
		if f1 < leastF1(path) {
			t.Errorf("%s: sentence F1 %.3f\n%q\n%q", path, f1, got, want)
		}
	}
}

// Lists, code and tables that are printed are those of the Markdown.
func TestPDFStructure(t *testing.T) {
	printed := readFileAs(t, filepath.Join(pdfs, "moorings-chromium.pdf"))
	written := readFileAs(t, filepath.Join(pdfs, "moorings.md"))
	blocks := func(d *corpus.Document) []string {
		var out []string
		for i := range d.Sentences {
			p := d.Paragraphs[d.Sentences[i].Paragraph]
			if text := strings.Trim(shownIn(d, i), "| "); p.Kind != corpus.Heading {
				out = append(out, fmt.Sprintf("%v %d: %s", p.Kind, p.Level, text))
			}
		}
		return out
	}
	if got, want := blocks(printed), blocks(written); !slices.Equal(got, want) {
		t.Errorf("only in the PDF: %q\nonly in Markdown: %q", without(got, want), without(want, got))
	}
}

// refusedPDFs are those that cannot be read, and why.
var refusedPDFs = map[string]string{"locked-fpdf2.pdf": "password", "scanned-fpdf2.pdf": "no text in it: its pages may be pictures"}

func TestRefusedPDFs(t *testing.T) {
	for name, want := range refusedPDFs {
		data, err := os.ReadFile(filepath.Join(pdfs, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Document(name, data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// Nothing of a file that is broken makes its reader panic. Fuzzing is too slow for it:
// each input has an engine of its own.
func TestBrokenPDFs(t *testing.T) {
	corpustest.Long(t)
	corpustest.WithoutRace(t)
	const changes = 5 // of each kind and file: 200 of most files were tried
	for _, path := range pdfFiles(t, "") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range changes {
			at := i * len(data) / changes
			for _, broken := range [][]byte{data[:at], flipped(data, at)} {
				survives(t, "a.pdf", broken)
			}
		}
	}
}

// Letters that stand nowhere, or are turned in no way, are no reason to read for ever.
func TestLettersOutOfPages(t *testing.T) {
	for _, at := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e17, -1e30} {
		position := responses.CharPosition{Left: at, Right: at, Top: at, Bottom: at}
		if l := letterOf(&responses.GetPageTextStructuredChar{Text: "a", PointPosition: position}); l.text != "" {
			t.Errorf("%v is on a page", at)
		}
		columnStarts([]*pdfRun{{pdfBox: pdfBox{left: at}}, {pdfBox: pdfBox{left: 1}}})
	}
	if l := letterOf(&responses.GetPageTextStructuredChar{Text: "a", Angle: math.NaN()}); l.turned < 0 || l.turned > 3 {
		t.Errorf("%d quarter turns", l.turned)
	}
}

// Letters are bold by the weight of their font, if the file knows it, or by its name.
func TestBoldLetters(t *testing.T) {
	f := pdfFile{fonts: map[string]fontLook{}}
	for _, c := range []struct {
		name   string
		weight int
		want   bool
	}{{"Times-Roman", 400, false}, {"F1", 700, true}, {"Times-Bold", 0, true}, {"Times-Roman", 2140, false}, {"Times-Bold", 2140, true}} {
		if bold, _ := f.look(c.name, 0, c.weight); bold != c.want {
			t.Errorf("%s of weight %d: bold is %v", c.name, c.weight, bold)
		}
	}
}

// What the lines of pages say is put together as a person reads them.
func TestPDFText(t *testing.T) {
	line := func(text string, left, top float64) pdfLine {
		word, _, _ := strings.Cut(text, " ")
		return pdfLine{text: text, size: 10, word: 5 * float64(len(word)), pdfBox: pdfBox{left: left, right: left + 5*float64(len(text)), top: top, bottom: top - 10}}
	}
	sized := func(l pdfLine, size float64) pdfLine {
		l.size, l.bottom = size, l.top-size
		return l
	}
	page := func(number string, lines ...pdfLine) pdfPage {
		lines = append(append([]pdfLine{line("The harbour", 50, 800)}, lines...), line(number, 300, 30))
		setEdges(lines)
		return pdfPage{lines: lines}
	}
	p := pdfText{pages: []pdfPage{
		page("- 1 -", sized(line("Berths", 50, 760), 16), line("The quay is re"+hyphen, 50, 730), line("built each well-", 50, 718), line("known year, and the", 50, 706),
			sized(line("1 So says the engineer.", 50, 80), 8)),
		page("- 2 -", line("storm takes it. It is late.", 50, 760), line("A new paragraph of the dock"+hyphen, 50, 730), line("side, the dock and its side.", 50, 718), line("• ferries", 60, 690), line("• ships", 60, 678)),
		page("- 3 -", line("The end.", 50, 700), line("It is said.", 50, 688)),
	}}
	if err := p.read(); err != nil {
		t.Fatal(err)
	}
	doc := p.document("a.pdf", metadata{})
	corpustest.Check(t, doc)
	if got, want := outlineOf(doc)+pagesOf(doc), "Berths |  |  | \n\nheading 1: Berths\n  paragraph: The quay is rebuilt each well-known year, and the storm takes it.\n  -: It is late.\n  paragraph: So says the engineer.\n  paragraph: A new paragraph of the dock-side, the dock and its side.\n  item 1: ferries\n  item 1: ships\n  paragraph: The end.\n  -: It is said.\n1 1 2 1 2 2 2 3 3\n"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
