package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quoth/bot/eval/haystack"
)

// A row is what a number of sentences costs.
type row struct {
	sentences   int
	build       time.Duration // from files, on all cores
	buildMemory int64         // bytes that are not of files, at most
	perSentence float64       // bytes of the index file beside the text
	first       time.Duration // from a new process to an answer, pages cached
	askMemory   int64         // bytes that are not of files, after 1,000 questions
	add         time.Duration // a tenth as many documents
}

const tableHead = `| sentences | build | a second | memory | bytes a sentence | first answer | memory, 1,000 questions | a tenth more |
|---|---|---|---|---|---|---|---|`

func (r row) String() string {
	return fmt.Sprintf("| %d | %.2f s | %d | %d MB | %.0f | %.1f ms | %d MB | %.2f s |", r.sentences, r.build.Seconds(),
		int(float64(r.sentences)/r.build.Seconds()), r.buildMemory>>20, r.perSentence,
		float64(r.first.Microseconds())/1000, r.askMemory>>20, r.add.Seconds())
}

// measure indexes the first n sentences of a file, laid out as documents of
// ten.
func measure(program, source string, n int) (row, error) {
	folder, err := os.MkdirTemp("", "growth")
	if err != nil {
		return row{}, err
	}
	defer os.RemoveAll(folder)
	sentences, err := haystack.Sentences(source, n)
	if err != nil {
		return row{}, err
	}
	texts, file := filepath.Join(folder, "texts"), filepath.Join(folder, "index.quoth")
	bytes, err := writeDocuments(texts, sentences)
	if err != nil {
		return row{}, err
	}
	if err := settle(texts); err != nil {
		return row{}, err
	}
	r := row{sentences: len(sentences)}
	if r.build, r.buildMemory, err = index(program, texts, file); err != nil {
		return r, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return r, err
	}
	r.perSentence = float64(info.Size()-bytes) / float64(len(sentences))
	questions := haystack.Questions(sentences, 1000)
	if r.first, err = firstAnswer(program, file, questions[0].Text); err != nil {
		return r, err
	}
	if r.askMemory, err = memoryOfQuestions(program, file, questions); err != nil {
		return r, err
	}
	slices.Reverse(sentences) // other documents of the same words
	if _, err := writeDocuments(filepath.Join(texts, "more"), sentences[:n/10]); err != nil {
		return r, err
	}
	r.add, _, err = index(program, texts, file)
	return r, err
}

// writeDocuments writes sentences as documents into a folder, a thousand each
// in a folder of their own, and returns how many bytes they have.
func writeDocuments(folder string, sentences []string) (bytes int64, err error) {
	documents, err := haystack.Documents(sentences)
	if err != nil {
		return 0, err
	}
	for i, d := range documents {
		at := filepath.Join(folder, strconv.Itoa(i/1000), d.Name)
		if i%1000 == 0 {
			if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
				return 0, err
			}
		}
		if err := os.WriteFile(at, []byte(d.Text), 0o600); err != nil {
			return 0, err
		}
		bytes += int64(len(d.Text))
	}
	return bytes, nil
}

// settle makes all files a day old, so that none is read again for its youth.
func settle(folder string) error {
	day := time.Now().Add(-24 * time.Hour)
	return filepath.Walk(folder, func(at string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			err = os.Chtimes(at, day, day)
		}
		return err
	})
}

// index runs the indexing, and returns how long it took, and the most
// memory it had that is not of files.
func index(program, texts, file string) (took time.Duration, memory int64, err error) {
	c := exec.Command(program, "index", texts, "-o", file)
	c.Stderr = os.Stderr
	began := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	for {
		select {
		case err := <-done:
			return time.Since(began), memory, err
		case <-time.After(2 * time.Millisecond):
			memory = max(memory, anonymous(c.Process.Pid))
		}
	}
}

// anonymous returns the bytes that a process has in memory and that are not of
// files; 0 where it has ended.
func anonymous(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "RssAnon:")
	var kilobytes int64
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}

// firstAnswer returns the median time from a new process to its answer.
func firstAnswer(program, index, question string) (time.Duration, error) {
	var times []time.Duration
	for range 21 {
		began := time.Now()
		out, err := exec.Command(program, "ask", "--corpus", index, question).Output()
		if len(out) == 0 {
			return 0, fmt.Errorf("%q is not answered: %w", question, err)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// memoryOfQuestions asks all questions of one process, and returns what memory
// it has then that is not of files.
func memoryOfQuestions(program, index string, questions []haystack.Question) (int64, error) {
	c := exec.Command(program, "ask", "--json", "--corpus", index)
	in, err := c.StdinPipe()
	if err != nil {
		return 0, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := c.Start(); err != nil {
		return 0, err
	}
	go func() {
		for _, q := range questions {
			fmt.Fprintln(in, q.Text)
		}
	}()
	answers := json.NewDecoder(out)
	for range questions {
		var answer struct{ Verdict string }
		if err := answers.Decode(&answer); err != nil {
			return 0, err
		}
	}
	memory := anonymous(c.Process.Pid)
	if err := in.Close(); err != nil {
		return 0, err
	}
	_ = c.Wait() // whose exit status says whether an answer was found
	return memory, nil
}
