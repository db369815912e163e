package quoth

import (
	"fmt"
	"io"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus/read"
)

// reportNotes tells what was wrong with the files of a collection, beside so many
// documents: how many were left out and why, then the first few by name, the
// rest by number. The collection is named if it is not the only one.
func reportNotes(w io.Writer, collection string, documents int, skipped, warnings []read.Note) {
	if len(skipped) > 0 {
		if collection != "" {
			collection += ": "
		}
		told := bot.SkippedPhrase(skippedFiles("", skipped), documents, "").String()
		fmt.Fprintf(w, "quoth: %s\n", terminal.Visible(collection+told))
	}
	report(w, "skipped", skipped)
	report(w, "warning about", warnings)
}

func report(w io.Writer, what string, notes []read.Note) {
	const named = 5
	for _, n := range notes[:min(named, len(notes))] {
		fmt.Fprintf(w, "quoth: %s %s: %s\n", what, terminal.Visible(n.Name), terminal.Visible(n.Reason))
	}
	if rest := len(notes) - named; rest > 0 {
		fmt.Fprintf(w, "quoth: %s %d more, %d in all\n", what, rest, len(notes))
	}
}
