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
		"named":                     []byte("<p>The caf&eacute; cost &pound;2 &mdash; says &ldquo;Zo&#235;&rdquo;."),
		"UTF-8":                     []byte("<meta charset=utf-8><p>" + want),
		"Windows-1252":              []byte("<meta charset=windows-1252><p>The caf\xe9 cost \xa32 \x97 says \x93Zo\xeb\x94."),
		"UTF-8 that says it is not": []byte("<meta charset=iso-8859-1><p>" + want),
		"named behind much else":    []byte("<script>" + strings.Repeat("x = 1\n", 2000) + "</script><meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>The caf\xe9 cost \xa32 \x97 says \x93Zo\xeb\x94."),
		"hyphens that may be":       []byte("<p>The ca\u00adf&eacute; cost &pound;2 &mdash; says &ldquo;Zo&shy;&#235;&rdquo;."),
		"UTF-16":                    append([]byte{0xff, 0xfe}, utf16le("<p>"+want)...),
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

// What stands beside the main text is left out, by its name, its links or its form.
func TestBesideTheMainText(t *testing.T) {
	prose := strings.Repeat("<p>The quay of the harbour was built of stone from the old pier, which had stood for a hundred years.</p>", 8)
	for name, beside := range map[string]string{
		"comments":             "<div class=comments-area><p>First of all, I have to say that this is not right at all, and I was there.</p></div>",
		"links":                "<h3>More</h3><ul><li><a href=/a>Ten harbours that you must see</a></li><li><a href=/b>Ships of the week</a></li></ul>",
		"a label":              "<div>Share this now</div>",
		"a caption":            "<figure><figcaption>The quay in March. Photo: the harbour office, which was there at night.</figcaption></figure>",
		"a date":               "<p><time datetime=2026-03-01>1 March 2026</time></p>",
		"a heading of nothing": "<h3>Related to this</h3>",
	} {
		doc, _, err := Document("a.html", []byte("<body><div class=page><article><h1>The quay</h1>"+prose+"<p>It ends here.</p>"+beside+"</article></div></body>"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(doc.Text, "It ends here.") {
			t.Errorf("%s: %q", name, doc.Text[len(doc.Text)-100:])
		}
	}
}

// The names that programs make of headings say nothing of what a section is for.
func TestNamesOfHeadings(t *testing.T) {
	prose := strings.Repeat("<p>The quay of the harbour was built of stone from the old pier, which had stood for a hundred years.</p>", 8)
	page := "<main><h1>The quay</h1>" + prose + `<section id="related-work"><span id="x"></span><h2>Related work¶</h2><p>One.</p></section>` +
		`<div id="sharing-the-quay"><h2>Sharing the quay</h2><p>Two.</p></div><h2 id="search">Search</h2><p>Three.</p></main>`
	doc, _, err := Document("a.html", []byte(page))
	if err != nil || !strings.HasSuffix(doc.Text, "Related work¶\n\nOne.\n\nSharing the quay\n\nTwo.\n\nSearch\n\nThree.") {
		t.Errorf("%v, %v", doc, err)
	}
}

// Readings of Japanese words, and what leads to a heading itself, are no text.
func TestWhatPagesShow(t *testing.T) {
	for page, want := range map[string]string{
		"<p><ruby>法律<rp>(</rp><rt>ほうりつ</rt><rp>)</rp></ruby>ができた。":                                                                                              "法律ができた。",
		`<h2 id=a>Berths<a class=headerlink href="#a">¶</a></h2><p>There are two.`:                                                                              "Berths\n\nThere are two.",
		`<h2><a href="#a">Berths</a></h2><p>There are two.`:                                                                                                     "Berths\n\nThere are two.",
		`<p>Let <img class="mwe-math-image" alt="{\displaystyle p_{ij}}"> be <math><mi>q</mi><annotation encoding="application/x-tex">q^2</annotation></math>.`: "Let p_{ij} be q^2.",
		"<p>One.<br><br>Two.<br>Three.": "One.\n\nTwo. Three.",
		"<table><caption>Fees</caption><tr><th>Berth<th>Fee<tr><td>one<br>two<td><script>x</script>18</table>": "Fees\n\nBerth | Fee\none two | 18",
		"<blockquote><p>A.<ul><li>B.</ul>C.</blockquote>D.":                                                    "A.\n\nB.\n\nC.\n\nD.",
		"<form><main><p>All of this page stands in a form, as some programs have it.</main></form>":            "All of this page stands in a form, as some programs have it.",
	} {
		doc, _, err := Document("a.html", []byte(page))
		if err != nil || doc.Text != want {
			t.Errorf("%s is %v, %v", page, doc, err)
		}
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
