package terminal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxHistory is how many lines are kept, and maxHistoryLine how long they may
// be, in bytes.
const (
	maxHistory     = 1000
	maxHistoryLine = 4000
)

// A history is what was typed in chats, the oldest line first. A nil history
// keeps nothing.
type history struct {
	file  string
	lines []string
}

// DefaultHistory is the file that keeps what is typed in chats; empty where
// the system names no folder for such files.
func DefaultHistory() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "quoth", "history")
}

// readHistory reads a file of lines, which need not exist. After an error the
// history is empty, and can be used.
func readHistory(file string) (*history, error) {
	h := &history{file: file}
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return h, fmt.Errorf("the history of earlier chats cannot be read: %w", err)
	}
	for line := range strings.Lines(strings.ToValidUTF8(string(text), "\uFFFD")) {
		h.add(strings.TrimRight(line, "\r\n"))
	}
	return h, nil
}

// add keeps a line, and tells whether it did.
func (h *history) add(line string) bool {
	if h == nil || strings.TrimSpace(line) == "" || len(line) > maxHistoryLine {
		return false
	}
	h.lines = append(h.lines, line)
	if n := len(h.lines); n > maxHistory {
		h.lines = slices.Delete(h.lines, 0, n-maxHistory)
	}
	return true
}

// write replaces the file at once, so that two chats that end together leave
// one whole history. It is for its owner's eyes: questions are private.
func (h *history) write() error {
	if h == nil {
		return nil
	}
	if err := h.replace(); err != nil {
		return fmt.Errorf("the history of this chat is not kept: %w", err)
	}
	return nil
}

func (h *history) replace() error {
	dir := filepath.Dir(h.file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "history-*") // with mode 0600
	if err != nil {
		return err
	}
	for _, line := range h.lines {
		if _, err = fmt.Fprintln(f, line); err != nil {
			break
		}
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), h.file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
