package read

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/internal/goldentest"
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

// Blocks of the mails of other programs, checked by eye.
func TestMailBlocks(t *testing.T) {
	for _, path := range filesIn(t, "testdata/mail/*.eml", 6) {
		doc := readFileAs(t, path)
		goldentest.Check(t, "mail/"+filepath.Base(path)+".golden", outlineOf(doc))
	}
}

// What a mail quotes is a quotation, however that is marked.
func TestMailQuotations(t *testing.T) {
	const from, page = "From: Ada Marrow <ada@example.org>\nSubject: a\n", "Content-Type: text/html\n\n"
	for mail, want := range map[string]string{
		"\nYes.\n\nOn Mon, 2 Mar 2026, Ben Quill\n<ben@example.org> wrote:\n> Is it?\n>> It was.\n":                                   "paragraph: Yes.\nparagraph: On Mon, 2 Mar 2026, Ben Quill <ben@example.org> wrote:\n  quotation: Is it?\nquotation: It was.\n",
		"\nYes.\n-- \nAda\nharbour office\n\nAm 02.03.26 um 10:00 schrieb Ben:\n> Is it?\n":                                           "paragraph: Yes.\nparagraph: Am 02.03.26 um 10:00 schrieb Ben:\n  quotation: Is it?\n",
		"\nYes.\n\n-----Original Message-----\nFrom: Ben\nSent: Monday\nSubject: a\n\nIs it?\n":                                       "paragraph: Yes.\nparagraph: -----Original Message-----\nfield: From: Ben Sent: Monday Subject: a\nquotation: Is it?\n",
		"\nYes.\n________________________________\nFrom: Ben\nSent: Monday\n\nIs it?\n":                                               "paragraph: Yes.\nfield: From: Ben Sent: Monday\nquotation: Is it?\n",
		"\nOn the one hand it is.\n\nFrom: the start it was.\n":                                                                       "paragraph: On the one hand it is.\nparagraph: From: the start it was.\n",
		"Content-Type: text/plain; format=flowed\n\nThe quay is \nclosed.\nUntil May.\n> Is \n> it?\n":                                "paragraph: The quay is closed.\nparagraph: Until May.\nquotation: Is it?\n",
		"Content-Type: text/plain; format=flowed; delsp=yes\n\nThe qu \nay is closed.\n":                                              "paragraph: The quay is closed.\n",
		"\nTo do:\n- one;\n- two.\n_______________________________________________\nharbour mailing list\n":                           "paragraph: To do:\n  item 1: one;\n  item 1: two.\n",
		page + "<p>Yes.</p><div class=gmail_quote>On 2 Mar 2026 Ben wrote:<blockquote type=cite><div>Is it?</div></blockquote></div>": "paragraph: Yes.\nparagraph: On 2 Mar 2026 Ben wrote:\n  quotation: Is it?\n",
		page + "<p>Yes.</p><div><b>From:</b> Ben<br><b>Sent:</b> Monday<br></div><p>Is it?</p><ul><li>So?</ul>":                       "paragraph: Yes.\nfield: From: Ben Sent: Monday\nquotation: Is it?\nquotation: So?\n",
		page + "<div>Yes.</div><div class=gmail_signature>Ada</div>":                                                                  "paragraph: Yes.\n",
	} {
		doc, _, err := Document("a.eml", []byte(from+mail))
		if err != nil {
			t.Errorf("%q: %v", mail, err)
			continue
		}
		if _, got, _ := strings.Cut(outlineOf(doc), "\n\n"); got != want {
			t.Errorf("%q is\n%s\nwant\n%s", mail, got, want)
		}
	}
}

// filesIn lists the files of a pattern, of which there have to be some.
func filesIn(t testing.TB, pattern string, least int) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%d files are %s, %v", len(files), pattern, err)
	}
	return files
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
