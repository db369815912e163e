// Package read makes documents of files: one reader a format, and the folders
// that files are found in. A format is a file of its own and a line in formats.
package read

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// A format is a kind of file that can be read. Each has a file of its own
// and a line in formats.
type format struct {
	extensions []string // in small letters, with their dot; "" for none
	// read makes the document of a file, with a warning about what in it could not be
	// used as it was meant. It is nil, or gives none, where a file is not a document but
	// holds some.
	read func(f file) (doc *corpus.Document, warning string, err error)
	// parts hands on the documents and files that a file holds, in order, and ends
	// where that fails. It is nil where a file holds none.
	parts func(f file, each func(part) error) error
}

// A file is one to be read.
type file struct {
	name    string // of its document; the names of what it holds begin with it
	data    []byte
	options *Options
	*budget
}

// A part is a document or a file that a file holds.
type part struct {
	name string // below the file's
	data []byte // of a file
	doc  *corpus.Document
	err  error // why it is neither
	// about is known of it beside what it says itself.
	about metadata
}

// formats lists all kinds of file that can be read.
func formats() []format {
	return []format{
		{extensions: []string{".txt", ".text", ""}, read: readText},
		{extensions: []string{".md", ".markdown"}, read: readMarkdown},
		{extensions: []string{".rst"}, read: readReST},
		{extensions: []string{".adoc", ".asciidoc", ".asc"}, read: readAsciiDoc},
		{extensions: []string{".wiki", ".mediawiki"}, read: readMediaWiki},
		{extensions: []string{".pdf"}, read: readPDF},
		{extensions: []string{".html", ".htm", ".xhtml"}, read: readHTML},
		{extensions: []string{".epub"}, read: readEPUB},
		{extensions: []string{".eml"}, read: readMail, parts: attachments},
		{extensions: []string{".mbox"}, parts: mailbox},
		{extensions: []string{".docx", ".docm"}, read: readDOCX},
		{extensions: []string{".odt"}, read: readODT},
		{extensions: []string{".pptx", ".pptm"}, read: readPPTX},
		{extensions: []string{".vtt", ".srt"}, read: readTranscript},
		{extensions: []string{".csv", ".tsv"}, read: readCSV, parts: rowsOfCSV},
		{extensions: []string{".jsonl", ".ndjson"}, read: readJSONLines, parts: rowsOfJSONLines},
		{extensions: []string{".json"}, read: readJSON, parts: partsOfJSON},
		{extensions: []string{".rss", ".atom", ".xml"}, parts: itemsOfFeed},
		{extensions: []string{".warc"}, parts: archivedPages},
		{extensions: []string{".zip"}, parts: zipFiles},
		{extensions: []string{".tar"}, parts: tarFiles},
		{extensions: []string{".gz", ".tgz"}, parts: gzipFiles},
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

// A Reading is what came of a file.
type Reading struct {
	Documents []*corpus.Document
	Skipped   []Note // the file, or what it holds, where that was left out
	Warnings  []Note // what was read, but not as it was meant
}

// Documents makes documents of a file's content: one of most files, and of an archive
// or a mailbox as many as it holds. The extension of name, which becomes the document's
// name, tells the format. What is not read is noted with the reason: the format is
// unknown, the content is binary, there is no text in it, it takes more than its
// limits allow. It fails only if ctx ends.
func Documents(ctx context.Context, name string, data []byte, o Options) (Reading, error) {
	return readContent(ctx, name, data, o, true)
}

// readContent does so; where the file was not named by who wants it read, and its
// name has no extension, it has to be prose.
func readContent(ctx context.Context, name string, data []byte, o Options, named bool) (Reading, error) {
	o.Limits = o.Limits.WithDefaults()
	within, cancel := context.WithTimeout(ctx, o.Limits.Time)
	defer cancel()
	r := reading{names: map[string]bool{}}
	err := r.take(file{name: name, data: data, options: &o, budget: &budget{limits: o.Limits, ctx: within}}, metadata{}, 0, named)
	if ctx.Err() != nil {
		return Reading{}, ctx.Err()
	}
	if err != nil {
		return Reading{Skipped: []Note{{name, err.Error()}}}, nil
	}
	return r.Reading, nil
}

// Document makes the document of a file that is one, as Documents does, without what is
// packed in it. A warning, which may come with it, is a sentence.
func Document(name string, data []byte) (doc *corpus.Document, warning string, err error) {
	r, err := Documents(context.Background(), name, data, Options{})
	switch {
	case err != nil:
		return nil, "", err
	case len(r.Documents) == 0:
		return nil, "", errors.New(r.Skipped[0].Reason)
	case r.Documents[0].Name != name:
		return nil, "", fmt.Errorf("it is no document, but holds %d", len(r.Documents))
	}
	if len(r.Warnings) > 0 {
		warning = r.Warnings[0].Reason
	}
	return r.Documents[0], warning, nil
}

// A reading is one under way.
type reading struct {
	Reading
	names map[string]bool // of the documents
}

// deepest is how deep files may stand in each other: a page in an archive of the web that
// was compressed, in an archive.
const deepest = 5

// take reads a file, and what it holds. It fails where a limit is met, so that nothing
// of the outermost file is read.
func (r *reading) take(f file, about metadata, depth int, named bool) error {
	if err := f.part(); err != nil {
		return err
	}
	kind, err := formatOf(f.name)
	if err == nil && depth > deepest {
		err = errors.New("it stands too deep in other files")
	}
	before := r.found()
	if err == nil && kind.read != nil {
		err = r.document(kind, f, about, named)
	}
	if err == nil && kind.parts != nil {
		err = guarded(func() error {
			return kind.parts(f, func(p part) error { return r.part(f, p, about, depth) })
		})
	}
	if err == nil && r.found() == before {
		err = errors.New("there is nothing in it that could be read")
	}
	if err != nil && !isLimit(err) && f.ctx.Err() == nil {
		r.Skipped = append(r.Skipped, Note{f.name, err.Error()})
		return nil
	}
	return err
}

// found is how much was found, be it read or not.
func (r *reading) found() int { return len(r.Documents) + len(r.Skipped) }

// document reads a file that is a document.
func (r *reading) document(kind format, f file, about metadata, named bool) error {
	var doc *corpus.Document
	var warning string
	err := guarded(func() (err error) {
		doc, warning, err = kind.read(f)
		return err
	})
	switch {
	case err != nil || doc == nil && kind.parts != nil:
		return err
	case f.take(len(doc.Text)) != nil:
		return f.fits(0)
	case len(doc.Sentences) == 0:
		return errors.New("there is no text to quote in it")
	case !named && extension(f.name) == "" && !isProse(doc):
		return errNoProse
	}
	r.add(doc, about)
	if warning != "" {
		r.Warnings = append(r.Warnings, Note{f.name, warning})
	}
	return nil
}

// part takes a part of a file over.
func (r *reading) part(f file, p part, about metadata, depth int) error {
	p.about.retrieved, p.about.superseded = cmp.Or(p.about.retrieved, about.retrieved), cmp.Or(p.about.superseded, about.superseded)
	name := path.Join(f.name, path.Clean("/"+strings.ReplaceAll(strings.ToValidUTF8(p.name, "_"), "\\", "/")))
	switch {
	case isLimit(p.err):
		return p.err
	case p.err != nil:
		r.Skipped = append(r.Skipped, Note{name, p.err.Error()})
	case p.doc == nil:
		return r.take(file{name: name, data: p.data, options: f.options, budget: f.budget}, p.about, depth+1, false)
	case len(p.doc.Sentences) > 0:
		if err := f.take(len(p.doc.Text)); err != nil {
			return err
		}
		p.doc.Name = name
		r.add(p.doc, p.about)
	}
	return f.part()
}

// add adds a document under a name that no other has.
func (r *reading) add(doc *corpus.Document, about metadata) {
	about.fill(doc)
	ext := path.Ext(doc.Name)
	stem := strings.TrimSuffix(doc.Name, ext)
	for n := 2; r.names[doc.Name]; n++ {
		doc.Name = fmt.Sprintf("%s~%d%s", stem, n, ext)
	}
	r.names[doc.Name] = true
	r.Documents = append(r.Documents, doc)
}

// guarded makes a panic an error. The parsers of other people's formats meet files of
// all kinds; one that breaks them must not take the others down.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the file breaks its reader: %v", r)
		}
	}()
	return f()
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
