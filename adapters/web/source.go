package web

import (
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A block is one of a source as a page shows it, or a table of rows.
type block struct {
	Kind  string // as corpus.Kind names it; "table" for rows
	Level int
	Place string // "page 12", where that begins with the block
	Parts []part
	Rows  []tableRow
}

// A part is a stretch of a block.
type part struct {
	Lines  []line
	Quoted bool // it is what the link leads to
}

type tableRow struct {
	Header bool
	Quoted bool
	Cells  [][]adapters.TextRun
}

// read shows a stretch of a source, with a sentence marked.
func (v *view) read(s bot.Stretch, quoted corpus.Span) {
	shown := v.source(s.Source)
	v.Source, v.Title = &shown, shown.Title
	place := corpus.Place{}
	for _, b := range s.Blocks {
		at := ""
		if b.Place != place && b.Place.Kind != corpus.Line {
			at = strings.TrimPrefix(adapters.PlaceText(b.Place, v.Language), ", ")
		}
		place = b.Place
		v.addBlock(b, at, quoted)
	}
	path := sourcePath(s.Source.Collection, s.Source.Document)
	if s.First > 0 {
		v.Earlier = fmt.Sprintf("%s?first=%d%s", path, max(0, s.First-2*blocksBefore), v.Opens)
	}
	if next := s.First + len(s.Blocks); next < s.Of {
		v.Later = fmt.Sprintf("%s?first=%d%s", path, next, v.Opens)
	}
}

// addBlock adds a block; a row to the table that is open, if one is.
func (v *view) addBlock(b bot.Block, place string, quoted corpus.Span) {
	if b.Kind == corpus.Row || b.Kind == corpus.Header {
		n := len(v.Blocks)
		if n == 0 || v.Blocks[n-1].Kind != "table" || place != "" {
			v.Blocks = append(v.Blocks, block{Kind: "table", Place: place})
			n++
		}
		v.Blocks[n-1].Rows = append(v.Blocks[n-1].Rows, rowOf(b, quoted))
		return
	}
	out := block{Kind: b.Kind.String(), Level: b.Level, Place: place}
	for _, p := range b.Parts {
		shown := part{Quoted: p.Span == quoted}
		for _, runs := range partLines(p) {
			if l := lineOf(runs, b.Kind); len(l.Runs) > 0 || l.Code {
				shown.Lines = append(shown.Lines, l)
			}
		}
		if len(shown.Lines) > 0 {
			out.Parts = append(out.Parts, shown)
		}
	}
	if len(out.Parts) > 0 {
		v.Blocks = append(v.Blocks, out)
	}
}

func rowOf(b bot.Block, quoted corpus.Span) tableRow {
	out := tableRow{Header: b.Kind == corpus.Header}
	var runs []adapters.TextRun
	for _, p := range b.Parts {
		out.Quoted = out.Quoted || p.Span == quoted
		for _, l := range partLines(p) {
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
