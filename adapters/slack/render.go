package slack

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// The limits of a message. Slack takes 50 blocks, and recommends 4,000
// characters of text; what is over is left for the buttons. A block that stands
// alone is well below the 3,000 characters that one may have.
const (
	maxText   = 3900
	maxBlocks = 40
	maxPiece  = 2900
)

// A draft is one message as it is sent.
type draft struct {
	text   string // for notifications and screen readers, escaped
	blocks []slack.Block
}

// A piece is a block of a message, and how it reads.
type piece struct {
	block slack.Block
	text  string   // escaped
	shows []*shows // the quotations that begin in it
}

// shows is a numbered quotation.
type shows struct {
	adapters.Quotation
	number int
}

// A row is a line of a block.
type row struct {
	quote bool
	runs  []adapters.TextRun
}

// A style says what an answer shows besides what the bot says.
type style struct {
	headed    bool // its question, where that is not plain
	share     bool // a button that answers it for all
	bare      bool // and no button at all
	ownership      // a button that deletes it; none if it is empty
}

// styleOf is that of a reply at its place.
func styleOf(d bot.Delivery, at target) style {
	private := at.Private && !at.Shared
	return style{headed: at.Headed || at.Shared, share: private && !at.Direct, ownership: ownershipOf(d, at)}
}

// render makes a reply the messages that show it.
func render(r adapters.Reply, s style) []draft {
	if r.Notice != "" {
		return []draft{notice(r.Notice, r.Delivery.Question.Place.Language)}
	}
	s.headed = s.headed || len(r.Answers) > 1
	var out []draft
	for _, a := range r.Answers {
		out = append(out, renderAnswer(a, s)...)
	}
	return out
}

func notice(n bot.Notice, language string) draft {
	return together(pieces(row{runs: adapters.PhraseRuns(n.Phrase(language))}))
}

// renderAnswer makes one answer the messages that show it.
func renderAnswer(a bot.Answer, s style) []draft {
	var all []piece
	if s.headed {
		all = append(all, pieces(row{runs: []adapters.TextRun{{Emphasis: adapters.Filled, Text: a.Asked}}})...)
	}
	for _, p := range a.Phrases() {
		all = append(all, pieces(row{runs: adapters.PhraseRuns(p)})...)
	}
	quotations := adapters.Quotations(a)
	tabled := 0
	if t, ok := valueTable(quotations); ok {
		all, tabled = append(all, t), len(t.shows)
	}
	for i, q := range quotations[tabled:] {
		all = append(all, quotation(q, tabled+i+1)...)
	}
	for _, p := range a.Closing() {
		all = append(all, pieces(row{runs: adapters.PhraseRuns(p)})...)
	}
	groups := adapters.Group(all, fits)
	label := texts.For(a.Language).Buttons
	var out []draft
	for i, group := range groups {
		p := together(group)
		if s.bare {
			out = append(out, p)
			continue
		}
		last := i == len(groups)-1
		p.blocks = append(p.blocks, contextButtons(group, label, moreButtons(a, len(quotations), last, s.share))...)
		if last && len(quotations) > 0 {
			p.blocks = append(p.blocks, feedback(a.ID, label, s.ownership))
		}
		out = append(out, p)
	}
	return out
}

// renderQuotes makes quotes, numbered from first on, the messages that show
// them in a language.
func renderQuotes(quotes []bot.Quote, first int, language string) []draft {
	var all []piece
	for i, q := range quotes {
		all = append(all, quotation(adapters.Quotation{Quote: q, Language: language}, first+i)...)
	}
	var out []draft
	for _, group := range adapters.Group(all, fits) {
		p := together(group)
		p.blocks = append(p.blocks, contextButtons(group, texts.For(language).Buttons, nil)...)
		out = append(out, p)
	}
	return out
}

// renderPassage makes a quotation among the sentences around it the messages
// that show it.
func renderPassage(p bot.Passage, number int, language string) []draft {
	rows := around(p.Before)
	rows = append(rows, quotationRows(adapters.Quotation{Quote: p.Quote, Language: language}, number)...)
	i := len(rows) - 1 // the citation comes last
	rows = append(rows[:i:i], append(around(p.After), rows[i])...)
	var out []draft
	for _, group := range adapters.Group(pieces(rows...), fits) {
		out = append(out, together(group))
	}
	return out
}

// around is the row of sentences beside a quotation, which go without its mark.
func around(quotes []bot.Quote) []row {
	var said []string
	for _, q := range quotes {
		said = append(said, adapters.ShownText(q.Text, q.Mask))
	}
	if len(said) == 0 {
		return nil
	}
	return []row{{runs: []adapters.TextRun{{Text: strings.Join(said, " ")}}}}
}

// fits tells whether pieces fit one message.
func fits(group []piece) bool {
	n, blocks := len(group)-1, 0
	for _, p := range group {
		n += utf8.RuneCountInString(p.text)
		blocks += max(1, len(p.shows))
	}
	return n <= maxText && blocks <= maxBlocks
}

// together makes pieces one message.
func together(group []piece) draft {
	var p draft
	var texts []string
	for _, piece := range group {
		p.blocks = append(p.blocks, piece.block)
		texts = append(texts, piece.text)
	}
	p.text = strings.Join(texts, "\n")
	return p
}

// quotation makes a quotation the blocks that show it: the value that it gives
// first, where sources differ, then its text, then where it stands.
func quotation(q adapters.Quotation, number int) []piece {
	out := pieces(quotationRows(q, number)...)
	out[0].shows = []*shows{{q, number}}
	out[0].block.(*slack.RichTextBlock).BlockID = quoteID(number)
	return out
}

// quoteID names the block of a quotation in its message.
func quoteID(number int) string { return fmt.Sprint("quote-", number) }

func quotationRows(q adapters.Quotation, number int) []row {
	var rows []row
	if q.Value != "" {
		rows = append(rows, row{runs: []adapters.TextRun{{Emphasis: adapters.Valued, Text: q.Value}}})
	}
	title := adapters.TextRun{Emphasis: adapters.Filled, Text: q.Title}
	address := q.Address()
	switch {
	case linkable(q.Link):
		title.URL = q.Link
	case linkable(address):
		title.URL = address
	}
	cited := row{runs: []adapters.TextRun{
		{Text: fmt.Sprintf("[%d] ", number)}, title,
		{Text: adapters.Byline(q.Author, q.Date) + " (" + adapters.Location(q) + ")"},
	}}
	switch {
	case address == "" || title.URL == address:
	case linkable(address):
		cited.runs = append(cited.runs, adapters.TextRun{Text: " "}, adapters.TextRun{Text: adapters.Host(address), URL: address})
	default:
		cited.runs = append(cited.runs, adapters.TextRun{Text: " " + address})
	}
	for _, line := range q.Lines() {
		rows = append(rows, row{quote: true, runs: line})
	}
	return append(rows, cited)
}

// maxURL is the longest address that a link may have.
const maxURL = 3000

// linkable tells whether Slack takes an address as a link's.
func linkable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(address) <= maxURL &&
		!strings.ContainsFunc(address, adapters.Steers) && !strings.ContainsAny(address, " <>|\"")
}

// pieces makes rows blocks: one, if it holds them, or else one for each row,
// or for each part of a row that is too long for one.
func pieces(rows ...row) []piece {
	fit := func(text string) bool { return utf8.RuneCountInString(escape(text)) <= maxPiece }
	var cut []row
	text := ""
	for _, r := range rows {
		r.runs = adapters.Readable(r.runs)
		text += adapters.TextOf(r.runs) + "\n"
		for _, part := range adapters.CutRuns(r.runs, fit) {
			cut = append(cut, row{r.quote, part})
		}
	}
	if fit(text) && len(cut) > 0 {
		return []piece{block(cut)}
	}
	var out []piece
	for _, r := range cut {
		out = append(out, block([]row{r}))
	}
	return out
}

// block makes rows a block of rich text, in which text is nothing but text: it
// needs no escaping, pings nobody and formats nothing.
func block(rows []row) piece {
	var elements []slack.RichTextElement
	var texts []string
	for _, r := range rows {
		spans := spansOf(r)
		text := escape(adapters.TextOf(r.runs))
		if r.quote {
			elements = append(elements, &slack.RichTextQuote{Type: slack.RTEQuote, Elements: spans})
			text = quoteMark + text
		} else {
			elements = append(elements, slack.NewRichTextSection(spans...))
		}
		texts = append(texts, text)
	}
	return piece{block: slack.NewRichTextBlock("", elements...), text: strings.Join(texts, "\n")}
}

// spansOf makes a row's runs elements of rich text: what stands out is bold.
func spansOf(r row) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, run := range r.runs {
		var style *slack.RichTextSectionTextStyle
		switch run.Emphasis {
		case adapters.Plain:
		case adapters.Beside:
			style = &slack.RichTextSectionTextStyle{Italic: true}
		default:
			style = &slack.RichTextSectionTextStyle{Bold: true}
		}
		if run.URL != "" {
			out = append(out, slack.NewRichTextSectionLinkElement(run.URL, run.Text, style))
		} else {
			out = append(out, slack.NewRichTextSectionTextElement(run.Text, style))
		}
	}
	return out
}
