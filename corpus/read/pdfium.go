package read

import (
	_ "embed"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// PDFium as a program of WebAssembly, packed: that of the version of go-pdfium in
// go.mod, which a test holds it to (go test ./corpus/read -run PDFium -update).
//
//go:embed pdfium.wasm.zst
var packedPDFium []byte

// pdfiumModule unpacks PDFium.
func pdfiumModule() ([]byte, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	module, err := r.DecodeAll(packedPDFium, nil)
	if err != nil {
		return nil, fmt.Errorf("PDFium cannot be unpacked: %w", err)
	}
	return module, nil
}
