package terminal

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/quoth-bot/quoth/corpus/read"
)

func TestReportNotes(t *testing.T) {
	library := &read.Library{Warnings: []read.Note{{Name: "w\x1b.md", Reason: "odd"}}}
	for i := range 7 {
		library.Skipped = append(library.Skipped, read.Note{Name: fmt.Sprintf("%d.bin", i), Reason: "it is binary"})
	}
	var out bytes.Buffer
	ReportNotes(&out, library)
	const want = `quoth: skipped 0.bin: it is binary
quoth: skipped 1.bin: it is binary
quoth: skipped 2.bin: it is binary
quoth: skipped 3.bin: it is binary
quoth: skipped 4.bin: it is binary
quoth: skipped 2 more, 7 in all
quoth: warning about w␛.md: odd
`
	if out.String() != want {
		t.Errorf("reported\n%s\nwant\n%s", &out, want)
	}
}

// A bar in a file or a pipe would be noise.
func TestNoProgressButOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := NewProgress(&out, "reading")
	p.begun = p.begun.Add(-2 * patience)
	p.Show(1, 10)
	p.Close()
	if out.Len() > 0 {
		t.Errorf("a bar was drawn: %q", &out)
	}
}
