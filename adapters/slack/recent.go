package slack

import (
	"slices"
	"sync"
)

const (
	// maxRecent is how many of a person's questions their Home shows.
	maxRecent = 5
	// maxAskers bounds the people whose questions are remembered; the one who
	// has asked nothing for longest is forgotten first.
	maxAskers = 5_000
)

// recent remembers the last questions of each person, for their own Home, for
// as long as the program runs. The zero value remembers nothing yet.
type recent struct {
	mu    sync.Mutex
	asked map[string][]string // by person, the last first
	order []string            // people, who asked last at the end
}

// add remembers a question.
func (r *recent) add(user, question string) {
	if user == "" || question == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked == nil {
		r.asked = map[string][]string{}
	}
	if _, known := r.asked[user]; known {
		r.order = slices.DeleteFunc(r.order, func(u string) bool { return u == user })
	} else if len(r.order) >= maxAskers {
		delete(r.asked, r.order[0])
		r.order = r.order[1:]
	}
	r.order = append(r.order, user)
	list := slices.DeleteFunc(r.asked[user], func(q string) bool { return q == question })
	list = slices.Insert(list, 0, question)
	r.asked[user] = list[:min(len(list), maxRecent)]
}

// of returns a person's last questions, the last first.
func (r *recent) of(user string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.asked[user])
}

// maxStarted bounds the assistant threads that wait for their first question.
const maxStarted = 5_000

// started remembers assistant threads that have no title yet: the first
// question becomes it. The zero value remembers none.
type started struct {
	mu      sync.Mutex
	threads []string
}

// add remembers a thread.
func (s *started) add(thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.threads) >= maxStarted {
		s.threads = s.threads[1:]
	}
	s.threads = append(s.threads, thread)
}

// take forgets a thread, and reports whether it was remembered.
func (s *started) take(thread string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.Index(s.threads, thread)
	if i < 0 {
		return false
	}
	s.threads = slices.Delete(s.threads, i, i+1)
	return true
}
