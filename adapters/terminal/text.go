package terminal

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A textView writes for people. A quotation is marked by "> " at the start of
// its lines; its white space is folded and its control characters are made
// visible, and otherwise it is the source's bytes.
type textView struct {
	w       *bufio.Writer
	pager   *pager // that w writes to, or nil
	screen  Screen
	explain bool
	file    func(collection, document string) string // as in Terminal
	wrote   bool                                     // something stands before, so that a blank line separates
}

func (v *textView) flush() error {
	err := v.w.Flush()
	if v.pager != nil && err == nil {
		err = v.pager.show()
	}
	return err
}

func (v *textView) separate() {
	if v.wrote {
		v.w.WriteByte('\n')
	}
	v.wrote = true
}

// block writes runs, each line of it behind prefix.
func (v *textView) block(prefix string, runs ...run) {
	v.w.WriteString(v.screen.lay(prefix, prefix, runs...))
}

func (v *textView) answer(a bot.Answer, withQuestion bool) {
	if withQuestion {
		v.separate()
		v.block("", run{style: strong, text: a.Asked})
	}
	if v.explain {
		v.separate()
		v.block("", run{style: faint, text: fmt.Sprintf("verdict %s, confidence %.2f", a.Verdict, a.Confidence)})
	}
	v.phrases(a.Phrases())
	for i, q := range adapters.Quotations(a) {
		v.separate()
		if q.Value != "" {
			v.block("", run{style: value, text: q.Value})
		}
		v.quote(q, i+1)
		if v.explain && i == 0 && a.Disagreement == nil && len(a.Quotes) > 1 {
			v.lead(a.Quotes[0], a.Quotes[1])
		}
	}
	v.phrases(a.Closing())
}

func (v *textView) phrases(phrases []bot.Phrase) {
	if len(phrases) == 0 {
		return
	}
	v.separate()
	for _, p := range phrases {
		v.block("", styled(adapters.PhraseRuns(p))...)
	}
}

// styles is how what stands out is shown.
var styles = map[adapters.Emphasis]style{
	adapters.Plain: plain, adapters.Matched: match, adapters.Valued: value, adapters.Filled: strong,
	adapters.Beside: faint,
}

// styled gives runs the styles of a terminal.
func styled(runs []adapters.TextRun) []run {
	var out []run
	for _, r := range runs {
		out = append(out, run{styles[r.Emphasis], r.Text, r.URL})
	}
	return out
}

// quote writes a quotation and where it stands.
func (v *textView) quote(q adapters.Quotation, number int) {
	v.quoted(q)
	label := fmt.Sprintf("  [%d] ", number)
	indent := strings.Repeat(" ", len(label))
	v.w.WriteString(v.screen.lay(label, indent, citation(q.Title, q.Author, q.Date)...))
	v.w.WriteString(v.screen.link(v.address(q.Quote), v.screen.lay(indent, indent, run{style: faint, text: adapters.Location(q)})))
	if q.Link != "" {
		v.block(indent, run{style: faint, text: q.Link, url: q.Link})
	}
	if q.URL != "" {
		address := q.Address()
		if address == q.URL {
			address = "" // terminals find it by themselves
		}
		v.block(indent, run{style: faint, text: q.URL, url: address})
	}
	v.matches(q.Quote, indent)
	if v.explain {
		v.evidence(q.Quote, indent)
	}
}

// address returns where a terminal finds the file of a quote, and its page; empty if it is not
// known.
func (v *textView) address(q bot.Quote) string {
	if v.file == nil {
		return ""
	}
	path := v.file(q.Span.Collection, q.Span.Document)
	if path == "" {
		return ""
	}
	host, err := os.Hostname() // tells a terminal on another machine that it has no such file
	if err != nil {
		host = ""
	}
	at := url.URL{Scheme: "file", Host: host, Path: filepath.ToSlash(path)}
	if q.Place.Kind == corpus.Page { // which readers of PDFs open
		at.Fragment = fmt.Sprint("page=", q.Place.Number)
	}
	return at.String()
}

// quoted writes the lines of a quotation.
func (v *textView) quoted(q adapters.Quotation) {
	for _, line := range q.Lines() {
		v.block("> ", styled(line)...)
	}
}

// citation names a document by what is known of it.
func citation(title, author, date string) []run {
	return []run{{style: strong, text: title}, {style: faint, text: adapters.Byline(author, date)}}
}

// matches tells what was found: with the reasons when it is to explain, as
// bare words where no colour shows them in the quotation.
func (v *textView) matches(q bot.Quote, indent string) {
	var found []string
	switch {
	case v.explain:
		for _, m := range q.Matches {
			if text, ok := adapters.Excerpt(q, m.Span); ok {
				found = append(found, fmt.Sprintf("%s ~ %s (%s)", m.Asked, text, m.Reason))
			}
		}
	case !v.screen.Color:
		for _, s := range stretches(q) {
			found = append(found, q.Text[s.Start-q.Span.Start:s.End-q.Span.Start])
		}
		found = widest(found)
	}
	if len(found) > 0 {
		v.block(indent, run{style: faint, text: "matched: " + strings.Join(unique(found), ", ")})
	}
}

// stretches are the spans of the matches, those that a space or a hyphen alone
// parts taken as one: "North Korean soldiers".
func stretches(q bot.Quote) []corpus.Span {
	var out []corpus.Span
	for _, m := range q.Matches {
		if _, ok := adapters.Excerpt(q, m.Span); !ok {
			continue
		}
		if n := len(out); n > 0 && out[n-1].End <= m.Span.Start {
			gap, _ := adapters.Excerpt(q, corpus.Span{Start: out[n-1].End, End: m.Span.Start})
			if gap == " " || gap == "-" || gap == "" {
				out[n-1].End = m.Span.End
				continue
			}
		}
		out = append(out, m.Span)
	}
	return out
}

// unique keeps the first of equal texts.
func unique(texts []string) []string {
	var out []string
	for _, text := range texts {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// widest leaves out what stands in another of the texts: "Korea" beside "North
// Korea".
func widest(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		return slices.ContainsFunc(texts, func(other string) bool {
			return other != text && strings.Contains(" "+other+" ", " "+text+" ")
		})
	})
}

// evidence lists what the score is made of.
func (v *textView) evidence(q bot.Quote, indent string) {
	v.block(indent, run{style: faint, text: fmt.Sprintf("score %.3f:", q.Score)})
	longest := 0
	for _, e := range q.Evidence {
		longest = max(longest, len(e.Name))
	}
	for _, e := range q.Evidence {
		line := fmt.Sprintf("%-*s  %8.3f x %7.3f = %+8.3f", longest, e.Name, e.Value, e.Weight, e.Share())
		v.w.WriteString(indent + "  " + v.screen.paint(faint, Visible(line)) + "\n")
	}
}

// lead tells what put the first quote before the second: the evidence it is
// ahead in, the three largest of it.
func (v *textView) lead(first, second bot.Quote) {
	ahead := map[string]float64{}
	for _, e := range first.Evidence {
		ahead[e.Name] += e.Share()
	}
	for _, e := range second.Evidence {
		ahead[e.Name] -= e.Share()
	}
	var names []string
	for name, by := range ahead {
		if by > 0 {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		if ahead[names[i]] != ahead[names[j]] {
			return ahead[names[i]] > ahead[names[j]]
		}
		return names[i] < names[j]
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %+.3f", name, ahead[name])
	}
	line := fmt.Sprintf("ahead of the next by %.3f: %s",
		first.Score-second.Score, strings.Join(names[:min(3, len(names))], ", "))
	v.block("      ", run{style: faint, text: line})
}

func (v *textView) more(_ string, quotes []bot.Quote, shown, left int) {
	for i, q := range quotes {
		v.separate()
		v.quote(adapters.Quotation{Quote: q}, shown+i+1)
	}
	told := "That is all that the sources have on it."
	if left > 0 {
		told = fmt.Sprintf("There are %d more: type more.", left)
	}
	if left == 1 {
		told = "There is 1 more: type more."
	}
	v.separate()
	v.block("", run{style: faint, text: told})
}

// passage writes a quotation among the sentences around it, which go without
// its mark.
func (v *textView) passage(p bot.Passage) {
	v.separate()
	for _, q := range p.Before {
		v.block("  ", run{style: plain, text: adapters.ShownText(q.Text, q.Mask)})
	}
	v.quoted(adapters.Quotation{Quote: p.Quote})
	for _, q := range p.After {
		v.block("  ", run{style: plain, text: adapters.ShownText(q.Text, q.Mask)})
	}
}

func (v *textView) sources(sources []bot.Source) {
	v.separate()
	for _, s := range sources {
		v.block("", citation(s.Title, s.Author, s.Date)...)
		sentences := fmt.Sprintf("%d sentences", s.Sentences)
		if s.Sentences == 1 {
			sentences = "1 sentence"
		}
		v.block("  ", run{style: faint, text: s.Document + ", " + sentences})
		if s.URL != "" {
			v.block("  ", run{style: faint, text: s.URL})
		}
	}
}

// skipped tells which files were left out, after the sources.
func (v *textView) skipped(files []bot.SkippedFile, documents int) {
	if len(files) == 0 {
		return
	}
	v.phrases([]bot.Phrase{bot.SkippedPhrase(files, documents, "")})
	for _, f := range files {
		v.block("  ", run{style: faint, text: f.Name + ": " + f.Reason})
	}
}
