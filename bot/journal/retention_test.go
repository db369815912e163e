package journal

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// count returns how many rows each table has.
func count(t *testing.T, j *Journal) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, table := range []string{"answers", "ratings", "turns", "deliveries", "delivery_keys"} {
		var n int
		if err := sqlOf(j).QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

func TestRetention(t *testing.T) { onBoth(t, testRetention) }

func testRetention(t *testing.T, at Options) {
	now := time.Date(2025, 3, 10, 12, 0, 0, 0, time.UTC)
	at.RetentionDays, at.Now = 30, func() time.Time { return now }
	j := still(t, at)
	put := func(n int) {
		r := record(fmt.Sprint("a", n))
		r.At, r.Answer.Asked = now, fmt.Sprint("secret-", n)
		d := delivery(n)
		d.Received = now
		receive(t, j, d, true)
		j.SaveAnswer(t.Context(), r)
		j.RateAnswer(t.Context(), r.Answer.ID, bot.Asker{ID: "anna"}, bot.Helpful)
		j.Append(t.Context(), "c", bot.Asker{ID: "anna"}, bot.Turn{Asked: r.Answer.Asked, At: now})
	}
	for n := range 2*removeAtOnce + 1 {
		put(n)
	}
	now = now.AddDate(0, 0, 20)
	put(5000)
	now = now.AddDate(0, 0, 11)
	j.tidy(t.Context())
	for table, n := range count(t, j) {
		want := 1
		if table == "delivery_keys" {
			want = 2
		}
		if n != want {
			t.Errorf("%d rows of %s are left, want %d", n, table, want)
		}
	}
	if bytes.Contains(files(t, at), []byte("secret-1")) {
		t.Error("what was removed can be read from the files")
	}
	j.Close()
	now = now.AddDate(0, 0, 20)
	looking := at
	looking.MustExist = true
	j = open(t, looking)
	if n := count(t, j)["answers"]; n != 1 {
		t.Errorf("looking at a journal removed what is old: %d answers", n)
	}
	j.Close()
	if n := count(t, still(t, at))["answers"]; n != 0 {
		t.Errorf("%d answers are left at the next start", n)
	}
}

func TestForget(t *testing.T) {
	for _, keep := range []bool{false, true} {
		onBoth(t, func(t *testing.T, at Options) {
			at.KeepAskers = keep
			testForget(t, at)
		})
	}
}

func testForget(t *testing.T, at Options) {
	j := open(t, at)
	ask := func(who, key string, n int, direct bool) {
		r := record(fmt.Sprint("a", n))
		r.From = bot.From{Asker: bot.Asker{ID: who}, Place: bot.Place{Platform: "slack", Channel: key, Direct: direct}}
		r.Conversation, r.Answer.Asked = key, fmt.Sprintf("%s asks %d", who, n)
		j.Append(t.Context(), key, r.From.Asker, bot.Turn{Asked: r.Answer.Asked, At: time.Now()})
		j.SaveAnswer(t.Context(), r)
		j.RateAnswer(t.Context(), r.Answer.ID, r.From.Asker, bot.Helpful)
		d := delivery(n)
		d.Question.Asker, d.Question.Text = r.From.Asker, r.Answer.Asked
		receive(t, j, d, true)
	}
	ask("anna", "thread", 1, false)
	ask("ben", "thread", 2, false)
	ask("anna", "direct-anna", 3, true)
	ask("ben", "direct-ben", 4, true)
	want := Forgotten{Questions: 1, Turns: 3, Ratings: 1, Deliveries: 2}
	if at.KeepAskers { // the ratings of answers that are removed go with them
		want.Questions, want.Ratings = 2, 0
	}
	if got, err := j.Forget(t.Context(), "anna"); err != nil || got != want {
		t.Errorf("keeping askers %t: %+v, %v, want %+v", at.KeepAskers, got, err, want)
	}
	if got, err := j.Forget(t.Context(), "anna"); err != nil || got != (Forgotten{}) {
		t.Errorf("again: %+v, %v", got, err)
	}
	if bytes.Contains(files(t, at), []byte("anna asks 3")) || at.KeepAskers && bytes.Contains(files(t, at), []byte("anna")) {
		t.Error("what was forgotten can be read from the files")
	}
	if ok, _ := j.Asked(t.Context(), "direct-ben", bot.Asker{ID: "ben"}, time.Time{}); !ok {
		t.Error("somebody else was forgotten too")
	}
	left, err := j.Unfinished(t.Context(), "slack")
	if err != nil || len(left) != 2 || left[0].Delivery.Question.Asker.ID != "ben" {
		t.Errorf("waiting: %+v, %v", left, err)
	}
	receive(t, j, delivery(1), false)
	if _, err := j.Forget(t.Context(), ""); err == nil {
		t.Error("nobody in particular was forgotten")
	}
	defer readOnly(t, j)()
	j.SaveAnswer(t.Context(), record("x"))
	if _, err := j.Forget(t.Context(), "ben"); !errors.Is(err, errOutage) {
		t.Errorf("forgetting with the database unavailable: %v", err)
	}
}

// Every version that was released can be opened, and keeps what it holds.
func TestMigrations(t *testing.T) {
	for version := range migrationsOfSQLite {
		path := filepath.Join(t.TempDir(), "quoth.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range migrationsOfSQLite[:version] {
			if _, err := db.Exec(m); err != nil {
				t.Fatal(err)
			}
		}
		if version > 0 {
			if _, err := db.Exec(fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, version)); err != nil {
				t.Fatal(err)
			}
		}
		db.Close()
		j := open(t, Options{Path: path})
		receive(t, j, delivery(1), true)
		var got int
		if err := j.db.(*sqlite).reader.QueryRow(`PRAGMA user_version`).Scan(&got); err != nil || got != len(migrationsOfSQLite) {
			t.Errorf("from version %d: version %d, %v", version, got, err)
		}
	}
}

// A migration is applied once, and a failing one leaves the version before.
func TestMigrationThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	open(t, Options{Path: path}).Close()
	released := migrationsOfSQLite
	defer func() { migrationsOfSQLite = released }()
	migrationsOfSQLite = append(migrationsOfSQLite[:len(migrationsOfSQLite):len(migrationsOfSQLite)], `CREATE TABLE later (x TEXT); INSERT INTO nowhere VALUES (1)`)
	if _, err := Open(t.Context(), Options{Path: path, MustExist: true}); err == nil {
		t.Fatal("no error")
	}
	migrationsOfSQLite[len(released)] = `CREATE TABLE later (x TEXT)`
	j := open(t, Options{Path: path})
	if n := count(t, j); len(n) == 0 || !j.Healthy() || j.Counters().PutAside > 0 {
		t.Errorf("%v, %+v", n, j.Counters())
	}
	j.Close()
	migrationsOfSQLite = released
	if _, err := Open(t.Context(), Options{Path: path}); !errors.Is(err, errForeign) {
		t.Errorf("a journal of a later version: %v", err)
	}
}

func TestForeignDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE mine (x TEXT)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(t.Context(), Options{Path: path}); !errors.Is(err, errForeign) {
		t.Errorf("another program's database: %v", err)
	}
}
