package read

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// mailbox hands on the mails of a mailbox in the form of Unix: each begins at a line
// "From " behind a blank one, and where a mail itself has such a line, a ">" was put
// before it (RFC 4155 and its kin).
func mailbox(f file, each func(part) error) error {
	if !bytes.HasPrefix(f.data, []byte("From ")) {
		return errors.New("it is no mailbox")
	}
	rest := f.data
	for number := 1; len(rest) > 0; number++ {
		_, mail, _ := bytes.Cut(rest, []byte("\n"))
		rest = nil
		if end := nextMail(mail); end >= 0 {
			mail, rest = mail[:end], mail[end:]
		}
		if err := each(part{name: fmt.Sprintf("%d.eml", number), data: unquoted(mail)}); err != nil {
			return err
		}
	}
	return nil
}

// nextMail is where the next mail begins; -1 if there is none.
func nextMail(data []byte) int {
	for from := 0; ; {
		i := bytes.Index(data[from:], []byte("\nFrom "))
		if i < 0 {
			return -1
		}
		at := from + i
		if blank := bytes.TrimRight(data[:at], "\r"); len(blank) == 0 || blank[len(blank)-1] == '\n' {
			return at + 1
		}
		from = at + 1
	}
}

var quotedFrom = lazyregexp.New(`(?m)^>(>*From )`)

// unquoted takes the ">" away that was put before lines "From ".
func unquoted(mail []byte) []byte { return quotedFrom.ReplaceAll(mail, []byte("$1")) }
