package slack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/bot"
)

// isQuote reports whether a block's name is that of a numbered quotation.
func isQuote(blockID string, number int) bool {
	name := quoteID(number)
	return blockID == name || strings.HasSuffix(blockID, "/"+name)
}

// widen puts the sentences around a quotation around it. A block that changes
// needs a name of its own.
func widen(b *slack.RichTextBlock, passage bot.Passage) {
	at := slices.IndexFunc(b.Elements, func(e slack.RichTextElement) bool { return e.RichTextElementType() == slack.RTEQuote })
	if at < 0 {
		return
	}
	elements := slices.Clone(b.Elements)
	if after := around(passage.After); after != nil {
		elements = slices.Insert(elements, at+1, sections(after)...)
	}
	if before := around(passage.Before); before != nil {
		elements = slices.Insert(elements, at, sections(before)...)
	}
	b.Elements = elements
	b.BlockID = fmt.Sprintf("%s+%s", b.BlockID, doContext)
}

// sections makes rows elements of a block of rich text.
func sections(rows []row) []slack.RichTextElement {
	var out []slack.RichTextElement
	for _, p := range pieces(rows...) {
		out = append(out, p.block.(*slack.RichTextBlock).Elements...)
	}
	return out
}

// takeAway takes a button out of a block, and reports whether others are left.
func takeAway(b *slack.ActionBlock, actionID string) bool {
	b.Elements.ElementSet = slices.DeleteFunc(b.Elements.ElementSet, func(e slack.BlockElement) bool {
		button, ok := e.(*slack.ButtonBlockElement)
		return ok && button.ActionID == actionID
	})
	return len(b.Elements.ElementSet) > 0
}

// textOf is how blocks read, escaped.
func textOf(blocks []slack.Block) string {
	var lines []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.RichTextBlock:
			lines = append(lines, linesOf(b.Elements, "")...)
		case *slack.TableBlock:
			for _, row := range b.Rows {
				for column, cell := range row {
					mark := ""
					if column == sentenceColumn {
						mark = quoteMark
					}
					if rich, ok := cell.(*slack.TableRichTextCell); ok { // the others are the head
						lines = append(lines, linesOf(rich.Elements, mark)...)
					}
				}
			}
		}
	}
	return strings.Join(lines, "\n")
}

// quoteMark begins a line of a quotation where there is nothing but text.
const quoteMark = "> "

// linesOf is how elements of rich text read, escaped: each behind a mark.
func linesOf(elements []slack.RichTextElement, mark string) []string {
	var lines []string
	for _, e := range elements {
		switch e := e.(type) {
		case *slack.RichTextSection:
			lines = append(lines, mark+escape(spansText(e.Elements)))
		case *slack.RichTextQuote:
			lines = append(lines, quoteMark+escape(spansText(e.Elements)))
		}
	}
	return lines
}

func spansText(spans []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, s := range spans {
		switch s := s.(type) {
		case *slack.RichTextSectionTextElement:
			b.WriteString(s.Text)
		case *slack.RichTextSectionLinkElement:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
