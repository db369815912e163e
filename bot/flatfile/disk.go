package flatfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// A disk is what a Writer needs of the file system; a test puts one in its
// place that breaks.
type disk interface {
	create(path string) (diskFile, error) // in the folder of path, under a name of its own
	rename(from, to string) error
	remove(path string) error // no error where there is none
	syncFolder(path string) error
}

type diskFile interface {
	io.WriterAt
	io.Closer
	Name() string
	Sync() error
}

type realDisk struct{}

// unfinished is what the names of files end in that are being written, with
// random figures for the star.
const unfinished = ".part-*"

func (realDisk) create(path string) (diskFile, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+unfinished)
	if err != nil {
		return nil, err
	}
	// Readable as any file that this person makes is, which a temporary one is
	// not.
	if err := f.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

func (realDisk) rename(from, to string) error { return os.Rename(from, to) }

func (realDisk) remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncFolder lets a renaming outlast a power cut. Where folders cannot be
// synced, the system has no such promise to give.
func (realDisk) syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// abandoned is the age from which an unfinished file is one of a program that
// was killed: nothing takes a day to write.
const abandoned = 24 * time.Hour

// Sweep removes what programs that were killed left beside the file at path.
func Sweep(path string) {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), filepath.Base(path)+unfinished))
	if err != nil {
		return // a name with brackets in it: then it stays
	}
	for _, name := range left {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(name)
		}
	}
}
