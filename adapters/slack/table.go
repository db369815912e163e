package slack

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// A table shows what sources differ in: a row for each value. A Slack that takes no
// tables gets what its rows show as blocks of their own.
type table struct {
	*slack.TableBlock
	rows []slack.Block
}

// The table of the values: its name in a message, and the most values in it. A
// message may have one table, and blocks for so many values where it may have none.
const (
	valuesID  = "values"
	maxValues = 20
)

// The columns of the table.
const (
	valueColumn = iota
	sentenceColumn
	sourceColumn
	columns
)

func columnHeads(t texts.Table) [columns]string {
	return [columns]string{valueColumn: t.Value, sentenceColumn: t.Sentence, sourceColumn: t.Source}
}

// valueTable makes the quotations that sources differ in, which come first, one table;
// false where there are none, or they are too long for it.
func valueTable(quotations []adapters.Quotation) (piece, bool) {
	if len(quotations) == 0 {
		return piece{}, false
	}
	t := &table{TableBlock: slack.NewTableBlock(valuesID)}
	var head []slack.TableCell
	for _, text := range columnHeads(texts.For(quotations[0].Language).Table) {
		head = append(head, slack.NewTableRawTextCell(text))
		t.ColumnSettings = append(t.ColumnSettings, slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true})
	}
	t.AddRow(head...)
	out := piece{block: t}
	var texts []string
	for i, q := range quotations {
		if q.Value == "" {
			break
		}
		whole := quotation(q, i+1)
		cells, ok := cellsOf(quotationRows(q, i+1))
		if !ok || len(whole) != 1 {
			return piece{}, false
		}
		t.AddRow(cells...)
		t.rows = append(t.rows, whole[0].block)
		out.shows = append(out.shows, whole[0].shows...)
		texts = append(texts, whole[0].text)
	}
	out.text = strings.Join(texts, "\n")
	return out, len(t.rows) > 1 && len(t.rows) <= maxValues && utf8.RuneCountInString(out.text) <= maxPiece
}

// cellsOf makes the rows of a quotation the cells that show them; false where one
// would be empty.
func cellsOf(rows []row) ([]slack.TableCell, bool) {
	var elements [columns][]slack.RichTextElement
	for i, r := range rows {
		if r.runs = adapters.Readable(r.runs); len(r.runs) == 0 {
			continue
		}
		column := sentenceColumn
		switch {
		case i == 0:
			column = valueColumn
		case !r.quote:
			column = sourceColumn
		}
		elements[column] = append(elements[column], slack.NewRichTextSection(spansOf(r)...))
	}
	var cells []slack.TableCell
	for _, e := range elements {
		if len(e) == 0 {
			return nil, false
		}
		cells = append(cells, slack.NewTableRichTextCell(e...))
	}
	return cells, true
}

// untabled is a post with blocks in place of a table; false if it has none.
func (p draft) untabled() (draft, bool) {
	out, had := draft{text: p.text}, false
	for _, b := range p.blocks {
		if t, ok := b.(*table); ok {
			out.blocks, had = append(out.blocks, t.rows...), true
		} else {
			out.blocks = append(out.blocks, b)
		}
	}
	return out, had
}

// widenRow puts the sentences around a quotation of a table around it, as what stands
// beside it; false where it is not there.
func widenRow(t *slack.TableBlock, number int, passage bot.Passage) bool {
	id, _, _ := strings.Cut(path.Base(t.BlockID), "+")
	if id != valuesID || number >= len(t.Rows) || len(t.Rows[number]) != columns {
		return false
	}
	cell, ok := t.Rows[number][sentenceColumn].(*slack.TableRichTextCell)
	if !ok {
		return false
	}
	cell.Elements = append(append(sections(beside(passage.Before)), cell.Elements...), sections(beside(passage.After))...)
	t.BlockID += "+" + doContext
	return true
}

// beside is the row of sentences around a quotation where no bar tells them from it.
func beside(quotes []bot.Quote) []row {
	rows := around(quotes)
	for i := range rows {
		for j := range rows[i].runs {
			rows[i].runs[j].Emphasis = adapters.Beside
		}
	}
	return rows
}
