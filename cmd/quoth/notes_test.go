package quoth

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/quoth-bot/quoth/corpus/read"
)

func TestReportNotes(t *testing.T) {
	var skipped []read.Note
	for i := range 7 {
		skipped = append(skipped, read.Note{Name: fmt.Sprintf("%d.bin", i), Reason: "it is binary"})
	}
	var out bytes.Buffer
	reportNotes(&out, "birds", 2, skipped, []read.Note{{Name: "w\x1b.md", Reason: "odd"}})
	const want = `quoth: birds: 7 of 9 files could not be read: it is binary.
quoth: skipped 0.bin: it is binary
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
