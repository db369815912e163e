package index

import (
	"strings"
	"sync"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// stemMemory remembers the stems of forms. An index that is made for one question has
// words that others had before it: to stem them was a sixth of what making it took.
type stemMemory struct {
	mu sync.RWMutex
	of map[stemmed]string
}

type stemmed struct {
	language *lang.Language
	form     string
}

// mostStems bounds what is remembered, in some 10 MB. It is begun anew then.
const mostStems = 100_000

var stemsMade stemMemory

// stem returns the stem of a form.
func (m *stemMemory) stem(l *lang.Language, form string) string {
	m.mu.RLock()
	stem, ok := m.of[stemmed{l, form}]
	m.mu.RUnlock()
	if ok {
		return stem
	}
	stem = strings.Clone(words.Stem(l, form))
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.of) >= mostStems || m.of == nil {
		m.of = make(map[stemmed]string)
	}
	m.of[stemmed{l, strings.Clone(form)}] = stem
	return stem
}
