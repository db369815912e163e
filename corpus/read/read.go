// Package read makes documents of files: one reader a format, and the folders
// that files are found in. A format is a file of its own and a line in formats.
package read

import (
	"fmt"
	"path"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// A format is a kind of file that can be read. Each has a file of its own
// and a line in formats.
type format struct {
	extensions []string // in small letters, with their dot; "" for none
	read       func(name string, data []byte) (doc *corpus.Document, warning string, err error)
}

// formats lists all kinds of file that can be read.
func formats() []format {
	return []format{
		{[]string{".txt", ".text", ""}, readText},
		{[]string{".md", ".markdown"}, readMarkdown},
		{[]string{".rst"}, readReST},
		{[]string{".adoc", ".asciidoc", ".asc"}, readAsciiDoc},
		{[]string{".wiki", ".mediawiki"}, readMediaWiki},
		{[]string{".pdf"}, readPDF},
		{[]string{".html", ".htm", ".xhtml"}, readHTML},
		{[]string{".epub"}, readEPUB},
		{[]string{".eml"}, readMail},
		{[]string{".docx", ".docm"}, readDOCX},
		{[]string{".odt"}, readODT},
		{[]string{".pptx", ".pptm"}, readPPTX},
		{[]string{".vtt", ".srt"}, readTranscript},
		{[]string{".csv", ".tsv"}, readCSV},
	}
}

// extensions returns the extensions of the files that can be read, in small
// letters with their dot. Files without an
// extension are read as text if they are prose.
func extensions() []string {
	var out []string
	for _, f := range formats() {
		for _, ext := range f.extensions {
			if ext != "" {
				out = append(out, ext)
			}
		}
	}
	return out
}

// Document makes a document of a file's content. The extension of name, which
// becomes the document's name, tells the format. A warning, which may come
// with a document, is a sentence about something in the file that could not be
// used as it was meant. The error says why there is no document: the format is
// unknown, the content is binary, or there is no text in it.
func Document(name string, data []byte) (doc *corpus.Document, warning string, err error) {
	f, err := formatOf(name)
	if err != nil {
		return nil, "", err
	}
	// The parsers of other people's formats meet files of all kinds here; one
	// that breaks them must not take the others down.
	defer func() {
		if r := recover(); r != nil {
			doc, warning, err = nil, "", fmt.Errorf("the file breaks its reader: %v", r)
		}
	}()
	doc, warning, err = f.read(name, data)
	if err == nil && len(doc.Sentences) == 0 {
		return nil, "", fmt.Errorf("there is no text to quote in it")
	}
	return doc, warning, err
}

// formatOf returns the format of a file by its name's extension. A file that is
// plainly no source is text: whoever names it wants to read it.
func formatOf(name string) (format, error) {
	ext := extension(name)
	text := format{}
	for _, f := range formats() {
		for _, e := range f.extensions {
			if e == ext {
				return f, nil
			}
			if e == "" {
				text = f
			}
		}
	}
	if isNoSource(path.Base(name)) {
		return text, nil
	}
	return format{}, fmt.Errorf("files of type %s are not read", ext)
}

// extension returns that of a name in small letters with its dot, or "".
func extension(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if strings.Contains(ext, " ") { // "Letter to Mr. Smith" has none
		return ""
	}
	return ext
}
