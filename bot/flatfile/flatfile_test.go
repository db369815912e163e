package flatfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A thing is a structure with an array that is read as a whole, and lists that
// are read one by one.
type thing struct {
	numbers []uint32
	lists   flat.Lists[uint32]
}

func (t *thing) arrays() []flat.Array {
	return append([]flat.Array{flat.Of("numbers", &t.numbers)}, flat.Within("lists", t.lists.Arrays())...)
}

const testVersion = 7

// newThing has lists of 10,000 numbers each.
func newThing(lists int, first uint32) *thing {
	t := &thing{numbers: []uint32{first, 2, 3}}
	t.lists.Start = []uint32{0}
	for l := range lists {
		for i := range uint32(10_000) {
			t.lists.Items = append(t.lists.Items, first+uint32(l)+i)
		}
		t.lists.Start = append(t.lists.Start, uint32(len(t.lists.Items)))
	}
	return t
}

func write(d disk, path string, t *thing) (err error) {
	w, err := create(d, path, testVersion)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	if err := flat.Write(w, flat.Within("thing", t.arrays())); err != nil {
		return err
	}
	if _, err := w.Finish(); err != nil {
		return err
	}
	return w.Publish()
}

// written returns the path of a file with one thing.
func written(t *testing.T, lists int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.quoth")
	if err := write(realDisk{}, path, newThing(lists, 1)); err != nil {
		t.Fatal(err)
	}
	return path
}

// reopened reads a file as a whole.
func reopened(path string) (*thing, error) {
	f, err := Open(path, testVersion)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var mapped, out thing
	if err := f.Bind("thing", mapped.arrays()); err != nil {
		return nil, err
	}
	return &out, Guarded(func() error {
		out.numbers = slices.Clone(mapped.numbers)
		out.lists.Start = slices.Clone(mapped.lists.Start)
		for i := range mapped.lists.Len() {
			out.lists.Items = append(out.lists.Items, mapped.lists.Of(uint32(i))...)
		}
		return nil
	})
}

func same(a, b *thing) bool {
	return slices.Equal(a.numbers, b.numbers) && slices.Equal(a.lists.Start, b.lists.Start) && slices.Equal(a.lists.Items, b.lists.Items)
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	for _, lists := range []int{0, 1, 30} {
		got, err := reopened(written(t, lists))
		if err != nil || !same(got, newThing(lists, 1)) {
			t.Errorf("%d lists came back as others: %v", lists, err)
		}
	}
}

// Sections that are written at the same time come back whole.
func TestReservedArrays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.quoth")
	w, err := Create(path, testVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	want := newThing(20, 5)
	var sections []io.WriteCloser
	for _, a := range flat.Within("thing", want.arrays()) {
		s, err := w.Reserve(a.Name, a.Size, int64(len(a.Bytes())))
		if err != nil {
			t.Fatal(err)
		}
		sections = append(sections, s)
	}
	rest := want.arrays()
	for step := 0; step < 1_000; step++ { // a piece of each in turn
		for i, a := range rest {
			b := a.Bytes()
			from, to := len(b)*step/1_000, len(b)*(step+1)/1_000
			if _, err := sections[i].Write(b[from:to]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range sections {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Finish()
	if err != nil {
		t.Fatal(err)
	}
	for _, publish := range []bool{false, true} {
		if publish {
			part = path
			err = w.Publish()
		}
		got, openErr := reopened(part)
		if err != nil || openErr != nil || !same(got, want) {
			t.Errorf("published %t: %v, %v", publish, err, openErr)
		}
	}
}

func TestSectionsMustBeFull(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "a.quoth"), testVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	s, err := w.Reserve("a", 4, 8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	if s.Close() == nil {
		t.Error("an array that is half full is closed")
	}
	if s, err = w.Reserve("b", 4, 8); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(make([]byte, 12)); err == nil {
		err = s.Close()
		if err == nil {
			t.Error("an array takes more than was reserved")
		}
	}
	if _, err := w.Reserve("c", 4, 7); err == nil {
		t.Error("an array ends within an item")
	}
}

// Each bit of the header and directory, and of what is read of the arrays,
// counts.
func TestDamageIsTold(t *testing.T) {
	path := written(t, 12)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := []int{}
	for i := range headerSize {
		at = append(at, i)
	}
	for i := headerSize; i < len(whole); i += 4999 {
		at = append(at, i)
	}
	for i := len(whole) - 200; i < len(whole); i++ {
		at = append(at, i)
	}
	copied := filepath.Join(t.TempDir(), "damaged")
	for _, i := range at {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1 << (i % 8)
		if err := os.WriteFile(copied, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := reopened(copied)
		if err == nil && !same(got, newThing(12, 1)) {
			t.Fatalf("byte %d of %d is another, and what is read too, and nothing is said", i, len(whole))
		}
		if padding := bytes.Equal(whole[max(i-16, 0):i+1], make([]byte, 17)); err == nil && !padding {
			t.Fatalf("byte %d of %d is another, and nothing is said", i, len(whole))
		}
		var told *Error
		if err != nil && (!errors.As(err, &told) || !strings.Contains(err.Error(), copied)) {
			t.Fatalf("byte %d: the error does not name the file: %v", i, err)
		}
	}
}

func TestCutShort(t *testing.T) {
	path := written(t, 2)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut")
	for _, n := range []int{0, 1, 7, 8, 20, headerSize - 1, headerSize, headerSize + 1, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(cut, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := reopened(cut); err == nil {
			t.Errorf("%d bytes of %d are a whole file", n, len(whole))
		}
	}
	if err := os.WriteFile(cut, append(whole, 0), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := reopened(cut); err == nil {
		t.Error("a byte more is not told")
	}
}

func TestRefusals(t *testing.T) {
	path := written(t, 1)
	if _, err := Open(path, testVersion+1); err == nil || !strings.Contains(err.Error(), "version 7") || !strings.Contains(err.Error(), "build it again") {
		t.Errorf("another version: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(other, []byte("The pact was ratified."), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(other, testVersion); !errors.Is(err, errNoIndexFile) || Is(other) {
		t.Errorf("a text: %v", err)
	}
	if _, err := Open(t.TempDir(), testVersion); err == nil {
		t.Error("a folder is opened")
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), testVersion); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if !Is(path) {
		t.Error("a file is not known as one")
	}
	f, err := Open(path, testVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var wide []uint64
	if f.Bind("thing", []flat.Array{flat.Of("numbers", &wide)}) == nil || f.Bind("other", (&thing{}).arrays()) == nil {
		t.Error("arrays of another size or name are bound")
	}
}

// Pages that cannot be read any more are an error.
func TestFileCutWhileOpen(t *testing.T) {
	path := written(t, 30)
	f, err := Open(path, testVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var mapped thing
	if err := f.Bind("thing", mapped.arrays()); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 3*blockSize); err != nil {
		t.Fatal(err)
	}
	sum := uint32(0)
	err = Guarded(func() error {
		for i := range mapped.lists.Len() {
			for _, n := range mapped.lists.Of(uint32(i)) {
				sum += n
			}
		}
		return nil
	})
	var told *Error
	if !errors.As(err, &told) || told.Path != path {
		t.Errorf("what was cut away is read: %v", err)
	}
}

// What has nothing to do with files goes on as it would.
func TestOtherPanicsGoOn(t *testing.T) {
	for name, f := range map[string]func(){
		"of its own": func() { panic("elsewhere") },
		"nil":        func() { var p *thing; _ = p.numbers[0] },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a panic %s is taken for a damaged file", name)
				}
			}()
			_ = Guarded(func() error { f(); return nil })
		}()
	}
}

func TestLastReaderCloses(t *testing.T) {
	f, err := Open(written(t, 1), testVersion)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Retain() {
		t.Fatal("an open file is closed")
	}
	if err := f.Close(); err != nil || f.data == nil {
		t.Fatalf("it is closed under a reader: %v", err)
	}
	if err := f.Close(); err != nil || f.data != nil || f.Retain() {
		t.Errorf("the last reader leaves it open: %v", err)
	}
	if f := mappings.holding(0); f != nil || len(mappings.list) > 0 {
		t.Errorf("%d files are thought to be mapped", len(mappings.list))
	}
}

func TestSweep(t *testing.T) {
	path := written(t, 1)
	old, fresh, other := path+".part-12", path+".part-34", path+".notes"
	for _, p := range []string{old, fresh, other} {
		if err := os.WriteFile(p, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * abandoned)
	for _, p := range []string{old, other, path} {
		if err := os.Chtimes(p, long, long); err != nil {
			t.Fatal(err)
		}
	}
	Sweep(path)
	for p, want := range map[string]bool{old: false, fresh: true, other: true, path: true} {
		if _, err := os.Stat(p); (err == nil) != want {
			t.Errorf("%s: there is %t, want %t", filepath.Base(p), err == nil, want)
		}
	}
}
