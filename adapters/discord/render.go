package discord

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// maxText is how much text a message holds: 4,000 characters of components,
// less what its number takes. An embed would hold 4,096.
const maxText = 4000 - len(small+"10000/10000")

// A page is the text of one message, and its buttons.
type page struct {
	text    string
	number  string // "2/3", of several messages that belong together; else empty
	buttons []discordgo.Button
}

// A block is a line of a message.
type block struct {
	gap    string // between it and what stands before it in its message
	prefix string // what makes it a quotation, or small
	runs   []adapters.TextRun
	link   string // in place of runs: an address, written out
}

func (b block) write(runs []adapters.TextRun) string {
	if b.link != "" {
		return b.prefix + b.link
	}
	return b.prefix + marked(runs)
}

// The gaps between blocks, and the marks at their beginning.
const (
	near  = "\n"
	apart = "\n\n"
	quote = "> "
	small = "-# "
)

func textBlock(gap, prefix string, runs ...adapters.TextRun) block {
	return block{gap: gap, prefix: prefix, runs: adapters.Readable(runs)}
}

// pack puts blocks into as few messages as hold them. A block is split only
// where it does not fit a message alone, and then between sentences. Nothing is
// left out.
func pack(blocks []block) []page {
	var out []page
	open := ""
	for _, b := range blocks {
		written := b.write(b.runs)
		switch {
		case open != "" && length(open+b.gap+written) <= maxText:
			open += b.gap + written
			continue
		case open != "":
			out = append(out, page{text: open})
			open = ""
		}
		if length(written) <= maxText {
			open = written
			continue
		}
		b.runs = unlinked(b.runs) // addresses may take more room than there is
		// Bold takes four characters for each run, at most.
		room := max(maxText-length(b.prefix)-4*len(b.runs), minRoom)
		fits := func(text string) bool {
			return len(text) <= 3*room && length(escape(text, true)) <= room // a unit is three bytes at most
		}
		for _, piece := range adapters.CutRuns(b.runs, fits) {
			if open != "" {
				out = append(out, page{text: open})
			}
			open = b.write(piece)
		}
	}
	if open != "" {
		out = append(out, page{text: open})
	}
	return out
}

// unlinked returns runs that are no links.
func unlinked(runs []adapters.TextRun) []adapters.TextRun {
	out := slices.Clone(runs)
	for i := range out {
		out[i].URL = ""
	}
	return adapters.Readable(out)
}

// minRoom is left to a piece of a block with hundreds of runs; a piece of it has
// few enough of them.
const minRoom = 1000

// pages renders a reply.
func (a *Adapter) pages(r adapters.Reply) []page {
	if r.Notice != "" {
		return numbered(noticePages(r.Notice, r.Delivery.Question.Place.Language))
	}
	var out []page
	for _, answer := range r.Answers {
		var blocks []block
		if len(r.Answers) > 1 { // else it is plain which question it answers
			blocks = append(blocks, textBlock("", "", adapters.TextRun{Emphasis: adapters.Filled, Text: answer.Asked}))
		}
		pages := pack(append(blocks, answerBlocks(answer)...))
		if len(pages) > 0 {
			pages[len(pages)-1].buttons = a.buttons(answer)
		}
		out = append(out, pages...)
	}
	return numbered(out)
}

// numbered numbers the messages of a reply that has several, so that people see
// that it goes on, and Find whether all of it stands.
func numbered(pages []page) []page {
	for i := range pages {
		if len(pages) > 1 {
			pages[i].number = fmt.Sprintf("%d/%d", i+1, len(pages))
		}
	}
	return pages
}

func noticePages(n bot.Notice, language string) []page {
	return pack([]block{textBlock("", "", adapters.PhraseRuns(n.Phrase(language))...)})
}

func answerBlocks(a bot.Answer) []block {
	var out []block
	for _, p := range a.Phrases() {
		out = append(out, textBlock(near, "", adapters.PhraseRuns(p)...))
	}
	for i, q := range adapters.Quotations(a) {
		out = append(out, quotationBlocks(q, i+1)...)
	}
	for i, p := range a.Closing() {
		gap := near
		if i == 0 {
			gap = apart
		}
		out = append(out, textBlock(gap, "", adapters.PhraseRuns(p)...))
	}
	return out
}

// quotationBlocks are a numbered quotation, with the value that it gives before
// it, and where it stands.
func quotationBlocks(q adapters.Quotation, number int) []block {
	var out []block
	gap := apart
	if q.Value != "" {
		out = append(out, textBlock(gap, "", adapters.TextRun{Emphasis: adapters.Valued, Text: q.Value}))
		gap = near
	}
	out = append(out, quotedBlocks(gap, q)...)
	return append(out, citationBlocks(q, fmt.Sprintf("[%d] ", number))...)
}

// quotedBlocks are the lines of a quotation.
func quotedBlocks(gap string, q adapters.Quotation) []block {
	var out []block
	for _, line := range q.Lines() {
		out = append(out, textBlock(gap, quote, line...))
		gap = near
	}
	return out
}

// citationBlocks say where a quote stands.
func citationBlocks(q adapters.Quotation, label string) []block {
	return append([]block{textBlock(near, small,
		adapters.TextRun{Text: label}, adapters.TextRun{Emphasis: adapters.Filled, Text: q.Title},
		adapters.TextRun{Text: adapters.Byline(q.Author, q.Date) + " · " + adapters.Location(q)},
	)}, append(linkBlocks(q.Link), linkBlocks(q.Address())...)...)
}

func linkBlocks(address string) []block {
	if address == "" {
		return nil
	}
	if written, ok := link(address); ok {
		return []block{{gap: near, prefix: small, link: written}}
	}
	return []block{textBlock(near, small, adapters.TextRun{Text: address})}
}

// passageBlocks are a quotation among the sentences around it, which go
// without its mark.
func passageBlocks(p bot.Passage, language string) []block {
	var out []block
	for _, q := range p.Before {
		out = append(out, textBlock(near, "", adapters.TextRun{Text: adapters.ShownText(q.Text, q.Mask)}))
	}
	q := adapters.Quotation{Quote: p.Quote, Language: language}
	out = append(out, quotedBlocks(near, q)...)
	for _, q := range p.After {
		out = append(out, textBlock(near, "", adapters.TextRun{Text: adapters.ShownText(q.Text, q.Mask)}))
	}
	return append(out, citationBlocks(q, "")...)
}

// furtherBlocks are further quotes of an answer, behind those that stand.
func furtherBlocks(quotes []bot.Quote, standing int, language string) []block {
	var out []block
	for i, q := range quotes {
		out = append(out, quotationBlocks(adapters.Quotation{Quote: q, Language: language}, standing+i+1)...)
	}
	return out
}

// sourceBlocks list what can be quoted, and before it what was left out.
func sourceBlocks(sources []bot.Source, skipped []bot.SkippedFile, language string) []block {
	var out []block
	if told := bot.SkippedPhrase(skipped, len(sources), language); told != nil {
		out = append(out, textBlock(near, "", adapters.PhraseRuns(told)...))
	}
	for _, s := range sources {
		out = append(out,
			textBlock(near, "", adapters.TextRun{Emphasis: adapters.Filled, Text: s.Title}, adapters.TextRun{Text: adapters.Byline(s.Author, s.Date)}),
			textBlock(near, small, adapters.TextRun{Text: extent(s, language)}))
		out = append(out, linkBlocks(s.URL)...)
	}
	return out
}

// buttons are what can be done with an answer that quotes.
func (a *Adapter) buttons(answer bot.Answer) []discordgo.Button {
	quotes := adapters.Quotations(answer)
	if len(quotes) == 0 || len(answer.ID) > maxAnswerID {
		return nil
	}
	button := func(label string, style discordgo.ButtonStyle, p press) discordgo.Button {
		return discordgo.Button{Label: label, Style: style, CustomID: a.ids.id(p)}
	}
	label := texts.For(answer.Language).Buttons
	var out []discordgo.Button
	if place, ok := spanIDOf(quotes[0].Span); ok {
		out = append(out, button(label.Context, discordgo.SecondaryButton, press{Do: showContext, Place: place}))
	}
	return append(out,
		button(label.More, discordgo.SecondaryButton, press{Do: showMore, Answer: answer.ID, Number: len(quotes)}),
		button(label.Helpful, discordgo.SecondaryButton, press{Do: rateHelpful, Answer: answer.ID}),
		button(label.NotHelpful, discordgo.SecondaryButton, press{Do: rateNot, Answer: answer.ID}))
}

// An outMessage message is the body of a call that posts or changes one. It has
// discordgo's parts; discordgo's own wholes lack the nonce, and flags where an
// answer is edited.
type outMessage struct {
	Embeds          []*discordgo.MessageEmbed         `json:"embeds,omitempty"`
	Components      []discordgo.MessageComponent      `json:"components,omitempty"`
	Flags           discordgo.MessageFlags            `json:"flags,omitempty"`
	AllowedMentions *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Reference       *discordgo.MessageReference       `json:"message_reference,omitempty"`
	Nonce           string                            `json:"nonce,omitempty"`
	EnforceNonce    bool                              `json:"enforce_nonce,omitempty"`
}

// nobody is called by what the bot posts. An empty list says so; none at all
// would leave it to the text.
func nobody() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

// asComponents writes a page as components v2.
func (p page) asComponents() outMessage {
	box := discordgo.Container{Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: p.text}}}
	if p.number != "" {
		box.Components = append(box.Components, discordgo.TextDisplay{Content: small + p.number})
	}
	return outMessage{
		Components:      append([]discordgo.MessageComponent{box}, p.row()...),
		Flags:           discordgo.MessageFlagsIsComponentsV2,
		AllowedMentions: nobody(),
	}
}

// asEmbed writes a page as an embed, for where components v2 are refused.
func (p page) asEmbed() outMessage {
	embed := &discordgo.MessageEmbed{Description: p.text}
	if p.number != "" {
		embed.Footer = &discordgo.MessageEmbedFooter{Text: p.number}
	}
	return outMessage{Embeds: []*discordgo.MessageEmbed{embed}, Components: p.row(), AllowedMentions: nobody()}
}

func (p page) row() []discordgo.MessageComponent {
	if len(p.buttons) == 0 {
		return nil
	}
	row := discordgo.ActionsRow{}
	for _, b := range p.buttons {
		row.Components = append(row.Components, b)
	}
	return []discordgo.MessageComponent{row}
}

// partOf reads the number of a message of the bot's back: which of how many it
// is. A message without a number is the only one.
func partOf(texts []string) (part, of int) {
	for _, text := range texts {
		if n, _ := fmt.Sscanf(text, small+"%d/%d", &part, &of); n == 2 && text == fmt.Sprintf("%s%d/%d", small, part, of) {
			return part, of
		}
	}
	return 1, 1
}

// extent says how much of a source there is: "hours.md, 12 sentences".
func extent(s bot.Source, language string) string {
	t := texts.For(language)
	return texts.With(t.Of(t.Listing.Extent, s.Sentences), "document", s.Document, "count", strconv.Itoa(s.Sentences))
}
