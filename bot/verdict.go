package bot

import (
	"math"
	"slices"

	"github.com/quoth-bot/quoth/bot/figures"
)

// The signals that the confidence is read from: what the best candidate holds
// of the question, how clearly it leads, and what is lacking.
const (
	sgCoverage    = iota // share of the question's weight in the sentence
	sgWithContext        // the same with the sentence before and the title
	sgInParagraph        // the same over the paragraph
	sgOwn                // BM25 of the sentence over the question's weight
	sgPairs              // neighbouring words of the question that are neighbours
	sgSameForm           // share matched by the very word
	sgLead               // log-odds of the first candidate among all, by their scores
	sgUnknown            // share of the question's weight that no source has
	sgNamesNear          // share of the names' and figures' weight in the sentence's surroundings
	sgWanted             // the sort of answer that is wanted is there
	sgUnwanted           // it is wanted and not there
	sgTerms              // ln(1 + terms)
	sgOther              // share that other words for it add to the coverage
	sgAlike              // cosine of question and sentence
	sgMatched            // ln(1 + words of the question in the sentence)
	signals              // how many there are
)

var signalNames = [signals]string{
	sgCoverage: "coverage", sgWithContext: "coverage in context", sgInParagraph: "coverage of the paragraph",
	sgOwn: "own words", sgPairs: "word pairs", sgSameForm: "same forms", sgLead: "lead",
	sgUnknown: "unknown words", sgNamesNear: "names near", sgWanted: "wanted and there",
	sgUnwanted: "wanted and absent", sgTerms: "terms", sgOther: "other words for it", sgAlike: "meaning", sgMatched: "words matched",
}

// measure reads the signals off a ranking; it has at least one sentence.
func measure(list []ranked) [signals]float64 {
	var s [signals]float64
	q := list[0].by.q
	f := &list[0].features
	s[sgCoverage] = float64(f[evCoverage])
	s[sgWithContext] = float64(f[evCoverage] + max(f[evBefore], f[evWithTitle]))
	s[sgInParagraph] = float64(f[evCoverage] + f[evAround])
	s[sgOwn] = float64(list[0].own / q.total)
	s[sgPairs] = float64(f[evPairs])
	s[sgSameForm] = float64(f[evSameForm])
	s[sgLead] = lead(list)
	s[sgUnknown] = float64(q.unknown())
	s[sgNamesNear] = float64(f[evNames])
	s[sgTerms] = math.Log1p(float64(len(q.terms)))
	s[sgMatched] = float64(log1p(list[0].matched()))
	s[sgOther], s[sgAlike] = float64(f[evOther]), float64(f[evAlike])
	if ev, ok := wantedEvidence[q.asked.kind]; ok {
		s[sgWanted] = float64(f[ev])
		s[sgUnwanted] = 1 - float64(f[ev])
	}
	return s
}

var wantedEvidence = map[kind]int{
	howMany: evNumber, when: evDate, who: evPerson, where: evPlace, why: evReason, whatIs: evDefinition,
}

// lead is the log-odds of the first sentence of a ranking to be the right one,
// were the right one among them: the softmax that the weights were fitted
// with.
func lead(list []ranked) float64 {
	var others float64
	for _, r := range list[1:] {
		others += math.Exp(r.score - list[0].score)
	}
	return -math.Log(others + leadFloor)
}

// leadFloor keeps a lone candidate's lead finite.
const leadFloor = 1e-3

// unknown returns the share of the question's weight that is neither in the
// sources nor read as a word of theirs; spare words do not count.
func (q *query) unknown() float32 {
	var sum float32
	for _, t := range q.terms {
		if len(t.stems) == 0 && !q.asked.words[t.word].spare {
			sum += t.weight
		}
	}
	return sum / q.total
}

// The thresholds of the verdicts.
const (
	// foundAt is the confidence from which the sources are said to answer. By
	// the curve in eval/threshold.tsv it lets 93 in a hundred of the questions
	// that a set answers through, and 16 of another set's. What it does with all
	// the rest stands in eval/quality.tsv, as found_answerable and
	// found_unanswerable.
	foundAt = 0.20
	// closestAt is the confidence from which a sentence is shown as the
	// nearest.
	closestAt = 0.03
	// mostLacking is the share of the question's weight that may be ordinary
	// words no source has, in an answer that is called found. At 0.15 none of
	// 25 questions on the reports with one word swapped for one they lack is
	// called found, and all 45 direct ones are.
	mostLacking = 0.15
	// namesAtHand is the share of the weight of the question's names and
	// figures that must stand around the sentence of an answer called found.
	namesAtHand = 0.5
	// A sentence that bears on the question is shown as the nearest though the
	// question asks for somebody or something else.
	subjectWords, subjectShare = 2, 0.5
)

// judge returns the verdict on a ranking by its signals, by what of the question
// no source mentions, and by whether the first sentence lacks the date or
// figure that is asked for, and bears on the question.
func judge(confidence float64, s [signals]float64, lacks []lack, absent, bearsOn bool) Verdict {
	strict := slices.ContainsFunc(lacks, func(l lack) bool { return l.strict })
	if confidence >= foundAt && !strict && s[sgUnknown] <= mostLacking && s[sgNamesNear] >= namesAtHand && !absent {
		return Found
	}
	if confidence >= closestAt || bearsOn {
		return Closest
	}
	return None
}

// lacksValue reports whether a date or figure is asked for that the sentence
// does not give.
func (r ranked) lacksValue() bool {
	switch k := r.by.q.asked.kind; k {
	case when:
		return !slices.ContainsFunc(figures.Find(r.text()), func(f figures.Figure) bool { return f.Kind == figures.Date })
	case howMany:
		return r.features[evNumber] == 0 && len(figures.Find(r.text())) == 0
	}
	return false
}

// bearsOn reports whether a sentence has two words of the question or other
// words for them, and with them half the weight of what the sources have.
func (r ranked) bearsOn(s [signals]float64) bool {
	n := 0
	for k, degree := range r.by.meant(r.sentence)[:len(r.by.q.terms)] {
		if r.by.q.shows(k, degree) {
			n++
		}
	}
	return n >= subjectWords && s[sgCoverage]+s[sgOther] >= subjectShare*(1-s[sgUnknown])
}

// matched returns how many terms stand in a sentence.
func (r ranked) matched() int {
	n := 0
	for _, degree := range r.by.sentence(r.sentence) {
		if degree > 0 {
			n++
		}
	}
	return n
}
