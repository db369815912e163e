package markup

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A sample is a text of a format, and what is shown of it. In want, "=" is the
// text itself.
type sample struct{ text, want string }

func check(t *testing.T, name string, samples map[string][]sample) {
	t.Helper()
	for about, list := range samples {
		for _, c := range list {
			want := c.want
			if want == "=" {
				want = c.text
			}
			mask := Mask(name, c.text)
			if got := Text(c.text, mask); got != want {
				t.Errorf("%s: %q\n got %q\nwant %q", about, c.text, got, want)
			}
			checkMask(t, c.text, mask)
		}
	}
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkMask holds a mask to what is said of it: it is as long as its text, and
// what it has in place of a byte is white space.
func checkMask(t failer, text, mask string) {
	t.Helper()
	if len(mask) != len(text) {
		t.Errorf("%q: a mask of %d bytes for %d", text, len(mask), len(text))
		return
	}
	shown := 0
	for i := range len(text) {
		switch {
		case mask[i] == text[i], mask[i] == '\n':
			shown++
		case mask[i] != ' ' && mask[i] != '\t':
			t.Errorf("%q: byte %d is %q in the mask", text, i, mask[i])
		}
	}
	if got := Text(text, mask); len(got) != shown {
		t.Errorf("%q: %d bytes are shown of %d", text, len(got), shown)
	}
	if got := Text(text, text); got != text {
		t.Errorf("%q: with nothing hidden %q is shown", text, got)
	}
}

func TestMarkdown(t *testing.T) {
	check(t, "n.md", map[string][]sample{
		"emphasis":            {{"*a* **b** ***c*** _d_ __e__ ==g==", "a b c d e g"}, {"a ~~b *c*~~ d <del>e</del> <s>f", "a  d  f"}, {"**a *b* c**", "a b c"}, {"un*frigging*believable", "unfriggingbelievable"}, {"*a**b**c*", "abc"}},
		"no emphasis":         {{"2 * 3 * 4, 2*3, a ** b", "="}, {"snake_case_name and x_1 _ y", "="}, {"pass *args and *options on, *.x", "="}, {"~5 to ~6, a == b", "="}, {"C* and A*", "="}, {"see *.md and *.txt", "="}},
		"bold in spec":        {{"the __init__ method", "the init method"}},
		"over sentences":      {{"*Note this.", "Note this."}, {"It ends so.*", "It ends so."}, {"Thus **the team is happy.", "Thus the team is happy."}, {"_**Please do so._", "**Please do so."}, {"**a** b **c", "a b **c"}},
		"code":                {{"`a*b*c` and ``d`e``", "a*b*c and d`e"}, {"`` ` ``", "`"}, {"`<b>` and `[a](b)` and `\\*`", "<b> and [a](b) and \\*"}, {"`a *b` c*", "a *b c*"}, {"a ` b", "="}},
		"links":               {{"[a](http://b/c_d_e) f", "a f"}, {"[a](b \"c) d\") e", "a e"}, {"[a](<b c>)", "a"}, {"[a [b] c](d(e)f)", "a [b] c"}, {"[a][b] [c][]", "a c"}, {"[![a](b)](c) d", " d"}, {"[*a*](b)", "a"}, {"*[a](b)*", "a"}, {"[[1]](u)", "[1]"}, {"[a]({{< ref \"b c\" >}}) d", "a d"}, {"[a]({% link \"b\" %}) d", "a d"}},
		"no links":            {{"[a] (b)", "="}, {"[a](b c)", "="}, {"x[0][1] f[i](), calls[0]()", "="}, {"as in [1][2]", "="}, {"[ ] a, [x] b", "="}, {"a] (b", "="}},
		"links in links":      {{"[a [b](c) d](e)", "[a b d](e)"}},
		"pictures":            {{"a ![b *c](d \"e\") f", "a  f"}, {"![a][b]c", "c"}, {"![a](b =1x2)c", "c"}, {"a! [b](c)", "a! b"}},
		"wiki links":          {{"[[a b]] [[c|d]] [[e]](f)", "a b d [e]"}, {"[[ -f x ]]", "="}},
		"notes":               {{"a[^1] b[^n-1].", "a b."}, {"a.\n[^x]: B", "a.\n B"}, {"[^a-z]+ [^ab c]", "="}},
		"addresses":           {{"<https://a.b/c_d_> <a.b@c.de> <mailto:a@b>", "https://a.b/c_d_ a.b@c.de mailto:a@b"}, {"see https://a.b/c_d_e*f* and (http://a/*b*).", "see https://a.b/c_d_e*f* and (http://a/*b*)."}, {"std <std::string>", "="}},
		"tags":                {{"a<br>b<b>c</b> <a title=\"x > y\" href='z'>d</a>", "a bc d"}, {"<!-- a > b -->c", "c"}, {"<Card x=\"y\"/>a", "a"}, {"run <name> <my-file>, a < b > c, Vec<T>", "="}},
		"entities":            {{"a &lt;b&gt; &#42;c&#42;", "="}, {"a&nbsp;d &amp; e", "a d & e"}},
		"escapes":             {{"\\*a\\* \\_b\\_ \\[c](d) C:\\dir \\\\e", "*a* _b_ [c](d) C:\\dir \\e"}, {"a\\\nb", "a\nb"}},
		"shortcodes":          {{"{{< a \"b\" >}}c{{% d %}}e{% f g.md %}h{# i #}", "ceh"}, {"{{ version }} and {{a/b.md}}", "="}, {"the {% channel \"help\" %} channel", "the help channel"}},
		"attributes":          {{"Head {#id}", "Head "}, {"[a](b){target=_blank} c{: .d e=\"f\" }", "a c"}, {"a { .b .c }", "a "}, {"{x=1} {:>10} {.5} {a} {} f{#x y}", "="}},
		"keys":                {{"++ctrl+alt++ but C++ and ++i or j++", "ctrl+alt but C++ and ++i or j++"}},
		"lines of quotations": {{"a\n> b\n>> c > d", "a\n b\n c > d"}},
	})
}

func TestReST(t *testing.T) {
	check(t, "n.rst", map[string][]sample{
		"emphasis":       {{"*a* **b c** (*d*) \"**e**\" -- *f*.", "a b c (d) \"e\" -- f."}, {"*a\nb*", "a\nb"}},
		"no emphasis":    {{"2 * 3, 2*3, a**b, '*' or \"*\" or (*)", "="}, {"PyInit_* and *args", "="}, {"* a *", "="}},
		"over sentences": {{"*It begins.", "It begins."}, {"It ends so.*", "It ends so."}, {"x86_64*", "="}},
		"literals":       {{"``a*b*c`` and ``d`` and ``\\n``", "a*b*c and d and \\n"}, {"```a```", "="}, {"``*args``s", "="}},
		"names":          {{"the __init__ and __x__.y, _a_ or snake_case", "="}, {"Docutils_ and a-b__.", "Docutils and a-b."}, {"in Py_DECREF and Py_ [x]", "in Py_DECREF and Py [x]"}},
		"links":          {{"`a b`_ `c <http://d/e_>`__ `<http://f/>`_ g", "a b c  http://f/ g"}, {"|a|_ and |b|", "|a| and |b|"}, {"_`a b` c", "a b c"}, {"see http://a.b/c_d_ e", "see http://a.b/c_d_ e"}},
		"notes":          {{"a [1]_ b [#]_ c [#x]_ [*]_ [CIT2]_.", "a  b  c   ."}, {"a[1] b[2]_c", "="}},
		"roles":          {{":ref:`a <b>` :func:`~c.d` :class:`!E` `f`:sub:", "a  c.d E f"}, {":code:`a <b>` :math:`\\beta`", "a <b> \\beta"}, {":pep:`8` :rfc:`2119#s` :pep:`the one <8>`", "pep 8 rfc 2119#s the one "}, {"func:`a` :a: b", "func:a :a: b"}},
		"escapes":        {{"\\*a* b\\_ c\\\\d re\\ *x*\\ y", "*a* b_ c\\d rexy"}},
	})
}

func TestAsciiDoc(t *testing.T) {
	check(t, "n.adoc", map[string][]sample{
		"constrained":    {{"*a* _b_ `c` #d# (*e*), _f g_.", "a b c d (e), f g."}, {"`*a* _b_`", "a b"}, {"*_a_*", "a"}},
		"unconstrained":  {{"a**b**c __d__e ``f``s ##g##h", "abc de fs gh"}},
		"no emphasis":    {{"2 * 3 * 4, 2*3*4, snake_case_name, a_b", "="}, {"#1 and # 2", "="}, {"std::x and a;*b*", "="}, {"<<< and ## and **", "="}},
		"roles":          {{"[.a]#b# [.c.d]*e* [f]`g`", "b e g"}, {"`[1, 2]` and x[0]*2", "[1, 2] and x[0]*2"}},
		"over sentences": {{"*It begins.", "It begins."}, {"It ends so._", "It ends so."}},
		"passed":         {{"+*a*+ ++_b_++c +++<d>+++ `+*e*+` pass:[*f*] pass:q[g]", "*a* _b_c <d> *e* *f* g"}, {"a + b + c, C++ and D++", "="}},
		"raised":         {{"H~2~O E=mc^2^ a ^b c^ ~5 and ~6", "H2O E=mc2 a ^b c^ ~5 and ~6"}},
		"quotes":         {{"\"`a`\" '`b`' c`'s", "\"a\" 'b' c's"}},
		"links":          {{"link:a[b] https://c.d/e_f_[g^] mailto:h@i[j] xref:k.adoc#l[*m*]", "b g j m"}, {"xref:a.adoc[] link:b[] https://c.d[] https://e.f_g_h", "a.adoc b https://c.d https://e.f_g_h"}, {"https://a[b,role=c] link:d[\"e, f\",window=_blank] https://g[h, i]", "b e, f h, i"}, {"{url}[a b] {x}/{y}/z[c] {d}", "a b c {d}"}, {"xref:a[b[c\\]]", "b[c]"}, {"<https://a.b>", "https://a.b"}},
		"references":     {{"<<a>> <<b,c d>> <<#e>> <<f.adoc#g,*h*>> a << b >> c", "a c d e h a << b >> c"}},
		"attributes":     {{"{a} {b-c} {d_e}", "="}},
		"anchors":        {{"[[a]]b [[c,d]]e anchor:f[]g", "b e g"}},
		"index":          {{"((a b)) c(((d,e))) indexterm:[f]g indexterm2:[h]", "a b c g h"}, {"f((x)) + (a (b))", "fx + (a (b))"}},
		"notes":          {{"a.footnote:[See [b], c.] d footnote:e[f]", "a. d "}},
		"macros":         {{"a image:b.png[c, d] icon:e[] kbd:[Ctrl+C] btn:[OK] menu:File[Save > As] stem:[x^2^]", "a   Ctrl+C OK File Save > As x^2^"}, {"note: a[b], image: c", "="}},
		"escapes":        {{"\\*a* \\{b} \\<<c>> \\https://d \\image:e[] C:\\dir", "*a* {b} <<c>> https://d image:e[] C:\\dir"}},
		"lines":          {{"a +\nb\n// c. D\ne\ninclude::f[]\ng", "a \nb\n\ne\n\ng"}, {"> a\n> b > c", " a\n b > c"}},
	})
	for _, name := range []string{"a.asciidoc", "a.ASC"} {
		if got := Mask(name, "*a*"); got != " a " {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestMediaWiki(t *testing.T) {
	check(t, "n.mediawiki", map[string][]sample{
		"emphasis":   {{"''a'' '''b''' '''''c''''' don't 'd'", "a b c don't 'd'"}, {"''''a'''", "'a"}, {"*a* _b_ `c` x_y", "="}},
		"links":      {{"[[a]] [[b|c]]s [[d#e|''f'']] [[:Category:g]] [[h (i)|]]", "a cs f Category:g h (i)"}, {"[[a]", "="}, {"a[0] [b] [[[c]]]", "a[0] [b] [c]"}},
		"addresses":  {{"[http://a.b/c d ''e''] [//f g] [http://h] [mailto:i@j k]", "d e g http://h k"}, {"see http://a/b''c", "see http://a/bc"}, {"<a@b.c>", "="}},
		"unshown":    {{"a [[File:b.png|thumb|c [[d]]. E]] f[[Category:g]]", "a  f"}, {"a __NOTOC__ __init__", "a  __init__"}},
		"notes":      {{"a<ref>B [http://c d].</ref> e<ref name=\"f\"/>.", "a e."}, {"a<ref name=b>c", "="}},
		"templates":  {{"a {{b|c={{d}}|e}} f {{{g}}}", "a  f {{{g}}}"}, {"a {b} {{c", "="}},
		"tags":       {{"<code>a</code><br/>b <sub>2</sub> <span style=\"c\">d</span><!-- e -->", "a b 2 d"}, {"std::vector<uint8_t> <name>", "="}, {"a <references /> b", "a  b"}},
		"no markup":  {{"<nowiki>''a'' [[b]]</nowiki> <math>\\frac{{a}}b</math>", "''a'' [[b]] \\frac{{a}}b"}},
		"entities":   {{"a &lt;b&gt;", "="}, {"&nbsp;a", " a"}},
		"cells":      {{"a || style=\"x\" | b || c", "a || b || c"}, {"a\n| width=3 | b\n! scope=\"col\" | c", "a\n| b\n! c"}, {"style=\"x\" | a", " a"}, {"a | b || c = d", "="}},
		"in a title": {{"''The'' [[a|Head]]<ref>x</ref>", "The Head"}},
	})
}

// A format that nobody scans, and a text that is too long, are shown whole.
func TestShownWhole(t *testing.T) {
	long := strings.Repeat("*a* ", longest/4+1)
	for name, text := range map[string]string{"a.txt": "*a* `b`", "md": "*a*", "a.md": long} {
		if got := Mask(name, text); got != text {
			t.Errorf("%s: %.20q", name, got)
		}
	}
}

var formats = []string{"a.md", "a.rst", "a.adoc", "a.wiki"}

// marks are what hostile texts are made of.
var marks = []string{
	"a", "b c", " ", "\n", "\\", "*", "**", "_", "__", "`", "``", "~~", "==", "^", "~", "#", "+", "++", "'", "''", "'''", "\"", "[", "]", "[[", "]]", "(", ")",
	"![", "](", "](x)", "][", "[^1]", "<", ">", "<a href=\"", "<b>", "</b>", "<!--", "-->", "<br>", "<<", ">>", "{", "}", "{{", "}}", "{%", "%}", "{#a}", "|", "||", "!",
	":a:`", "[1]_", "_ ", "https://a.b/", "link:", "xref:a[", "image:a[", "footnote:[", "kbd:[", "((", "))", "(((", ")))", "\n|", "\n> ", "\n//", " +\n", "style=\"a\" |",
	"<ref>", "</ref>", "<nowiki>", "</nowiki>", "[[File:", "[http://a ", "__TOC__", ".", ",", ";", "é", "\xff", "\t", "\r\n", "::", "pass:[", "[.a]",
}

func TestMaskProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(marks), 0, 40).Draw(t, "text"), "")
		for _, name := range formats {
			checkMask(t, text, Mask(name, text))
		}
	})
}

// What a mask shows without code, escapes and nested marks has no mark left: a
// mask of it hides nothing more.
func TestMaskTwice(t *testing.T) {
	for name, texts := range map[string][]string{
		"a.md":   {"*a* **b c** [d](e \"f\") ![g](h) <b>i</b> [^1] {#j} 2 * 3 snake_case"},
		"a.rst":  {"*a* **b** `c d`_ :ref:`e <f>` [1]_ Docutils_ 2*3 __init__"},
		"a.adoc": {"*a* **b**c xref:d[e] <<f,g>> [[h]] footnote:[i] 2 * 3 snake_case"},
		"a.wiki": {"''a'' '''b''' [[c|d]] [http://e f] <ref>g</ref> {{h}} don't"},
	} {
		for _, text := range texts {
			mask := Mask(name, text)
			if mask == text {
				t.Errorf("%s: nothing is hidden of %q", name, text)
			}
			if again := Mask(name, mask); again != mask {
				t.Errorf("%s: %q\n once %q\ntwice %q", name, text, mask, again)
			}
		}
	}
}

// mostTime is the most time that a text may take: the slowest below takes half a
// second, or 14 under the race detector on a busy machine, and one whose time is
// quadratic a minute and more.
const mostTime = 30 * time.Second

// What opens again and again and is never closed costs no more than a bounded
// look ahead each time.
func TestMaskTime(t *testing.T) {
	for name, openings := range map[string][]string{
		"a.md":   {"*a ", "a* ", "*a", "_a_", "[", "[a](", "[a][", "[[a|", "![", "`a``", "<", "<a b=\"", "{{a ", "{a=b ", "[a](b\\", "\\`", "h"},
		"a.rst":  {"*a ", "*a", "`a", "``a ", ":a:`b ", "a_ ", "[1", "_`a ", "link:"},
		"a.adoc": {"*a ", "*", "`a ", "link:", "xref:a[", "[a]#", "[[a", "((a", "<<a", "{a}[", "footnote:[", "\"`a", "~a"},
		"a.wiki": {"'a'' ", "[[", "[[File:", "[http://a ", "{{a ", "<ref>", "<nowiki>", "a=b ", "\n|"},
	} {
		for _, opening := range openings {
			text := strings.Repeat(opening, longest/len(opening))
			begin := time.Now()
			Mask(name, text)
			if took := time.Since(begin); took > mostTime {
				t.Errorf("%s: %q takes %v", name, opening, took)
			}
		}
	}
}

func fuzz(f *testing.F, name string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkMask(t, text, Mask(name, text)) })
}

func FuzzMarkdown(f *testing.F) {
	fuzz(f, "a.md", "*a **b** _c_*", "[a](b \"c\") ![d][e] [[f|g]] [^1]", "`` ` `` <a b='>'> <s>İ\xff</S> <!-- c --> {{< d >}} {: .e }", "\\* a\n> b ++c++")
}

func FuzzReST(f *testing.F) {
	fuzz(f, "a.rst", "*a* **b** ``c`` `d <e>`__", ":ref:`f <g>` :pep:`8` [1]_ h_ |i|_ _`j`", "re\\ *k*\\ l `<m>`_")
}

func FuzzAsciiDoc(f *testing.F) {
	fuzz(f, "a.adoc", "*a* __b__ [.c]#d# `+e+` \"`f`\"", "link:a[b,role=c] <<d,e>> {f}[g] https://h[i^]", "footnote:[a [b]] image:c[d] ((e)) (((f))) [[g]]\n// h\ni +\n")
}

func FuzzMediaWiki(f *testing.F) {
	fuzz(f, "a.wiki", "''a'' '''b''' [[c|d]] [[File:e|[[f]]]]", "<ref name=\"a\">b</ref> {{c|{{d}}}} <nowiki>''</nowiki>", "<ref>İİİ\xff\xff\xff</REF>", "a || style=\"b\" | c\n| d [http://e f] __TOC__")
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.md", "See [the *page*](https://a.example/x_(y)?a=1&amp;b=2 'title').", "the *page* https://a.example/x_(y)?a=1&b=2"},
		{"a.md", "[page]( <https://a.example/> )", "page https://a.example/"},
		{"a.md", "[b](page.md) [c](javascript:alert(1)) [d][e] [[f]] ![g](https://a.example/)", ""},
		{"a.md", "[b](https://a.example/`) [c](//a.example) [d](https://)", ""},
		{"a.md", "[b](https://" + strings.Repeat("a", 600) + ".example)", ""},
		{"a.md", "<https://a.example>", "https://a.example https://a.example"},
		{"a.rst", "`the page <https://a.example/>`_ `other`_", "the page <https://a.example/> https://a.example/"},
		{"a.adoc", "link:https://a.example/[page,role=x] https://b.example[^] xref:c[d]", "page https://a.example/"},
		{"a.adoc", "https://b.example[that]", "that https://b.example"},
		{"a.wiki", "[https://a.example the page] [[b|c]]", "the page https://a.example"},
		{"a.txt", "[b](https://a.example/)", ""},
	} {
		var got []string
		for _, l := range Links(c.name, c.text) {
			got = append(got, c.text[l.Start:l.End]+" "+l.Address)
		}
		if joined := strings.Join(got, "; "); joined != c.want {
			t.Errorf("%s: the links of %q are %q, want %q", c.name, c.text, joined, c.want)
		}
	}
}

func TestLinked(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       float64
	}{
		{"a.md", "[All of it](x.md)", 1},
		{"a.md", "[half](x.md) hal", 0.5},
		{"a.md", "![a picture](x.png) none", 0},
		{"a.md", "[[page|half]] hal", 0.5},
		{"a.rst", "`hal <x>`_ hal", 0.5},
		{"a.rst", "``none``", 0},
		{"a.adoc", "link:x[half] hal", 0.5},
		{"a.wiki", "[[x|half]] hal", 0.5},
		{"a.wiki", "[http://x.y half] hal", 0.5},
		{"a.txt", "[none](x.md)", 0},
	} {
		if got := Linked(c.name, c.text); got != c.want {
			t.Errorf("%s: of %q %v leads elsewhere, want %v", c.name, c.text, got, c.want)
		}
	}
}
