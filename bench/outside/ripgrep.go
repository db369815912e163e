package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ripgrep is asked for the lines of a file, a sentence each, that have any of the
// question's content words in them. It has no order of its own but the file's: here
// those with more of the words come first.
type ripgrep struct {
	program string
	folder  string
}

func (r *ripgrep) name() string   { return "ripgrep, most words first" }
func (r *ripgrep) memory() string { return "-" }

func (r *ripgrep) load(_ context.Context, sentences []sentence) (err error) {
	if _, err := exec.LookPath(r.program); err != nil {
		return fmt.Errorf("%w: %w", errNotInstalled, err)
	}
	if r.folder, err = os.MkdirTemp("", "quoth-outside-"); err != nil {
		return err
	}
	var text strings.Builder
	for _, s := range sentences {
		text.WriteString(s.Text + "\n")
	}
	return os.WriteFile(r.file(), []byte(text.String()), 0o644)
}

func (r *ripgrep) file() string { return filepath.Join(r.folder, "sentences.txt") }

func (r *ripgrep) find(ctx context.Context, question string) ([]hit, error) {
	arguments := []string{"--no-config", "--fixed-strings", "--ignore-case", "--line-number", "--only-matching", "--no-filename"}
	for _, t := range content(question) {
		arguments = append(arguments, "--regexp", question[t.Start:t.End])
	}
	if !slices.Contains(arguments, "--regexp") {
		return nil, nil
	}
	out, err := exec.CommandContext(ctx, r.program, append(arguments, r.file())...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return nil, nil // no line has any
	}
	if err != nil {
		return nil, err
	}
	return countMatches(out)
}

// countMatches orders lines of "number:match" by how many different matches their
// number has.
func countMatches(out []byte) ([]hit, error) {
	matches := map[int]map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		number, match, _ := strings.Cut(lines.Text(), ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, err
		}
		if matches[n-1] == nil {
			matches[n-1] = map[string]bool{}
		}
		matches[n-1][strings.ToLower(match)] = true
	}
	hits := make([]hit, 0, len(matches))
	for line, different := range matches {
		hits = append(hits, hit{line, float64(len(different))})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.sentence-b.sentence)
	})
	return hits[:min(len(hits), most)], lines.Err()
}

func (r *ripgrep) close() {
	if r.folder != "" {
		_ = os.RemoveAll(r.folder)
	}
}
