package read

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Limits bound what reading one file may take, so that a file that was made to break
// its reader is left out and the others are read. Zero ones are those of DefaultLimits.
type Limits struct {
	FileSize int64         // bytes; larger files are left out
	Unpacked int64         // bytes that what is packed in it may come to
	Text     int64         // bytes of text that may be taken from it
	Time     time.Duration // that it may take
}

// DefaultLimits let books, mailboxes and years of minutes in, and keep disk images,
// dumps and bombs out: a book has some hundred thousand bytes of text, and a PDF of 5 MB
// of text takes a minute.
var DefaultLimits = Limits{FileSize: 32 << 20, Unpacked: 256 << 20, Text: 64 << 20, Time: 5 * time.Minute}

// WithDefaults are the limits that hold.
func (l Limits) WithDefaults() Limits {
	d := DefaultLimits
	for _, limit := range []struct{ of, or *int64 }{{&l.FileSize, &d.FileSize}, {&l.Unpacked, &d.Unpacked}, {&l.Text, &d.Text}} {
		if *limit.of <= 0 {
			*limit.of = *limit.or
		}
	}
	if l.Time <= 0 {
		l.Time = d.Time
	}
	return l
}

// A limitError says that a file would take more than its limits allow: nothing of it
// is read.
type limitError string

func (e limitError) Error() string { return string(e) }

// isLimit reports whether an error is that of a limit.
func isLimit(err error) bool {
	var limit limitError
	return errors.As(err, &limit)
}

// A budget is what is left of the limits of one file, with all that is packed in it.
type budget struct {
	limits   Limits
	ctx      context.Context // ends when its time is up
	unpacked int64           // bytes that were unpacked
	text     int64           // bytes of text that were taken
	parts    int             // documents and files that were met in it
}

// mostHeld is how many files and documents may stand in one file: a mailbox has some
// ten thousand mails.
const mostHeld = 200_000

// unpack counts bytes that were unpacked.
func (b *budget) unpack(bytes int) error {
	if b.unpacked += int64(bytes); b.unpacked > b.limits.Unpacked {
		return limitError(fmt.Sprintf("unpacked it is more than %d MB", b.limits.Unpacked>>20))
	}
	return b.expired()
}

// take counts bytes of text.
func (b *budget) take(bytes int) error {
	err := b.fits(bytes)
	b.text += int64(bytes)
	return err
}

// fits fails where a document of so many bytes of text would be too much. A nil budget
// has no bounds.
func (b *budget) fits(bytes int) error {
	if b == nil {
		return nil
	}
	if b.text+int64(bytes) > b.limits.Text {
		return limitError(fmt.Sprintf("there are more than %d MB of text in it", b.limits.Text>>20))
	}
	return b.expired()
}

// part counts a file or document in the file.
func (b *budget) part() error {
	if b.parts++; b.parts > mostHeld {
		return limitError(fmt.Sprintf("there are more than %d files in it", mostHeld))
	}
	return b.expired()
}

// expired fails when the time is up.
func (b *budget) expired() error {
	if errors.Is(b.ctx.Err(), context.DeadlineExceeded) {
		return limitError(fmt.Sprintf("it takes longer than %v to read", b.limits.Time))
	}
	return b.ctx.Err()
}

// unpacking reads what is packed, and fails where that is too much.
func (b *budget) unpacking(r io.Reader) io.Reader { return unpackingReader{r, b} }

type unpackingReader struct {
	io.Reader
	budget *budget
}

func (r unpackingReader) Read(to []byte) (int, error) {
	n, err := r.Reader.Read(to)
	if over := r.budget.unpack(n); over != nil {
		return 0, over
	}
	return n, err
}
