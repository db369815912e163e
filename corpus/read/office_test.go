package read

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

const office = "testdata/office"

// officeFile reads one of the files that programs have made.
func officeFile(t testing.TB, name string) (data []byte, doc *corpus.Document) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(office, name))
	if err != nil {
		t.Fatal(err)
	}
	doc, _, err = Document(name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	corpustest.Check(t, doc)
	return data, doc
}

// officeFiles are those that are no Markdown.
func officeFiles(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, ext := range []string{"docx", "odt", "pptx", "epub"} {
		files, err := filepath.Glob(office + "/*." + ext)
		if err != nil || len(files) < 2 {
			t.Fatalf("%d files end in %s, %v", len(files), ext, err)
		}
		for _, f := range files {
			out = append(out, filepath.Base(f))
		}
	}
	return out
}

// Blocks that the readers find, checked by eye.
func TestOfficeBlocks(t *testing.T) {
	for _, name := range officeFiles(t) {
		_, doc := officeFile(t, name)
		goldentest.Check(t, "office/"+name+".golden", outlineOf(doc))
	}
}

// sentencesOf lists what is cut into sentences, as it is read.
func sentencesOf(d *corpus.Document) []string {
	var out []string
	for i, s := range d.Sentences {
		if kind := d.KindOf(i); kind != corpus.Row && kind != corpus.Header {
			out = append(out, fold(strings.NewReplacer("*", "", "[^pilot]", "").Replace(d.Slice(s.Span))))
		}
	}
	return out
}

// f1Of is how much of two lists is in both.
func f1Of(got, want []string) float64 {
	same := 0
	for _, s := range got {
		if slices.Contains(want, s) {
			same++
		}
	}
	return 2 * float64(same) / float64(len(got)+len(want))
}

// The texts are cut into the sentences that they have in Markdown.
func TestOfficeSentences(t *testing.T) {
	_, markdown := officeFile(t, "harbour.md")
	atTop := func(text string) bool { return text == markdown.Title || text == markdown.Author } // where some programs show them
	want := slices.DeleteFunc(sentencesOf(markdown), atTop)
	for _, name := range officeFiles(t) {
		if strings.HasSuffix(name, ".pptx") || !strings.HasPrefix(name, "harbour-") {
			continue
		}
		_, doc := officeFile(t, name)
		got := slices.DeleteFunc(sentencesOf(doc), atTop)
		f1 := strictF1(got, want)
		t.Logf("%s: sentence F1 %.3f", name, f1)
		if f1 < leastMade {
			t.Errorf("%s: sentence F1 %.3f\n%q\n%q", name, f1, got, want)
		}
	}
}

// Nothing of a file that is broken makes its reader panic, or read on for ever.
func TestBrokenOfficeFiles(t *testing.T) {
	corpustest.Long(t)
	corpustest.WithoutRace(t)
	for _, name := range officeFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _ := officeFile(t, name)
			for i := range 200 {
				at := i * len(data) / 200
				for _, broken := range [][]byte{data[:at], flipped(data, at)} {
					survives(t, name, broken)
				}
			}
		})
	}
}

// survives fails if content breaks its reader, or makes a document that is none, and
// returns why there is no document.
func survives(t testing.TB, name string, data []byte) error {
	t.Helper()
	doc, _, err := Document(name, data)
	switch {
	case err == nil:
		corpustest.Check(t, doc)
	case strings.Contains(err.Error(), "breaks its reader"):
		t.Errorf("%s, of %d bytes: %v", name, len(data), err)
	}
	return err
}

func flipped(data []byte, at int) []byte {
	out := bytes.Clone(data)
	out[at] ^= 1 << (at % 8)
	return out
}

// zipped makes a zip of files.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Files that would fill the memory, or declare entities, are refused with the reason.
func TestOfficeBombs(t *testing.T) {
	for name, test := range map[string]struct {
		text, want string
	}{
		"entities":   {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + wordOpen + "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", "damaged"},
		"very deep":  {wordOpen + strings.Repeat("<w:x>", 2000), "too deep"},
		"no text":    {wordOpen, "no text to quote"},
		"other text": {"<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + wordOpen, "UTF-7"},
	} {
		_, _, err := Document("bomb.docx", zipped(t, map[string]string{"word/document.xml": test.text}))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	for want, limits := range map[string]Limits{
		"unpacked it is more than 1 MB": {Unpacked: 1 << 20}, "there are more than 1 MB of text in it": {Text: 1 << 20}, "it takes longer than 1ns to read": {Time: 1},
	} {
		long := zipped(t, map[string]string{"word/document.xml": wordOpen + "<w:p><w:r><w:t>" + strings.Repeat("The quay. ", 1<<18) + "</w:t></w:r></w:p></w:body></w:document>"})
		r, err := Documents(t.Context(), "long.docx", long, Options{Limits: limits})
		if err != nil || len(r.Documents) > 0 || len(r.Skipped) != 1 || r.Skipped[0].Reason != want {
			t.Errorf("a file over its limits: %v, %v, want %q", r.Skipped, err, want)
		}
	}
	for name, data := range map[string][]byte{
		"it has a password": []byte(isEncrypted + "..."), "it is damaged": []byte("PK\x03\x04"), "a part of it is missing": zipped(t, map[string]string{"x": "y"}),
	} {
		if _, _, err := Document("a.docx", data); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}

func FuzzOffice(f *testing.F) {
	for _, name := range officeFiles(f) {
		data, _ := officeFile(f, name)
		f.Add(filepath.Ext(name), data)
	}
	f.Fuzz(func(t *testing.T, ext string, data []byte) {
		if !slices.Contains([]string{".docx", ".odt", ".pptx", ".epub"}, ext) {
			return
		}
		if err := survives(t, "a"+ext, data); errors.Is(err, io.EOF) {
			t.Error(err)
		}
	})
}
