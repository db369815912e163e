package read

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
)

// markdownDocuments are documents of other people, in the Markdown that all programs know.
func markdownDocuments(program string) []string {
	var out []string
	for _, name := range []string{
		"faq/corpus/https/certificates.md", "faq/corpus/https/faq.md", "faq/corpus/milvus/performance_faq.md", "faq/corpus/milvus/product_faq.md",
		"minutes/corpus/rust-compiler/2019-12-20-major-change-process.md",
		"minutes/corpus/cpc/2020-02-12-code-of-conduct.md", "standards/corpus/oci-image/annotations.md",
	} {
		out = append(out, filepath.Join(filepath.FromSlash(evaluated), filepath.FromSlash(name)))
	}
	const shared = "../../../shared/docs/headscale/corpus/about/faq.md" // in MkDocs' own Markdown
	if _, err := os.Stat(shared); err == nil && program == "mkdocs" {
		out = append(out, shared)
	}
	return out
}

// leastMarkdownF is the least F1 of the sentences of a page and of its Markdown.
const leastMarkdownF = .97

// What programs make of Markdown has the sentences that the Markdown has.
func TestHTMLOfMarkdown(t *testing.T) {
	for _, maker := range []struct {
		program string
		page    func(t *testing.T, path string) []byte
	}{{"pandoc", pandocPage}, {"mkdocs", mkdocsPage}} {
		t.Run(maker.program, func(t *testing.T) {
			if _, err := exec.LookPath(maker.program); err != nil {
				t.Skipf("%s is not installed", maker.program)
			}
			for _, path := range markdownDocuments(maker.program) {
				want := shownSentences(readFileAs(t, path))
				doc, _, err := Document("a.html", maker.page(t, path))
				if err != nil {
					t.Fatal(err)
				}
				got := shownSentences(doc)
				f1 := f1Of(got, want)
				t.Logf("%s: %d sentences, F1 %.3f", filepath.Base(path), len(want), f1)
				if f1 < leastMarkdownF {
					t.Errorf("%s: F1 %.3f\nonly in Markdown: %q\nonly in HTML: %q", filepath.Base(path), f1, onlyIn(want, got), onlyIn(got, want))
				}
			}
		})
	}
}

// pandocPage is what pandoc makes of a file.
func pandocPage(t *testing.T, path string) []byte {
	t.Helper()
	page, err := exec.Command("pandoc", "--standalone", "--from=gfm+yaml_metadata_block", "--to=html", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// mkdocsPage is what MkDocs makes of a file, with the theme Material.
func mkdocsPage(t *testing.T, path string) []byte {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const settings = "site_name: A manual\ntheme: material\nmarkdown_extensions: [admonition, tables, attr_list, md_in_html, pymdownx.superfences, pymdownx.details, {toc: {permalink: true}}]\n"
	for name, content := range map[string]string{"mkdocs.yml": settings, "docs/index.md": string(text)} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("mkdocs", "build", "--quiet")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "site", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// shownSentences lists what is shown of a document's sentences, without rows.
func shownSentences(d *corpus.Document) []string {
	var out []string
	for i := range d.Sentences {
		if kind := d.KindOf(i); kind != corpus.Row && kind != corpus.Header {
			out = append(out, strings.Trim(shownIn(d, i), "\"“”"))
		}
	}
	return out
}

// onlyIn lists what is in one list and not in another.
func onlyIn(list, other []string) []string {
	in := map[string]bool{}
	for _, s := range other {
		in[s] = true
	}
	var out []string
	for _, s := range list {
		if !in[s] {
			out = append(out, s)
		}
	}
	return out
}
