package read

import (
	"math"
	"unicode"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A pdfFont is what counts of a letter's font.
type pdfFont struct {
	size float64
	bold bool
	mono bool // all of its letters are equally wide
}

const (
	// boldWeight is that of bold letters, and mostWeight the most there is: programs that do
	// not know it write any number.
	boldWeight, mostWeight = 600, 1000
	fixedPitch             = 1 // of the flags of a font in PDFs
)

// Not all fonts tell their weight, and whether their letters are equally wide; some tell it
// by their names alone.
var (
	boldFont = lazyregexp.New(`(?i)bold|black|heavy|-demi|cmbx|cmssbx|sfbx|-medi$`)
	monoFont = lazyregexp.New(`(?i)mono|courier|consol|menlo|typewriter|cmtt|sftt`)
)

// A fontLook is what the name of a font tells.
type fontLook struct{ bold, mono bool }

// lookOf looks at the name of a font once.
func (f pdfFile) lookOf(name string) fontLook {
	look, ok := f.fonts[name]
	if !ok {
		look = fontLook{boldFont.MatchString(name), monoFont.MatchString(name)}
		f.fonts[name] = look
	}
	return look
}

// setFonts tells letters of a page their fonts, by their places in it. To ask for a font
// takes PDFium a dozen times as long as all else about a letter: it is asked where the font
// may be another than that of the letter before.
func (f pdfFile) setFonts(page requests.Page, letters []pdfLetter) error {
	text, err := f.engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return err
	}
	defer f.engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	var before *pdfLetter // nil at the beginning of a word
	var font pdfFont
	for i := range letters {
		l := &letters[i]
		if l.isSpace() || l.text == "" {
			l.pdfFont, before = font, nil
			continue
		}
		if before == nil || before.mayDiffer(l) {
			font = f.fontAt(text.TextPage, i)
		}
		l.pdfFont, before = font, l
	}
	return nil
}

// mayDiffer reports whether a letter behind another one in a word may have another font:
// where one of them alone is a letter of the alphabet, or it stands higher, lower or apart,
// as the figures of notes do.
func (l *pdfLetter) mayDiffer(next *pdfLetter) bool {
	a, b := l.upright(l.turned), next.upright(next.turned)
	height := a.top - a.bottom
	return l.turned != next.turned || isOf(*l, unicode.IsLetter) != isOf(*next, unicode.IsLetter) ||
		math.Abs(b.bottom-a.bottom) > .3*height || b.left-a.right > height || b.left < a.left
}

// fontAt is the font of the letter at a place in a page; the zero font where the file does not
// tell it.
func (f pdfFile) fontAt(text references.FPDF_TEXTPAGE, i int) pdfFont {
	var out pdfFont
	if size, err := f.engine.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: i}); err == nil {
		out.size = size.FontSize
	}
	if m, err := f.engine.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text, Index: i}); err == nil {
		if drawn := out.size * math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)); drawn > 0 {
			out.size = drawn
		}
	}
	if !(out.size > 0 && out.size < farthest) { // it may be no number
		out.size = 0
	}
	var name string
	var flags, weight int
	if font, err := f.engine.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: text, Index: i}); err == nil {
		name, flags = font.FontName, font.Flags
	}
	if heavy, err := f.engine.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: text, Index: i}); err == nil {
		weight = heavy.FontWeight
	}
	out.bold, out.mono = f.look(name, flags, weight)
	return out
}

// look tells how letters of a font look, by what the file says of it.
func (f pdfFile) look(name string, flags, weight int) (bold, mono bool) {
	named := f.lookOf(name)
	return named.bold || weight >= boldWeight && weight <= mostWeight, named.mono || flags&fixedPitch != 0
}
