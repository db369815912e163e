package wire

import (
	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// This file holds what is told over HTTP alone: lists, sources to read, and problems.

// A Reply is what a message is answered with.
type Reply struct {
	Language string `json:"language"` // of what Quoth itself says
	Answers  []Told `json:"answers"`  // one for each question of the message, in order
}

// Told is an answer, and what Quoth itself says with it.
type Told struct {
	Answer
	Says []string `json:"says"` // before the quotations
	Adds []string `json:"adds"` // behind them
}

// OfReply is what is told of a message's answers, in a language as texts.For takes it.
func OfReply(answers []bot.Answer, language string, explain bool) Reply {
	out := Reply{Language: texts.For(language).Language, Answers: []Told{}}
	for _, a := range answers {
		out.Answers = append(out.Answers, Told{OfAnswer(a, explain), Said(a.Phrases()...), Said(a.Closing()...)})
	}
	return out
}

// Said are phrases as text; an empty list of none.
func Said(phrases ...bot.Phrase) []string {
	out := []string{}
	for _, p := range phrases {
		if text := adapters.TextOf(adapters.Readable(adapters.PhraseRuns(p))); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// Suggestions complete a prefix, best first.
type Suggestions struct {
	Suggestions []string `json:"suggestions"`
}

// A Listing is some of the sources that can be quoted.
type Listing struct {
	Count   int       `json:"count"`          // of all that the filter lets through
	Sources []Source  `json:"sources"`        // by collection, then document
	Next    string    `json:"next,omitempty"` // names what follows; absent where nothing does
	Files   *Files    `json:"skipped,omitempty"`
	LeftOut []Skipped `json:"skipped_files"` // the first of those
	Says    []string  `json:"says"`          // of them, in Quoth's own words
}

// A Stretch is a part of a source to read.
type Stretch struct {
	Source
	Hash   string  `json:"hash"`
	First  int     `json:"first"`          // of the blocks, counted in the document from 0
	Of     int     `json:"of"`             // how many blocks the document has
	Next   int     `json:"next,omitempty"` // the first of what follows; absent where nothing does
	Blocks []Block `json:"blocks"`
}

// A Block is a paragraph, a heading, an item, a row... of a source.
type Block struct {
	Kind  string `json:"kind"`            // paragraph, heading, item, row...
	Level int    `json:"level,omitempty"` // of a heading, 1 for the highest; of others how many items of lists it stands in
	Line  int    `json:"line,omitempty"`  // that it begins in, from 1, where the document has lines
	Place *Place `json:"place,omitempty"` // where it has none
	Parts []Part `json:"parts"`           // its sentences in order, or all of it where it has none
}

// OfStretch is what is told of a part of a source.
func OfStretch(s bot.Stretch) Stretch {
	out := Stretch{Source: Source(s.Source), Hash: s.Hash, First: s.First, Of: s.Of, Blocks: []Block{}}
	for _, b := range s.Blocks {
		at := bot.Quote{Line: b.Line, Place: b.Place}
		out.Blocks = append(out.Blocks, Block{b.Kind.String(), b.Level, lineOf(at), ofPlace(b.Place), ofParts(b.Parts)})
	}
	if next := s.First + len(s.Blocks); next < s.Of {
		out.Next = next
	}
	return out
}

// A Problem says why a request was not answered (RFC 9457).
type Problem struct {
	Type   string `json:"type"` // names the problem for good: "/problems/not-found"
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"` // what to do about it
}
