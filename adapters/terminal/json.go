package terminal

import (
	"bufio"

	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
)

// A jsonView writes one JSON object a line, as adapters/wire has it.
type jsonView struct {
	w       *bufio.Writer
	explain bool
	err     error // the first that a value could not be written for
}

func (v *jsonView) flush() error {
	if v.err != nil {
		return v.err
	}
	return v.w.Flush()
}

func (v *jsonView) write(object any) {
	line, err := wire.Line(object)
	if err != nil && v.err == nil {
		v.err = err
	}
	v.w.Write(line)
}

func (v *jsonView) answer(a bot.Answer, _ bool) { v.write(wire.OfAnswer(a, v.explain)) }

func (v *jsonView) more(answerID string, quotes []bot.Quote, _, _ int) {
	v.write(wire.More{More: answerID, Quotes: wire.OfQuotes(quotes, v.explain)})
}

func (v *jsonView) passage(p bot.Passage) { v.write(wire.OfPassage(p, v.explain)) }

func (v *jsonView) sources(sources []bot.Source) {
	for _, s := range sources {
		v.write(wire.Source(s))
	}
}

func (v *jsonView) skipped(files []bot.SkippedFile, _ int) {
	for _, f := range files {
		v.write(wire.OfSkipped(f))
	}
}
