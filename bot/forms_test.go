package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/lang/en"
)

// No form of a word is told as missing where the sources have another.
func TestNoFormIsMissing(t *testing.T) {
	data, err := os.ReadFile("../lang/en/testdata/irregular.txt")
	if err != nil {
		t.Fatal(err)
	}
	asked, missed := 0, 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		for _, form := range words[1:] {
			if en.English.IsStop(form) || en.English.IsStop(words[0]) {
				continue
			}
			b, err := newBot([]sources{collection("forms", fmt.Sprintf("The clerk of Mirow %s the parcel at the quay.", form))})
			if err != nil {
				t.Fatal(err)
			}
			asked++
			if a := one(t, b, Question{Text: fmt.Sprintf("What did the clerk of Mirow %s at the quay?", words[0])}); len(a.Missing) > 0 {
				missed++
				t.Logf("%q of %q: %q are missing", form, words[0], a.Missing)
			}
		}
	}
	if asked < 260 || 50*missed > asked {
		t.Errorf("of %d forms %d are told as missing", asked, missed)
	}
}
