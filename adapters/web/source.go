package web

import (
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A block is one of a source as a page shows it, or a table of rows, or a list.
type block struct {
	Kind  string // as corpus.Kind names it; "table" for rows, "list" for items
	Level int
	Rank  int    // of a heading among those of the page: one below the last at most
	Place string // "page 12", where that begins with the block
	Parts []part
	Rows  []tableRow
	Items []block
}

// A part is a stretch of a block.
type part struct {
	Lines  [][]adapters.TextRun
	Quoted bool // it is what the link leads to
}

type tableRow struct {
	Header bool
	Quoted bool
	Cells  [][]adapters.TextRun
}

// A layout are blocks, one below the other.
type layout []block

// last returns the block that a row or an item goes on with, which begins where none
// does.
func (l *layout) last(kind, place string) *block {
	n := len(*l)
	if n == 0 || (*l)[n-1].Kind != kind || place != "" {
		*l = append(*l, block{Kind: kind, Place: place})
		n++
	}
	return &(*l)[n-1]
}

// add adds a block, of parts as partLines gives them.
func (l *layout) add(kind corpus.Kind, level int, place string, parts []part) {
	if kind == corpus.Row || kind == corpus.Header {
		table := l.last("table", place)
		table.Rows = append(table.Rows, rowOf(kind, parts))
		return
	}
	out := block{Kind: kind.String(), Level: level, Place: place}
	for _, p := range parts {
		if p.Lines = shownLines(p.Lines, kind); len(p.Lines) > 0 {
			out.Parts = append(out.Parts, p)
		}
	}
	switch {
	case len(out.Parts) == 0:
	case kind == corpus.Item:
		list := l.last("list", place)
		list.Items = append(list.Items, out)
	default:
		*l = append(*l, out)
	}
}

// shownLines are lines as a page shows them: those of code with their white space.
func shownLines(lines [][]adapters.TextRun, kind corpus.Kind) [][]adapters.TextRun {
	var out [][]adapters.TextRun
	for _, runs := range lines {
		if kind == corpus.Code {
			for i := range runs {
				runs[i].Text = adapters.Visible(runs[i].Text)
			}
			out = append(out, runs)
		} else if runs = adapters.Readable(runs); len(runs) > 0 {
			out = append(out, runs)
		}
	}
	return out
}

func rowOf(kind corpus.Kind, parts []part) tableRow {
	out := tableRow{Header: kind == corpus.Header}
	var runs []adapters.TextRun
	for _, p := range parts {
		out.Quoted = out.Quoted || p.Quoted
		for _, l := range p.Lines {
			runs = append(append(runs, l...), adapters.TextRun{Text: " "})
		}
	}
	out.Cells = tableCells(runs)
	return out
}

// partLines are the lines that show a part of a source, as those of a quotation of it.
func partLines(p bot.Part) [][]adapters.TextRun {
	return adapters.Quotation{Quote: bot.Quote{Span: bot.Span{Span: p.Span}, Text: p.Text, Mask: p.Mask, Kind: p.Kind, Links: p.Links}}.Lines()
}

// read shows a stretch of a source, with a sentence marked.
func (v *view) read(s bot.Stretch, quoted corpus.Span) {
	shown := v.source(s.Source)
	v.Source, v.Title = &shown, shown.Title
	place, rank := corpus.Place{}, 1 // the title's
	for _, b := range s.Blocks {
		at := ""
		if b.Place != place && b.Place.Kind != corpus.Line {
			at = strings.TrimPrefix(adapters.PlaceText(b.Place, v.Language), ", ")
		}
		place = b.Place
		var parts []part
		for _, p := range b.Parts {
			parts = append(parts, part{partLines(p), p.Span == quoted})
		}
		v.Blocks.add(b.Kind, b.Level, at, parts)
		if n := len(v.Blocks); n > 0 && b.Kind == corpus.Heading {
			rank = min(max(b.Level, 1)+1, rank+1, 6)
			v.Blocks[n-1].Rank = rank
		}
	}
	path := sourcePath(s.Source.Collection, s.Source.Document)
	if s.First > 0 {
		v.Earlier = fmt.Sprintf("%s?until=%d%s", path, s.First, v.Opens)
	}
	if next := s.First + len(s.Blocks); next < s.Of {
		v.Later = fmt.Sprintf("%s?first=%d%s", path, next, v.Opens)
	}
}

// quoted lays out a quotation between what stands beside it: a row below its header,
// code as code.
func quoted(q adapters.Quotation) layout {
	var out layout
	var code []part
	add := func(kind corpus.Kind, lines [][]adapters.TextRun) {
		if kind == corpus.Code { // lines that stand together
			code = append(code, part{Lines: lines})
			return
		}
		out.add(corpus.Code, 0, "", code)
		code = nil
		if kind != corpus.Row && kind != corpus.Header {
			kind = corpus.Prose
		}
		for _, l := range lines {
			out.add(kind, 0, "", []part{{Lines: [][]adapters.TextRun{l}}})
		}
	}
	beside := func(parts []bot.Part) {
		for _, p := range parts {
			lines := partLines(p)
			for _, l := range lines {
				for i := range l {
					l[i].Emphasis = adapters.Beside
				}
			}
			add(p.Kind, lines)
		}
	}
	beside(q.Surroundings)
	beside(q.Leads)
	own := q
	own.Surroundings, own.Leads, own.Follows, own.FollowsMore = nil, nil, nil, false
	add(q.Kind, own.Lines())
	beside(q.Follows)
	if q.FollowsMore {
		add(corpus.Prose, [][]adapters.TextRun{{{Emphasis: adapters.Beside, Text: "…"}}})
	}
	out.add(corpus.Code, 0, "", code)
	return out
}
