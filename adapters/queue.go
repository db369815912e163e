package adapters

import (
	"sync"

	"github.com/quoth-bot/quoth/bot"
)

// A job is a delivery to be answered.
type job struct {
	delivery bot.Delivery
	notice   bot.Notice // what is said in place of an answer
	doubtful bool       // an earlier run may have posted its answer
}

// A lane is the jobs of one conversation, done one after another. The first of
// its queue may be in work.
type lane struct {
	key   string
	queue []job
}

// A queue holds the jobs that wait: those of one conversation in order, and
// apart from them the few that are refused with a notice.
type queue struct {
	most, mostRefused int
	changed           func(waiting int) // told whenever the number changes

	mu            sync.Mutex
	lanes         map[string]*lane // by conversation; each holds at least one job
	ready         []*lane          // lanes whose first job nobody has taken, oldest first
	refused       []job
	waiting       int
	closed        bool // nothing more comes in
	abandoned     bool // nothing more goes out
	work, refusal *sync.Cond
}

func newQueue(most, mostRefused int, changed func(int)) *queue {
	q := &queue{most: most, mostRefused: mostRefused, changed: changed, lanes: map[string]*lane{}}
	q.work, q.refusal = sync.NewCond(&q.mu), sync.NewCond(&q.mu)
	return q
}

// A place says where a job has gone.
type place int

const (
	toAnswer place = iota // it waits in its lane
	toRefuse              // it waits for its notice that it is not answered
	nowhere               // there is no room even for that
	closed                // the queue takes nothing more
)

// put finds a place for a job. One that an earlier run owes always has one.
func (q *queue) put(j job, owed bool) place {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return closed
	case q.waiting < q.most || owed:
		q.append(j)
		return toAnswer
	case len(q.refused) < q.mostRefused:
		q.refused = append(q.refused, j)
		q.refusal.Signal()
		return toRefuse
	}
	return nowhere
}

func (q *queue) append(j job) {
	key := laneOf(j.delivery)
	l := q.lanes[key]
	if l == nil {
		l = &lane{key: key}
		q.lanes[key] = l
		q.ready = append(q.ready, l)
		q.work.Signal()
	}
	l.queue = append(l.queue, j)
	q.waiting++
	q.changed(q.waiting)
}

// laneOf names what a delivery must keep its order in. Outside conversations
// that is the message, so that an edit comes behind what it edits.
func laneOf(d bot.Delivery) string {
	switch {
	case d.Question.Conversation != "":
		return "conversation " + d.Question.Conversation
	case d.Message != "":
		return "message " + d.Message
	}
	return "key " + d.Key()
}

// take waits for the next job; false once the queue is closed and empty, or
// abandoned. The lane is given back with finish.
func (q *queue) take() (*lane, job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ready) == 0 || q.abandoned {
		if q.abandoned || q.closed && q.waiting == 0 {
			return nil, job{}, false
		}
		q.work.Wait()
	}
	l := q.ready[0]
	q.ready = q.ready[1:]
	return l, l.queue[0], true
}

// finish takes the done job off its lane, which becomes ready again behind the
// others if more wait in it.
func (q *queue) finish(l *lane) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l.queue = l.queue[1:]
	q.waiting--
	q.changed(q.waiting)
	if len(l.queue) == 0 {
		delete(q.lanes, l.key)
	} else {
		q.ready = append(q.ready, l)
		q.work.Signal()
	}
	if q.closed && q.waiting == 0 {
		q.work.Broadcast()
	}
}

// takeRefused waits for the next job to be refused, and ends like take.
func (q *queue) takeRefused() (job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.refused) == 0 || q.abandoned {
		if q.abandoned || q.closed {
			return job{}, false
		}
		q.refusal.Wait()
	}
	j := q.refused[0]
	q.refused = q.refused[1:]
	return j, true
}

// room returns how many more jobs there is room for, at most so many: none once
// the queue is closed.
func (q *queue) room(most int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0
	}
	return max(0, min(most, q.most-q.waiting))
}

// open runs f unless the queue is closed, and reports whether it did. The
// queue does not close meanwhile.
func (q *queue) open(f func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		f()
	}
	return !q.closed
}

// close lets nothing more in; with abandon nothing goes out either.
func (q *queue) close(abandon bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.abandoned = true, q.abandoned || abandon
	q.work.Broadcast()
	q.refusal.Broadcast()
}
