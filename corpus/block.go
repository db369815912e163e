package corpus

// A Block is a piece of a document that its reader told from the others: a
// paragraph, an item, a cell or a heading. No sentence crosses from one block
// to another.
type Block struct {
	Span
	Level int // of a heading, 1 for the highest; 0 for any other block
}

// maxHeadings bounds the sentences of the headings above one block. A title of
// more is no title.
const maxHeadings = 100

// Paragraphs returns blocks that are no headings.
func Paragraphs(spans []Span) []Block {
	out := make([]Block, len(spans))
	for i, s := range spans {
		out[i].Span = s
	}
	return out
}

// Cut makes the paragraphs and sentences of d, which a reader calls once, when
// it knows the blocks: in order, and without overlap. The sentences are looked
// for in text, which is d.Text or as long, with markup blanked out.
//
// A heading joins the block below it, and is a part of its paragraph: what it
// says is said of that, and nobody quotes it alone. A heading that has no text
// below it before the next one that is as high is a paragraph of its own.
func (d *Document) Cut(text string, blocks []Block) {
	d.Paragraphs = make([]Paragraph, 0, len(blocks))
	d.Sentences = make([]Sentence, 0, len(text)/128+len(blocks))
	var spans []Span
	above := 0 // the level of the heading that the last paragraph is, 0 if it is none
	for i, b := range blocks {
		spans = spans[:0]
		if !isLabel(text[b.Start:b.End], i == len(blocks)-1) {
			spans = appendSentences(d.Lang(), spans, text, b.Span)
		}
		if above == 0 || b.Level > 0 && b.Level <= above {
			d.Paragraphs = append(d.Paragraphs, Paragraph{Span: b.Span, First: len(d.Sentences)})
		}
		p := &d.Paragraphs[len(d.Paragraphs)-1]
		p.End = b.End
		for _, s := range spans {
			d.Sentences = append(d.Sentences, Sentence{Span: s, Paragraph: len(d.Paragraphs) - 1})
		}
		p.Last = len(d.Sentences)
		above = b.Level
		if above > 0 && p.Last-p.First <= maxHeadings {
			p.Headings = p.Last - p.First
		}
	}
}
