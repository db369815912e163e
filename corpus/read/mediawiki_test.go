package read

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestMediaWiki(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // "kind level: sentence"
	}{
		"headings":          {"= One =\n==Two==<!-- c -->\nThree. Four\n=== Five ==\n= Six = no\n==\n======= Seven =======", []string{"heading 1: One", "heading 2: Two", "paragraph 0: Three.", "paragraph 0: Four", "heading 2: = Five", "paragraph 0: = Six = no\n==", "heading 6: = Seven ="}},
		"paragraphs":        {"One goes\non. Two.\n\n\nThree.<br>Four.\n----\nFive.\n---- Six.", []string{"paragraph 0: One goes\non.", "paragraph 0: Two.", "paragraph 0: Three.", "paragraph 0: Four.", "paragraph 0: Five.", "paragraph 0: Six."}},
		"lists":             {"* one\n** two. Three\n*: four\n#five\n#* six\nseven\n*\n", []string{"item 1: one", "item 2: two.", "item 2: Three", "paragraph 1: four", "item 1: five", "item 2: six", "paragraph 0: seven"}},
		"definitions":       {";One : two\n:three\n:: four\n; [http://x.y z:w]\n:five\n\n: six\n*;seven:eight\n*: nine", []string{"term 0: One", "definition 0: two", "definition 0: three", "definition 0: four", "term 0: [http://x.y z:w]", "definition 0: five", "definition 0: six", "term 1: seven", "definition 1: eight", "definition 1: nine"}},
		"quotations":        {"One:\n:two\n:: three\n<blockquote>Four\nfive.\n\n  Six.</blockquote>\nSeven.\n:* eight", []string{"paragraph 0: One:", "quotation 0: two", "quotation 0: three", "quotation 0: Four\nfive.", "quotation 0: Six.", "paragraph 0: Seven.", "item 1: eight"}},
		"code alone":        {"Add:\n\n<code>a: b </code>\n\n<code>c</code> and <code>d</code>", []string{"paragraph 0: Add:", "code 0: a: b", "paragraph 0: <code>c</code> and <code>d</code>"}},
		"code":              {"One:\n two\n   three.\n \n four\nFive.<pre>\n* six. Seven\n</pre>Eight.\n*<source lang=\"go\">nine</source>\n* ten\n\televen", []string{"paragraph 0: One:", "code 0: two\n   three.", "code 0: four", "paragraph 0: Five.", "code 0: * six. Seven", "paragraph 0: Eight.", "code 1: nine", "item 1: ten", "paragraph 0: eleven"}},
		"code in lines":     {"Say <source inline>a. B</source> or <code>c</code>.", []string{"paragraph 0: Say <source inline>a. B</source> or <code>c</code>."}},
		"no end":            {"One <pre>two\n* three <ref>four\n\n{{five\n\n[[File:six", []string{"paragraph 0: One <pre>two", "item 1: three <ref>four", "paragraph 0: {{five", "paragraph 0: [[File:six"}},
		"tables":            {"{| class=\"x\"\n|+ style=\"y\" | One\n! Two !! Three\n|-\n| a=\"b\" | four || five\n|- c\n|\n| [[six|seven]]\neight\n* nine\n|}\nTen.", []string{"paragraph 0: One", "header 0: Two !! Three", "row 0: four || five", "row 0: [[six|seven]]\neight\n* nine", "paragraph 0: Ten."}},
		"headers of rows":   {"{|\n! One\n! scope=\"col\" | Two\n|-\n! three\n| four |\n|}", []string{"header 0: One\n! scope=\"col\" | Two", "row 0: three\n| four"}},
		"tables in tables":  {"{|\n| one\n{|\n| two\n|}\n|-\n| three\n<pre>four\n\nfive</pre>\n|}", []string{"row 0: one", "row 0: two", "row 0: three\n<pre>four\n\nfive"}},
		"a table's heading": {"{|\n| one\n== Two ==\nthree", []string{"row 0: one", "heading 2: Two", "paragraph 0: three"}},
		"templates":         {"{{Box\n| a = {{b|{{{1|}}}}}\n* c\n}} {{d}}\nOne {{e\n|f. G}} goes on.\n* {{h. i}}\n{{j}}", []string{"paragraph 0: One {{e\n|f. G}} goes on.", "item 1: {{h. i}}"}},
		"boxes":             {"{{Note|1=One. Two.\n* three\n}}\nFour {{note|five}}.", []string{"paragraph 0: One.", "paragraph 0: Two.", "item 1: three", "paragraph 0: Four {{note|five}}."}},
		"links":             {"[[File:a.png|thumb|One [[two]].]]\n[[Category:Three]]\nFour [[image:b.png]] five [[:Category:six]].\n\n[[http://x.y/c.png|seven]]\n[[de:Acht]]\n[[zh-min-nan:Nine]]\n[[simple:Ten]]", []string{"paragraph 0: Four [[image:b.png]] five [[:Category:six]]."}},
		"comments":          {"One <!-- two\n\n* three --> four\n<!-- five -->\nsix.\n<!-- seven -->* eight\n<!-- nine", []string{"paragraph 0: One <!-- two\n\n* three --> four\n<!-- five -->\nsix.", "item 1: eight"}},
		"notes":             {"One.<ref>Two. Three\n\nfour.</ref><ref name=\"a\" /> Five<ref>Six. Seven.</ref>. Eight.", []string{"paragraph 0: One.", "paragraph 0: Five<ref>Six. Seven.</ref>.", "paragraph 0: Eight."}},
		"no markup":         {"One <nowiki>{{two}}\n* [[File:a]] <!--</nowiki> three.", []string{"paragraph 0: One <nowiki>{{two}}\n* [[File:a]] <!--</nowiki> three."}},
		"layout":            {"__NOTOC__\n<div class=\"a\">\n<p>One.</p>\n<p>Two\n</div>\n<references />\n<gallery>\nFile:a.png|three\n</gallery>", []string{"paragraph 0: One.", "paragraph 0: Two"}},
		"line breaks":       {"One\r\ngoes on.\r\n\r\n* two\r\n{{a\r\n}}\r\nThree.", []string{"paragraph 0: One\r\ngoes on.", "item 1: two", "paragraph 0: Three."}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, warning, err := Document("n.mediawiki", []byte(c.text))
			if err != nil || warning != "" {
				t.Fatal(err, warning)
			}
			if got := kindsAndSentences(doc); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if doc.Text != c.text {
				t.Errorf("the text is not the source")
			}
			corpustest.Check(t, doc)
		})
	}
}

// kindsAndSentences lists the sentences of d, with the kind and the level of
// the block that each stands in.
func kindsAndSentences(d *corpus.Document) []string {
	var out []string
	for _, s := range d.Sentences {
		p := d.Paragraphs[s.Paragraph]
		out = append(out, fmt.Sprintf("%v %d: %s", p.Kind, p.Level, d.Slice(s.Span)))
	}
	return out
}

func TestMediaWikiTitle(t *testing.T) {
	for _, c := range []struct {
		text, title, author, date string
	}{
		{"<pre>\n  BIP: 39\n  Title: The Words\n    of it\n  Authors: Ann <a@b.c>\n           Ben <b@b.c>\n  Assigned: 2013-09-10\n</pre>\n\n= Other =\nOne.", "The Words of it", "Ann, Ben", "2013-09-10"},
		{"<pre>\nTitle: alone\n</pre>\n== Two ==\nOne.\n= ''The'' [[a|Head]]<ref>x</ref> &amp; [http://x.y more] =", "The Head & more", "", ""},
		{"{{DISPLAYTITLE:''Shown''}}\n= Other =\nOne.", "Shown", "", ""},
		{"It is late.", "n", "", ""},
	} {
		doc, _, err := Document("n.wiki", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Title != c.title || doc.Author != c.author || doc.Date != c.date {
			t.Errorf("%q: title %q, author %q, date %q", c.text, doc.Title, doc.Author, doc.Date)
		}
		corpustest.Check(t, doc)
	}
}

// The fields of a preamble can be quoted, but for the title.
func TestMediaWikiFields(t *testing.T) {
	doc, _, err := Document("n.wiki", []byte("<!-- c -->\n<pre>\n  BIP: 39\n  Title: T\n  Author: Ann\n    Ben\n</pre>\nOne."))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := kindsAndSentences(doc), []string{"field 0: BIP: 39", "field 0: Author: Ann\n    Ben", "paragraph 0: One."}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRedirect(t *testing.T) {
	if _, _, err := Document("n.wiki", []byte("\n#redirect [[Other page]]\n\n[[Category:A]] More.")); err == nil {
		t.Error("a redirect has text")
	}
}

// Texts that make a careless search take quadratic time.
func TestMediaWikiLinearTime(t *testing.T) {
	corpustest.WithoutRace(t)
	for _, unit := range []string{
		"{{", "}}", "{{a}}", "{{a}} ", "{{note|", "{{note|}}", "{{{", "[[", "[[File:", "[[File:a]]", "[[de:a]]", "]]", "<", "<p ", "<pre>", "<pre>a</pre>", "<pre>\n</pre>", "<ref>", "<ref>a</ref>{{a}}",
		".<ref>a</ref>{{a}}", "<!---->{{a}}", "<!---->", "<!--", "</", "<ref/>", "<blockquote>", "<nowiki>", "*", ";", ";a:b\n", "*#", "=", "= a =\n", "{|\n", "{|\n|a\n", "|\n", "|-\n", "||", "!!", "! a\n", "| a |", " ", " \n a\n", "__", "----\n", "a\n", "\f", "\v",
		"*<source>a</source>", "<source>a</source>\n", "'''", "{{DISPLAYTITLE:a}}",
	} {
		for _, before := range []string{"Start. {{a\n", "{|\n| Start.\n"} {
			text := before + strings.Repeat(unit, 1<<18/len(unit)) + "\n\nEnd"
			start := time.Now()
			doc, _, err := Document("n.wiki", []byte(text))
			if err != nil {
				t.Fatalf("%q: %v", unit, err)
			}
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("%q after %q took %v", unit, before, d)
			}
			corpustest.Check(t, doc)
		}
	}
	for _, c := range [][2]string{{"{{", "}}"}, {"[[", "]]"}, {"{{note|", "}}"}, {"[[File:", "]]"}, {"<ref>", "</ref>"}, {"<pre>", "</pre>"}, {"<blockquote>\n", "\n</blockquote>"}, {"{|\n|", "\n|}\n"}} {
		n := 1 << 19 / len(c[0])
		doc, _, err := Document("n.wiki", []byte("Start.\n"+strings.Repeat(c[0], n)+"a"+strings.Repeat(c[1], n)+"\nEnd"))
		if err != nil {
			t.Fatalf("%q: %v", c, err)
		}
		corpustest.Check(t, doc)
	}
}

func TestMediaWikiProperty(t *testing.T) {
	marks := rapid.SampledFrom([]string{
		"== ", " ==", "* ", "#", ":", ";", "{{", "}}", "{{note|", "[[", "]]", "[[File:", "<pre>", "</pre>", "<ref>", "</ref>", "<ref/>", "<nowiki>", "</nowiki>", "<!--", "-->", "<br>", "<p>",
		"<blockquote>", "</blockquote>", "{|", "|}", "|-", "|+", "|", "!", "||", "\n", "\n ", "__TOC__", "----", "\f", "\v", "\r", "<pre>\n BIP: 1\n Title: é\n", "a. B", "é",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(marks, corpustest.Hostile)).Draw(t, "pieces"), "")
		checkReading(t, "n.mediawiki", []byte(text))
	})
}

func FuzzMediaWiki(f *testing.F) {
	for _, seed := range []string{
		"<pre>\n  BIP: 1\n  Title: T\n    goes on\n</pre>\n== Head ==\nOne. Two:\n code\n* a\n*: b\n;c:d\n:e",
		"{|\n|+ a\n! b !! c\n|-\n| d=\"e\" | f || g\nh\n|}\n{{i\n|j}}\n[[File:k|[[l]]]]\n<!-- m -->",
		"One.<ref>a. B</ref> <nowiki>{{</nowiki>\n<blockquote>c</blockquote>\n<source>d</source>__TOC__\n{{note|e}}", "#REDIRECT [[a]]", "<", "{{{1}}}", "= =", "\u00a0* \u200bx",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkReading(t, "n.mediawiki", []byte(text)) })
}

// wikiPage is a page as most wikis have it: prose, a list, a program, a table.
const wikiPage = "== Setting up ==\n\nThe '''deployment''' of [[troop|troops]] could signify a shift in the dynamics of\nthe war, providing a much-needed boost<ref>{{cite|a=b|c=d}}</ref> while raising the stakes\nfor security. It is new.\n\n" +
	"* The first is long enough to be wrapped at the end of its line, and goes on.\n* The second. It is short.\n\n<pre>\nfor name in names:\n    print(name)\n</pre>\n\n{| class=\"a\"\n! One !! Two\n|-\n| three || four\n|}\n\n"

func BenchmarkMediaWiki(b *testing.B) {
	for name, text := range map[string]string{"page": page, "wiki": wikiPage} {
		data := []byte(strings.Repeat(text, 1<<20/len(text)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Document("n.mediawiki", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
