package read

import (
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A flowing says how the lines of plain text go on (RFC 3676): a line that ends with a
// blank does, and with joined that blank is no text.
type flowing struct{ on, joined bool }

// A mailLine is a line of plain text.
type mailLine struct {
	text   string // without the marks of who is quoted
	quoted int    // how many those are
	goesOn bool   // with the next line, as it says itself
}

// mailLines lists the lines of plain text.
func mailLines(text string, flow flowing) []mailLine {
	var out []mailLine
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		var l mailLine
		for l.text = line; ; l.quoted++ {
			rest, ok := strings.CutPrefix(strings.TrimPrefix(l.text, " "), ">")
			if !ok || l.quoted == 0 && strings.HasPrefix(l.text, " ") {
				break
			}
			l.text = rest
		}
		if flow.on {
			l.text = strings.TrimPrefix(l.text, " ") // stuffed
			l.goesOn = strings.HasSuffix(l.text, " ") && l.text != "-- "
			if l.goesOn && flow.joined {
				l.text = l.text[:len(l.text)-1]
			}
		} else {
			l.text = strings.TrimRight(strings.TrimPrefix(l.text, " "), " \t")
		}
		out = append(out, l)
	}
	return out
}

var (
	// attribution says who wrote what is quoted below it, in the languages of most mails.
	attribution = lazyregexp.New(`^(?:-{1,4} ?)?(?:On|Le|Am|Op|El|Il|Em|Den|På|W dniu|Dne) .{0,300}?(?:wrote|sent|a écrit|schrieb|schreef|escribió|ha scritto|escreveu|skrev|napisał\(?a?\)?|napsal\(?a?\)?)\b.{0,100}?:?-*$`)
	// attributionBegins is how its first line begins.
	attributionBegins = lazyregexp.New(`^(?:-{1,4} ?)?(?:On|Le|Am|Op|El|Il|Em|Den|På|W dniu|Dne) `)
	// mailRule is a line without text: dashes and the like.
	mailRule = lazyregexp.New(`^[-_=*~#+. ]{4,}$`)
	// mailFooter is the line above what mailing lists put below each mail.
	mailFooter = lazyregexp.New(`^_{40,}$`)
	// mailBullet begins an item of a list.
	mailBullet = lazyregexp.New(`^\s*(?:[-*•·–]|\(?[0-9]{1,2}[.)]) +`)
)

// attributionAt is how many lines from one on say who wrote what comes below, or 0.
func attributionAt(lines []mailLine) int {
	if !attributionBegins.MatchString(lines[0].text) {
		return 0
	}
	text := ""
	for n, l := range lines[:min(len(lines), 3)] {
		if l.quoted != lines[0].quoted || strings.TrimSpace(l.text) == "" {
			return 0
		}
		if text = fold(text + " " + l.text); attribution.MatchString(text) && strings.ContainsAny(text, "0123456789") {
			return n + 1
		}
	}
	return 0
}

// shortLine is the most characters of a line behind which a paragraph ends, where the
// lines themselves say which of them go on and this one does not.
const shortLine = 55

// plain reads plain text: between blank lines, at bullets, and where somebody else
// begins, a paragraph ends. What stands behind "-- " is a signature, which is not quoted.
func (w *mailText) plain(text string, flow flowing) error {
	p := mailParagraph{w: w, flow: flow}
	lines := mailLines(text, flow)
	signed := false
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		said := strings.TrimSpace(l.text)
		who := attributionAt(lines[i:])
		if signed = signed && l.quoted == 0 && who == 0 && !isSplit(said); signed {
			continue
		}
		var err error
		switch {
		case said == "--" || mailFooter.MatchString(said) && !isSplitBelow(lines[i+1:]):
			signed = l.quoted == 0
			err = p.end()
		case who > 0:
			err = p.attribution(lines[i : i+who])
			i += who - 1
		case said == "" || isSplit(said) || mailRule.MatchString(said):
			err = p.apart(said, l.quoted)
		default:
			err = p.line(l)
		}
		if err != nil {
			return err
		}
	}
	return p.end()
}

// A mailParagraph is the paragraph of plain text that is open.
type mailParagraph struct {
	w      *mailText
	flow   flowing
	text   strings.Builder
	quoted int
	item   bool
}

// end ends the paragraph.
func (p *mailParagraph) end() error {
	kind, level := corpus.Prose, 0
	switch {
	case p.quoted > 0:
		kind = corpus.Quotation
	case p.item:
		kind, level = corpus.Item, 1
	}
	err := p.w.add(kind, level, p.text.String())
	p.text.Reset()
	p.item = false
	return err
}

// line goes on with the paragraph, or begins one.
func (p *mailParagraph) line(l mailLine) error {
	bullet := mailBullet.FindString(l.text)
	if l.quoted != p.quoted || bullet != "" {
		if err := p.end(); err != nil {
			return err
		}
		p.quoted, p.item = l.quoted, bullet != ""
	}
	p.text.WriteString(l.text[len(bullet):])
	if !l.goesOn || !p.flow.joined {
		p.text.WriteByte(' ')
	}
	if p.flow.on && !l.goesOn && utf8.RuneCountInString(l.text) < shortLine {
		return p.end()
	}
	return nil
}

// apart ends the paragraph, and adds a line that parts what is new from what is not.
func (p *mailParagraph) apart(said string, quoted int) error {
	err := p.end()
	if err == nil && isSplit(said) {
		p.quoted = quoted
		p.text.WriteString(said)
		err = p.end()
	}
	return err
}

// attribution adds the lines that say who wrote what comes below.
func (p *mailParagraph) attribution(lines []mailLine) error {
	err := p.end()
	p.quoted = lines[0].quoted
	for _, l := range lines {
		p.text.WriteString(l.text + " ")
	}
	if err == nil {
		err = p.end()
	}
	return err
}
