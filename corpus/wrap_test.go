package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// between is what stands between the paragraphs of a manual: a headline, a
// program, a list and a table, of lines that nobody wrapped.
const between = "Setting up\n==========\n\n" +
	"    def read(path):\n        with open(path) as f:\n            return f.read()\n\n" +
	"    for name in names:\n        text = read(name)\n        print(name, len(text))\n        total += len(text)\n\n" +
	"- the name of the folder\n- the port\n- how long to wait\n\n" +
	"=======  =====  =======\nname     port   owner\n=======  =====  =======\nquay     8080   harbour\npier     8081   ferry\n=======  =====  =======\n\n"

// Wrapping changes no sentence, at whatever width and whatever stands between
// the paragraphs: the text of the built-in reports, a paragraph to a line, is
// what it is measured against. Blanks become line breaks, so that all offsets
// are the same.
func TestBreaksOfWrappedText(t *testing.T) {
	for name, kind := range map[string]string{"prose": "", "a manual": between} {
		var all score
		for width := 60; width < 80; width++ {
			for _, lines := range reportLines(t) {
				text := kind + strings.Join(lines, "\n\n"+kind) + "\n"
				long := NewDocument("long.txt", text)
				for i, line := range lines {
					lines[i] = wrapped(line, width)
				}
				short := NewDocument("short.txt", kind+strings.Join(lines, "\n\n"+kind)+"\n")
				compareEnds(&all, endsIn(long, kind), endsIn(short, kind))
			}
		}
		t.Logf("%s: %v", name, all)
		if all.f1() < 0.99 {
			t.Errorf("%s: F1 %.4f, want 0.99", name, all.f1())
		}
	}
}

// reportLines are the paragraphs of each of the built-in reports.
func reportLines(t *testing.T) [][]string {
	files, err := filepath.Glob(filepath.FromSlash("sample/reports/*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no reports here:", err)
	}
	var out [][]string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		out = append(out, lines)
	}
	return out
}

// wrapped breaks a line at its blanks so that no line is longer than width
// bytes.
func wrapped(line string, width int) string {
	out := []byte(line)
	start := 0
	for i := 0; i < len(line); i++ {
		if line[i] != ' ' {
			continue
		}
		end := len(line)
		if n := strings.IndexByte(line[i+1:], ' '); n >= 0 {
			end = i + 1 + n
		}
		if end-start > width {
			out[i] = '\n'
			start = i + 1
		}
	}
	return string(out)
}

// endsIn returns where sentences end, but for those of what stands between.
func endsIn(d *Document, between string) map[int]bool {
	out := map[int]bool{}
	for _, s := range d.Sentences {
		if between == "" || !strings.Contains(between, d.Slice(s.Span)) {
			out[s.End] = true
		}
	}
	return out
}

func compareEnds(all *score, want, got map[int]bool) {
	for end := range want {
		all.count(true, got[end])
	}
	for end := range got {
		if !want[end] {
			all.count(false, true)
		}
	}
}
