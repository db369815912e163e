package read

import (
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestTitle(t *testing.T) {
	prose := "The deployment of troops could signify a shift in the dynamics of the war."
	for name, c := range map[string]struct{ file, text, want string }{
		"headline":              {"a/b.txt", "Troops: A Turning Point\n" + prose, "Troops: A Turning Point"},
		"headline, blank line":  {"a/b.txt", "\n\n  Troops  \n\n" + prose, "Troops"},
		"prose first":           {"a/b.txt", prose + "\nTroops\n" + prose, "b"},
		"no prose after it":     {"a/b.txt", "Troops\nTanks", "b"},
		"a label":               {"a/b.txt", "Sources:\n" + prose, "b"},
		"small letters":         {"a/b.txt", "and so on\n" + prose, "b"},
		"too long":              {"b", strings.Repeat("Troops ", 30) + "\n" + prose, "b"},
		"front matter":          {"b.txt", "---\ntitle: T\n---\nTroops\n" + prose, "T"},
		"in the middle":         {"b.txt", "Ann Lee                                                      May 2010\n\n                            PATCH Method for\n                           HTTP and the Rest\n\n1. One\n\n   " + prose, "PATCH Method for HTTP and the Rest"},
		"figures first":         {"a/b.txt", "312\n\n" + prose, "b"},
		"headline under matter": {"b.txt", "---\nauthor: A\n---\nTroops\n" + prose, "Troops"},
		"heading":               {"b.md", "Intro text.\n\n## First\n\n# The *only* [heading](http://x.y)\n", "The only heading"},
		"sections":              {"b.md", "Intro text.\n\n## First\n\nOne.\n\n## Second\n", "b"},
		"sections alone":        {"a/b-c_2026-11-28.md", "## First\n\nOne.\n\n## Second\n", "b c 2026-11-28"},
		"chapters":              {"b.md", "# The book\n\nOne.\n\n# Second\n", "The book"},
		"Markdown headline":     {"b.md", "Troops\n\n" + prose, "Troops"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _, err := Document(c.file, []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Title != c.want {
				t.Errorf("title %q, want %q", doc.Title, c.want)
			}
		})
	}
}

// rfcText is how standards are set: 72 columns, the text three to the right.
const rfcText = "   This document specifies what two of them say to each other when a\n   connection is opened, and what the one that has opened it says when\n   it is closed.  It is of no use where nobody has opened anything.\n\n"

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // the kind and level of each block behind rfcText, and its sentences
	}{
		"pages": {
			rfcText + "   The client may say so, and goes on to say it as long as the server\n\n\n\nMyers & Rose                Standards Track                     [Page 1]\n\f\nRFC 1939                          POP3                          May 1996\n\n\n   has not understood.  Then it stops.\n\n\n\nMyers & Rose                Standards Track                     [Page 2]\n\f\nRFC 1939                          POP3                          May 1996\n\n\n   The server closes.\n\nMyers & Rose                Standards Track                     [Page 3]\n",
			[]string{"paragraph 0|The client may say so, and goes on to say it as long as the server\n\n\n\nMyers & Rose                Standards Track                     [Page 1]\n\f\nRFC 1939                          POP3                          May 1996\n\n\n   has not understood.|Then it stops.", "paragraph 0|The server closes."},
		},
		"pages between blocks": {
			rfcText + "   S: it is no sentence, and as long as the line, or nearly so, is\n\nRose                                                         [Page 1]\n\f\nMAILBOX\n\n   A mailbox holds mail that nobody has read.\n",
			[]string{"paragraph 0|S: it is no sentence, and as long as the line, or nearly so, is", "heading 1|MAILBOX", "paragraph 0|A mailbox holds mail that nobody has read."},
		},
		"sections": {
			rfcText + "1.  Purpose\n\n   It is late.\n\n2. Scope\n\n2.1.  Of it\n\n   It is dark.\n\nA. Author's Address\n\n   She moved.\n\nAppendix B\n\n   The end.\n",
			[]string{"heading 1|1.  Purpose", "paragraph 0|It is late.", "heading 1|2. Scope", "heading 2|2.1.  Of it", "paragraph 0|It is dark.", "heading 1|A. Author's Address", "paragraph 0|She moved.", "heading 1|Appendix B", "paragraph 0|The end."},
		},
		"no sections": {
			rfcText + "   1. milk\n\n   2. eggs\n\n   702 PM Fri\n\n   A word.\n",
			[]string{"item 1|1. milk", "item 1|2. eggs", "paragraph 0|702 PM Fri", "paragraph 0|A word."},
		},
		"a section of its own": {
			rfcText + "3. States\n\n   QUIT\n\n   It ends.\n\n   NOOP\n\n   It waits.\n\n4. Sizes\n\n   They vary.\n",
			[]string{"heading 1|3. States", "heading 2|QUIT", "paragraph 0|It ends.", "heading 2|NOOP", "paragraph 0|It waits.", "heading 1|4. Sizes", "paragraph 0|They vary."},
		},
		"no section of it": {
			rfcText + "6. References\n\n6.2. Informative\n\n   [1] One.\n\nAppendix\n\n   The end.\n",
			[]string{"heading 1|6. References", "heading 2|6.2. Informative", "paragraph 0|[1] One.", "heading 1|Appendix", "paragraph 0|The end."},
		},
		"contents": {
			rfcText + "Table of Contents\n\n   1. Introduction ....................................................2\n      1.1. A long title that does not fit on its line, and goes on in the\n           next ..........................................................3\n   2.  Attributes Identifying Special-Use Mailboxes of all sorts . . . 3\n\n   One.\n",
			[]string{"heading 1|Table of Contents", "paragraph 0|One."},
		},
		"figures": {
			rfcText + "           2 bytes     n bytes\n          ---------------------\n         | Opcode |   Data     |\n          ---------------------\n\n   +---+---+\n   |VER|CMD|\n   +---+---+\n\nNetwork Working Group                                     A. Gulbrandsen\nCategory: Standards Track                                       May 2009\n",
			[]string{"code 0|2 bytes     n bytes\n          ---------------------\n         | Opcode |   Data     |\n          ---------------------", "code 0|+---+---+\n   |VER|CMD|\n   +---+---+", "code 0|Network Working Group                                     A. Gulbrandsen\nCategory: Standards Track                                       May 2009"},
		},
		"examples": {
			rfcText + "   As here:\n\n      C: LOGIN \"fred\"\n      S: NO such user\n\n        text-code =/ \"UNAVAILABLE\" / \"AUTHENTICATION\" / \"AUTHORIZATION\" /\n                     \"EXPIRED\"\n\n   Ann Lee\n   8 Quay Street\n",
			[]string{"paragraph 0|As here:", "code 0|C: LOGIN \"fred\"\n      S: NO such user", "code 0|text-code =/ \"UNAVAILABLE\" / \"AUTHENTICATION\" / \"AUTHORIZATION\" /\n                     \"EXPIRED\"", "code 0|Ann Lee\n   8 Quay Street"},
		},
		"terms": {
			rfcText + "   UNAVAILABLE\n         It is down.  For how long a time it is going to be down nobody\n         can say.\n\n         Nor why.\n\n         S: NO\n         S: it is\n\n   blksize\n\n      The size of a block, in bytes.\n\n   It is late.\n\n   Restrictions:\n      none but this one\n",
			[]string{"term 0|UNAVAILABLE", "definition 0|It is down.|For how long a time it is going to be down nobody\n         can say.", "definition 0|Nor why.", "code 0|S: NO\n         S: it is", "term 0|blksize", "definition 0|The size of a block, in bytes.", "paragraph 0|It is late.", "term 0|Restrictions:", "definition 0|none but this one"},
		},
		"terms in the line": {
			rfcText + "   Not found:  It can be answered with a 404 when the client wants to\n      have what is not there.\n\n   Length      How many bytes there are.\n\n   Checksum    How they are added up, which is described in another\n               document than this.\n\n   It ends (etc.)  so that the rest of this is still the same paragraph\n   as before.\n",
			[]string{"term 0|Not found:", "definition 0|It can be answered with a 404 when the client wants to\n      have what is not there.", "term 0|Length", "definition 0|How many bytes there are.", "term 0|Checksum", "definition 0|How they are added up, which is described in another\n               document than this.", "paragraph 0|It ends (etc.)  so that the rest of this is still the same paragraph\n   as before."},
		},
		"items": {
			rfcText + "   These are:\n\n      o  CMD\n         o  CONNECT, which opens a connection to what the client says it\n            wants\n         o  BIND\n\n      o  PORT\n\n         It has two bytes.\n\n   It is late.\n\n   - it does not say that one has to use the\n     COMMAND with it\n",
			[]string{"paragraph 0|These are:", "item 1|o  CMD", "item 2|o  CONNECT, which opens a connection to what the client says it\n            wants", "item 2|o  BIND", "item 1|o  PORT", "paragraph 1|It has two bytes.", "paragraph 0|It is late.", "item 1|- it does not say that one has to use the\n     COMMAND with it"},
		},
		"capitals": {
			rfcText + "   NAME\n\n   It has one.\n\n   +OK\n\n   ** NOTICE **\n\n   It has none.\n",
			[]string{"heading 1|NAME", "paragraph 0|It has one.", "paragraph 0|+OK", "paragraph 0|** NOTICE **", "paragraph 0|It has none."},
		},
		"links": {
			rfcText + "[Docs] [txt|pdf] [Errata]\n\n[1] One.\n",
			[]string{"paragraph 0|[1] One."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc, warning, err := Document("n.txt", []byte(c.text))
			if err != nil || warning != "" {
				t.Fatal(err, warning)
			}
			if got := kinds(doc); !slices.Equal(got[1:], c.want) {
				t.Errorf("got %q\nwant %q", got[1:], c.want)
			}
			if doc.Text != c.text {
				t.Errorf("the text is not the source")
			}
			corpustest.Check(t, doc)
		})
	}
}

// Bulletins of the weather have forms of their own, and lines that end as if a
// program had made two line ends of one, twice.
func TestBulletin(t *testing.T) {
	text := "\x01\r\r\n312 \r\r\nNOUS44 KFWD 180002\r\r\nPNSFWD\r\r\nTXZ091>095-100>107-\r\r\n\r\r\nPublic Statement\r\r\n702 PM CDT Fri Mar 17 2023\r\r\n\r\r\n" +
		"...STRONG WINDS AND HEAVY RAINS TO\r\r\nCONTINUE...\r\r\n...THIS IS THE LAST ADVISORY...\r\r\n\r\r\n.Overview...\r\r\nStorms moved across the north of the county in the\r\r\nafternoon, and a team has been there that has seen what they did to\r\r\nthe houses.\r\r\n\r\r\n" +
		"Rating:        EF1\r\r\nPath Length:   6 miles\r\r\n\r\r\nSUMMARY OF 800 AM...INFORMATION\r\r\n-------------------------------\r\r\nLOCATION...37.0N 70.0W\r\r\nPRESENT MOVEMENT...ENE...19 KM/H\r\r\n\r\r\nA Watch is in effect for...\r\r\n* Duck\r\r\n\r\r\n&&\r\r\n\r\r\n$$\r\r\n"
	doc, _, err := Document("n.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"paragraph 0|Public Statement", "paragraph 0|702 PM CDT Fri Mar 17 2023",
		"paragraph 0|...STRONG WINDS AND HEAVY RAINS TO\r\r\nCONTINUE...", "paragraph 0|...THIS IS THE LAST ADVISORY...",
		"heading 2|.Overview...", "paragraph 0|Storms moved across the north of the county in the\r\r\nafternoon, and a team has been there that has seen what they did to\r\r\nthe houses.",
		"row 0|Rating:        EF1", "row 0|Path Length:   6 miles",
		"heading 2|SUMMARY OF 800 AM...INFORMATION", "row 0|LOCATION...37.0N 70.0W", "row 0|PRESENT MOVEMENT...ENE...19 KM/H",
		"paragraph 0|A Watch is in effect for...", "item 1|* Duck",
	}
	if got := kinds(doc); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if doc.Title != "Public Statement" {
		t.Errorf("the title is %q", doc.Title)
	}
	if above := doc.Above(len(doc.Sentences) - 1); len(above) == 0 || doc.KindOf(above[0]) != corpus.Prose {
		t.Error("the dots announce no list")
	}
	corpustest.Check(t, doc)
}

// In a text that is not wrapped, only small letters go on over a page's end.
func TestPagesOfLines(t *testing.T) {
	doc, _, err := Document("n.txt", []byte("It was late\n\f\nThe end\n\f\nand so on\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sentences(doc), []string{"It was late", "", "The end", "", "and so on"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	corpustest.Check(t, doc)
}

func TestTextLinearTime(t *testing.T) {
	corpustest.WithoutRace(t)
	for _, unit := range []string{"[Page 1", "[Page 1]", "[Page 1]\n", "\f\n", "a\n\f\n", "[Page 1]\n\f\nRFC 1\n\n", "- a\n", " o  a\n", "A\n\n  b.\n\n", "a:  b\n   c\n", "1. A\n\n", "A    b.\n", "a...b\n", "| |\n", "...\n", "\r\r\n", " ", "AAA\n---\n", "---\n", "AAA:\n  a\n"} {
		doc, _, err := Document("n.txt", []byte("Start.\n\n"+strings.Repeat(unit, 1<<18/len(unit))+"\n\nEnd."))
		if err != nil {
			t.Fatalf("%q: %v", unit, err)
		}
		corpustest.Check(t, doc)
	}
}

// A paragraph of one piece of code is code, whatever the format.
func TestCodeAlone(t *testing.T) {
	for name, text := range map[string]string{
		"n.md": "Add:\n\n`a: b`\n\n`c` and `d`.\n\n- `e`\n", "n.rst": "Add:\n\n``a: b``\n\n``c`` and ``d``.\n\n- ``e``\n",
		"n.wiki": "Add:\n\n<code>a: b</code>\n\n<code>c</code> and <code>d</code>.\n\n* <code>e</code>\n",
	} {
		doc, _, err := Document(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		corpustest.Check(t, doc)
		var kinds []corpus.Kind
		for _, p := range doc.Paragraphs {
			kinds = append(kinds, p.Kind)
		}
		if want := []corpus.Kind{corpus.Prose, corpus.Code, corpus.Prose, corpus.Item}; !slices.Equal(kinds, want) || doc.Slice(doc.Sentences[1].Span) != "a: b" {
			t.Errorf("%s: %v, want %v", name, kinds, want)
		}
	}
}
