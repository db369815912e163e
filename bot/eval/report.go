package eval

import (
	"encoding/json"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A Measure is a figure that may be undefined (NaN), as the share of no
// questions is; JSON has it as null then.
type Measure float64

// MarshalJSON implements json.Marshaler.
func (m Measure) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(m)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(m))
}

// share is part of all, undefined where there are none.
func share(part, all int) Measure {
	if all == 0 {
		return Measure(math.NaN())
	}
	return Measure(float64(part) / float64(all))
}

// A Record is what the bot answered to one question.
type Record struct {
	ID           string      `json:"id"` // of a turn: the conversation's id, #, and its number from 1
	Kind         string      `json:"kind"`
	Verdict      bot.Verdict `json:"verdict"`
	Confidence   float64     `json:"confidence"`
	Disagreement bool        `json:"disagreement"`
	Values       []string    `json:"values"` // the distinct values shown, in order
	Missing      []string    `json:"missing"`
	Quotes       []Quote     `json:"quotes"` // the ranked list's first ten
	Micros       int64       `json:"micros"`

	// Answerable and Rank judge the record: Rank is the place of the first
	// gold sentence among the quotes, from 1, or 0 if none is.
	Answerable bool `json:"-"`
	Rank       int  `json:"-"`
	// NameMissing says that the question has words the sources lack, and Named
	// that the answer names them.
	NameMissing bool `json:"-"`
	Named       bool `json:"-"`

	group string
}

// A Quote is one sentence of a ranked list.
type Quote struct {
	Doc      string  `json:"doc"`
	Sentence int     `json:"sentence"` // index among the document's sentences
	Start    int     `json:"start"`    // bytes
	End      int     `json:"end"`
	Text     string  `json:"text"`
	Score    float64 `json:"score"`
}

// A Summary is a set's figures. Shares are between 0 and 1; P1, Hit3 and MRR10
// are over the answerable questions.
type Summary struct {
	Summary    bool   `json:"summary"` // always true: tells the line from a Record's
	Set        string `json:"set"`
	Questions  int    `json:"questions"`
	Answerable int    `json:"answerable"`

	P1    Measure `json:"p1"`    // the first quote is gold
	Hit3  Measure `json:"hit3"`  // one of the first three is
	MRR10 Measure `json:"mrr10"` // mean of 1/rank of the first gold quote, 0 beyond the tenth

	FoundAnswerable   Measure `json:"found_answerable"` // verdict found, of the answerable
	FoundUnanswerable Measure `json:"found_unanswerable"`
	FoundRight        Measure `json:"found_right"` // of all answers found, those that begin with gold
	AUROC             Measure `json:"auroc"`       // of the confidence, answerable against not
	SureRight         Measure `json:"sure_right"`  // of all with a confidence of .8 or more, those that begin with gold
	ECE               Measure `json:"ece"`         // how far the confidence lies from that share, see calibration

	Sentences int     `json:"sentences"`
	LoadMS    float64 `json:"load_ms"`
	P50US     int64   `json:"p50_us"`  // nearest-rank percentiles of a question's time
	P99US     int64   `json:"p99_us"`  //
	HeapMB    float64 `json:"heap_mb"` // live heap before the first question, in 2^20 bytes
}

// A Report is a set's records, in the questions' order, and its figures.
type Report struct {
	Records []Record
	Summary Summary
}

// WriteJSON writes one object a line: the records, then the summary.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range r.Records {
		if err := enc.Encode(&r.Records[i]); err != nil {
			return err
		}
	}
	return enc.Encode(r.Summary)
}

func (r *runner) record(q Question, t bot.Trace, took time.Duration) (Record, error) {
	k, err := r.set.Key(q)
	if err != nil {
		return Record{}, err
	}
	a := t.Answer
	out := Record{
		ID: q.ID, Kind: q.Kind, Verdict: a.Verdict, Confidence: a.Confidence,
		Disagreement: a.Disagreement != nil, Values: []string{},
		Missing: append([]string{}, a.Missing...), Quotes: []Quote{}, Micros: took.Microseconds(),
		Answerable: q.Answerable, NameMissing: q.Missing != "", group: q.group(),
	}
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			if !slices.Contains(out.Values, v.Value) {
				out.Values = append(out.Values, v.Value)
			}
		}
	}
	for i, quote := range t.Ranking[:min(len(t.Ranking), keptQuotes)] {
		out.Quotes = append(out.Quotes, Quote{
			Doc: quote.Span.Document, Sentence: quote.Sentence,
			Start: quote.Span.Start, End: quote.Span.End, Text: quote.Text, Score: quote.Score,
		})
		if out.Rank == 0 && k.Holds(quote.Text) {
			out.Rank = i + 1
		}
	}
	out.Named = out.NameMissing && names(a.Missing, q.Missing)
	return out, nil
}

// names tells whether one of the missing words is, holds or is part of the
// wanted ones: "Moon Jae-in" may be named whole or by its surname.
func names(missing []string, wanted string) bool {
	wanted = strings.ToLower(fold(wanted))
	for _, m := range missing {
		m = strings.ToLower(fold(m))
		if m != "" && (strings.Contains(m, wanted) || strings.Contains(wanted, m)) {
			return true
		}
	}
	return false
}

// quality counts what the records are worth; see Summary for its measures.
type quality struct {
	questions, answerable, first, three int
	reciprocal                          float64
	foundAnswerable, foundUnanswerable  int
	foundRight                          int
	disagree, toName, named             int
	calibration                         calibration
}

func (q *quality) add(r Record) {
	q.questions++
	if r.Disagreement {
		q.disagree++
	}
	if r.NameMissing {
		q.toName++
	}
	if r.Named {
		q.named++
	}
	q.calibration.add(r.Confidence, r.Answerable && r.Rank == 1)
	found := r.Verdict == bot.Found
	if !r.Answerable {
		if found {
			q.foundUnanswerable++
		}
		return
	}
	q.answerable++
	if found {
		q.foundAnswerable++
	}
	if r.Rank > 0 {
		q.reciprocal += 1 / float64(r.Rank)
	}
	if r.Rank == 1 {
		q.first++
		if found {
			q.foundRight++
		}
	}
	if r.Rank >= 1 && r.Rank <= 3 {
		q.three++
	}
}

// mrr is the mean reciprocal rank (Voorhees, TREC-8 question answering track).
func (q *quality) mrr() Measure {
	if q.answerable == 0 {
		return Measure(math.NaN())
	}
	return Measure(q.reciprocal / float64(q.answerable))
}

func summarise(set *Set, records []Record, load time.Duration, heap float64) Summary {
	var q quality
	var answerable, other []float64
	micros := make([]int64, 0, len(records))
	for _, r := range records {
		q.add(r)
		micros = append(micros, r.Micros)
		if r.Answerable {
			answerable = append(answerable, r.Confidence)
		} else {
			other = append(other, r.Confidence)
		}
	}
	slices.Sort(micros)
	return Summary{
		Summary: true, Set: set.Name, Questions: q.questions, Answerable: q.answerable,
		P1: share(q.first, q.answerable), Hit3: share(q.three, q.answerable), MRR10: q.mrr(),
		FoundAnswerable:   share(q.foundAnswerable, q.answerable),
		FoundUnanswerable: share(q.foundUnanswerable, q.questions-q.answerable),
		FoundRight:        share(q.foundRight, q.foundAnswerable+q.foundUnanswerable),
		SureRight:         q.calibration.sure(),
		ECE:               q.calibration.error(),
		AUROC:             AUROC(answerable, other),
		Sentences:         set.Sentences(),
		LoadMS:            float64(load.Microseconds()) / 1000,
		P50US:             percentile(micros, 50), P99US: percentile(micros, 99),
		HeapMB: heap,
	}
}
