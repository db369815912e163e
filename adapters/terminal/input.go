package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A longLineError names a line that is too long for a question. Reading goes
// on behind it.
type longLineError struct{ number int }

func (e *longLineError) Error() string {
	return fmt.Sprintf("line %d is longer than %d KB and was skipped: a question is shorter, and a text to search goes into a folder for --corpus",
		e.number, maxQuestion>>10)
}

// lines reads lines, however long, in the memory of one question.
type lines struct {
	r      *bufio.Reader
	number int // of the line last read, from 1
}

func newLines(r io.Reader) *lines {
	const lineEnd = 2 // "\r\n"
	return &lines{r: bufio.NewReaderSize(r, maxQuestion+lineEnd)}
}

// line returns the next line without its end, io.EOF behind the last one, or
// a *longLineError for a line that was skipped.
func (l *lines) line() (string, error) {
	text, err := l.r.ReadSlice('\n')
	if len(text) == 0 && err != nil {
		return "", err
	}
	l.number++
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = l.r.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return "", &longLineError{l.number}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// await runs f and returns what it returns, or ctx's error as soon as ctx is
// done: a read of a terminal cannot be interrupted, but it can be left behind.
func await(ctx context.Context, f func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := f()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
