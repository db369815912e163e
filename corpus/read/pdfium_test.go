package read

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPDFiumIsThatOfTheModule holds what is embedded to the module's own file.
func TestPDFiumIsThatOfTheModule(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/klippa-app/go-pdfium").Output()
	if err != nil {
		t.Skipf("the module cannot be found here: %v", err)
	}
	file := filepath.Join(strings.TrimSpace(string(dir)), "internal", "pdfium_wasm", "pdfium.wasm")
	if flag.Lookup("update").Value.String() == "true" {
		pack := exec.Command("zstd", "-q", "-19", "-f", file, "-o", "pdfium.wasm.zst")
		if out, err := pack.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", pack, err, out)
		}
		if packedPDFium, err = os.ReadFile("pdfium.wasm.zst"); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pdfiumModule()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("PDFium is not that of go-pdfium in go.mod (go test -update writes it again)")
	}
}
