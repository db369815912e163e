package read

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// zipFiles hands on the files of a zip, by their names.
func zipFiles(f file, each func(part) error) error {
	z, err := zip.NewReader(bytes.NewReader(f.data), int64(len(f.data)))
	if err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	slices.SortStableFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, entry := range z.File {
		name := entry.Name
		if entry.NonUTF8 { // as programs of DOS wrote names, and many yet do
			name, _ = charmap.CodePage437.NewDecoder().String(name) // which any byte is in
		}
		if entry.Mode().IsRegular() && f.wants(name) {
			if err := each(f.packed(name, int64(entry.UncompressedSize64), func() (io.Reader, error) { return openEntry(entry) })); err != nil {
				return err
			}
		}
	}
	return nil
}

func openEntry(entry *zip.File) (io.Reader, error) {
	if entry.Flags&1 != 0 {
		return nil, errors.New("it has a password")
	}
	return entry.Open()
}

// tarFiles hands on the files of a tar, in its order.
func tarFiles(f file, each func(part) error) error {
	return untar(f, bytes.NewReader(f.data), each)
}

func untar(f file, r io.Reader, each func(part) error) error {
	t := tar.NewReader(r)
	for {
		entry, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case isLimit(err):
			return err
		case err != nil:
			return fmt.Errorf("it is damaged: %w", err)
		}
		if entry.Typeflag == tar.TypeReg && f.wants(entry.Name) {
			if err := each(f.packed(entry.Name, entry.Size, func() (io.Reader, error) { return t, nil })); err != nil {
				return err
			}
		}
	}
}

// gzipFiles hands on what was compressed: one file, or those of a tar.
func gzipFiles(f file, each func(part) error) error {
	z, err := gzip.NewReader(bytes.NewReader(f.data))
	if err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	name := strings.TrimSuffix(path.Base(f.name), path.Ext(f.name))
	if ext := extension(f.name); ext == ".tgz" || extension(name) == ".tar" {
		return untar(f, f.unpacking(z), each)
	}
	return each(f.packed(name, 0, func() (io.Reader, error) { return z, nil }))
}

// wants reports whether a file of an archive is one that would be read in a folder:
// it is not hidden, nor plainly no source.
func (f file) wants(name string) bool {
	for part := range strings.SplitSeq(strings.ReplaceAll(name, "\\", "/"), "/") {
		if strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX" {
			return false
		}
	}
	return !isNoSource(path.Base(name))
}

// packed unpacks a file of an archive, if it is of a kind that is read.
func (f file) packed(name string, size int64, open func() (io.Reader, error)) part {
	p := part{name: name}
	if _, p.err = formatOf(name); p.err != nil {
		return p
	}
	if size > f.limits.FileSize {
		p.err = tooLarge(f.limits.FileSize)
		return p
	}
	r, err := open()
	if err != nil {
		p.err = err
		return p
	}
	p.data, err = io.ReadAll(io.LimitReader(f.unpacking(r), f.limits.FileSize+1))
	switch {
	case isLimit(err):
		p.err = err
	case err != nil:
		p.err = fmt.Errorf("it is damaged: %w", err)
	case int64(len(p.data)) > f.limits.FileSize:
		p.err = tooLarge(f.limits.FileSize)
	}
	return p
}
