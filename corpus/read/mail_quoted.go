package read

import (
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// This file finds what somebody else has written in a mail, where no marks before the
// lines, and no elements around them, say so.

var (
	// splitLine parts a text from the mail that it answers or passes on.
	splitLine = lazyregexp.New(`(?i)^(?:[-_]{2,} ?(?:original message|reply message|forwarded message|forwarded by .*|ursprüngliche nachricht|weitergeleitete nachricht|original-nachricht|message d'origine|message transféré|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig meddelelse|wiadomość oryginalna) ?[-_]{2,}|begin forwarded message:)$`)
	// headBegins is the head of that mail, as programs copy it.
	headBegins = lazyregexp.New(`^\*?(?:From|Von|De|Da|Van|Från|Fra|Od):\*? `)
	// headGoesOn is what the head has behind that.
	headGoesOn = lazyregexp.New(`(?:^|\s)\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt|Asunto|Objet|Oggetto|Onderwerp|Assunto):\*? `)
)

func isSplit(line string) bool { return splitLine.MatchString(line) }

// isSplitBelow reports whether the head of another mail is the next that is written.
func isSplitBelow(lines []mailLine) bool {
	for _, l := range lines {
		if said := strings.TrimSpace(l.text); said != "" {
			return headBegins.MatchString(said) || isSplit(said)
		}
	}
	return false
}

// quoteRest makes quotations of the blocks, from one on, that stand below the head of
// another mail, or below who wrote them.
func (w *mailText) quoteRest(from int) {
	text := w.text.String()
	rest := false
	for i := from; i < len(w.blocks); i++ {
		b := &w.blocks[i]
		said := text[b.Start:b.End]
		switch {
		case rest:
			if b.Kind == corpus.Prose || b.Kind == corpus.Item {
				b.Kind, b.Level = corpus.Quotation, 0
			}
		case b.Kind != corpus.Prose:
		case isSplit(said) || w.isHead(text, i):
			rest = true
		case attribution.MatchString(said) && strings.ContainsAny(said, "0123456789"):
			rest = i+1 < len(w.blocks) && w.blocks[i+1].Kind != corpus.Quotation
		}
		if rest && b.Kind == corpus.Quotation && headBegins.MatchString(said) || b.Kind == corpus.Prose && rest && w.isHead(text, i) {
			b.Kind = corpus.Field
		}
	}
}

// isHead reports whether a block is the head of another mail.
func (w *mailText) isHead(text string, i int) bool {
	said := text[w.blocks[i].Start:w.blocks[i].End]
	if !headBegins.MatchString(said) {
		return false
	}
	if headGoesOn.MatchString(said) {
		return true
	}
	return i+1 < len(w.blocks) && headGoesOn.MatchString(text[w.blocks[i+1].Start:min(w.blocks[i+1].End, w.blocks[i+1].Start+20)])
}
