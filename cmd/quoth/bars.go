package quoth

import "github.com/quoth-bot/quoth/adapters/terminal"

// bars shows how far work has come, one bar for each part of it.
type bars struct {
	p    *program
	part string
	bar  *terminal.Progress
}

func barsOf(p *program) *bars { return &bars{p: p} }

// show draws the bar of a part, which ends when another begins; doing stands
// beside it.
func (b *bars) show(part, doing string, done, all int64) {
	if b.bar == nil || part != b.part {
		b.close()
		b.part, b.bar = part, terminal.NewByteProgress(b.p.stderr, doing)
	}
	b.bar.Show(done, all)
}

func (b *bars) close() {
	if b.bar != nil {
		b.bar.Close()
	}
	b.bar = nil
}
