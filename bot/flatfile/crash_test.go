package flatfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/quoth-bot/quoth/bot/flat"
)

// errBroken is what a broken disk says, be it full or gone.
var errBroken = errors.New("no space left on device")

// A brokenDisk does so many things, and none after them: what is left on it is
// what is left after a crash at that moment. Of the last write half arrives.
type brokenDisk struct {
	realDisk
	left int
}

func (d *brokenDisk) works() bool {
	d.left--
	return d.left >= 0
}

func (d *brokenDisk) create(path string) (diskFile, error) {
	if !d.works() {
		return nil, errBroken
	}
	f, err := d.realDisk.create(path)
	return &brokenFile{f, d}, err
}

func (d *brokenDisk) rename(from, to string) error {
	if !d.works() {
		return errBroken
	}
	return d.realDisk.rename(from, to)
}

func (d *brokenDisk) remove(path string) error {
	if !d.works() {
		return errBroken
	}
	return d.realDisk.remove(path)
}

func (d *brokenDisk) syncFolder(path string) error {
	if !d.works() {
		return errBroken
	}
	return d.realDisk.syncFolder(path)
}

type brokenFile struct {
	diskFile
	disk *brokenDisk
}

func (f *brokenFile) WriteAt(b []byte, at int64) (int, error) {
	if !f.disk.works() {
		n, _ := f.diskFile.WriteAt(b[:len(b)/2], at)
		return n, errBroken
	}
	return f.diskFile.WriteAt(b, at)
}

func (f *brokenFile) Sync() error {
	if !f.disk.works() {
		return errBroken
	}
	return f.diskFile.Sync()
}

// Wherever a disk breaks, the file is the one before or the new one, whole, and
// the break is told.
func TestBreaksAtAnyStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.quoth")
	before, after := newThing(3, 1), newThing(5, 100)
	broke := 0
	for step := 0; ; step++ {
		if err := write(realDisk{}, path, before); err != nil {
			t.Fatal(err)
		}
		err := write(&brokenDisk{left: step}, path, after)
		got, openErr := reopened(path)
		if openErr != nil {
			t.Fatalf("broken at step %d: the file is damaged: %v", step, openErr)
		}
		isNew := same(got, after)
		if !isNew && !same(got, before) {
			t.Fatalf("broken at step %d: the file is neither the old nor the new one", step)
		}
		if err == nil {
			if !isNew {
				t.Fatal("all went well, and the file is the old one")
			}
			break
		}
		if !errors.Is(err, errBroken) {
			t.Fatalf("broken at step %d: %v", step, err)
		}
		broke++
	}
	if broke < 10 {
		t.Errorf("the disk broke at %d steps only", broke)
	}
}

// A disk that is full leaves nothing behind.
func TestFullDiskLeavesNoPart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.quoth")
	w, err := create(&brokenDisk{left: 3}, path, testVersion)
	if err != nil {
		t.Fatal(err)
	}
	if err := flat.Write(w, newThing(20, 1).arrays()); !errors.Is(err, errBroken) {
		t.Fatalf("the disk is full: %v", err)
	}
	w.disk = realDisk{} // to remove something, a full disk has room
	if err := w.Discard(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
