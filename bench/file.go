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
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
)

// A fileRow is what was measured of an index file.
type fileRow struct {
	build     float64       // sentences a second, of text files
	building  float64       // MB of memory of its own that building took at most
	bytes     float64       // a sentence, beside its text
	open      time.Duration // from the start of the program until it prints its first answer
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
	if r.bytes, err = beside(file, documents, said.Sentences); err != nil {
		return r, err
	}
	program := filepath.Join(folder, "quoth")
	if err := buildProgram(ctx, program); err != nil {
		return r, err
	}
	if r.open, err = firstAnswer(ctx, program, file, questions[0].Text); err != nil {
		return r, err
	}
	if r.anonymous, err = answerFrom(file, questions[:min(1000, len(questions))]); err != nil {
		return r, err
	}
	if err := writeTexts(texts, "more-", documents[:len(documents)/10]); err != nil {
		return r, err
	}
	began := time.Now()
	if _, err := store.Update(ctx, file, store.Options{}); err != nil {
		return r, err
	}
	if _, err := answerFrom(file, questions[:1]); err != nil {
		return r, err
	}
	r.add = time.Since(began)
	return r, nil
}

// beside returns how many bytes a file takes for each sentence beside the texts.
func beside(file string, documents []*corpus.Document, sentences float64) (float64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	size := info.Size()
	for _, d := range documents {
		size -= int64(len(d.Text))
	}
	return float64(size) / sentences, nil
}

// buildProgram builds Quoth as it is released.
func buildProgram(ctx context.Context, program string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	c.Dir, c.Env, c.Stderr = "..", append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("building quoth: %w", err)
	}
	return nil
}

// starts is how often the program is started to tell how fast it is; the median
// counts.
const starts = 51

// firstAnswer returns how long the program takes from its start until it prints
// its answer. Each page of the file that this takes has been read before.
func firstAnswer(ctx context.Context, program, file, question string) (time.Duration, error) {
	took := make([]time.Duration, starts)
	for i := range took {
		c := exec.CommandContext(ctx, program, "--corpus", file, "ask", question)
		out, err := c.StdoutPipe()
		if err != nil {
			return 0, err
		}
		began := time.Now()
		if err := c.Start(); err != nil {
			return 0, err
		}
		_, err = io.ReadFull(out, make([]byte, 1))
		took[i] = time.Since(began)
		if err != nil {
			return 0, errors.Join(err, c.Wait())
		}
		_, err = io.Copy(io.Discard, out)
		var exit *exec.ExitError
		if ended := c.Wait(); !errors.As(ended, &exit) || exit.ExitCode() > 1 { // 1: the sources do not answer
			err = errors.Join(err, ended)
		}
		if err != nil {
			return 0, err
		}
	}
	slices.Sort(took)
	return took[starts/2], nil
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
// returns how much memory of its own that had in the end, in MB.
func answerFrom(file string, questions []haystack.Question) (anonymous float64, err error) {
	var texts strings.Builder
	for _, q := range questions {
		fmt.Fprintln(&texts, q.Text)
	}
	err = child(&anonymous, strings.NewReader(texts.String()), answering, file)
	return anonymous, err
}

// answer answers the questions of the standard input from an index file, and
// says how much memory of its own was used.
func answer(file string) error {
	s, err := store.Open(file, meaning.Shipped())
	if err != nil {
		return err
	}
	e, err := engine.Over("bench", s, engine.Options{})
	if err != nil {
		return err
	}
	b, err := bot.New([]bot.Collection{{Name: "bench", Audience: bot.Open, Engine: e}})
	if err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if _, err := b.Ask(context.Background(), bot.Question{Text: in.Text()}); err != nil {
			return err
		}
	}
	anonymous, err := anonymousMemory()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(anonymous)
}

// anonymousMemory returns the memory of this process that is no file's, in MB;
// 0 where the system does not tell.
func anonymousMemory() (float64, error) { return memoryOf("self") }

// memoryOf is the same of another process.
func memoryOf(pid string) (float64, error) {
	status, err := os.ReadFile("/proc/" + pid + "/status")
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
