package corpus

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
	"github.com/quoth-bot/quoth/lang"
)

// speakerLabel is how the line of a turn begins: "Ann Lee: ", "**AL:** ",
// "@ann: ", "AL (chair) - ". The first group is the name.
var speakerLabel = lazyregexp.New(`^(?:\*\*|__)?(@[\w-]{1,39}|\p{Lu}[\pL\pM'’.]{0,20}(?:[ -]\p{Lu}[\pL\pM'’.]{0,20}){0,3})(?:\*\*|__)?(?: ?[(\[][^()\[\]]{1,40}[)\]])?(?:\*\*|__)?(?: ?:(?:\*\*|__)?| --?| –| —)(?:[ \t]+|$)`)

// What makes a text one of turns: so many of them, by so many speakers of whom
// each speaks so often, and of the turns such a share with a sentence of some
// words. All 16 texts with turns in bot/eval/testdata/documents are told by
// this, and none of the other 300 there and in two more corpora. Of the turns
// of minutes 9 in a hundred and more have a sentence, and of what clients and
// servers say to each other in standards, at most 2.
const (
	leastTurns    = 5
	leastSpeakers = 2
	leastOfEach   = 2
	leastSpoken   = 0.05
	spokenWords   = 5
)

// splitTurns parts the blocks of a text at the lines where somebody begins to
// speak, if it is one of turns. An item that somebody says is a turn of its
// level.
func splitTurns(l *lang.Language, text string, blocks []Block) []Block {
	speakers := speakersOf(l, text, blocks)
	if speakers == nil {
		return blocks
	}
	out := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		if !maySpeak(b) {
			out = append(out, b)
			continue
		}
		piece := b
		eachLine(text, b.Span, func(line Span) {
			if name, _ := speakerOf(l, text[line.Start:line.End]); !speakers[name] {
				return
			}
			if line.Start > piece.Start {
				out = append(out, endingBefore(text, piece, line.Start))
				piece.Start = line.Start
			}
			piece.Kind = Turn
		})
		out = append(out, piece)
	}
	return out
}

// maySpeak reports whether a block may hold what somebody says.
func maySpeak(b Block) bool { return b.Kind == Prose || b.Kind == Item }

// endingBefore returns a block that ends before an offset, and the white space
// there.
func endingBefore(text string, b Block, offset int) Block {
	b.Span = trim(text, Span{b.Start, offset})
	return b
}

// A speaker is how often somebody seems to speak in a text, and how often in a
// sentence.
type speaker struct{ turns, spoken int }

// speakersOf returns the names of those who speak in a text; nil if it is not
// one of turns.
func speakersOf(l *lang.Language, text string, blocks []Block) map[string]bool {
	found := map[string]speaker{}
	for _, b := range blocks {
		if maySpeak(b) {
			eachLine(text, b.Span, func(line Span) {
				if name, end := speakerOf(l, text[line.Start:line.End]); name != "" {
					s := found[name]
					s.turns++
					if isSpoken(text[line.Start+end : line.End]) {
						s.spoken++
					}
					found[name] = s
				}
			})
		}
	}
	var all speaker
	names := map[string]bool{}
	for name, s := range found {
		if s.turns >= leastOfEach {
			names[name] = true
			all.turns += s.turns
			all.spoken += s.spoken
		}
	}
	if len(names) < leastSpeakers || all.turns < leastTurns || float64(all.spoken) < leastSpoken*float64(all.turns) {
		return nil
	}
	return names
}

// isSpoken reports whether a line has a sentence of some words.
func isSpoken(line string) bool {
	return strings.IndexFunc(line, isStop) > 0 && len(strings.Fields(line[:min(len(line), longestLabel)])) > spokenWords
}

// longestLabel is the most bytes of a line that are looked at for a speaker.
const longestLabel = 160

// speakerOf returns the name of who speaks in a line, and where its label ends;
// an empty name if nobody does.
func speakerOf(l *lang.Language, line string) (name string, end int) {
	line = line[:min(len(line), longestLabel)]
	if line == "" || 'a' <= line[0] && line[0] <= 'z' || !strings.ContainsAny(line, ":-–—") { // most lines
		return "", 0
	}
	m := speakerLabel.FindStringSubmatchIndex(line)
	if m == nil {
		return "", 0
	}
	name = line[m[2]:m[3]]
	first, _, _ := strings.Cut(name, " ")
	if l.Sentences.Labels[strings.ToLower(first)] || l.IsStop(strings.ToLower(name)) {
		return "", 0
	}
	return name, m[1]
}

// SpeakerIn returns where the name stands that a turn begins with; ok is false
// for a text that begins with none.
func SpeakerIn(l *lang.Language, turn string) (name Span, ok bool) {
	found, _ := speakerOf(l, turn)
	start := strings.Index(turn, found)
	return Span{start, start + len(found)}, found != ""
}

// eachLine calls f with each line of a span, trimmed, that shows something.
func eachLine(text string, s Span, f func(line Span)) {
	for pos := s.Start; pos < s.End; {
		line := Span{pos, min(LineEnd(text, pos), s.End)}
		pos = NextLine(text, line.End)
		if line = trim(text, line); line.Start < line.End {
			f(line)
		}
	}
}
