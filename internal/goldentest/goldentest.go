// Package goldentest holds what tests make against files that were checked by eye.
// It is for tests alone.
package goldentest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files again; read the difference before you keep it")

// Check fails unless a file below testdata holds a text. With -update it writes
// the file instead.
func Check(t testing.TB, name, got string) {
	t.Helper()
	CheckFile(t, filepath.Join("testdata", name), got)
}

// CheckFile does so with a file elsewhere, such as a page below doc that is made
// from code.
func CheckFile(t testing.TB, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is\n%s\nwant\n%s\n(go test -update writes it again)", file, got, want)
	}
}
