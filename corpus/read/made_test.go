package read

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// madeFrom are documents of which programs make office files and books here: such as have neither menus of
// links nor what is meant for a site maker, which programs take for text.
var madeFrom = []string{
	"standards/corpus/cloudevents/spec.md",
	"standards/corpus/semver/semver.md",
	"standards/corpus/conventional-commits/index.md",
	"standards/corpus/oci-image/layer.md",
	"standards/corpus/oci-image/image-layout.md",
	"news/corpus/rust/Core-team-membership-updates.md",
	"manual/corpus/traefik/retry.md",
}

// leastMade is the least sentence F1 of a document that a program made of Markdown.
const leastMade = .97

// What programs make of Markdown is cut into the sentences that it has itself. They are
// run where they are installed.
func TestMadeOfMarkdown(t *testing.T) {
	corpustest.Long(t)
	for _, program := range []string{"pandoc", "soffice"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	dir := t.TempDir()
	var names []string
	for _, source := range madeFrom {
		source = filepath.Join(filepath.FromSlash(evaluated), filepath.FromSlash(source))
		name := strings.TrimSuffix(filepath.Base(source), ".md")
		name = name[:min(len(name), 24)]
		names = append(names, name)
		data, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		markdown := filepath.Join(dir, name+".md")
		if err := os.WriteFile(markdown, withoutFrontMatter(data), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{"docx", "odt", "epub"} {
			run(t, "pandoc", "--from=gfm", "--metadata=lang:en", "--output="+filepath.Join(dir, name+".pandoc."+ext), markdown)
		}
	}
	for _, made := range [][2]string{{"odt", "docx"}, {"docx", "odt"}, {"docx", "epub"}} {
		converted(t, dir, made[0], made[1])
	}
	for _, name := range names {
		want := sentencesShown(readMade(t, filepath.Join(dir, name+".md")))
		for _, made := range []string{".pandoc.docx", ".office.docx", ".pandoc.odt", ".office.odt", ".pandoc.epub", ".office.epub"} {
			got := sentencesShown(readMade(t, filepath.Join(dir, name+made)))
			f1 := strictF1(got, want)
			t.Logf("%-24s %-12s %.3f of %d", name, made[1:], f1, len(want))
			if f1 < leastMade && made != ".office.epub" { // LibreOffice writes neither lists nor code into books
				t.Errorf("%s%s: sentence F1 %.3f\nonly here: %q\nonly in Markdown: %q", name, made, f1, without(got, want), without(want, got))
			}
		}
	}
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
}

// converted makes files of another format of all that pandoc made of one.
func converted(t *testing.T, dir, from, to string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.pandoc."+from))
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	run(t, "soffice", append([]string{"--headless", "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir()), "--convert-to", to, "--outdir", out}, files...)...)
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".pandoc."+from)
		if err := os.Rename(filepath.Join(out, name+".pandoc."+to), filepath.Join(dir, name+".office."+to)); err != nil {
			t.Fatal(err)
		}
	}
}

func readMade(t *testing.T, file string) *corpus.Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, _, err := Document(path.Base(filepath.ToSlash(file)), data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return doc
}

// sentencesShown lists what is shown of the sentences of d that stand in no table and no
// code.
func sentencesShown(d *corpus.Document) []string {
	var out []string
	for i := range d.Sentences {
		switch d.KindOf(i) {
		case corpus.Row, corpus.Header, corpus.Code, corpus.Field:
		default:
			out = append(out, shownIn(d, i))
		}
	}
	return out
}

// withoutFrontMatter is what stands behind the fields at the top of a text, which programs
// show as they like.
func withoutFrontMatter(data []byte) []byte {
	if rest, ok := bytes.CutPrefix(data, []byte("---\n")); ok {
		if _, text, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			return text
		}
	}
	return data
}

// strictF1 is how much of two lists is in both, where what one has twice is twice in it.
func strictF1(got, want []string) float64 {
	return 2 * float64(len(got)-len(without(got, want))) / float64(len(got)+len(want))
}

// without lists what is in one list more often than in another.
func without(list, other []string) []string {
	left := map[string]int{}
	for _, s := range other {
		left[s]++
	}
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		left[s]--
		return left[s] >= 0
	})
}
