package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// A lack is something in the question that no source mentions.
type lack struct {
	start, end int  // bytes of the question
	strict     bool // a name, figure or date: nothing else will do
}

// lacks lists what of the question no source of any collection in scope
// mentions, in order, names that stand side by side as one. Spare words and
// words of earlier turns are never lacking, nor are slight ones but where the
// sources have nothing else of the question either.
func (s *results) lacks() []lack {
	q := s.asked
	var out []lack
	dates := q.Dates()
	date := 0 // index of the next one
	for i := 0; i < len(q.Words) && !q.Words[i].Inherited; i++ {
		w := &q.Words[i]
		if date < len(dates) && dates[date].Word == i {
			if !s.any(func(f *Findings) bool { return f.Dates[date] }) {
				out = append(out, lack{dates[date].Start, dates[date].End, true})
			}
			date++
			i++ // the date's other word
			continue
		}
		if w.Spare || s.best != nil && slices.Contains(s.best.Support.Held, i) || s.any(func(f *Findings) bool { return !f.Words[i].Lacking }) {
			continue
		}
		start, end := q.Compound(w.Token)
		strict := w.Exact() || s.any(func(f *Findings) bool { return f.Words[i].ReadAsName })
		if strict || s.best == nil || !q.IsSlight(i) {
			out = append(out, lack{start, end, strict})
		}
	}
	return mergeLacks(q.Text, out)
}

func (s *results) any(holds func(*Findings) bool) bool {
	return slices.ContainsFunc(s.findings, holds)
}

// missing returns what is lacking as the question writes it, each once.
func (s *results) missing() []string {
	var out []string
	for _, l := range s.lacks() {
		m := trimPossessive(s.asked.Text[l.start:l.end])
		if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, m) }) {
			out = append(out, m)
		}
	}
	return out
}

// inOtherScript reports whether the sources have nothing in the script that the
// question is written in, and so none of its words.
func (s *results) inOtherScript(ctx context.Context, scope []Collection) (bool, error) {
	for i, w := range s.asked.Words {
		if !w.Inherited && s.any(func(f *Findings) bool { return !f.Words[i].Lacking }) {
			return false, nil
		}
	}
	asked := words.AppendScripts(nil, s.asked.Text)
	for _, c := range scope {
		scripts, err := c.Engine.Scripts(ctx)
		if isAway(ctx, err) {
			return false, nil // who knows
		}
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(asked, func(script string) bool { return slices.Contains(scripts, script) }) {
			return false, nil
		}
	}
	return len(asked) > 0 && len(scope) > 0, nil
}

// notSaidOf returns the dates, ordinals and names of the question that the first
// sentence is not of, but for those that are missing from the sources.
func (s *results) notSaidOf(missing []string) []string {
	var out []string
	for _, unmet := range s.best.Support.Unmet {
		lacks := func(m string) bool { return strings.Contains(unmet, m) || strings.Contains(m, unmet) }
		if !slices.ContainsFunc(missing, lacks) && !slices.Contains(out, unmet) {
			out = append(out, unmet)
		}
	}
	return out
}

func trimPossessive(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
}

// mergeLacks joins lacks that overlap, and names between which only a space
// stands.
func mergeLacks(text string, lacks []lack) []lack {
	var out []lack
	for _, l := range lacks {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if l.start < last.end && last.start < l.end {
				last.start, last.end = min(last.start, l.start), max(last.end, l.end)
				last.strict = last.strict || l.strict
				continue
			}
			if last.strict && l.strict && l.start > last.end && text[last.end:l.start] == " " &&
				isUpperStart(text[l.start:]) && isUpperStart(text[last.start:]) {
				last.end = l.end
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

func isUpperStart(s string) bool {
	t := words.Tokens(language, s[:min(len(s), 64)])
	return len(t) > 0 && t[0].Capital
}
