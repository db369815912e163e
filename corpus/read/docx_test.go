package read

import (
	"strings"
	"testing"
)

const wordOpen = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

// wordText is the text that is read of a document of Word with a body, and with other parts.
func wordText(t *testing.T, body string, parts map[string]string) string {
	t.Helper()
	files := map[string]string{"word/document.xml": wordOpen + body + "</w:body></w:document>"}
	for name, text := range parts {
		files[name] = text
	}
	doc, _, err := Document("quay.docx", zipped(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Text
}

// wordRun is a run, with what is said of it.
func wordRun(text, about string) string {
	return "<w:r><w:rPr>" + about + "</w:rPr><w:t>" + text + "</w:t></w:r>"
}

// What Word shows is quoted, and what it does not show is not.
func TestWhatWordShows(t *testing.T) {
	run := func(text string) string { return "<w:r><w:t>" + text + "</w:t></w:r>" }
	text := wordOpen + "<w:p>" + run("The quay is ") + `<w:del w:id="1">` + `<w:r><w:delText>not </w:delText></w:r>` + "</w:del>" +
		`<w:ins w:id="2">` + run("still ") + "</w:ins>" + run("open.") + "</w:p>" +
		"<w:p>" + run("The price is ") + `<w:r><w:instrText>PAGEREF _x</w:instrText></w:r>` + run("18 euros.") + "</w:p>" +
		"<w:p>" + run("Before the box. ") + `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>` + run("In the box.") + `</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>` +
		run("In the box.") + `</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>` + run("After the box.") + "</w:p></w:body></w:document>"
	doc, _, err := Document("quay.docx", zipped(t, map[string]string{"word/document.xml": text}))
	if err != nil {
		t.Fatal(err)
	}
	if want := "The quay is still open.\n\nThe price is 18 euros.\n\nBefore the box. After the box.\n\nIn the box."; doc.Text != want {
		t.Errorf("%q", doc.Text)
	}
}

// What the parts of a paragraph show, and what they do not.
func TestPartsOfWord(t *testing.T) {
	field := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	fraction := "<m:oMath><m:r><m:t>v=</m:t></m:r><m:rad><m:deg/><m:e><m:r><m:t>2gh</m:t></m:r></m:e></m:rad><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
	for name, test := range map[string]struct{ body, want string }{
		"hidden":           {wordRun("Open", "") + wordRun(" not", "<w:vanish/>") + wordRun(" daily.", `<w:vanish w:val="0"/>`), "Open daily."},
		"raised":           {wordRun("10", "") + wordRun("6", `<w:vertAlign w:val="superscript"/>`) + wordRun(" on the 1", "") + wordRun("st", `<w:vertAlign w:val="superscript"/>`) + wordRun(".", ""), "10⁶ on the 1st."},
		"symbol":           {wordRun("Angle ", "") + `<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>` + wordRun(".", ""), "Angle α."},
		"formula":          {wordRun("It is ", "") + fraction + wordRun(".", ""), "It is v=√(2gh)(a+b)/2."},
		"field in a field": {wordRun("See ", "") + field("begin") + wordRun("IF ", "") + field("begin") + field("separate") + wordRun("1", "") + field("end") + field("separate") + wordRun("page 4", "") + field("end") + wordRun(".", ""), "See page 4."},
		"how it is said":   {"<w:r><w:ruby><w:rt>" + wordRun("kay", "") + "</w:rt><w:rubyBase>" + wordRun("Quay", "") + "</w:rubyBase></w:ruby></w:r>", "Quay"},
		"a deleted end":    {`</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + wordRun("Open", "") + "</w:p><w:p>" + wordRun(" daily.", ""), "Open daily."},
		"a drop cap":       {`</w:p><w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>` + wordRun("O", "") + "</w:p><w:p>" + wordRun("pen daily.", ""), "Open daily."},
		"a deleted row": {`</w:p><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>` + wordRun("Closed.", "") + `</w:p></w:tc></w:tr><w:tr><w:tc><w:p>` +
			wordRun("Open.", "") + `</w:p></w:tc></w:tr></w:tbl><w:p>`, "Open."},
		"what it was": {`</w:p><w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr>` + wordRun("Open.", ""), "Open."},
	} {
		if got := wordText(t, "<w:p>"+test.body+"</w:p>", nil); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// Numbers stand in the text as Word prints them; a figure alone stands before what is
// quoted.
func TestNumbersOfWord(t *testing.T) {
	level := func(n, format, text, more string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/>` + more + "</w:lvl>"
	}
	numbering := "<w:numbering>" +
		`<w:abstractNum w:abstractNumId="0">` + level("0", "decimal", "%1.", "") + level("1", "upperRoman", "%1.%2", "") + level("2", "lowerLetter", "%1.%2.%3.", "<w:isLgl/>") +
		level("3", "lowerLetter", "(%4)", `<w:lvlRestart w:val="1"/>`) + "</w:abstractNum>" +
		`<w:abstractNum w:abstractNumId="1">` + level("0", "upperLetter", "Annex %1", `<w:pStyle w:val="Annex"/>`) + "</w:abstractNum>" +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>` +
		`<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
	styles := `<w:styles><w:style w:styleId="Annex"><w:name w:val="annex"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>`
	item := func(list, level string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr>` + wordRun("Rent.", "") + "</w:p>"
	}
	styled := func(style string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + wordRun("Rent.", "") + "</w:p>"
	}
	body := styled("TOC1") + item("1", "0") + item("1", "1") + item("1", "1") + item("1", "3") + item("1", "1") + item("1", "3") + item("1", "0") + item("1", "2") + item("1", "1") + item("2", "0") + item("1", "0") + styled("Annex") + styled("Annex")
	want := "1. 1.I 1.II (a) 1.III (b) 2. 2.1.1 2.II 7. 8. Annex_A Annex_B"
	text := wordText(t, body, map[string]string{"word/numbering.xml": numbering, "word/styles.xml": styles})
	got := strings.ReplaceAll(strings.ReplaceAll(text, "Annex ", "Annex_"), " Rent.\n\n", " ")
	if got = strings.TrimSuffix(got, " Rent."); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The part that holds the text may have any name.
func TestNameOfWordsPart(t *testing.T) {
	doc, _, err := Document("quay.docx", zipped(t, map[string]string{
		"_rels/.rels":        `<Relationships><Relationship Id="r1" Type="http://example.com/officeDocument" Target="/word/document2.xml"/></Relationships>`,
		"word/document2.xml": wordOpen + "<w:p>" + wordRun("Open daily.", "") + "</w:p></w:body></w:document>",
	}))
	if err != nil || doc.Text != "Open daily." {
		t.Errorf("%v, %v", doc, err)
	}
}
