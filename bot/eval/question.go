package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// A Question is one question of a set, or a conversation of several.
type Question struct {
	ID    string
	Kind  string // "direct", "typo"...: what the set's maker calls it; may be empty
	Text  string
	Clean string // the same question spelt right, where Text is misspelt on purpose

	Gold       []Gold
	Answerable bool
	Missing    string // the words that the sources lack, and that an answer should name

	// Turns are the questions of a conversation, in order; a conversation has
	// no text of its own.
	Turns []Question

	turn  int    // of a turn: its number, from 1
	where string // file and line, for errors
}

// Gold names one sentence that answers a question.
type Gold struct {
	Doc      string // the document's name
	Sentence int    // index among the document's sentences, where Contains is empty
	Contains string // else a text that the sentence holds
}

// asked returns the questions to ask one after the other.
func (q Question) asked() []Question {
	if len(q.Turns) > 0 {
		return q.Turns
	}
	return []Question{q}
}

func (q Question) withoutAnswer() Question {
	q.Gold, q.Answerable = nil, false
	turns := make([]Question, len(q.Turns))
	for i, turn := range q.Turns {
		turns[i] = turn.withoutAnswer()
	}
	q.Turns = turns
	return q
}

// group is the line of the breakdown by kind that counts the question.
func (q Question) group() string {
	switch {
	case q.Kind != "":
		return q.Kind
	case q.turn == 1:
		return "first turn"
	case q.turn > 1:
		return "later turns"
	}
	return ""
}

type questionLine struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind"`
	Question   string         `json:"question"`
	Clean      string         `json:"clean"`
	Gold       []goldValue    `json:"gold"`
	Answerable *bool          `json:"answerable"`
	Missing    string         `json:"missing"`
	Turns      []questionLine `json:"turns"`
}

// goldValue reads gold in either form: ["document", 3] names a sentence by its
// index, {"doc": "document", "contains": "text"} by what it holds.
type goldValue Gold

func (g *goldValue) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		var pair []json.RawMessage
		err := json.Unmarshal(data, &pair)
		if err == nil && len(pair) == 2 {
			err = errors.Join(json.Unmarshal(pair[0], &g.Doc), json.Unmarshal(pair[1], &g.Sentence))
		}
		if err != nil || len(pair) != 2 {
			return fmt.Errorf(`gold %s is not [document, sentence index]`, data)
		}
		return nil
	}
	var object struct{ Doc, Contains string }
	if err := json.Unmarshal(data, &object); err != nil || object.Doc == "" || object.Contains == "" {
		return fmt.Errorf(`gold %s is neither [document, sentence index] nor {"doc", "contains"}`, data)
	}
	g.Doc, g.Contains = object.Doc, object.Contains
	return nil
}

// ReadQuestions reads a file of one JSON object a line:
//
//	{"id", "question", "gold": [[document, sentence index]...], "answerable", "clean"}
//	{"id", "kind", "question", "gold": [{"doc", "contains"}...], "missing"}
//	{"id", "turns": [{"question", "gold"}...]}
//
// Without "answerable" a question is answerable if it has gold. Other fields
// are ignored. An error names file and line.
func ReadQuestions(path string) ([]Question, error) {
	var questions []Question
	err := eachLine(path, func(where string, line []byte) error {
		var l questionLine
		if err := decode(line, &l); err != nil {
			return err
		}
		if l.ID == "" {
			return errors.New(`the question has no "id"`)
		}
		q, err := l.question(where)
		if err != nil {
			return err
		}
		questions = append(questions, q)
		return nil
	})
	return questions, err
}

func (l questionLine) question(where string) (Question, error) {
	q := Question{ID: l.ID, Kind: l.Kind, Text: l.Question, Clean: l.Clean, Missing: l.Missing, where: where}
	for _, g := range l.Gold {
		q.Gold = append(q.Gold, Gold(g))
	}
	q.Answerable = len(q.Gold) > 0
	if l.Answerable != nil {
		q.Answerable = *l.Answerable
	}
	switch {
	case l.Question == "" && len(l.Turns) == 0:
		return q, fmt.Errorf(`question %q has neither "question" nor "turns"`, l.ID)
	case l.Question != "" && len(l.Turns) > 0:
		return q, fmt.Errorf(`question %q has both "question" and "turns"`, l.ID)
	case q.Answerable && len(q.Gold) == 0 && len(l.Turns) == 0:
		return q, fmt.Errorf("question %q is said to be answerable, but has no gold", l.ID)
	case !q.Answerable:
		q.Gold = nil
	}
	for i, t := range l.Turns {
		if len(t.Turns) > 0 {
			return q, fmt.Errorf(`turn %d of %q has "turns" of its own`, i+1, l.ID)
		}
		t.ID = fmt.Sprintf("%s#%d", l.ID, i+1)
		if t.Kind == "" {
			t.Kind = l.Kind
		}
		turn, err := t.question(where)
		if err != nil {
			return q, err
		}
		turn.turn = i + 1
		q.Turns = append(q.Turns, turn)
	}
	return q, nil
}

func decode(line []byte, into any) error {
	if err := json.Unmarshal(line, into); err != nil {
		return fmt.Errorf("not a line of this file: %w", err)
	}
	return nil
}

// eachLine calls read with each line of a file that is not blank, however
// long it is, and with its place as "file:line". An error of read is returned
// with that place before it.
func eachLine(path string, read func(where string, line []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		where := fmt.Sprintf("%s:%d", path, n)
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s: %w", where, err)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := read(where, line); err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}
