package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"quoth/bot"
	"quoth/bot/eval/haystack"
	"quoth/bot/meaning"
	"quoth/bot/store"
	"quoth/corpus"
)

// A fileRow is what was measured of an index file.
type fileRow struct {
	build     float64       // sentences a second, of text files
	building  float64       // MB of memory of its own that building took at most
	open      time.Duration // from the start of a process to its first answer
	anonymous float64       // MB of memory of its own after a thousand questions
	add       time.Duration // to index a tenth more documents, and answer from them
}

// measureFile writes documents as text files, indexes them, answers from the
// index in a process of its own, and indexes a tenth more.
func measureFile(ctx context.Context, documents []*corpus.Document, questions []haystack.Question) (r fileRow, err error) {
	folder, err := os.MkdirTemp("", "quoth-bench-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	texts, file := filepath.Join(folder, "texts"), filepath.Join(folder, "index.quoth")
	if err := writeTexts(texts, "", documents); err != nil {
		return r, err
	}
	var said indexed
	if err := child(&said, nil, indexing, texts, file); err != nil {
		return r, err
	}
	r.build, r.building = said.Sentences/said.Seconds, said.Anonymous
	if r.open, _, err = answerFrom(file, questions[:1]); err != nil {
		return r, err
	}
	for range 4 { // the first one brought the pages into memory
		took, _, err := answerFrom(file, questions[:1])
		if err != nil {
			return r, err
		}
		r.open = min(r.open, took)
	}
	if _, r.anonymous, err = answerFrom(file, questions[:min(1000, len(questions))]); err != nil {
		return r, err
	}
	if err := writeTexts(texts, "more-", documents[:len(documents)/10]); err != nil {
		return r, err
	}
	began := time.Now()
	if _, err := store.Update(ctx, file, store.Options{}); err != nil {
		return r, err
	}
	if _, _, err := answerFrom(file, questions[:1]); err != nil {
		return r, err
	}
	r.add = time.Since(began)
	return r, nil
}

// writeTexts writes documents as files, a thousand in a folder. They are a day
// old, as most are: a file that was written just before it is indexed is read
// again the next time.
func writeTexts(folder, prefix string, documents []*corpus.Document) error {
	day := time.Now().Add(-24 * time.Hour)
	for i, d := range documents {
		below := filepath.Join(folder, fmt.Sprintf("%s%03d", prefix, i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(below, 0o755); err != nil {
				return err
			}
		}
		at := filepath.Join(below, d.Name)
		if err := errors.Join(os.WriteFile(at, []byte(d.Text), 0o644), os.Chtimes(at, day, day)); err != nil {
			return err
		}
	}
	return nil
}

// The arguments that make this program, in a process of its own, index or
// answer.
const (
	indexing  = "index"
	answering = "answer"
)

// child runs this program with arguments and an input, and reads what it says.
func child(said any, in io.Reader, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c := exec.Command(self, args...)
	c.Stdin, c.Stderr = in, os.Stderr
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return json.Unmarshal(out, said)
}

// indexed is what a process says that has indexed.
type indexed struct{ Sentences, Seconds, Anonymous float64 }

// indexFolder indexes a folder, and says how long it took and how much memory
// of its own was used at most.
func indexFolder(folder, file string) error {
	most, done := make(chan float64), make(chan struct{})
	go func() {
		var all float64
		for {
			now, err := anonymousMemory()
			check(err)
			all = max(all, now)
			select {
			case <-done:
				most <- all
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	began := time.Now()
	report, err := store.Build(context.Background(), []string{folder}, file, store.Options{})
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	close(done)
	return json.NewEncoder(os.Stdout).Encode(indexed{float64(report.Sentences), took, <-most})
}

// answerFrom has a process of its own answer questions from an index file. It
// returns how long that took from its start to its first answer, and how much
// memory of its own it had in the end, in MB.
func answerFrom(file string, questions []haystack.Question) (first time.Duration, anonymous float64, err error) {
	var texts strings.Builder
	for _, q := range questions {
		fmt.Fprintln(&texts, q.Text)
	}
	var said struct {
		First     time.Time
		Anonymous float64
	}
	began := time.Now()
	err = child(&said, strings.NewReader(texts.String()), answering, file)
	return said.First.Sub(began), said.Anonymous, err
}

// answer answers the questions of the standard input from an index file, and
// says when the first answer stood and how much memory of its own was used.
func answer(file string) error {
	s, err := store.Open(file, meaning.Shipped())
	if err != nil {
		return err
	}
	b, err := bot.New([]bot.Collection{{Name: "bench", Audience: bot.Open, Store: s}})
	if err != nil {
		return err
	}
	var first time.Time
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if _, err := b.Ask(context.Background(), bot.Question{Text: in.Text()}); err != nil {
			return err
		}
		if first.IsZero() {
			first = time.Now()
		}
	}
	anonymous, err := anonymousMemory()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"First": first, "Anonymous": anonymous})
}

// anonymousMemory returns the memory of this process that is no file's, in MB;
// 0 where the system does not tell.
func anonymousMemory() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	_, rest, ok := strings.Cut(string(status), "RssAnon:")
	if err != nil || !ok {
		return 0, err
	}
	var kilobytes float64
	_, err = fmt.Sscan(rest, &kilobytes)
	return kilobytes / 1000, err
}
