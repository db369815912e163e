package terminal

import (
	"fmt"
	"io"

	"github.com/quoth-bot/quoth/corpus/read"
)

// ReportNotes tells what was wrong with the files of a corpus: the first few
// by name, the rest by number.
func ReportNotes(w io.Writer, library *read.Library) {
	reportNotes(w, "skipped", library.Skipped)
	reportNotes(w, "warning about", library.Warnings)
}

func reportNotes(w io.Writer, what string, notes []read.Note) {
	const named = 5
	for _, n := range notes[:min(named, len(notes))] {
		fmt.Fprintf(w, "quoth: %s %s: %s\n", what, Visible(n.Name), Visible(n.Reason))
	}
	if rest := len(notes) - named; rest > 0 {
		fmt.Fprintf(w, "quoth: %s %d more, %d in all\n", what, rest, len(notes))
	}
}
