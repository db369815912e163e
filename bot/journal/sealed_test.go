package journal

import (
	"bytes"
	"errors"
	"maps"
	"testing"
	"time"
)

// sealedAre checks what a platform keeps, as "name=value".
func sealedAre(t *testing.T, j *Journal, platform string, want map[string]string) {
	t.Helper()
	values, err := j.Sealed(t.Context(), platform)
	got := map[string]string{}
	for name, value := range values {
		got[name] = string(value)
	}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%s keeps %q, %v, want %q", platform, got, err, want)
	}
}

// TestSealed keeps values over restarts, whatever their age, and until they are
// dropped: forgetting a person leaves them, and dropping one leaves the others.
func TestSealed(t *testing.T) { onBoth(t, testSealed) }

func testSealed(t *testing.T, at Options) {
	now := time.Date(2025, 3, 10, 12, 0, 0, 0, time.UTC)
	at.RetentionDays, at.Now = 1, func() time.Time { return now }
	j := still(t, at)
	sealedAre(t, j, "slack", nil)
	for _, v := range [][3]string{{"slack", "T1", "old-heron"}, {"slack", "T1", "heron\x00one"}, {"slack", "T2", "heron-two"}, {"other", "T1", "heron-three"}} {
		if err := j.SaveSealed(t.Context(), v[0], v[1], []byte(v[2])); err != nil {
			t.Fatal(err)
		}
	}
	now = now.AddDate(1, 0, 0)
	j.tidy(t.Context())
	if _, err := j.Forget(t.Context(), "T1"); err != nil {
		t.Fatal(err)
	}
	j.Close()
	j = still(t, at)
	sealedAre(t, j, "slack", map[string]string{"T1": "heron\x00one", "T2": "heron-two"})
	for range 2 { // what is not there is dropped already
		if err := j.DropSealed(t.Context(), "slack", "T1"); err != nil {
			t.Fatal(err)
		}
	}
	sealedAre(t, j, "slack", map[string]string{"T2": "heron-two"})
	sealedAre(t, j, "other", map[string]string{"T1": "heron-three"})
	if bytes.Contains(files(t, at), []byte("heron\x00one")) {
		t.Error("what was dropped can be read from the files")
	}
}

// TestSealedInAnOutage says that nothing was kept.
func TestSealedInAnOutage(t *testing.T) { onBoth(t, testSealedInAnOutage) }

func testSealedInAnOutage(t *testing.T, at Options) {
	j := still(t, at)
	refuse := `CREATE TRIGGER full BEFORE INSERT ON sealed BEGIN SELECT RAISE(ABORT, 'full'); END`
	if at.URL != "" {
		refuse = `ALTER TABLE sealed ADD CHECK (name <> 'T1')`
	}
	statement(t, j, refuse)
	if err := j.SaveSealed(t.Context(), "slack", "T1", []byte("heron")); !errors.Is(err, errRefused) {
		t.Errorf("it is kept: %v", err)
	}
	j.db.close()
	if err := j.SaveSealed(t.Context(), "slack", "T1", []byte("heron")); !errors.Is(err, errOutage) {
		t.Errorf("it is kept: %v", err)
	}
	if _, err := j.Sealed(t.Context(), "slack"); !errors.Is(err, errOutage) {
		t.Errorf("it is read: %v", err)
	}
}
