package read

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

const plainMail = "From: =?utf-8?q?Ada_Marr=C3=B6w?= <ada@example.org>\r\nTo: b@example.org\r\nSubject: =?iso-8859-1?Q?The_quay_co=FBts?=\r\nDate: Sun, 1 Mar 2026 08:00:00 +0100\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe quay is clos=\r\ned=\r\n\r\nuntil May=2E It will co=FBt.\r\n\r\n> Is it safe?\r\n> It was not.\r\nNo.\r\n-- \r\nAda, harbour office\r\n"

const partsMail = "From: ada@example.org\r\nSubject: Parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe quay fell.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>The quay <b>fell</b>.\r\n--b--\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGgxPk1vcmU8L2gxPjxwPkl0IHJvc2Ugw6FnYWluLg==\r\n--a\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\nAn attachment says this.\r\n--a--\r\n"

func TestMail(t *testing.T) {
	for name, test := range map[string]struct{ mail, want string }{
		"plain": {plainMail, "The quay coûts | Ada Marröw | 2026-03-01 | \n\nparagraph: The quay is closed until May.\n-: It will coût.\nquotation: Is it safe?\n-: It was not.\nparagraph: No.\n"},
		"parts": {partsMail, "Parts |  |  | \n\nparagraph: The quay fell.\nheading 1: More\n  paragraph: It rose ágain.\n"},
	} {
		doc, _, err := Document("a.eml", []byte(test.mail))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		corpustest.Check(t, doc)
		if got := outlineOf(doc); got != test.want {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, test.want)
		}
	}
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 50)
	for _, text := range []string{"", "no mail at all", "Subject: x\r\n\r\n", deep} {
		if _, _, err := Document("a.eml", []byte(text)); err == nil {
			t.Errorf("%.30q is a mail", text)
		}
	}
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(plainMail))
	f.Add([]byte(partsMail))
	f.Fuzz(func(t *testing.T, data []byte) {
		survives(t, "a.eml", data)
	})
}

// The chapters of a book have the sentences of its Markdown.
func TestEPUB(t *testing.T) {
	want := sentencesOf(readFileAs(t, filepath.Join(office, "harbour.md")))
	doc := readFileAs(t, filepath.Join(office, "harbour-pandoc.epub"))
	got := sentencesOf(doc)
	if f1 := f1Of(got, want); f1 < .97 {
		t.Errorf("sentence F1 %.3f\n%q\n%q", f1, got, want)
	}
	if doc.Title != "The harbour of Quillmouth" || doc.Author != "The harbour office" {
		t.Errorf("it is %q by %q", doc.Title, doc.Author)
	}
	for name, files := range map[string]map[string]string{
		"encrypted": {"META-INF/rights.xml": ""}, "a part of it is missing": {"x": "y"},
		"no text": {"META-INF/container.xml": `<container><rootfile full-path="a.opf"/></container>`, "a.opf": "<package/>"},
	} {
		if _, _, err := Document("a.epub", zipped(t, files)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}
