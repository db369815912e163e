package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoad reads any file: what is wrong with it is always told as problems,
// each with what to do.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(wholeFile)
	f.Add(Example())
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(Sources{File: writeFile(t, t.TempDir(), text)})
		var problems Problems
		if err == nil && c.Limits.Workers < 1 || err != nil && !errors.As(err, &problems) {
			t.Fatalf("%+v, %v", c, err)
		}
		for _, p := range problems {
			if p.What == "" || p.Fix == "" {
				t.Errorf("%+v does not say what is wrong, and what to do", p)
			}
		}
	})
}
