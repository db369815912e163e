package read

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// How often a file that changes while it is read is read again, and after what
// pause, in which a writer may come to its end.
const (
	wholeTries = 4
	wholePause = 50 * time.Millisecond
)

var errChanging = errors.New("it keeps changing while it is read")

// readWhole returns the content of a file of at most maxSize bytes, as it stood
// at one moment: if its size or time of change, or the file at that path, is
// another after it was read, it is read again.
func readWhole(ctx context.Context, path string, maxSize int64) ([]byte, error) {
	for try := range wholeTries {
		if try > 0 {
			select {
			case <-time.After(wholePause << (try - 1)):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		data, err := readOnce(path, maxSize)
		if !errors.Is(err, errChanging) {
			return data, err
		}
	}
	return nil, errChanging
}

// readOnce reads a file, and fails with errChanging if it changed meanwhile.
func readOnce(path string, maxSize int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return nil, cause(err)
	}
	if before.Size() > maxSize {
		return nil, tooLarge(maxSize)
	}
	return readStable(f, before, func() (fs.FileInfo, error) { return os.Stat(path) })
}

// readStable reads r, which before describes, and compares what after then
// tells of it. A byte more than the file has shows that it grew.
func readStable(r io.Reader, before fs.FileInfo, after func() (fs.FileInfo, error)) ([]byte, error) {
	data := make([]byte, before.Size()+1)
	n, err := io.ReadFull(r, data)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, cause(err)
	}
	now, err := after()
	if err != nil {
		return nil, errChanging
	}
	if int64(n) != before.Size() || now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()) || !os.SameFile(before, now) {
		return nil, errChanging
	}
	return data[:n], nil
}
