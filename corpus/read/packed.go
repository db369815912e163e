package read

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// A packed is a file of an office program: a zip of XML files.
type packed struct {
	zip    *zip.Reader
	budget *budget
}

const (
	// deepestXML is how deep elements may stand in each other: office programs write
	// some dozens.
	deepestXML = 1_000
)

// isEncrypted is how a file of Microsoft's programs begins that has a password: it is
// no zip.
const isEncrypted = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func unpack(f file) (*packed, error) {
	if bytes.HasPrefix(f.data, []byte(isEncrypted)) {
		return nil, errors.New("it has a password, or is of an old format")
	}
	z, err := zip.NewReader(bytes.NewReader(f.data), int64(len(f.data)))
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	return &packed{zip: z, budget: f.budget}, nil
}

// has reports whether there is a file of a name.
func (p *packed) has(name string) bool {
	for _, f := range p.zip.File {
		if f.Name == name {
			return true
		}
	}
	return false
}

var errPassword = errors.New("it has a password")

// errNoPart says that a file that has to be there is not.
var errNoPart = errors.New("a part of it is missing")

// open opens one of the files, of which no more is read than may be.
func (p *packed) open(name string) (io.ReadCloser, error) {
	for _, f := range p.zip.File {
		if f.Name != name {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, errPassword
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("it is damaged: %w", err)
		}
		return unpackingFile{p.budget.unpacking(r), r}, nil
	}
	return nil, fmt.Errorf("%w: %s", errNoPart, name)
}

// walk reads one of the XML files.
func (p *packed) walk(name string, v visitor) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return walk(r, v)
}

type unpackingFile struct {
	io.Reader
	io.Closer
}

// A visitor is told of the elements of an XML file, by their names without a prefix,
// and of text. An error ends the walk.
type visitor interface {
	opens(name string, of attributes) error
	closes(name string) error
	says(text string)
}

// attributes are those of an element.
type attributes []xml.Attr

// get returns the attribute of a name without its prefix.
func (a attributes) get(name string) string {
	for _, attr := range a {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}

// walk reads XML, in which no entities may be declared.
func walk(r io.Reader, v visitor) error {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is in %s, and not in UTF-8", charset)
	}
	depth := 0
	for {
		token, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case isLimit(err):
			return err
		case err != nil:
			return fmt.Errorf("it is damaged: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > deepestXML {
				return errors.New("its elements stand too deep in each other")
			}
			err = v.opens(t.Name.Local, t.Attr)
		case xml.EndElement:
			depth--
			err = v.closes(t.Name.Local)
		case xml.CharData:
			v.says(string(t))
		}
		if err != nil {
			return err
		}
	}
}

// properties are those of a document of Microsoft's or OpenDocument's programs: what
// is dc:title in one is so in the other. Their dates are when the file was saved, or its
// template, and say nothing of the text.
type properties struct {
	metadata
	first string // who wrote it, where another is named who saved it
	field *string
	said  strings.Builder
}

func (p *properties) opens(name string, _ attributes) error {
	p.said.Reset()
	switch name {
	case "title":
		p.field = &p.title
	case "creator":
		p.field = &p.author
	case "initial-creator":
		p.field = &p.first
	default:
		p.field = nil
	}
	return nil
}

func (p *properties) says(text string) { p.said.WriteString(text) }

func (p *properties) closes(string) error {
	said := fold(p.said.String())
	switch {
	case p.field == nil || said == "":
	case *p.field == "":
		*p.field = said
	case p.field == &p.author: // a book may have several
		*p.field += ", " + said
	}
	p.field = nil
	return nil
}

// propertiesOf are those that a file of the package tells; none where there is no such
// file, or it cannot be read.
func (p *packed) propertiesOf(name string) metadata {
	var of properties
	if p.walk(name, &of) != nil {
		return metadata{}
	}
	of.author = cmp.Or(of.first, of.author)
	return of.metadata
}

// target is the path of what a relation of a part leads to.
func target(part, to string) string {
	if strings.HasPrefix(to, "/") {
		return to[1:]
	}
	return path.Join(path.Dir(part), to)
}

// relations are what a part of one of Microsoft's packages leads to.
type relations struct{ all []relation }

// A relation leads to a part.
type relation struct {
	id   string // the part that it leads from has this name for it
	kind string // "styles", "slide"
	to   string
}

func (r *relations) opens(name string, of attributes) error {
	if name == "Relationship" && of.get("TargetMode") != "External" {
		r.all = append(r.all, relation{of.get("Id"), path.Base(of.get("Type")), of.get("Target")})
	}
	return nil
}

func (r *relations) says(string)         {}
func (r *relations) closes(string) error { return nil }

// to is the part that a part has an ID for; empty if it has none.
func (r *relations) to(id string) string {
	for _, one := range r.all {
		if one.id == id {
			return one.to
		}
	}
	return ""
}

// ofKind is the first part of a kind; another if none is told.
func (r *relations) ofKind(kind, other string) string {
	for _, one := range r.all {
		if one.kind == kind {
			return one.to
		}
	}
	return other
}

// relationsOf are those of a part; of the package if it has no name.
func (p *packed) relationsOf(part string) (*relations, error) {
	var out relations
	dir, base := path.Split(part)
	err := p.walk(dir+"_rels/"+base+".rels", &out)
	if errors.Is(err, errNoPart) {
		err = nil
	}
	for i, one := range out.all {
		out.all[i].to = target(part, one.to)
	}
	return &out, err
}

// mainPart is the part of one of Microsoft's packages that holds its text, or leads to it;
// usual if the package does not tell.
func (p *packed) mainPart(usual string) (string, error) {
	if p.has(usual) {
		return usual, nil
	}
	of, err := p.relationsOf("")
	if err != nil {
		return "", err
	}
	return of.ofKind("officeDocument", usual), nil
}

// coreProperties are those of one of Microsoft's packages.
func (p *packed) coreProperties() metadata {
	const usual = "docProps/core.xml"
	if of, err := p.relationsOf(""); err == nil {
		return p.propertiesOf(of.ofKind("core-properties", usual))
	}
	return p.propertiesOf(usual)
}
