package sources

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// A shelf is an engine that counts who holds it.
type shelf struct {
	text string

	mu    sync.Mutex
	holds int
}

func (s *shelf) Retain() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holds++
	return s.holds > 1
}

func (s *shelf) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holds--; s.holds < 0 {
		return errors.New("closed once too often")
	}
	return nil
}

func (s *shelf) held() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holds
}

// A workshop makes shelves. A file ending in .index is an index of the folder
// that it names, and of the text that was there when it was written.
type workshop struct {
	mu      sync.Mutex
	made    map[string]int // by collection
	shelves []*shelf
	broken  error
}

func (w *workshop) make(name, text string) (*shelf, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return nil, w.broken
	}
	if w.made == nil {
		w.made = map[string]int{}
	}
	w.made[name]++
	s := &shelf{text: text, holds: 1}
	w.shelves = append(w.shelves, s)
	return s, nil
}

func (w *workshop) FromDocuments(name string, documents []*corpus.Document) (*shelf, error) {
	var text []string
	for _, d := range documents {
		text = append(text, d.Text)
	}
	return w.make(name, strings.Join(text, " "))
}

func (w *workshop) FromIndex(name, file string) (*shelf, []read.Note, error) {
	_, text, err := readIndex(file)
	if err != nil {
		return nil, nil, err
	}
	s, err := w.make(name, text)
	return s, []read.Note{{Name: "picture.png", Reason: "files of type .png are not read"}}, err
}

func (w *workshop) FromElsewhere(name string) (*shelf, error) { return w.make(name, "elsewhere") }

func (w *workshop) IsIndex(path string) bool { return strings.HasSuffix(path, ".index") }

func (w *workshop) IndexFolders(file string) []string {
	folder, _, _ := readIndex(file)
	return []string{folder}
}

func (w *workshop) Compare(_ context.Context, file string) (Changes, error) {
	folder, text, err := readIndex(file)
	if err != nil {
		return Changes{}, err
	}
	now, err := os.ReadFile(filepath.Join(folder, "birds.txt"))
	if err == nil && string(now) != text {
		return Changes{Changed: 1}, nil
	}
	return Changes{}, err
}

func (w *workshop) Update(ctx context.Context, file string) (Changes, error) {
	changes, err := w.Compare(ctx, file)
	if err != nil || changes.None() {
		return changes, err
	}
	folder, _, _ := readIndex(file)
	return changes, writeIndex(file, folder)
}

func readIndex(file string) (folder, text string, err error) {
	data, err := os.ReadFile(file)
	folder, text, _ = strings.Cut(string(data), "\n")
	return folder, text, err
}

// writeIndex exchanges an index file for one of what the folder holds now.
func writeIndex(file, folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "birds.txt"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", []byte(folder+"\n"+string(text)), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// A follow is a set that is followed, and what was told of it.
type follow struct {
	t     *testing.T
	set   *Set[*shelf]
	made  *workshop
	again chan os.Signal
	stop  func()

	mu      sync.Mutex
	shown   map[string]string // text by collection
	holding map[string]*shelf // what was taken last, by collection
	refuse  error             // of replace
	events  []string
}

// follow loads collections, and follows them until the test ends.
func followed(t *testing.T, update bool, list ...Collection) *follow {
	t.Helper()
	f := &follow{t: t, made: &workshop{}, again: make(chan os.Signal, 1), shown: map[string]string{}, holding: map[string]*shelf{}}
	var err error
	if f.set, err = New(list, f.made, Options{Update: update, watch: quick}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f.set.Watch(ctx)
	loaded, err := f.set.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.replace(loaded); err != nil {
		t.Fatal(err)
	}
	var following sync.WaitGroup
	following.Go(func() { f.set.Follow(ctx, f.again, f.replace, f.tell) })
	f.stop = func() {
		cancel()
		following.Wait()
	}
	t.Cleanup(func() {
		f.stop()
		if err := f.set.Close(); err != nil {
			t.Error(err)
		}
		for _, s := range f.made.shelves {
			if n := s.held(); n != 0 {
				t.Errorf("%q is held %d times at the end", s.text, n)
			}
		}
	})
	return f
}

func (f *follow) replace(loaded []Loaded[*shelf]) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse != nil {
		return f.refuse
	}
	for _, l := range loaded {
		if l.Engine.held() != 1 {
			return fmt.Errorf("%s is held %d times when it is handed on", l.Name, l.Engine.held())
		}
		if before := f.holding[l.Name]; before != nil && before.held() != 1 {
			return fmt.Errorf("what was there of %s before is held %d times when it is replaced", l.Name, before.held())
		}
	}
	for _, l := range loaded {
		f.shown[l.Name], f.holding[l.Name] = l.Engine.text, l.Engine
	}
	return nil
}

func (f *follow) tell(e Event[*shelf]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kind := [...]string{"reading", "read", "not read", "differs", "updated", "not updated"}[e.Kind]
	f.events = append(f.events, kind+" "+e.Collection)
}

func (f *follow) told() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.events)
}

// until waits until a collection shows a text, or, for no collection, until an
// event of that name was told.
func (f *follow) until(collection, what string) {
	f.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		f.mu.Lock()
		met := f.shown[collection] == what || collection == "" && slices.Contains(f.events, what)
		f.mu.Unlock()
		if met {
			return
		}
		if time.Now().After(end) {
			f.t.Fatalf("%q of %q was not to be seen; told %q", what, collection, f.told())
		}
	}
}

// birds makes a folder that holds a text.
func birds(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, text)
	return dir
}

func write(t *testing.T, dir, text string) {
	t.Helper()
	if err := put("birds.txt", text)(dir); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhatChangedIsReadAgain(t *testing.T) {
	one, other := birds(t, "One heron."), birds(t, "One otter.")
	f := followed(t, false, Collection{Name: "herons", Folders: []string{one}}, Collection{Name: "otters", Folders: []string{other}}, Collection{Name: "reports"})
	write(t, one, "Two herons.")
	f.until("herons", "Two herons.")
	write(t, one, "Three herons.")
	f.until("herons", "Three herons.")
	f.stop()
	if got := f.made.made; got["herons"] != 3 || got["otters"] != 1 || got["reports"] != 1 {
		t.Errorf("collections were read so often: %v", got)
	}
	want := []string{"reading herons", "read herons", "reading herons", "read herons"}
	if got := f.told(); !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A collection that cannot be read stays as it was, and is read once it can be.
func TestWhatCannotBeReadStays(t *testing.T) {
	dir := birds(t, "One heron.")
	f := followed(t, false, Collection{Name: "herons", Folders: []string{dir}})
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Fatal(err)
	}
	f.until("", "not read herons")
	f.until("herons", "One heron.")
	write(t, dir+"-away", "Two herons.")
	if err := os.Rename(dir+"-away", dir); err != nil {
		t.Fatal(err)
	}
	f.until("herons", "Two herons.")
}

func TestEngineThatCannotBeMade(t *testing.T) {
	dir := birds(t, "One heron.")
	f := followed(t, false, Collection{Name: "herons", Folders: []string{dir}})
	f.made.mu.Lock()
	f.made.broken = errors.New("no room")
	f.made.mu.Unlock()
	write(t, dir, "Two herons.")
	f.until("", "not read herons")
	f.until("herons", "One heron.")
}

// Where what was read is refused, it is closed, and not handed on with the next
// collection that changes.
func TestWhatIsRefusedIsNotTaken(t *testing.T) {
	one, other := birds(t, "One heron."), birds(t, "One otter.")
	f := followed(t, false, Collection{Name: "herons", Folders: []string{one}}, Collection{Name: "otters", Folders: []string{other}})
	refuse := func(err error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.refuse = err
	}
	refuse(errors.New("no"))
	write(t, one, "Two herons.")
	f.until("", "not read herons")
	refuse(nil)
	write(t, other, "Two otters.")
	f.until("otters", "Two otters.")
	f.until("herons", "One heron.")
	write(t, one, "Three herons.")
	f.until("herons", "Three herons.")
}

// What is told to change several times before it is looked at is read once.
func TestWhatWaitsIsReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New([]Collection{{Name: "herons"}, {Name: "otters"}}, &workshop{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 0, 1, 0, 1} {
			go func() { s.changed <- s.members[i] }()
		}
		synctest.Wait()
		got := s.waiting([]*member[*shelf]{<-s.changed})
		if len(got) != 2 || got[0] == got[1] {
			t.Errorf("%d collections wait, want each of two once", len(got))
		}
		if left := s.waiting(nil); len(left) != 0 {
			t.Errorf("%d collections still wait", len(left))
		}
	})
}

func TestAgainReadsAll(t *testing.T) {
	f := followed(t, false, Collection{Name: "herons", Folders: []string{birds(t, "One heron.")}}, Collection{Name: "otters", Folders: []string{birds(t, "One otter.")}})
	f.again <- os.Interrupt
	f.until("", "read otters")
	f.stop()
	if got := f.made.made; got["herons"] != 2 || got["otters"] != 2 {
		t.Errorf("collections were read so often: %v", got)
	}
}

// An index file is brought up to date at the start and when its folders change,
// or only compared.
func TestIndexFiles(t *testing.T) {
	for update, want := range map[bool]string{true: "Two herons.", false: "One heron."} {
		dir, file := birds(t, "One heron."), filepath.Join(t.TempDir(), "birds.index")
		if err := writeIndex(file, dir); err != nil {
			t.Fatal(err)
		}
		write(t, dir, "Two herons.")
		f := followed(t, update, Collection{Name: "herons", Folders: []string{file}})
		f.until("", map[bool]string{true: "updated herons", false: "differs herons"}[update])
		f.until("herons", want)
		write(t, dir, "Three herons.")
		if !update { // somebody else brings it up to date
			if err := writeIndex(file, dir); err != nil {
				t.Fatal(err)
			}
		}
		f.until("herons", "Three herons.")
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		f.until("", "not updated herons")
		f.until("herons", "Three herons.")
	}
}

func TestAnIndexFileStandsAlone(t *testing.T) {
	_, err := New([]Collection{{Name: "herons", Folders: []string{"a.index", "b"}}}, &workshop{}, Options{})
	if err == nil || !strings.Contains(err.Error(), "a.index") {
		t.Errorf("a folder beside an index file: %v", err)
	}
}

// Where one collection cannot be read, Load fails, and Close closes the others.
func TestLoadFails(t *testing.T) {
	w := &workshop{}
	s, err := New([]Collection{{Name: "herons", Folders: []string{birds(t, "One heron.")}}, {Name: "gone", Folders: []string{filepath.Join(t.TempDir(), "gone")}}}, w, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context()); err == nil {
		t.Error("a folder that is not there was read")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if len(w.shelves) != 1 || w.shelves[0].held() != 0 {
		t.Errorf("%d engines were made, and not all are closed", len(w.shelves))
	}
}

// An index file stands alone: what is fetched of the web would not be read beside it.
func TestIndexStandsAlone(t *testing.T) {
	for name, c := range map[string]Collection{
		"a folder": {Name: "wires", Folders: []string{"wires.index", "notes"}},
		"a page":   {Name: "wires", Folders: []string{"wires.index"}, Kept: "kept"},
	} {
		if _, err := New([]Collection{c}, &workshop{}, Options{}); err == nil || !strings.Contains(err.Error(), "wires.index") {
			t.Errorf("%s beside an index file: %v", name, err)
		}
	}
}
