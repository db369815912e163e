package read

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

const htmlPages = "testdata/html"

// Blocks that the reader finds, checked by eye.
func TestHTMLBlocks(t *testing.T) {
	files, err := filepath.Glob(htmlPages + "/*.html")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		doc := readFileAs(t, path)
		goldentest.Check(t, "html/"+filepath.Base(path)+".golden", outlineOf(doc))
	}
}

func TestHTMLSentences(t *testing.T) {
	want := sentencesOf(readFileAs(t, filepath.Join(office, "harbour.md")))
	for _, name := range []string{"harbour-pandoc.html", "harbour-libreoffice.html"} {
		got := sentencesOf(readFileAs(t, filepath.Join(htmlPages, name)))
		f1 := f1Of(got, want)
		t.Logf("%s: sentence F1 %.3f", name, f1)
		if f1 < .97 {
			t.Errorf("%s: sentence F1 %.3f\n%q\n%q", name, f1, got, want)
		}
	}
}

// Characters are read as the page, or else its bytes, say.
func TestHTMLCharacters(t *testing.T) {
	const want = "The café cost £2 — says “Zoë”."
	for name, data := range map[string][]byte{
		"named":        []byte("<p>The caf&eacute; cost &pound;2 &mdash; says &ldquo;Zo&#235;&rdquo;."),
		"UTF-8":        []byte("<meta charset=utf-8><p>" + want),
		"Windows-1252": []byte("<meta charset=windows-1252><p>The caf\xe9 cost \xa32 \x97 says \x93Zo\xeb\x94."),
		"UTF-16":       append([]byte{0xff, 0xfe}, utf16le("<p>"+want)...),
	} {
		doc, _, err := Document("a.html", data)
		if err != nil || doc.Text != want {
			t.Errorf("%s: %v, %v", name, doc, err)
		}
	}
}

func utf16le(text string) []byte {
	var out []byte
	for _, r := range text {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

func TestPagesOfNothing(t *testing.T) {
	for _, text := range []string{"", "<html></html>", "<script>var x</script>", "<nav><p>Home</p></nav>", "<p hidden>Hidden words.</p>"} {
		if doc, _, err := Document("a.html", []byte(text)); err == nil {
			t.Errorf("%q says %q", text, doc.Text)
		}
	}
	deep := bytes.Repeat([]byte("<div>"), 100_000)
	if doc, _, err := Document("a.html", append(deep, "The end is near."...)); err != nil && strings.Contains(err.Error(), "breaks its reader") {
		t.Errorf("%v, %v", doc, err)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<h1>A</h1><p>The quay fell. It rose.</p><table><tr><th>a<th>b<tr><td>1<td>2</table>"))
	f.Add([]byte("<ul><li>a<ol><li>b</ol><p>c</ul><pre>x\n\ny</pre><blockquote>d<p>e"))
	f.Add([]byte("0000A<C>0<pre>00< "))
	f.Fuzz(func(t *testing.T, data []byte) {
		survives(t, "a.html", data)
	})
}
