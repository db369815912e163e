package terminal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPager(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "paged")
	for _, test := range []struct {
		text  string
		paged bool
	}{
		{"one\ntwo\n", false},
		{"one\ntwo\nthree\n", true},
		{strings.Repeat("wide ", 5) + "\n", true}, // 25 columns, three rows of ten
		{"\x1b[1mone two\x1b[0m\n", false},        // colours take no room
	} {
		var out strings.Builder
		p := &pager{out: &out, program: "tee " + file, screen: Screen{Width: 10, Height: 3}}
		p.Write([]byte(test.text))
		if err := p.show(); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(file)
		if out.String() != test.text || (err == nil) != test.paged {
			t.Errorf("%q: shown %q, paged %t", test.text, &out, err == nil)
		}
		os.Remove(file)
	}
	var out strings.Builder
	p := &pager{out: &out, program: "no-such-program", screen: Screen{Width: 10, Height: 1}}
	p.Write([]byte("one\n"))
	if err := p.show(); err != nil || out.String() != "one\n" {
		t.Errorf("without the program: %q, %v", &out, err)
	}
}

func TestPagerOf(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // where less is not
	for _, test := range []struct{ pager, term, want string }{
		{"more -d", "xterm", "more -d"},
		{"more", "dumb", ""},
		{" ", "xterm", ""},
		{"", "xterm", ""},
	} {
		if got := PagerOf(func(name string) string { return map[string]string{"PAGER": test.pager, "TERM": test.term}[name] }); got != test.want {
			t.Errorf("PAGER=%q TERM=%s: %q, want %q", test.pager, test.term, got, test.want)
		}
	}
}
