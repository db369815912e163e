package fetch

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"
)

// maxVersions are kept of one address at most, besides the newest: a page with
// the time of day on it has another each time.
const maxVersions = 20

// A shelf is the folder of a source. Nothing outside it can be reached, whatever
// links are in it.
type shelf struct {
	root    *os.Root
	keepOld time.Duration
	maxSize int64 // of a file
}

// What became of what was put on a shelf.
type change int

const (
	same change = iota
	added
	changed
)

// put keeps a record under a name. Where it says something else than the one
// before, that becomes an older version. A program that is killed meanwhile
// leaves the one before, or the new one, and maybe the older version twice.
func (s *shelf) put(name string, r record) (change, error) {
	before, err := s.read(name)
	switch {
	case err != nil && !errors.Is(err, errNoRecord) && !errors.Is(err, fs.ErrNotExist):
		return 0, err
	case err == nil && bytes.Equal(before.content(), r.content()):
		return same, nil
	case err != nil:
		return added, s.write(name, r.bytes())
	}
	if s.keepOld > 0 {
		if err := s.retire(name, before); err != nil {
			return 0, err
		}
	}
	return changed, s.write(name, r.bytes())
}

// retire keeps a record as an older version, unless it is one already: then the
// program was killed before it had written the new one.
func (s *shelf) retire(name string, r record) error {
	versions, err := s.versions(name)
	if err != nil {
		return err
	}
	if len(versions) > 0 {
		last, err := s.read(versions[len(versions)-1])
		if err == nil && last.get("WARC-Record-ID") == r.get("WARC-Record-ID") {
			return nil
		}
	}
	now := time.Now().UTC()
	for len(versions) > 0 && versionName(name, now) <= versions[len(versions)-1] {
		now = now.Add(time.Second) // no two within a second, whatever the clock does
	}
	if err := s.write(versionName(name, now), r.supersededAt(now).bytes()); err != nil {
		return err
	}
	for len(versions) >= maxVersions {
		if err := s.root.Remove(versions[0]); err != nil {
			return err
		}
		versions = versions[1:]
	}
	return nil
}

// versionTime is the form of a time in the name of an older version.
const versionTime = "20060102T150405Z"

func versionName(name string, superseded time.Time) string {
	return strings.TrimSuffix(name, extension) + "~" + superseded.Format(versionTime) + extension
}

// versionOf returns the time in the name of an older version.
func versionOf(name string) (time.Time, bool) {
	stem, ok := strings.CutSuffix(name, extension)
	at := strings.LastIndexByte(stem, '~')
	if !ok || at < 0 {
		return time.Time{}, false
	}
	t, err := time.Parse(versionTime, stem[at+1:])
	return t, err == nil
}

// versions returns the names of the older versions of one, the oldest first.
func (s *shelf) versions(name string) ([]string, error) {
	entries, err := fs.ReadDir(s.root.FS(), path.Dir(name)) // in order
	if err != nil {
		return nil, err
	}
	prefix := strings.TrimSuffix(path.Base(name), extension) + "~"
	var out []string
	for _, e := range entries {
		if _, ok := versionOf(e.Name()); ok && strings.HasPrefix(e.Name(), prefix) {
			out = append(out, path.Dir(name)+"/"+e.Name())
		}
	}
	return out, nil
}

// read reads a record. The error is errNoRecord if the file is damaged.
func (s *shelf) read(name string) (record, error) {
	f, err := s.root.Open(name)
	if err != nil {
		return record{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, s.maxSize+1))
	if err != nil {
		return record{}, err
	}
	if int64(len(b)) > s.maxSize {
		return record{}, errNoRecord
	}
	return parseRecord(b)
}

// has reports whether something is kept under a name.
func (s *shelf) has(name string) bool {
	_, err := s.root.Stat(name)
	return err == nil
}

// unfinished begins what follows the name of a file that is being written. The
// name begins with a dot, so that no reader looks at it.
const unfinished = ".part-"

// write puts a file in the place of the one before, which stays whole until
// then, whatever happens.
func (s *shelf) write(name string, b []byte) error {
	folder := path.Dir(name)
	if err := s.root.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	part := folder + "/." + path.Base(name) + unfinished + rand.Text()
	f, err := s.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.root.Rename(part, name)
	}
	if err != nil {
		return errors.Join(err, s.root.Remove(part))
	}
	return s.syncFolder(folder)
}

// syncFolder lets a renaming outlast a power cut. Where folders cannot be
// synced, the system has no such promise to give.
func (s *shelf) syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := s.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// abandoned is the age from which an unfinished file is one of a program that
// was killed.
const abandoned = time.Hour

// sweep removes older versions past their time, and what programs that were
// killed left unfinished.
func (s *shelf) sweep() error {
	folders, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return err
	}
	folders = slices.DeleteFunc(folders, func(e fs.DirEntry) bool { return !e.IsDir() })
	names := []string{"."}
	for _, e := range folders {
		names = append(names, e.Name())
	}
	for _, folder := range names {
		entries, err := fs.ReadDir(s.root.FS(), folder)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if s.isOver(e) {
				if err := s.root.Remove(path.Join(folder, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return fmt.Errorf("an older version cannot be removed: %w", err)
				}
			}
		}
	}
	return nil
}

func (s *shelf) isOver(e fs.DirEntry) bool {
	if e.IsDir() {
		return false
	}
	if strings.HasPrefix(e.Name(), ".") && strings.Contains(e.Name(), unfinished) {
		info, err := e.Info()
		return err == nil && time.Since(info.ModTime()) > abandoned
	}
	superseded, ok := versionOf(e.Name())
	return ok && time.Since(superseded) >= s.keepOld
}
