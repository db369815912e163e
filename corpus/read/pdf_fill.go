package read

import (
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// A pdfFill is a box of one colour without an edge of its own. Word makes the ground of a
// cell of one for each of its lines, one above the other.
type pdfFill struct {
	pdfBox
	colour structs.FPDF_COLOR
}

// fill returns the fill that a path with such a box is, if it is one.
func (f pdfFile) fill(path references.FPDF_PAGEOBJECT, box pdfBox) (pdfFill, bool) {
	mode, err := f.engine.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: path})
	if err != nil || mode.Stroke || mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return pdfFill{}, false
	}
	colour, err := f.engine.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: path})
	if err != nil {
		return pdfFill{}, false
	}
	return pdfFill{box, colour.FillColor}, true
}

// joinFills adds the fills that follow each other, one below the other, as one.
func joinFills(fills []pdfFill) []pdfFill {
	var out []pdfFill
	for _, f := range fills {
		if n := len(out); n > 0 && out[n-1].goesOn(f) {
			out[n-1].cover(f.pdfBox)
			continue
		}
		out = append(out, f)
	}
	return out
}

// goesOn reports whether another fill stands below one, without anything that parts them.
func (f pdfFill) goesOn(o pdfFill) bool {
	const slack = .5 // points
	return f.colour == o.colour && math.Abs(f.left-o.left) < slack && math.Abs(f.right-o.right) < slack && math.Abs(f.bottom-o.top) < slack
}
