package bot

import "github.com/quoth-bot/quoth/corpus"

// A Quote is what can be quoted of a source in one piece (a sentence, the row of
// a table, some lines of code), why it was chosen, and what belongs to it: how
// it is shown is decided here, and adapters only draw it.
type Quote struct {
	Span Span
	Text string // the source's bytes at Span
	// Mask is as long as Text, with white space for each byte of markup that is not
	// shown, and a line end for markup that breaks a line. It is empty where all
	// of Text is shown.
	Mask  string
	Kind  corpus.Kind
	Links []Link // of what it shows, in order

	Title, URL, Author, Date string // of the document; all but Title may be empty
	Link                     string // to where it can be read in its source, if there are pages for that; the bot sets none
	Retrieved, Superseded    string // of a page of the web, as in corpus.Document

	Paragraph int // index of the paragraph in the document, from 0
	Sentence  int // index of the sentence in the document, from 0

	Line  int          // of the document, that it begins in; from 1
	Place corpus.Place // where it begins in a source whose text was made from something else: a page, a slide

	Under         []string // the headings above it, highest first, as they are shown
	Leads         []Part   // what announces it, outermost first: the header of its table, its speaker, what stands before its list
	Follows       []Part   // what it announces itself, in order, or the first of it
	FollowsMore   bool     // it announces more than that
	Surroundings  []Part   // the sentence that names what it speaks of, or the one before it, where it does not stand by itself
	Before, After string   // the sentences around it in the same paragraph, or empty

	Matches  []Match    // what of the question was found in it, in order of Span
	Evidence []Evidence // why it stands where it stands, strongest first
	Score    float64    // the evidence's sum: higher is better; comparable within one answer only
}

// A Part is a stretch of a source beside a quote: all of a sentence, a row or a
// label.
type Part struct {
	Span  corpus.Span // of the document's text
	Text  string      // its bytes there
	Mask  string      // as in Quote
	Kind  corpus.Kind
	Links []Link
}

// A Link is a stretch of a quote or a part that its source links to an address
// of the web.
type Link struct {
	Span    corpus.Span // of the document's text
	Address string
}
