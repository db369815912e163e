// Package ops is how those who run Quoth look at it: health, readiness and
// metrics over HTTP. It stands among the adapters because it is told by every
// intake, as their Monitor, and answers people from outside.
package ops

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/quoth-bot/quoth/bot"
)

// answerBuckets are the bounds in seconds of the histogram of answers: most
// are made within 10 ms, and 50 ms are the aim for 99 of 100.
var answerBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// Metrics counts what passes the intakes. It implements adapters.Monitor and
// is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	questions  *prometheus.CounterVec   // by platform and verdict
	notices    *prometheus.CounterVec   // by platform and notice
	seconds    *prometheus.HistogramVec // by platform
	waiting    *prometheus.GaugeVec     // by platform
	faults     *prometheus.CounterVec   // by platform and kind
	up         *prometheus.GaugeVec     // by platform
	reconnects *prometheus.CounterVec   // by platform
	documents  *prometheus.GaugeVec     // by collection
	skipped    *prometheus.GaugeVec     // by collection
	sentences  *prometheus.GaugeVec     // by collection
	reloads    *prometheus.CounterVec

	mu        sync.Mutex
	platforms map[string]*connection
	loaded    time.Time // zero until the corpus is first loaded

	collections int            // how many there are
	reach       func() []Reach // of those on other machines; nil for none
	draining    bool
}

// A connection is what is known of a platform's.
type connection struct{ up, been bool }

// NewMetrics makes metrics of their own registry.
func NewMetrics() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), platforms: map[string]*connection{}}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(v)
		return v
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(v)
		return v
	}
	m.questions = counter("quoth_questions_total", "Questions answered.", "platform", "verdict")
	m.notices = counter("quoth_notices_total", "Messages that got a fixed phrase instead of an answer.", "platform", "notice")
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "quoth_answer_seconds", Help: "Time it took to make an answer, without posting it.", Buckets: answerBuckets,
	}, []string{"platform"})
	m.waiting = gauge("quoth_queue_depth", "Messages that wait for an answer, or are being answered.", "platform")
	m.faults = counter("quoth_platform_errors_total", "What went wrong in serving a platform.", "platform", "kind")
	m.up = gauge("quoth_platform_up", "Whether the platform is reached.", "platform")
	m.reconnects = counter("quoth_reconnects_total", "Times the platform was reached again.", "platform")
	m.skipped = gauge("quoth_corpus_skipped_files", "Files that could not be read.", "collection")
	m.documents = gauge("quoth_corpus_documents", "Documents that can be quoted.", "collection")
	m.sentences = gauge("quoth_corpus_sentences", "Sentences that can be quoted.", "collection")
	m.reloads = counter("quoth_corpus_loads_total", "Times the corpus was loaded, or failed to load.", "result")
	m.registry.MustRegister(m.seconds, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "quoth_corpus_age_seconds", Help: "Time since the corpus was loaded.",
	}, m.age), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return m
}

func (m *Metrics) age() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.loaded.IsZero() {
		return 0
	}
	return time.Since(m.loaded).Seconds()
}

// Waiting implements adapters.Monitor.
func (m *Metrics) Waiting(platform string, n int) {
	m.waiting.WithLabelValues(platform).Set(float64(n))
}

// Answered implements adapters.Monitor.
func (m *Metrics) Answered(platform string, v bot.Verdict, d time.Duration) {
	m.questions.WithLabelValues(platform, string(v)).Inc()
	m.seconds.WithLabelValues(platform).Observe(d.Seconds())
}

// Dropped implements adapters.Monitor.
func (m *Metrics) Dropped(platform string, why bot.Notice) {
	m.notices.WithLabelValues(platform, string(why)).Inc()
}

// Fault implements adapters.Monitor.
func (m *Metrics) Fault(platform, what string) { m.faults.WithLabelValues(platform, what).Inc() }

// Connected implements adapters.Monitor.
func (m *Metrics) Connected(platform string, up bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.platforms[platform]
	if c == nil {
		c = &connection{}
		m.platforms[platform] = c
		m.reconnects.WithLabelValues(platform)
	}
	switch {
	case up && !c.up && c.been:
		m.reconnects.WithLabelValues(platform).Inc()
	case up:
		c.been = true
	}
	c.up = up
	m.up.WithLabelValues(platform).Set(number(up))
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Loaded tells that the corpus is loaded, or why it could not be.
func (m *Metrics) Loaded(collections []bot.Collection, err error) {
	if err != nil {
		m.reloads.WithLabelValues("failed").Inc()
		return
	}
	m.reloads.WithLabelValues("loaded").Inc()
	m.documents.Reset()
	m.sentences.Reset()
	m.skipped.Reset()
	for _, c := range collections {
		documents, sentences := c.Engine.Size()
		m.documents.WithLabelValues(c.Name).Set(float64(documents))
		m.sentences.WithLabelValues(c.Name).Set(float64(sentences))
		m.skipped.WithLabelValues(c.Name).Set(float64(len(c.Skipped)))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loaded, m.collections = time.Now(), len(collections)
}

// Journal shows whether the journal works. Without, questions are answered all
// the same, but memory alone tells which were answered.
func (m *Metrics) Journal(healthy func() bool) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "quoth_journal_up", Help: "Whether the journal works.",
	}, func() float64 { return number(healthy()) }))
}

// An Address is one of the web that is fetched for a collection.
type Address struct {
	Collection, Kind, Address string
	Success, News             time.Time // the last ones; zero if there was none
	Failures                  int       // in a row
}

// Fetching shows how the addresses stand that are fetched.
func (m *Metrics) Fetching(standing func() []Address) {
	m.registry.MustRegister(sampled{[]*prometheus.Desc{fetchFailures, fetchSuccess, fetchNews}, func(gauge setGauge) {
		for _, a := range standing() {
			gauge(fetchFailures, float64(a.Failures), a.Collection, a.Kind, a.Address)
			for d, at := range map[*prometheus.Desc]time.Time{fetchSuccess: a.Success, fetchNews: a.News} {
				if !at.IsZero() {
					gauge(d, float64(at.Unix()), a.Collection, a.Kind, a.Address)
				}
			}
		}
	}})
}

// A Reach tells of a collection that lies on other machines.
type Reach struct {
	Collection           string
	Up                   bool // it could be asked the last time
	Documents, Sentences int
}

// Elsewhere shows whether the collections that lie on other machines can be asked. Where
// all of the program's do, and none can be, it is not ready.
func (m *Metrics) Elsewhere(reach func() []Reach) {
	m.mu.Lock()
	m.reach = reach
	m.mu.Unlock()
	m.registry.MustRegister(sampled{[]*prometheus.Desc{reachUp, reachDocuments, reachSentences}, func(gauge setGauge) {
		for _, r := range reach() {
			gauge(reachUp, number(r.Up), r.Collection)
			gauge(reachDocuments, float64(r.Documents), r.Collection)
			gauge(reachSentences, float64(r.Sentences), r.Collection)
		}
	}})
}

var (
	reachLabels    = []string{"collection"}
	reachUp        = prometheus.NewDesc("quoth_collection_up", "Whether a collection on other machines can be asked.", reachLabels, nil)
	reachDocuments = prometheus.NewDesc("quoth_collection_documents", "Documents of a collection on other machines.", reachLabels, nil)
	reachSentences = prometheus.NewDesc("quoth_collection_sentences", "Sentences of a collection on other machines.", reachLabels, nil)
)

// away returns the collections that cannot be asked now; all of them where none can.
func (m *Metrics) away() (names []string, all bool) {
	if m.reach == nil {
		return nil, false
	}
	for _, r := range m.reach() {
		if !r.Up {
			names = append(names, r.Collection)
		}
	}
	slices.Sort(names)
	return names, len(names) > 0 && len(names) == m.collections
}

var (
	addressLabels = []string{"collection", "kind", "address"}
	fetchFailures = prometheus.NewDesc("quoth_fetch_failures", "How often in a row an address of the web could not be fetched.", addressLabels, nil)
	fetchSuccess  = prometheus.NewDesc("quoth_fetch_success_timestamp_seconds", "When it was last fetched.", addressLabels, nil)
	fetchNews     = prometheus.NewDesc("quoth_fetch_news_timestamp_seconds", "When something of it was last new or changed.", addressLabels, nil)
)

// A sampled collector asks how things stand when its gauges are asked for.
type sampled struct {
	gauges []*prometheus.Desc
	sample func(setGauge)
}

// A setGauge tells the value of a gauge, for its labels.
type setGauge func(gauge *prometheus.Desc, value float64, labels ...string)

// Describe implements prometheus.Collector.
func (s sampled) Describe(to chan<- *prometheus.Desc) {
	for _, d := range s.gauges {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (s sampled) Collect(to chan<- prometheus.Metric) {
	s.sample(func(gauge *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(gauge, prometheus.GaugeValue, value, labels...)
	})
}

// Draining tells that nothing more is taken in.
func (m *Metrics) Draining() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.draining = true
}

// Why nothing would be answered.
var (
	errDraining = errors.New("stopping")
	errNoCorpus = errors.New("the corpus is not loaded")
	errNoneUp   = errors.New("no platform is reached")
	errAllAway  = errors.New("no collection can be asked")
)

// ready reports why no question would be answered now; nil if one would. One
// platform is enough, and one collection: others that are broken must not take it
// down with them, and are named.
func (m *Metrics) ready() (away []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	away, all := m.away()
	switch {
	case m.draining:
		return nil, errDraining
	case m.loaded.IsZero():
		return nil, errNoCorpus
	case all:
		return nil, errAllAway
	}
	for _, c := range m.platforms {
		if c.up {
			return away, nil
		}
	}
	return nil, errNoneUp
}
