package browser

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/corpus/sample"
)

var update = flag.Bool("update", false, "make the pictures of the page again, in doc/screens")

// mostBytes is how large a picture may be.
const mostBytes = 150 << 10

// screens are the pages that the README and the guide to the page show.
var screens = []struct {
	name, path string
	look       look
	cite       string // the link that is followed; empty for none
}{
	{"web-answer", "/ask?q=How+many+North+Korean+soldiers+have+deserted%3F", look{width: 900, height: 520}, ""},
	{"web-values", "/ask?q=How+many+troops+has+North+Korea+sent%3F", look{width: 900, height: 1000, dark: true}, ""},
	{"web-source", "/ask?q=What+is+the+exit+code+of+restic+when+some+source+files+could+not+be+read%3F", look{width: 900, height: 640}, "figcaption a"},
	{"web-phone", "/ask?q=What+is+the+exit+code+of+restic+when+some+source+files+could+not+be+read%3F", look{width: 360, height: 720}, ""},
}

// TestScreens takes the pictures, and with -update keeps them.
func TestScreens(t *testing.T) {
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	restic := of(t, "restic/040_backup.rst", "bot/eval/testdata/documents/manual/corpus/restic/040_backup.rst")
	base := serveDocuments(t, append(documents, documentsOf(t, restic)...), nil, web.Options{})
	for _, s := range screens {
		b := open(t, base, s.look)
		b.visit(s.path)
		if s.cite != "" {
			b.follow(click(s.cite))
			b.wait(`document.getElementById("quote")`)
		}
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || size.Width != int(s.look.width) || len(picture) > mostBytes {
			t.Errorf("%s: %d bytes, %d wide (%v)", s.name, len(picture), size.Width, err)
		}
		if *update {
			if err := os.WriteFile(filepath.Join("..", "doc", "screens", s.name+".png"), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
