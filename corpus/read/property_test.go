package read

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestReadProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"n.txt", "n.md", "n.rst"}).Draw(t, "name")
		text := corpustest.Hostile.Draw(t, "text")
		checkReading(t, name, []byte(text))
	})
}

// checkReading reads data; if that gives a document, all must hold of it.
func checkReading(t corpustest.Failer, name string, data []byte) {
	doc, _, err := Document(name, data)
	if err != nil {
		if strings.Contains(err.Error(), "breaks its reader") {
			t.Fatalf("%v", err)
		}
		return
	}
	corpustest.Check(t, doc)
}

func FuzzText(f *testing.F) {
	f.Add("Mr.\nSmith\n\nThe U.S. The \"end.\"[1] Next... \xff\x00")
	f.Add("---\ntitle: \"x\n---\nBody.")
	f.Add("\x01\r\r\n312 \r\r\nNOUS44 KFWD 180002\r\r\n...A\r\r\nB...\r\r\n\r\r\nC:    d\r\r\nE...f\r\r\n&&")
	f.Add("A. B    c\n\n        Title\n\n1. One\n\n   It goes on\n\nRose   [Page 1]\n\f\nRFC 1  May 1996\n\n   here.\n\n   NAME\n      o  a\n      Term:  b\n         c\n\n   | x | y |\n   +---+---+\n   x ::= y\n")
	f.Fuzz(func(t *testing.T, text string) { checkReading(t, "n.txt", []byte(text)) })
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{
		"# Head\n\nText with **bold.** And [a link](http://x.y/z.A).\n\n> Quote\n> goes on. Here.\n",
		"| a | b. C |\n|---|---|\n| d \\| e | f |\n\n- one\n  - two. Three\n\n1. x\n",
		"---\ntitle: T\ndate: 2024-10-24\nurl: http://x.y\nauthor: [a, b]\n---\nBody.\n",
		"```go\ncode\n```\n\n    code\n\n<div>\nraw\n</div>\n\n[x]: http://y 'z'\n\n![p](q)\n",
		"Setext\n===\n\ttab\n> - > 1. deep\n>lazy\ncontinuation\n",
		"a | b\n-|-\n\\|\n|\n", "\r\n\r> x\r\n> y", "&amp; <!-- c --> <b>x</b> \\* `a.B`",
	} {
		f.Add(seed)
	}
	f.Add("<table><tr><th>A<td>\n\nB *c*\n\n</td></tr>\n> <ul><li>d <b>e\n\n<script>f</scr<!-- g -->")
	f.Fuzz(func(t *testing.T, text string) { checkReading(t, "n.md", []byte(text)) })
}

func FuzzReST(f *testing.F) {
	for _, seed := range []string{
		"PEP: 1\nTitle: T\n\nHead\n====\n\nOne. Two::\n\n  code\n\n.. note:: a\n   b\n",
		"- a\n  - b\n1. c\n:f: d\n\n==  ==\na   b\n==  ==\n\n+-+\n|x|\n+-+\n",
		"====\nOver\n====\n\n.. [1] n\n.. _t: u\n..\n\n  q\n\tt\n>>> x\n", ": 0:", "::", "..", "-", "a::", "\u00a0- \u200bx",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkReading(t, "n.rst", []byte(text)) })
}
