package slack

import (
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/quoth-bot/quoth/adapters"
)

const (
	// maxRecent is how many of a person's questions their Home shows.
	maxRecent = 5
	// maxAskers bounds the people whose questions are remembered; the one who
	// has asked nothing for longest is forgotten first.
	maxAskers = 5_000
)

// recent remembers the last questions of each person, for their own Home, for
// as long as the program runs.
type recent struct {
	mu    sync.Mutex                   // held while a question is added
	asked *lru.Cache[string, []string] // by person, the last first
}

func newRecent() *recent { return &recent{asked: adapters.NewCache[[]string](maxAskers)} }

// add remembers a question.
func (r *recent) add(user, question string) {
	if user == "" || question == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.DeleteFunc(r.of(user), func(q string) bool { return q == question })
	list = slices.Insert(list, 0, question)
	r.asked.Add(user, list[:min(len(list), maxRecent)])
}

// of returns a person's last questions, the last first.
func (r *recent) of(user string) []string {
	list, _ := r.asked.Peek(user)
	return slices.Clone(list)
}

// maxStarted bounds the assistant threads that wait for their first question,
// which becomes their title.
const maxStarted = 5_000
