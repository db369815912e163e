package engine

import (
	"context"
	"sync"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/bot/words"
)

// Scripts returns the scripts that words of the collection are written in; see
// bot.Engine.
func (e *Engine) Scripts(ctx context.Context) (scripts []string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = store.Guarded(func() error {
		scripts = e.scripts()
		return nil
	})
	return scripts, err
}

// lazyScripts gathers the scripts of an index's words when they are first asked for:
// half a million words take some 20 ms. A word is of the script of its first letter.
func lazyScripts(x *index.Index) func() []string {
	return sync.OnceValue(func() []string {
		var scripts []string
		for word := range x.Words() {
			for _, first := range x.Form(uint32(word)) {
				scripts = words.AppendScripts(scripts, string(first))
				break
			}
		}
		return scripts
	})
}
