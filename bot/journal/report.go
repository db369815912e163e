package journal

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A Report tells an editor how the sources serve those who ask.
type Report struct {
	Since     time.Time `json:"since"`
	Until     time.Time `json:"until"`
	Questions int       `json:"questions"` // without smalltalk
	Verdicts  []Share   `json:"verdicts"`
	// Unanswered are the questions that the sources could not answer, with a
	// verdict of closest or none; the group that was asked most comes first.
	Unanswered []Group  `json:"unanswered"`
	MostAsked  []Group  `json:"most_asked"`
	WorstRated []Rated  `json:"worst_rated"`
	Days       []Volume `json:"days"` // in order of day and platform
}

// A Share is how many answers had a verdict.
type Share struct {
	Verdict bot.Verdict `json:"verdict"`
	Count   int         `json:"count"`
	Share   float64     `json:"share"` // of all, smalltalk included
}

// A Group is a question in all the ways it was asked.
type Group struct {
	Question string    `json:"question"` // as it was asked most often
	Count    int       `json:"count"`
	Others   []string  `json:"others,omitempty"`  // other wordings, the commonest first, at most maxWordings
	Missing  []string  `json:"missing,omitempty"` // words that no source mentions, the commonest first
	Last     time.Time `json:"last"`              // when it was last asked
}

// A Rated is an answer that people rated.
type Rated struct {
	ID         string        `json:"id"`
	Asked      string        `json:"asked"`
	At         time.Time     `json:"at"`
	Verdict    bot.Verdict   `json:"verdict"`
	Helpful    int           `json:"helpful"`
	NotHelpful int           `json:"not_helpful"`
	Quotes     []QuotedThere `json:"quotes"`
}

// QuotedThere is a quotation as it was shown: the source may have changed.
type QuotedThere struct {
	Text  string   `json:"text"`
	Title string   `json:"title"`
	Span  bot.Span `json:"span"`
}

// A Volume is what was asked on one platform on one day.
type Volume struct {
	Day       string  `json:"day"` // 2006-01-02
	Platform  string  `json:"platform"`
	Questions int     `json:"questions"` // without smalltalk
	Found     int     `json:"found"`
	MedianMS  float64 `json:"median_ms"` // to answer
	P95MS     float64 `json:"p95_ms"`
}

const (
	maxGroups   = 20 // of a list of the report
	maxRated    = 10
	maxWordings = 4
)

// Report tells what was asked since a time; days are those of its location. It
// fails while the database is unavailable.
func (j *Journal) Report(ctx context.Context, since time.Time) (Report, error) {
	r := Report{Since: since, Until: j.opts.Now().In(since.Location()), WorstRated: []Rated{}, Days: []Volume{}}
	j.flush(ctx)
	err := j.db.read(ctx, func(s session) error {
		if err := r.gather(ctx, s); err != nil {
			return err
		}
		return r.gatherRated(ctx, s)
	})
	if err != nil {
		return Report{}, fmt.Errorf("reading the journal %s: %w", j.db.name(), err)
	}
	return r, nil
}

// gather reads the questions.
func (r *Report) gather(ctx context.Context, s session) error {
	var all, unanswered grouper
	verdicts := map[bot.Verdict]int{}
	days := map[Volume][]int64{} // keyed by day and platform alone
	found := map[Volume]int{}
	err := s.each(ctx, func(rows *sql.Rows) error {
		var q question
		var at, took int64
		var platform, missing string
		var verdict bot.Verdict
		if err := rows.Scan(&at, &platform, &q.text, &verdict, &took, &missing); err != nil {
			return err
		}
		verdicts[verdict]++
		if verdict == bot.Smalltalk {
			return nil
		}
		q.at = time.UnixMilli(at).In(r.Since.Location())
		if err := json.Unmarshal([]byte(missing), &q.missing); err != nil {
			return err
		}
		r.Questions++
		all.add(q)
		day := Volume{Day: q.at.Format(time.DateOnly), Platform: platform}
		days[day] = append(days[day], took)
		if verdict == bot.Found || verdict == bot.Brief {
			found[day]++
		} else {
			unanswered.add(q)
		}
		return nil
	}, `SELECT at, platform, asked, verdict, took, missing FROM answers WHERE at >= $1 ORDER BY at, id`, r.Since.UnixMilli())
	if err != nil {
		return err
	}
	r.Verdicts = shares(verdicts)
	r.MostAsked, r.Unanswered = all.groups(), unanswered.groups()
	for day, took := range days {
		slices.Sort(took)
		day.Questions, day.Found = len(took), found[day]
		day.MedianMS, day.P95MS = quantile(took, .5), quantile(took, .95)
		r.Days = append(r.Days, day)
	}
	slices.SortFunc(r.Days, func(a, b Volume) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Platform, b.Platform))
	})
	return nil
}

func shares(verdicts map[bot.Verdict]int) []Share {
	all := 0
	for _, n := range verdicts {
		all += n
	}
	out := []Share{}
	for _, v := range []bot.Verdict{bot.Found, bot.Closest, bot.None, bot.Brief, bot.Smalltalk} {
		if n := verdicts[v]; n > 0 {
			out = append(out, Share{v, n, float64(n) / float64(all)})
		}
	}
	return out
}

// quantile returns the nearest rank of sorted microseconds, in milliseconds.
func quantile(sorted []int64, q float64) float64 {
	i := int(q*float64(len(sorted)) + .999999)
	return float64(sorted[max(0, i-1)]) / 1000
}

// gatherRated reads the answers that more people found useless than useful,
// the worst first.
func (r *Report) gatherRated(ctx context.Context, s session) error {
	return s.each(ctx, func(rows *sql.Rows) error {
		rated := Rated{Quotes: []QuotedThere{}}
		var at int64
		var text string
		if err := rows.Scan(&rated.ID, &at, &rated.Asked, &rated.Verdict, &text, &rated.Helpful, &rated.NotHelpful); err != nil {
			return err
		}
		var answer storedAnswer
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			return err
		}
		rated.At = time.UnixMilli(at).In(r.Since.Location())
		for _, q := range answer.Quotes {
			rated.Quotes = append(rated.Quotes, QuotedThere{q.Text, q.Title, q.Span.span()})
		}
		r.WorstRated = append(r.WorstRated, rated)
		return nil
	}, `SELECT a.id, a.at, a.asked, a.verdict, a.answer, r.helpful, r.not_helpful
		FROM answers a JOIN (
			SELECT answer, count(*) FILTER (WHERE rating > 0) AS helpful, count(*) FILTER (WHERE rating < 0) AS not_helpful FROM ratings GROUP BY answer
		) r ON r.answer = a.id
		WHERE a.at >= $1 AND r.not_helpful > r.helpful
		ORDER BY r.not_helpful - r.helpful DESC, a.at DESC, a.id LIMIT $2`, r.Since.UnixMilli(), maxRated)
}
