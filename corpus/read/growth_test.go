package read

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// samples are the files of programs for the web, mail and recordings.
func samples(t testing.TB) []string {
	t.Helper()
	out := filesIn(t, htmlPages+"/*.html", 6)
	out = append(out, filesIn(t, "testdata/mail/*.eml", 6)...)
	return append(out, filesIn(t, "testdata/transcripts/*.[vs]*t", 6)...)
}

// Nothing of a page, a mail or subtitles that are broken makes their reader panic.
func TestBrokenSamples(t *testing.T) {
	corpustest.Long(t)
	corpustest.WithoutRace(t)
	for _, path := range samples(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		steps := 200
		if len(data) > 32<<10 { // which takes a tenth of a second each
			steps = 40
		}
		for i := range steps {
			at := i * len(data) / steps
			survives(t, filepath.Base(path), data[:at])
			survives(t, filepath.Base(path), flipped(data, at))
		}
	}
}

// hostileText returns text of n parts that readers might take too long for, by the name
// of a file.
func hostileText(n int) map[string]string {
	return map[string]string{
		"flat.html":      strings.Repeat("<div>", 300) + strings.Repeat("<div>The quay fell.</div>", n),
		"deep.html":      strings.Repeat(strings.Repeat("<div>", 200)+"a"+strings.Repeat("</div>", 200), n/200),
		"open.html":      strings.Repeat("<p><b><a href=x>", n/4),
		"attribute.html": "<p class='" + strings.Repeat("post-meta ", n) + "' style='" + strings.Repeat("x: y;", n) + "'>The quay fell.</p>",
		"inline.html":    "<p>" + strings.Repeat("<b>a</b><br>", n),
		"headings.html":  strings.Repeat("<h2>a</h2><h3>b</h3>", n/2),
		"rows.html":      "<table>" + strings.Repeat("<tr><td>a<td>b", n/2),
		"json.html":      `<script type="application/ld+json">` + strings.Repeat("[", n) + "</script><p>The quay fell.",
		"lines.eml":      "Subject: a\n\n" + strings.Repeat("On the quay it fell\n> quoted\n", n/2),
		"one.eml":        "Subject: a\n\n" + strings.Repeat("a line of the same paragraph\n", n),
		"marks.eml":      "Subject: a\n\n" + strings.Repeat(">", 10*n) + " a\n",
		"cues.vtt":       "WEBVTT\n\n" + strings.Repeat("00:01.000 --> 00:02.000\nAda Marrow: the quay fell\n\n", n/2),
		"cue.srt":        "00:00:01,000 --> 00:00:02,000\n" + strings.Repeat("a line\n", n),
	}
}

// Reading grows with what is read: eight times as much takes not many times that.
func TestReadingGrowsLinearly(t *testing.T) {
	corpustest.WithoutRace(t)
	corpustest.Long(t)
	const n = 4_000
	large := hostileText(8 * n)
	for name, text := range hostileText(n) {
		once, more := secondsOf(name, text), secondsOf(name, large[name])
		t.Logf("%s: %.3f s, eight times as much %.3f s, %.1f MB/s", name, once, more, float64(len(large[name]))/1e6/more)
		if more > 5*8*once && more > 2 { // a square is 64 times as much
			t.Errorf("%s: %.3f s, eight times as much takes %.3f", name, once, more)
		}
	}
}

// secondsOf is how long a text takes, at best of two.
func secondsOf(name, text string) float64 {
	best := time.Hour
	for range 2 {
		start := time.Now()
		_, _, _ = Document(name, []byte(text)) // it may have no text
		best = min(best, time.Since(start))
	}
	return best.Seconds()
}

// pageOf is a page of the web with a text of some bytes.
func pageOf(bytes int) string {
	var b strings.Builder
	b.WriteString(`<html><head><title>The quay</title></head><body><nav><ul><li><a href="/">Home</a></ul></nav><div class="content"><h1>The quay</h1>`)
	for i := 0; b.Len() < bytes; i++ {
		fmt.Fprintf(&b, `<h2 id="s%d">Part %d</h2><p class="text">The quay of the harbour was built of <a href="/stone">stone</a> from the old pier. It <b>fell</b> in the storm.</p><ul><li>one</li><li>two</li></ul><table><tr><th>Berth<th>Fee<tr><td>one<td>18</table>`, i, i)
	}
	return b.String()
}

func BenchmarkMade(b *testing.B) {
	mail := "From: Ada Marrow <ada@example.org>\nSubject: The quay\n\n" + strings.Repeat("The quay of the harbour was built of stone from the old\npier. It fell in the storm.\n\n> And the crane?\n\n", 1<<20/110)
	cues := "WEBVTT\n\n" + strings.Repeat("00:01.000 --> 00:02.000\n<v Ada Marrow>The quay of the harbour was built of stone.\n\n", 1<<20/80)
	for _, f := range []struct{ name, text string }{{"n.html", pageOf(1 << 20)}, {"n.eml", mail}, {"n.vtt", cues}} {
		b.Run(f.name, func(b *testing.B) {
			b.SetBytes(int64(len(f.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Document(f.name, []byte(f.text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
