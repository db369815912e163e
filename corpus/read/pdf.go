package read

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
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
	module, err := pdfiumModule()
	if err != nil {
		return nil, err
	}
	return webassembly.InitWithWASM(webassembly.Config{
		WASM: module, MaxTotal: runtime.GOMAXPROCS(0), RuntimeConfig: config,
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
	file := pdfFile{engine: engine, ref: opened.Document, fonts: map[string]fontLook{}}
	file.pixels = ofTeX.MatchString(file.tag("Producer") + " " + file.tag("Creator"))
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
	fonts  map[string]fontLook // by their names
	pixels bool                // some of its letters may be made of pixels, and tell not which they are
}

// A pdfPage is the lines of a page in the order in which they are read, and how the file
// calls it: "iv"; nothing where that is its number.
type pdfPage struct {
	lines []pdfLine
	label string
}

// pages returns those of the file.
func (f pdfFile) pages(ctx context.Context) ([]pdfPage, error) {
	n, err := f.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.ref})
	if err != nil {
		return nil, errors.New("it is damaged")
	}
	if n.PageCount > mostPages {
		return nil, fmt.Errorf("it has more than %d pages", mostPages)
	}
	out := make([]pdfPage, 0, n.PageCount)
	for i := range n.PageCount {
		lines, err := f.page(i)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("page %d is damaged", i+1)
		}
		out = append(out, pdfPage{lines, f.label(i)})
	}
	return out, nil
}

// page returns the lines of a page. What is turned otherwise than most of it comes last.
func (f pdfFile) page(i int) ([]pdfLine, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: f.ref, Index: i}}
	said, err := f.engine.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: page, Mode: requests.GetPageTextStructuredModeChars,
	})
	if err != nil {
		return nil, err
	}
	letters := make([]pdfLetter, len(said.Chars))
	for i, c := range said.Chars {
		letters[i] = letterOf(c)
	}
	if err := f.setFonts(page, letters); err != nil {
		return nil, err
	}
	var turned [4][]pdfLetter
	to := 0
	for _, l := range letters {
		if !l.isSpace() && l.text != "" { // spaces and line ends belong to what stands before
			to = l.turned
		}
		l.pdfBox = l.upright(to)
		turned[to] = append(turned[to], l)
	}
	order := []int{0, 1, 2, 3}
	slices.SortStableFunc(order, func(a, b int) int { return len(turned[b]) - len(turned[a]) })
	var out []pdfLine
	for n, to := range order {
		if len(turned[to]) == 0 {
			continue
		}
		runs := runsOf(withoutLeaders(once(turned[to])))
		if n == 0 {
			rules := f.rules(page).upright(to)
			runs = rules.bullets(rules.tables(runs))
		}
		lines := layout(runs)
		for i := range lines {
			lines[i].column += n * len(letters) // no column is of two
			lines[i].aside = n > 0
		}
		out = append(out, lines...)
	}
	return out, nil
}

// longestLabel is the most letters of a label: "Appendix A-12" has few.
const longestLabel = 32

// label is how the file calls a page, unless that is its number.
func (f pdfFile) label(i int) string {
	said, err := f.engine.FPDF_GetPageLabel(&requests.FPDF_GetPageLabel{Document: f.ref, Page: i})
	if err != nil {
		return ""
	}
	label := fold(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, said.Label))
	if label == strconv.Itoa(i+1) || utf8.RuneCountInString(label) > longestLabel {
		return ""
	}
	return label
}

// metadata is what the file says of itself, where that is more than the name of the file
// that it was made from.
func (f pdfFile) metadata() metadata {
	m := metadata{author: f.tag("Author")}
	if title := f.tag("Title"); !madeOf.MatchString(title) {
		m.title = title
	}
	return m
}

// tag returns what the file says of itself by a name.
func (f pdfFile) tag(name string) string {
	said, err := f.engine.GetMetaData(&requests.GetMetaData{Document: f.ref, Tags: &[]string{name}})
	if err != nil || len(said.Tags) == 0 {
		return ""
	}
	return fold(strings.ToValidUTF8(strings.ReplaceAll(said.Tags[0].Value, "\x00", ""), ""))
}
