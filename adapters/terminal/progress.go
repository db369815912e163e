package terminal

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long something may take before a bar tells how far it is:
// what is done sooner needs none.
const patience = 500 * time.Millisecond

// A Progress is a bar that shows how far something long has come.
type Progress struct {
	w           io.Writer // nil for no terminal, where no bar is shown
	description string
	bytes       bool // what is counted is bytes, so that a rate can be told
	begun       time.Time
	bar         *progressbar.ProgressBar // nil until something is to be shown
}

// NewProgress makes a bar on w, if that is a terminal.
func NewProgress(w io.Writer, description string) *Progress {
	p := &Progress{description: Visible(description), begun: time.Now()}
	if f, ok := w.(*os.File); ok && isTerminal(f) {
		p.w = w
	}
	return p
}

// NewByteProgress makes a bar of bytes, with how many there are in a second.
func NewByteProgress(w io.Writer, description string) *Progress {
	p := NewProgress(w, description)
	p.bytes = true
	return p
}

// Show moves the bar to done of total. A total that changes is heeded.
func (p *Progress) Show(done, total int64) {
	if p.w == nil {
		return
	}
	if p.bar == nil { // at once, unseen, as the rate is told from then on
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(late{p.w, p.begun.Add(patience)}),
			progressbar.OptionSetDescription(p.description),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowBytes(p.bytes),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish())
	}
	p.bar.ChangeMax64(total)
	// A bar that cannot be drawn is no reason to stop what it tells of.
	_ = p.bar.Set64(done)
}

// A late writer writes nothing before a time.
type late struct {
	w    io.Writer
	from time.Time
}

func (l late) Write(b []byte) (int, error) {
	if time.Now().Before(l.from) {
		return len(b), nil
	}
	return l.w.Write(b)
}

// Close takes the bar away.
func (p *Progress) Close() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
