package read

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/quoth-bot/quoth/corpus"
)

const (
	// longestBeforePDF is what may stand before the beginning of a PDF, as readers take it.
	longestBeforePDF = 1 << 10
	// mostPages is the most pages that are read of a file.
	mostPages = 20_000
	// pdfMemory is the most memory that PDFium may take for a file, in pages of 64 KB.
	pdfMemory = 512 << 20 >> 16
)

// engines are those of PDFium, which run one file each. It is compiled when the first
// PDF is met, and what comes of that is kept in the user's cache, where there is one.
var engines = sync.OnceValues(func() (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(pdfMemory).WithCloseOnContextDone(true).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "quoth", "pdfium")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxTotal: runtime.GOMAXPROCS(0), RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // no file can be seen
		Stdout:   io.Discard, Stderr: io.Discard,
	})
})

// readPDF reads the text layer of a PDF, with the page on which each sentence begins.
// What stands at the head or foot of many pages is not quoted, nor are the numbers of
// pages. What stands in columns of a table is a row of it.
func readPDF(f file) (*corpus.Document, string, error) {
	if !bytes.Contains(f.data[:min(len(f.data), longestBeforePDF)], []byte("%PDF-")) {
		return nil, "", errors.New("it is no PDF")
	}
	pool, err := engines()
	if err != nil {
		return nil, "", fmt.Errorf("PDFium does not start: %w", err)
	}
	engine, err := pool.GetInstanceWithContext(f.ctx)
	if err != nil {
		return nil, "", fmt.Errorf("PDFium does not start: %w", err)
	}
	defer engine.Close()
	defer context.AfterFunc(f.ctx, func() { engine.Kill() })() // within a page too
	opened, err := engine.OpenDocument(&requests.OpenDocument{File: &f.data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return nil, "", errors.New("it has a password")
	case err != nil:
		return nil, "", errors.New("it is damaged, or no PDF")
	}
	file := pdfFile{engine, opened.Document}
	pages, err := file.pages(f.ctx)
	if err != nil {
		return nil, "", cmp.Or(f.expired(), err)
	}
	p := pdfText{written: written{budget: f.budget}, pages: pages}
	if err := p.read(); err != nil {
		return nil, "", err
	}
	if len(p.blocks) == 0 {
		return nil, "", errors.New("there is no text in it: its pages may be pictures")
	}
	about := file.metadata()
	if about.title == "" {
		about.title = p.largest()
	}
	return p.document(f.name, about), "", nil
}

// A pdfFile is an open one.
type pdfFile struct {
	engine pdfium.Pdfium
	ref    references.FPDF_DOCUMENT
}

// A pdfLine is a line of a page: where it stands in points from the lower left, and how
// large its letters are.
type pdfLine struct {
	text                     string
	left, right, top, bottom float64
	size                     float64
	bold                     bool
}

// pages returns the lines of each page, in the order in which the file has them.
func (f pdfFile) pages(ctx context.Context) ([][]pdfLine, error) {
	n, err := f.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.ref})
	if err != nil {
		return nil, errors.New("it is damaged")
	}
	if n.PageCount > mostPages {
		return nil, fmt.Errorf("it has more than %d pages", mostPages)
	}
	out := make([][]pdfLine, 0, n.PageCount)
	for i := range n.PageCount {
		lines, err := f.page(i)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("page %d is damaged", i+1)
		}
		out = append(out, lines)
	}
	return out, nil
}

// page returns the lines of a page. PDFium tells of each letter, and of the spaces and
// line ends that it sees between them.
func (f pdfFile) page(i int) ([]pdfLine, error) {
	said, err := f.engine.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: requests.Page{ByIndex: &requests.PageByIndex{Document: f.ref, Index: i}},
		Mode: requests.GetPageTextStructuredModeChars, CollectFontInformation: true,
	})
	if err != nil {
		return nil, err
	}
	var out []pdfLine
	var letters []pdfLetter
	end := func() {
		l := lineOf(letters)
		switch n := len(out); {
		case strings.TrimSpace(l.text) == "":
		case n > 0 && out[n-1].goesOn(l):
			out[n-1].join(l)
		default:
			out = append(out, l)
		}
		letters = letters[:0]
	}
	for _, c := range said.Chars {
		if c.Text == "\r" || c.Text == "\n" {
			end()
			continue
		}
		next := letterOf(c)
		if n := len(letters); n > 0 && letters[n-1].text == hyphen && next.top < letters[n-1].bottom { // PDFium tells no end of such a line
			end()
		}
		letters = append(letters, next)
	}
	end()
	return out, nil
}

// goesOn reports whether what PDFium takes for a line stands behind another on the same
// one, as what comes behind the figure of a note does.
func (l pdfLine) goesOn(next pdfLine) bool {
	overlap := min(l.top, next.top) - max(l.bottom, next.bottom)
	gap := next.left - l.right
	return overlap > 0 && overlap >= .4*min(l.top-l.bottom, next.top-next.bottom) && gap > -.2*l.size && gap < cellGap*max(l.size, 4)
}

// join adds what stands behind a line.
func (l *pdfLine) join(next pdfLine) {
	text := strings.TrimSpace(next.text)
	l.text = strings.TrimRight(l.text, " ")
	if strings.Trim(text[:1], ".,;:?!)") != "" {
		l.text += " "
	}
	l.text += text
	l.right, l.top, l.bottom = max(l.right, next.right), max(l.top, next.top), min(l.bottom, next.bottom)
	l.bold = l.bold && next.bold
}

// A pdfLetter is one of a page, or a space.
type pdfLetter struct {
	text                     string
	left, right, top, bottom float64
	size                     float64
	bold                     bool
}

// hyphen stands for one that ends a line within a word.
const hyphen = "\u00ad"

const boldWeight = 600

func letterOf(c *responses.GetPageTextStructuredChar) pdfLetter {
	at := c.PointPosition
	l := pdfLetter{text: c.Text, left: at.Left, right: at.Right, top: max(at.Top, at.Bottom), bottom: min(at.Top, at.Bottom)}
	switch c.Text {
	case "\ufffe", "\x02":
		l.text = hyphen
	case "\x00":
		l.text = ""
	}
	if font := c.FontInformation; font != nil {
		if l.size = font.RenderedSize; l.size <= 0 {
			l.size = font.Size
		}
		l.bold = font.Weight >= boldWeight || strings.Contains(font.Name, "Bold")
	}
	return l
}

const (
	// raised is how much smaller than their line the figures of notes are.
	raised = .87
	// cellGap is how far apart the cells of a row stand, in sizes of their letters.
	cellGap = 1.0
)

// lineOf makes a line of its letters, with a tab where a row has its next cell, and
// without the figures that lead to notes.
func lineOf(letters []pdfLetter) pdfLine {
	sizes := map[float64]int{}
	bold, visible := 0, 0
	l := pdfLine{left: math.Inf(1), bottom: math.Inf(1)}
	for _, c := range letters {
		if strings.TrimSpace(c.text) == "" {
			continue
		}
		sizes[c.size]++
		visible++
		if c.bold {
			bold++
		}
		l.left, l.right, l.top, l.bottom = min(l.left, c.left), max(l.right, c.right), max(l.top, c.top), min(l.bottom, c.bottom)
	}
	most := 0
	for size, n := range sizes {
		if n > most || n == most && size > l.size {
			most, l.size = n, size
		}
	}
	l.bold = visible > 0 && bold == visible
	var b strings.Builder
	right := math.Inf(1)
	for _, c := range letters {
		isSpace := strings.TrimSpace(c.text) == ""
		if !isSpace && c.size < raised*l.size && strings.Trim(c.text, "0123456789*†‡") == "" {
			continue
		}
		if !isSpace && c.left-right > cellGap*max(l.size, 4) {
			b.WriteByte('\t')
		}
		b.WriteString(c.text)
		if !isSpace {
			right = c.right
		}
	}
	l.text = b.String()
	return l
}

// metadata is what the file says of itself, where that is more than the name of the file
// that it was made from.
func (f pdfFile) metadata() metadata {
	said, err := f.engine.GetMetaData(&requests.GetMetaData{Document: f.ref, Tags: &[]string{"Title", "Author"}})
	if err != nil {
		return metadata{}
	}
	var m metadata
	for _, tag := range said.Tags {
		value := fold(strings.ToValidUTF8(strings.ReplaceAll(tag.Value, "\x00", ""), ""))
		switch tag.Tag {
		case "Title":
			if !madeOf.MatchString(value) {
				m.title = value
			}
		case "Author":
			m.author = value
		}
	}
	return m
}
