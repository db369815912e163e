package fetch

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := rapid.SliceOf(rapid.Byte()).Draw(t, "block")
		r := newRecord(conversion, "https://birds.example/", "text/plain", block).supersededAt(time.Now())
		back, err := parseRecord(r.bytes())
		if err != nil || string(back.block) != string(block) || back.get("superseded-date") == "" || back.get("WARC-Record-ID") != r.get("WARC-Record-ID") {
			t.Errorf("it comes back as %+v, %v", back, err)
		}
		if cut := rapid.IntRange(0, len(r.bytes())-1).Draw(t, "cut"); true {
			if _, err := parseRecord(r.bytes()[:cut]); err == nil {
				t.Errorf("cut off after %d bytes it is still taken", cut)
			}
		}
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(newRecord(response, "https://birds.example/", "text/plain", []byte("HTTP/1.1 200 OK\r\n\r\na")).bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := parseRecord(b); err == nil {
			r.content()
			if string(r.bytes()) != string(b) {
				t.Errorf("%q comes back as %q", b, r.bytes())
			}
		}
	})
}

// A program that is killed at any moment of a change leaves a page that is
// whole, and the next round finishes what it had begun.
func TestKilled(t *testing.T) {
	const one, two, old = "birds.example: <p>One.</p>", "birds.example: <p>Two.</p>", "old birds.example: <p>One.</p>"
	for name, kill := range map[string]func(t *testing.T, w *web, file string){
		"nothing written": func(*testing.T, *web, string) {},
		"a part of the older version": func(t *testing.T, w *web, file string) {
			write(t, filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+"~20000101T000000Z.warc.part-ABC"), "WARC/1.1\r\n")
		},
		"the older version, not the newer": func(t *testing.T, w *web, file string) {
			s := w.shelf(t)
			r, err := s.read("birds.example/" + filepath.Base(file))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.retire("birds.example/"+filepath.Base(file), r); err != nil {
				t.Fatal(err)
			}
		},
		"the newer, and not what is known of it": func(t *testing.T, w *web, file string) {
			before, err := os.ReadFile(filepath.Join(w.folder, stateName))
			if err != nil {
				t.Fatal(err)
			}
			f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{KeepOld: time.Hour})
			if _, err := f.Round(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(w.folder, stateName), string(before))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				paths := map[string]http.HandlerFunc{"/": page("One.")}
				w.site("birds.example", paths)
				s := Source{Pages: []string{"http://birds.example/"}}
				file := filepath.Join(w.folder, w.round(w.fetcher(s, Options{})).Events[0].File)
				w.wantTexts(one)
				paths["/"] = page("Two.")
				kill(t, w, file)
				time.Sleep(DefaultEvery)
				w.round(w.fetcher(s, Options{KeepOld: time.Hour}))
				w.wantTexts(two, old)
			})
		})
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *web) shelf(t *testing.T) *shelf {
	root, err := os.OpenRoot(w.folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return &shelf{root: root, keepOld: time.Hour, maxSize: 1 << 20}
}

// What killed programs left is removed once it is old, and nothing else.
func TestSweep(t *testing.T) {
	w := &web{t: t, folder: t.TempDir()}
	s := w.shelf(t)
	if err := os.Mkdir(filepath.Join(w.folder, "birds.example"), 0o755); err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	names := map[string]bool{ // whether it stays
		"birds.example/a~00000000.warc": true,
		"birds.example/a~00000000~" + now.Add(-59*time.Minute).Format(versionTime) + ".warc": true,
		"birds.example/a~00000000~" + now.Add(-61*time.Minute).Format(versionTime) + ".warc": false,
		"birds.example/a~" + now.Add(-61*time.Minute).Format(versionTime) + ".txt":           true,
		"birds.example/.a~00000000.warc.part-NEW":                                            true,
		"birds.example/.a~00000000.warc.part-OLD":                                            false,
		"..fetch.json.part-OLD":    false,
		"birds.example/a.part-OLD": true,
		".hidden-OLD":              true,
	}
	for name := range names {
		write(t, filepath.Join(w.folder, name), "")
		if strings.HasSuffix(name, "OLD") {
			old := now.Add(-2 * abandoned)
			if err := os.Chtimes(filepath.Join(w.folder, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.sweep(); err != nil {
		t.Fatal(err)
	}
	for name, stays := range names {
		if _, err := os.Stat(filepath.Join(w.folder, name)); (err == nil) != stays {
			t.Errorf("%s stays: %v, want %v", name, err == nil, stays)
		}
	}
}

// A damaged file of what is known, or of a page, costs another fetch.
func TestDamage(t *testing.T) {
	for name, c := range map[string]struct {
		file, content string
		note          bool
		want          string
	}{
		"no state":           {stateName, "", true, "unchanged 1"},
		"half a state":       {stateName, `{"version":1,"addresses":{"http://birds.ex`, true, "unchanged 1"},
		"another program's":  {stateName, `[]`, true, "unchanged 1"},
		"a later version":    {stateName, `{"version":99}`, true, "unchanged 1"},
		"nothing in it":      {stateName, `{"version":1,"addresses":{"http://birds.example/":null}}`, false, "unchanged 1"},
		"a wrong clock":      {stateName, `{"version":1,"addresses":{"http://birds.example/":{"kind":"page","next":"2999-01-01T00:00:00Z","failures":-7}}}`, false, "unchanged 1"},
		"what is not listed": {stateName, `{"version":1,"addresses":{"http://169.254.169.254/":{"kind":"page"},"http://birds.example/x":{"kind":"page","from":"http://birds.example/"},"http://otters.example/":{"kind":"feed","from":"http://otters.example/"}}}`, false, "unchanged 1"},
		"half a page":        {"", "WARC/1.1\r\n", false, "added http://birds.example/"},
		"an empty page":      {"", "", false, "added http://birds.example/"},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				w.site("birds.example", map[string]http.HandlerFunc{"/": page("One.")})
				s := Source{Pages: []string{"http://birds.example/"}}
				file := w.round(w.fetcher(s, Options{})).Events[0].File
				if c.file != "" {
					file = c.file
				}
				write(t, filepath.Join(w.folder, file), c.content)
				w.asked()
				time.Sleep(DefaultEvery)
				r := w.round(w.fetcher(s, Options{KeepOld: time.Hour}))
				w.want(r, c.want)
				if got := len(r.Notes) > 0; got != c.note {
					t.Errorf("the notes are %v", r.Notes)
				}
				if asked := w.asked(); len(asked) != 1 {
					t.Errorf("%v were asked", asked)
				}
				w.wantTexts("birds.example: <p>One.</p>")
			})
		})
	}
}

// Links in the folder lead nowhere else.
func TestLinksInTheFolder(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": page("One.")})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{})
		elsewhere := t.TempDir()
		if err := os.Symlink(elsewhere, filepath.Join(w.folder, "birds.example")); err != nil {
			t.Skip(err)
		}
		r, _ := f.Round(t.Context(), true)
		if left, _ := os.ReadDir(elsewhere); len(left) > 0 || r.Count(Failed) != 1 {
			t.Errorf("the round found %s, and wrote %v elsewhere", summary(r), left)
		}
	})
}

// A folder that cannot be written to is told, and nothing is lost of what is
// known.
func TestAFolderThatGoes(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": page("One.")})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{})
		w.round(f)
		if err := os.RemoveAll(w.folder); err != nil {
			t.Fatal(err)
		}
		write(t, w.folder, "a file")
		if _, err := f.Round(t.Context(), true); err == nil || !strings.Contains(err.Error(), "cannot be used") {
			t.Errorf("the error is %v", err)
		}
		if err := os.Remove(w.folder); err != nil {
			t.Fatal(err)
		}
		r, err := f.Round(t.Context(), true)
		if err != nil || r.Count(Added) != 1 {
			t.Errorf("the folder is back, and the round found %s, %v", summary(r), err)
		}
	})
}

// What ends in the middle counts neither as failed nor as fetched.
func TestEnding(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "/b": page("b")})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/", "http://birds.example/b"}}, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, err := f.Round(ctx, true)
		if err == nil || len(r.Events) != 0 {
			t.Errorf("it found %s, %v", summary(r), err)
		}
		for _, s := range f.Status() {
			if s.Failures != 0 || !s.Success.IsZero() {
				t.Errorf("the status is %+v", s)
			}
		}
	})
}
