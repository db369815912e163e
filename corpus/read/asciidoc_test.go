package read

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestAsciiDoc(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // the kind and level of each block, and its sentences
	}{
		"headings":       {"= One\n\nTwo.\nThree.\n\n== Four ==\n\n[#id]\n### [[a]]Five\n\nSix.\n== No heading", []string{"heading 1|One", "paragraph 0|Two.|Three.", "heading 2|Four", "heading 3|Five", "paragraph 0|Six.|== No heading"}},
		"discrete":       {"====\n== One\n\n[discrete]\n== Two\n\nThree.\n====", []string{"paragraph 0|== One", "heading 2|Two", "paragraph 0|Three."}},
		"lists":          {"* one\n** two. Three\n  more\n** four\n. five\n* six\n\n\n- seven\n\nEight.", []string{"item 1|one", "item 2|two.|Three\n  more", "item 2|four", "item 3|five", "item 1|six", "item 2|seven", "paragraph 0|Eight."}},
		"numbers":        {"1. one\n2. two\n.. three\na. four\nii) five\n\n<1> six\n<.> seven", []string{"item 1|one", "item 1|two", "item 2|three", "item 3|four", "item 4|five", "item 5|six", "item 5|seven"}},
		"checklists":     {"* [x] one\n* [ ] two\n* [*] three", []string{"item 1|one", "item 1|two", "item 1|three"}},
		"continuation":   {"* one\n+\nTwo.\n+\n----\nthree\n----\n** four\n\n+\nFive.\n\n code\n\nSix.", []string{"item 1|one", "paragraph 1|Two.", "code 1|three", "item 2|four", "paragraph 1|Five.", "code 1|code", "paragraph 0|Six."}},
		"open blocks":    {"* one\n+\n--\nTwo.\n\n* three\n--\n* four", []string{"item 1|one", "paragraph 1|Two.", "item 2|three", "item 1|four"}},
		"new list":       {"* one\n\n[square]\n** two\n\n// three\n- four\n[square]\n* five", []string{"item 1|one", "item 1|two", "item 1|four", "item 2|five"}},
		"definitions":    {"one:: Two.\n  More.\nthree::\n\nFour.\n+\nFive.\nsix::: Seven.\n* eight\nstd::x is\n\nNine.", []string{"term 0|one", "definition 0|Two.|More.", "term 0|three", "definition 0|Four.", "definition 0|Five.", "term 0|six", "definition 0|Seven.", "item 1|eight\nstd::x is", "paragraph 0|Nine."}},
		"code":           {"----\nOne.\n// two\ninclude::x[]\n----\n....\nthree\n....\n```go\nfour\n```\n[source]\nfive:: six\n\n $ seven\n\n====\n----\n====\n\n....\n====\nEnd.", []string{"code 0|One.\n// two", "code 0|three", "code 0|four", "code 0|five:: six", "code 0|$ seven", "code 0|====\nEnd."}},
		"blocks":         {"====\nOne.\n\n=====\nTwo.\n=====\n====\n****\nThree.\n****\n____\nFour.\n____\n[quote]\nFive.\n\n> Six is\n> long.", []string{"paragraph 0|One.", "paragraph 0|Two.", "paragraph 0|Three.", "quotation 0|Four.", "quotation 0|Five.", "quotation 0|Six is\n> long."}},
		"titles":         {".Why?\n****\nOne.\n\n* two\n****\n\nThree.\n\n.Four\n----\nfive\n----\n\n.Six\nSeven.", []string{"term 0|Why?", "definition 0|One.", "item 1|two", "paragraph 0|Three.", "code 0|five", "term 0|Six", "definition 0|Seven."}},
		"admonitions":    {"NOTE: One.\nTwo.\n\n[TIP]\n====\nThree.\n====", []string{"paragraph 0|One.|Two.", "paragraph 0|Three."}},
		"unseen":         {"// one\n////\nTwo.\n////\n++++\n<b>\n++++\n:x: y \\\n  z\nifdef::x[]\ninclude::a.adoc[]\nimage::p.png[A picture.]\ntoc::[]\n'''\n<<<\n[[id]]\n[.role]\n(((a, b)))\n[plantuml]\n----\na -> b\n----\nEnd.\nendif::[]", []string{"paragraph 0|End."}},
		"inside":         {"One. +\nTwo\n// three\nfour. image:a.png[B. C] Five [[a]]\n(((x)))\n\nimage:a.png[B]", []string{"paragraph 0|One.|Two\n// three\nfour.|Five"}},
		"tables":         {"|===\n|a |b\n\n|c |d\n|e\n|f \\| g\n|===", []string{"header 0|a |b", "row 0|c |d", "row 0|e\n|f \\| g"}},
		"no header":      {"[cols=\"2*\"]\n|===\n|a\n|b\n\n|c |d\n|===\n[cols=\"1,1\"]\n|===\n|a\n\n|b\n|===", []string{"row 0|a\n|b", "row 0|c |d", "row 0|a\n\n|b"}},
		"header option":  {"[%header,cols=\"1,a\"]\n|===\n|a\n|b\n|c\na|* d\n* e\n|===\n[options=\"footer,header\"]\n|===\n|a |b\n|c |d\n|===", []string{"header 0|a\n|b", "row 0|c\na|* d\n* e", "header 0|a |b", "row 0|c |d"}},
		"spans":          {"|===\n|a |b |c\n2+|d |e\n.2+|f |g |h\n|i |j\n3*|k\n|l\n|===", []string{"row 0|a |b |c", "row 0|d |e", "row 0|f |g |h", "row 0|i |j", "row 0|k", "row 0|l"}},
		"lines of cells": {",===\na,b\n\nc,d\n,===\nEnd.", []string{"header 0|a,b", "row 0|c,d", "paragraph 0|End."}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, warning, err := Document("n.adoc", []byte(c.text))
			if err != nil || warning != "" {
				t.Fatal(err, warning)
			}
			if got := kinds(doc); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if doc.Text != c.text {
				t.Errorf("the text is not the source")
			}
			corpustest.Check(t, doc)
		})
	}
}

// kinds lists the blocks of d: their kinds and levels, and their sentences.
func kinds(d *corpus.Document) []string {
	var out []string
	for _, p := range d.Paragraphs {
		block := fmt.Sprint(p.Kind, " ", p.Level)
		for _, s := range d.Sentences[p.First:p.Last] {
			block += "|" + d.Slice(s.Span)
		}
		out = append(out, block)
	}
	return out
}

// What stands at the top of a document is how it is cited.
func TestAsciiDocHeader(t *testing.T) {
	for _, c := range []struct {
		text, title, author, date string
	}{
		{"= The *Guide* to `x_y_z`\nAnn B. Lee <ann@example.org>; Ben_Jo Ray\nv1.2, 2020-05-01: Draft\n:toc:\n\nOne.", "The Guide to x_y_z", "Ann B. Lee, Ben Jo Ray", "2020-05-01"},
		{"// x\n:name: Quoth\n:author: Ann Lee\n:revdate: May 2020\n= {name} {other}\n\n== Two\n\nOne.", "Quoth {other}", "Ann Lee", "May 2020"},
		{"= See xref:a.adoc[the *a*] and <<b,c>>\nAnn Lee\nv1\n\nOne.", "See the a and c", "Ann Lee", ""},
		{"= Title\n{author}\n2020-05-01\n\nOne.", "Title", "", "2020-05-01"},
		{"= Title\nThis is, without a blank line, the text.", "Title", "", ""},
		{"One.\n\n=== Low\n\n== High\n\nTwo.", "High", "", ""},
		{"---\ntitle: Front\n---\n= Title\n\nOne.", "Front", "", ""},
	} {
		doc, _, err := Document("n.adoc", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Title != c.title || doc.Author != c.author || doc.Date != c.date {
			t.Errorf("%q: title %q, author %q, date %q", c.text, doc.Title, doc.Author, doc.Date)
		}
		corpustest.Check(t, doc)
	}
}

func TestAsciiDocLinearTime(t *testing.T) {
	corpustest.WithoutRace(t)
	for _, unit := range []string{"* ", "* a\n", "a:: ", "a::\n", "::a", "====\n", "----\n", "|===\n", "|===\n.99+|a\n", "|", "a|", "\\|", "[[", "[[[a", "(((", "image:", "image:a[", "[a]\n", "[cols=\"9*\"]\n", ".a\n", "+\n", "* a\n+\n", "> a\n", ":a: {a}\n", "= a\n", "= {a}", "//\n", "////\n", "--\n", "include::", "ifdef::a[]\n", "a +\n", " a\n", "\n", "1. a\n\n", "```"} {
		for _, before := range []string{"Start.\n\n", "= "} {
			doc, _, err := Document("n.adoc", []byte(before+strings.Repeat(unit, 1<<18/len(unit))+"\n\nEnd."))
			if err != nil {
				if strings.Contains(err.Error(), "no text") {
					continue
				}
				t.Fatalf("%q: %v", unit, err)
			}
			corpustest.Check(t, doc)
		}
	}
	var deep, lists, fences strings.Builder
	for i := range 1200 {
		deep.WriteString(strings.Repeat("=", i+4) + "\n* a\n+\n")
		lists.WriteString(strings.Repeat("*", i+1) + " a\n")
		fences.WriteString(strings.Repeat("=", i%1000+4) + "\n")
	}
	long := strings.Repeat("a", 1<<18)
	for _, text := range []string{deep.String(), lists.String(), fences.String() + strings.Repeat("\n", 1<<18) + "End.", ":a: " + long + "\n= " + strings.Repeat("{a}", 1000) + "\n" + long} {
		doc, _, err := Document("n.adoc", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		corpustest.Check(t, doc)
		for _, p := range doc.Paragraphs {
			if p.Level > 2*deepestAsciiDoc {
				t.Fatalf("a block stands in %d items", p.Level)
			}
		}
	}
}

func FuzzAsciiDoc(f *testing.F) {
	for _, seed := range []string{
		"= Head\nAnn Lee <a@b.c>\nv1, 2020-05-01\n:a: b\n\nOne. Two. +\nThree image:a[b].\n\n== {a}\n\n[source,go]\n----\ncode\n----\n<1> note\n",
		"* a\n** [x] b\n+\n--\nc\n--\n\n+\nd\n. e\nt:: u\nv::\n\n  w\n\n code\n",
		"[%header,cols=\"2*,a\"]\n|===\n|a |b 2+|c\n\n.3+|d\n3*|e \\| f\n|===\n,===\na,b\n,===\n",
		".T\n****\n> q\n> r\n****\n____\nx\n____\n++++\ny\n++++\n////\nz\n////\n```\nf\n```\nNOTE: n\n[[i]]((( x ))) [[[r]]]\n", "+", "::", "[", "|===\n|", "= \n", "\u00a0* \u200bx", ". ", "==== ====",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkReading(t, "n.adoc", []byte(text)) })
}

func BenchmarkAsciiDoc(b *testing.B) {
	asciidocPage := strings.NewReplacer("Setting up\n==========", "== Setting up", "    for", "----\nfor", "print(name)\n", "print(name)\n----\n").Replace(page)
	data := []byte(strings.Repeat(asciidocPage, 1<<20/len(page)))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Document("n.adoc", data); err != nil {
			b.Fatal(err)
		}
	}
}
