package journal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if place := os.Getenv("JOURNAL_TO_WRITE"); place != "" {
		writeUntilKilled(placed(place))
	}
	os.Exit(postgrestest.Main(m))
}

// placed makes options of a path, or of an address.
func placed(place string) Options {
	if strings.HasPrefix(place, "postgres:") {
		return Options{URL: place}
	}
	return Options{Path: place}
}

// writeUntilKilled prints the number of every delivery once it is stored.
func writeUntilKilled(at Options) {
	j, err := Open(context.Background(), at)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for n := 0; ; n++ {
		if fresh, err := j.Receive(context.Background(), delivery(n)); !fresh || err != nil {
			fmt.Println(fresh, err)
			os.Exit(1)
		}
		fmt.Println(n)
		j.Append(context.Background(), "c", bot.Asker{ID: "anna"}, bot.Turn{Asked: "Where?", At: time.Now()})
		j.SaveAnswer(context.Background(), record(fmt.Sprint(n)))
	}
}

// What was acknowledged before a kill -9 is there after it, at any moment.
func TestKilled(t *testing.T) {
	for round := range 10 {
		onBoth(t, func(t *testing.T, at Options) { testKilled(t, at, round) })
	}
}

func testKilled(t *testing.T, at Options, round int) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "JOURNAL_TO_WRITE="+at.Path+at.URL)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := -1
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if last < 0 {
			time.AfterFunc(time.Duration(7*round)*time.Millisecond, func() { child.Process.Kill() })
		}
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("the writer said %q", lines.Text())
		}
		last = n
	}
	child.Wait()
	if last < 0 {
		t.Fatal("the writer stored nothing")
	}
	j := open(t, at)
	for n := range last + 1 {
		receive(t, j, delivery(n), false)
	}
	left, err := j.Unfinished(t.Context(), "slack")
	if err != nil || len(left) < last+1 || len(left) > last+2 || j.Counters().PutAside > 0 {
		t.Errorf("killed after %d: %d are there, %v, %+v", last+1, len(left), err, j.Counters())
	}
	j.Close()
}

// The files as they stand at any moment, copied as a backup without care would,
// while nothing is written: database, log, and no index of the log.
func TestCopiedMidway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	j := open(t, Options{Path: path})
	for n := range 300 {
		receive(t, j, delivery(n), true)
		if n%60 != 59 {
			continue
		}
		copied := filepath.Join(t.TempDir(), "copy.db")
		for _, suffix := range []string{"", "-wal"} {
			copyFile(t, path+suffix, copied+suffix)
		}
		left, err := open(t, Options{Path: copied}).Unfinished(t.Context(), "slack")
		if err != nil || len(left) != n+1 {
			t.Errorf("%d of %d in the copy, %v", len(left), n+1, err)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}
