package journal

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// still makes a journal that is tended by the test alone.
func still(t *testing.T, o Options) *Journal {
	t.Helper()
	j := open(t, o)
	j.stop()
	j.tending.Wait()
	return j
}

// saveNow saves an answer, and writes it.
func saveNow(t *testing.T, j *Journal, id string) {
	t.Helper()
	if err := j.SaveAnswer(t.Context(), record(id)); err != nil {
		t.Error(err)
	}
	j.flush(t.Context())
}

// answersGoOn checks that a journal whose database takes nothing serves answers
// from memory, and refuses deliveries: three questions, from receiving to being
// rated.
func answersGoOn(t *testing.T, j *Journal, base int) {
	t.Helper()
	for n := base; n < base+3; n++ {
		d := delivery(n)
		for range 2 { // it keeps nothing
			if fresh, err := j.Receive(t.Context(), d); err == nil || !fresh {
				t.Errorf("Receive: %t, %v, want an error and true", fresh, err)
			}
		}
		if err := j.Advance(t.Context(), d.Key(), bot.Posting, ""); err == nil {
			t.Error("Advance does not tell that nothing was written")
		}
		key, id := fmt.Sprint("c", n), fmt.Sprint("a", n)
		if err := j.Append(t.Context(), key, bot.Asker{ID: "anna"}, bot.Turn{Asked: "Where?", At: time.Now()}); err != nil {
			t.Error(err)
		}
		if turns, err := j.Turns(t.Context(), key, time.Time{}); len(turns) != 1 || err != nil {
			t.Errorf("Turns: %v, %v", turns, err)
		}
		if ok, err := j.Asked(t.Context(), key, bot.Asker{ID: "anna"}, time.Time{}); !ok || err != nil {
			t.Errorf("Asked: %t, %v", ok, err)
		}
		if err := j.SaveAnswer(t.Context(), record(id)); err != nil {
			t.Error(err)
		}
		if r, err := j.FindAnswer(t.Context(), id); err != nil || r.Answer.ID != id {
			t.Errorf("FindAnswer: %v", err)
		}
		if err := j.RateAnswer(t.Context(), id, bot.Asker{ID: "anna"}, bot.NotHelpful); err != nil {
			t.Error(err)
		}
		if err := j.Advance(t.Context(), d.Key(), bot.Posted, "ref-"+fmt.Sprint(n)); err == nil {
			t.Error("Advance does not tell that nothing was written")
		}
		if p, ok, _ := j.ReplyTo(t.Context(), "slack", d.Message); ok {
			t.Errorf("ReplyTo: %v", p)
		}
	}
	if j.Healthy() {
		t.Error("the journal calls itself healthy")
	}
}

// isWritten checks that what answersGoOn did stands in the database, and that
// deliveries are taken again.
func isWritten(t *testing.T, j *Journal, base int) {
	t.Helper()
	if c := j.Counters(); !j.Healthy() || c.Waiting != 0 {
		t.Fatalf("healthy %t, %+v", j.Healthy(), c)
	}
	for n := base; n < base+3; n++ {
		receive(t, j, delivery(n), true)
		receive(t, j, delivery(n), false)
		advance(t, j, delivery(n).Key(), bot.Posted, "ref-"+fmt.Sprint(n))
		if turns, _ := j.Turns(t.Context(), fmt.Sprint("c", n), time.Time{}); len(turns) != 1 {
			t.Errorf("turns: %v", turns)
		}
		if _, err := j.FindAnswer(t.Context(), fmt.Sprint("a", n)); err != nil {
			t.Error(err)
		}
		if p, ok, err := j.ReplyTo(t.Context(), "slack", delivery(n).Message); !ok || err != nil || p.Ref != "ref-"+fmt.Sprint(n) {
			t.Errorf("ReplyTo: %v, %t, %v", p, ok, err)
		}
	}
	if left, err := j.Unfinished(t.Context(), "slack"); err != nil || len(left) != 1 {
		t.Errorf("Unfinished: %d, %v, want the one that was never answered", len(left), err)
	}
	report, err := j.Report(t.Context(), time.Unix(0, 0))
	if err != nil || len(report.WorstRated) != 3 {
		t.Errorf("%d rated, %v", len(report.WorstRated), err)
	}
}

// The disk is full: first for real, where a small one can be mounted, and by a
// bound on the file's pages, which fails with the same SQLITE_FULL, elsewhere.
func TestDiskFull(t *testing.T) {
	for name, disk := range map[string]func(*testing.T) (dir string, fill, free func(*Journal)){"pages": fewPages, "disk": smallDisk} {
		t.Run(name, func(t *testing.T) {
			dir, fill, free := disk(t)
			var log bytes.Buffer
			j := still(t, Options{Path: filepath.Join(dir, "quoth.db"), Log: slog.New(slog.NewTextHandler(&log, nil))})
			receive(t, j, delivery(1), true)
			fill(j)
			for n := 1000; j.Healthy() && n < 5000; n++ { // what room the file has left
				saveNow(t, j, fmt.Sprint("filler", n))
			}
			answersGoOn(t, j, 2)
			receive(t, j, delivery(1), false) // it can still be read
			j.recover(t.Context())
			if j.Healthy() {
				t.Error("recovered with the disk full")
			}
			if got := strings.Count(log.String(), "\n"); got != 1 {
				t.Errorf("%d lines in the log:\n%s", got, &log)
			}
			free(j)
			j.recover(t.Context())
			isWritten(t, j, 2)
			if !strings.Contains(log.String(), "works again") {
				t.Errorf("log: %s", &log)
			}
		})
	}
}

func fewPages(t *testing.T) (string, func(*Journal), func(*Journal)) {
	return t.TempDir(), func(j *Journal) { statement(t, j, `PRAGMA max_page_count = 1`) }, // that is: no more than there are
		func(j *Journal) { statement(t, j, `PRAGMA max_page_count = 1000000`) }
}

// A lock that is held by another connection, as by another process: of writing
// only, and of everything.
func TestLocked(t *testing.T) {
	for _, lock := range []string{`BEGIN IMMEDIATE`, `PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE`} {
		path := filepath.Join(t.TempDir(), "quoth.db")
		open(t, Options{Path: path}).Close()
		other, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		other.SetMaxOpenConns(1)
		exclusive := strings.Contains(lock, "EXCLUSIVE")
		var j *Journal
		if !exclusive {
			j = still(t, Options{Path: path})
			receive(t, j, delivery(1), true)
		}
		if _, err := other.Exec(lock); err != nil {
			t.Fatal(err)
		}
		if exclusive { // opened while it is locked
			j = still(t, Options{Path: path})
		}
		began := time.Now()
		answersGoOn(t, j, 2)
		if took := time.Since(began); took > 2*busyTimeout {
			t.Errorf("%s: answers were held up for %v", lock, took)
		}
		if _, err := other.Exec(`ROLLBACK`); err != nil {
			t.Fatal(err)
		}
		other.Close()
		j.recover(t.Context())
		if exclusive {
			receive(t, j, delivery(1), true)
		}
		isWritten(t, j, 2)
	}
}

// The journal finds by itself that the database works again.
func TestRecoversByItself(t *testing.T) { onBoth(t, testRecoversByItself) }

func testRecoversByItself(t *testing.T, at Options) {
	j := open(t, at)
	writable := readOnly(t, j)
	saveNow(t, j, "a1")
	if j.Healthy() {
		t.Fatal("a read-only database is called healthy")
	}
	writable()
	for range 50 {
		if j.Healthy() {
			return
		}
		time.Sleep(retryEvery / 10)
	}
	t.Error("not recovered")
}

// What memory holds is written down when the journal is closed.
func TestCloseWritesWhatWaits(t *testing.T) { onBoth(t, testCloseWritesWhatWaits) }

func testCloseWritesWhatWaits(t *testing.T, at Options) {
	j := still(t, at)
	writable := readOnly(t, j)
	j.SaveAnswer(t.Context(), record("a1"))
	writable()
	j.Close()
	if _, err := open(t, at).FindAnswer(t.Context(), "a1"); err != nil {
		t.Error(err)
	}
}

func TestWaitingIsBounded(t *testing.T) { onBoth(t, testWaitingIsBounded) }

func testWaitingIsBounded(t *testing.T, at Options) {
	j := still(t, at)
	defer readOnly(t, j)()
	for n := range maxWaiting + 10 {
		j.Append(t.Context(), fmt.Sprint(n), bot.Asker{}, bot.Turn{At: time.Now()})
	}
	if c := j.Counters(); c.Waiting != maxWaiting || c.Dropped != 10 {
		t.Errorf("%+v", c)
	}
}

// An entry that can never be written is not tried for ever.
func TestEntryThatCannotBeWritten(t *testing.T) { onBoth(t, testEntryThatCannotBeWritten) }

func testEntryThatCannotBeWritten(t *testing.T, at Options) {
	j := still(t, at)
	writable := readOnly(t, j)
	bad := record("a1")
	bad.Answer.Confidence = math.NaN()
	j.SaveAnswer(t.Context(), record("a0"))
	j.SaveAnswer(t.Context(), bad)
	j.SaveAnswer(t.Context(), record("a2"))
	writable()
	j.recover(t.Context())
	j.flush(t.Context())
	for id, want := range map[string]bool{"a0": true, "a1": false, "a2": true} {
		if _, err := j.FindAnswer(t.Context(), id); (err == nil) != want {
			t.Errorf("%s: %v", id, err)
		}
	}
	if !j.Healthy() {
		t.Error("the journal calls itself unhealthy")
	}
}

// A damaged database is put aside, whenever that shows, and answers go on.
func TestDamage(t *testing.T) {
	garble := func(from, to int64) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, int(to-from)), from); err != nil {
				t.Fatal(err)
			}
		}
	}
	truncate := func(size int64) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.Truncate(path, size); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, damage := range map[string]func(*testing.T, string){
		"header": garble(0, 64), "page type": garble(8192, 8300), "many pages": garble(100, 60_000),
		"half a file": truncate(30_000), "a few bytes": truncate(50),
	} {
		for _, used := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, in use %t", name, used), func(t *testing.T) { damagedJournal(t, damage, used) })
		}
	}
}

func damagedJournal(t *testing.T, damage func(*testing.T, string), used bool) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	var log bytes.Buffer
	o := Options{Path: path, Log: slog.New(slog.NewTextHandler(&log, nil))}
	j := still(t, o)
	for n := range 20 {
		receive(t, j, delivery(n), true)
		saveNow(t, j, fmt.Sprint("old", n))
	}
	j.db.purge(t.Context()) // into the file, out of the log
	if !used {
		j.Close()
	}
	damage(t, path)
	if _, err := Open(t.Context(), Options{Path: path, MustExist: true}); err == nil && !used {
		t.Error("a damaged journal was opened to be looked at")
	}
	if matches, _ := filepath.Glob(path + ".damaged-*"); len(matches) > 0 {
		t.Error("looking at it put it aside")
	}
	if used {
		statement(t, j, `PRAGMA shrink_memory`) // SQLite reads the file again
	} else {
		j = still(t, o)
	}
	for n := range 20 {
		id := fmt.Sprint("new", n)
		saveNow(t, j, id)
		if _, err := j.FindAnswer(t.Context(), id); err != nil {
			t.Error(err)
		}
		j.FindAnswer(t.Context(), fmt.Sprint("old", n))
		if fresh, err := j.Receive(t.Context(), delivery(100+n)); err != nil || !fresh {
			t.Errorf("Receive: %t, %v", fresh, err)
		}
		advance(t, j, delivery(100+n).Key(), bot.Posted, "ref")
	}
	if c := j.Counters(); c.PutAside != 1 || !j.Healthy() {
		t.Errorf("%+v, healthy %t\n%s", c, j.Healthy(), &log)
	}
	if matches, _ := filepath.Glob(path + ".damaged-????????-??????"); len(matches) != 1 {
		t.Errorf("put aside: %v", matches)
	}
	if !strings.Contains(log.String(), "put aside") {
		t.Errorf("log: %s", &log)
	}
	j.Close()
	if _, err := open(t, Options{Path: path}).FindAnswer(t.Context(), "new19"); err != nil {
		t.Error(err)
	}
}

// A disk that damages everything must not be filled with what is put aside.
func TestDamageAgainAndAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	now := time.Now()
	j := still(t, Options{Path: path, Now: func() time.Time { return now }})
	for range 5 {
		statement(t, j, `DROP TABLE IF EXISTS answers`)
		saveNow(t, j, "a1")
		j.recover(t.Context())
	}
	if c := j.Counters(); c.PutAside != 1 || j.Healthy() {
		t.Errorf("%+v, healthy %t", c, j.Healthy())
	}
	now = now.Add(renewEvery)
	j.recover(context.Background())
	j.recover(context.Background())
	if c := j.Counters(); c.PutAside != 2 || !j.Healthy() {
		t.Errorf("after a while: %+v, healthy %t", c, j.Healthy())
	}
}

// A file that somebody removes or exchanges is not written to for nothing.
func TestFileRemovedOrExchanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	old := open(t, Options{Path: backup})
	receive(t, old, delivery(1), true)
	old.Close()
	j := still(t, Options{Path: path})
	receive(t, j, delivery(2), true)
	remove := func() {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(path + suffix)
		}
	}
	remove()
	receive(t, j, delivery(2), true)
	remove()
	if err := os.Rename(backup, path); err != nil {
		t.Fatal(err)
	}
	receive(t, j, delivery(1), false)
	receive(t, j, delivery(3), true)
	j.Close()
	j = open(t, Options{Path: path})
	for n, fresh := range []bool{true, false, true, false} {
		receive(t, j, delivery(n), fresh)
	}
}

// How long opening a journal of some 100 MB takes, its check included.
func BenchmarkOpenLarge(b *testing.B) {
	path := filepath.Join(b.TempDir(), "quoth.db")
	j := open(b, Options{Path: path})
	r := record("")
	r.Further[0].Before = strings.Repeat("word ", 1000)
	for n := range 17_000 {
		r.Answer.ID = fmt.Sprint(n)
		j.SaveAnswer(b.Context(), r)
	}
	j.Close()
	for b.Loop() {
		open(b, Options{Path: path}).Close()
	}
}
