package read

import (
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"io"
	"regexp"
	"strings"
	"testing"
)

// made reads a file of parts, and returns its outline without its first line.
func made(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	doc, _, err := Document(name, zipped(t, files))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(outlineOf(doc), "\n\n")
	return strings.TrimSpace(text)
}

// A slide's title comes first, wherever it stands; diagrams, answers to comments and
// numbers are read, and numbers of slides are not.
func TestPartsOfSlides(t *testing.T) {
	relation := func(id, kind, to string) string {
		return `<Relationship Id="` + id + `" Type="http://example.com/` + kind + `" Target="` + to + `"/>`
	}
	shape := func(placeholder, paragraphs string) string {
		return "<p:sp><p:nvSpPr><p:nvPr>" + placeholder + "</p:nvPr></p:nvSpPr><p:txBody>" + paragraphs + "</p:txBody></p:sp>"
	}
	run := func(text string) string { return "<a:r><a:t>" + text + "</a:t></a:r>" }
	got := made(t, "quay.pptx", map[string]string{
		"ppt/presentation.xml":            `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels": "<Relationships>" + relation("r1", "slide", "slides/slide1.xml") + relation("r2", "authors", "authors.xml") + "</Relationships>",
		"ppt/authors.xml":                 `<authors><author id="{A}" name="The pilot"/><author id="{B}" name="The harbour office"/></authors>`,
		"ppt/slides/_rels/slide1.xml.rels": "<Relationships>" + relation("r1", "diagramData", "../diagrams/data1.xml") + relation("r2", "comments", "../comments/modernComment_1.xml") +
			"</Relationships>",
		"ppt/slides/slide1.xml": "<p:sld><p:spTree>" +
			shape("", `<a:p><a:pPr><a:buAutoNum type="alphaLcParenBoth" startAt="2"/></a:pPr>`+run("Call.")+`</a:p><a:p><a:pPr><a:buAutoNum type="alphaLcParenBoth" startAt="2"/></a:pPr>`+run("Wait.")+"</a:p>") +
			shape("", `<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>`) +
			`<p:graphicFrame><dgm:relIds r:dm="r1"/></p:graphicFrame>` +
			`<mc:AlternateContent><mc:Choice>` + shape("", "<a:p>"+run("Said once.")+"</a:p>") + `</mc:Choice><mc:Fallback>` + shape("", "<a:p>"+run("Said once.")+"</a:p>") + `</mc:Fallback></mc:AlternateContent>` +
			shape(`<p:ph type="body"/>`, "<a:p><a:pPr><a:buNone/></a:pPr>"+run("No bullet is here.")+"</a:p>") +
			shape(`<p:ph type="title"/>`, "<a:p>"+run("In a")+"</a:p><a:p>"+run("storm")+"</a:p>") + "</p:spTree></p:sld>",
		"ppt/diagrams/data1.xml": "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:p>" + run("Ship") + "</a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p>" + run("Quay") + "</a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>",
		"ppt/comments/modernComment_1.xml": `<cmLst><cm authorId="{A}"><replyLst><reply authorId="{B}"><txBody><a:p>` + run("By radio.") + "</a:p></txBody></reply></replyLst>" +
			"<txBody><a:p>" + run("How?") + "</a:p></txBody></cm></cmLst>",
	})
	want := `heading 1: In a storm
  item 1: (b) Call.
  item 1: (c) Wait.
  item 1: Ship
  item 1: Quay
  paragraph: Said once.
  paragraph: No bullet is here.
  speaker: The pilot
    turn: How?
  speaker: The harbour office
    turn: By radio.`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// What an OpenDocument text hides is not quoted, and what stands in a box is, behind the
// paragraph that has it.
func TestPartsOfODT(t *testing.T) {
	got := made(t, "quay.odt", map[string]string{
		"content.xml": `<office:document-content><office:automatic-styles><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="i" style:num-prefix="(" style:num-suffix=")"/></text:list-style></office:automatic-styles>` +
			`<office:body><office:text><text:tracked-changes><text:p>Closed.</text:p></text:tracked-changes>` +
			`<text:section text:display="none"><text:p>For the office alone.</text:p></text:section>` +
			`<text:p>The quay<draw:frame><draw:image/><svg:title>A picture</svg:title><svg:desc>of a quay</svg:desc></draw:frame> is <draw:frame><draw:text-box><text:p>Mind the step.</text:p></draw:text-box></draw:frame>open` +
			`<text:hidden-text text:is-hidden="true">not</text:hidden-text>.</text:p>` +
			`<text:list text:style-name="L" xml:id="one"><text:list-item><text:p>Call.</text:p><text:p>Twice.</text:p></text:list-item></text:list>` +
			`<text:p>Or else:</text:p><text:list text:style-name="L" text:continue-list="one"><text:list-item><text:p>Wait.</text:p></text:list-item><text:list-item text:start-value="9"><text:p>Go.</text:p></text:list-item></text:list>` +
			`<text:p text:style-name="Preformatted_20_Text">a = 1</text:p></office:text></office:body></office:document-content>`,
		"styles.xml": `<office:document-styles><style:style style:name="Preformatted_20_Text" style:display-name="Preformatted Text" style:family="paragraph"/></office:document-styles>`,
	})
	want := `paragraph: The quay is open.
paragraph: Mind the step.
item 1: (i) Call.
  paragraph 1: Twice.
paragraph: Or else:
  item 1: (ii) Wait.
  item 1: (ix) Go.
  code: a = 1`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	_, _, err := Document("quay.odt", zipped(t, map[string]string{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>", "content.xml": "\x8f\x02"}))
	if err == nil || err.Error() != "it has a password" {
		t.Errorf("%v", err)
	}
}

// A book's pages are XML, in which an element may end where it begins; a page of links is
// its table of contents, and notes that stand aside are read.
func TestPartsOfBooks(t *testing.T) {
	page := func(text string) string {
		return `<?xml version="1.0"?><html><head><title/><script src="x.js"/></head><body>` + text + "</body></html>"
	}
	links := strings.Repeat(`<p><a href="one.xhtml">The first of the chapters</a></p>`, 4)
	got := made(t, "quay.epub", map[string]string{
		"META-INF/container.xml": `<container><rootfile full-path="b/book.opf"/></container>`,
		"b/book.opf": `<package><metadata><dc:title>The quay</dc:title></metadata><manifest><item id="toc" href="toc.xhtml" media-type="application/xhtml+xml"/>` +
			`<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/><item id="two" href="two%20a.xhtml" media-type="application/xhtml+xml"/>` +
			`<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="ncx"><itemref idref="toc"/><itemref idref="two"/><itemref idref="one"/></spine>` +
			`<guide><reference type="toc" href="toc.xhtml"/></guide></package>`,
		"b/toc.xhtml":   page("<h1>Contents</h1>" + links),
		"b/one.xhtml":   page(`<h3>One</h3><p>It is open.</p><aside epub:type="footnote"><p>But not in a storm.</p></aside>`),
		"b/two a.xhtml": page(`<p>Two</p><p>It is closed.</p>`),
		"b/toc.ncx": `<ncx><docTitle><text>The quay</text></docTitle><navMap><navPoint><navLabel><text>Two</text></navLabel><content src="two%20a.xhtml"/></navPoint>` +
			`<navPoint><navLabel><text>Chapter One</text></navLabel><content src="one.xhtml#x"/></navPoint></navMap></ncx>`,
	})
	want := `heading 3: Two
  paragraph: It is closed.
heading 3: One
  paragraph: It is open.
  paragraph: But not in a storm.`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// Parts whose elements do not fit together break no reader: in each of them tags are left
// out or doubled, one after the other.
func TestBrokenParts(t *testing.T) {
	corpustest.Long(t)
	corpustest.WithoutRace(t)
	tag := regexp.MustCompile(`<[^<>]*>`)
	unread := regexp.MustCompile(`(?i)theme|layout|master|font|settings|thumbnail`)
	for _, name := range officeFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _ := officeFile(t, name)
			p, err := unpack(file{data: data})
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for _, f := range p.zip.File {
				if unread.MatchString(f.Name) {
					continue
				}
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				parts[f.Name] = string(text)
			}
			for part, whole := range parts {
				if !tag.MatchString(whole) || len(whole) > 50_000 {
					continue
				}
				tags := tag.FindAllStringIndex(whole, -1)
				for i := 0; i < len(tags); i += 1 + len(tags)/6 {
					at := tags[i]
					for _, broken := range []string{whole[:at[0]] + whole[at[1]:], whole[:at[1]] + whole[at[0]:]} {
						parts[part] = broken
						survives(t, name, zipped(t, parts))
					}
				}
				parts[part] = whole
			}
		})
	}
}
