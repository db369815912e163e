package read

import (
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const script = `#!/bin/sh
# This script uploads the pages. It is run each night, and tells nobody.
scp -r pages host:
`

// TestProse tells documents without an extension from what else has none.
func TestProse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"a readme":          {"ZLIB DATA COMPRESSION LIBRARY\n\nzlib is a general purpose data compression\nlibrary. All the code is thread safe.\n\n- README\n- FAQ\n", true},
		"a question":        {"Where is the ferry?\n", true},
		"with some code":    {"To install it, say:\n\n    $ make\n    $ make install\n\nThen you can use it. It takes a while on old machines.\nAsk if it fails.\n", true},
		"a script":          {script, false},
		"settings":          {"# The name of the host, which all others see.\nhost = example.org\n# The port that it listens on.\nport = 25\n", false},
		"a list of files":   {"README\nsrc/main.c\nsrc/main.h\nsrc/compress.c\n", false},
		"a table of values": {"root:*:0:0:/root:/bin/sh\ndaemon:*:1:1:/root:/sbin/nologin\n", false},
		"code":              {"class Right\n{\n    static int one;\n    int two() { return 2; }\n}\n", false},
		"a log":             {"1999-03-02 09:44:33 daemon started: pid=1234\n1999-03-02 09:44:34 10HmaX-00 => list R=r5 T=t2\n", false},
		"a version":         {"5.0.0-PRE\n", false},
	} {
		d, _, err := readText(file{name: "file", data: []byte(c.text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := isProse(d); got != c.want {
			t.Errorf("%s: %t, with %.2f prose and %.2f code", name, got, proseShare(d), codeShare(d.Text))
		}
	}
}

// Shares stay shares, whatever is in a file.
func TestSharesOfAnyText(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab C.!?:;{}=#$<> \n\t'\"()*_é漢\u00a0")), 0, 300, -1)
	rapid.Check(t, func(t *rapid.T) {
		d, _, err := readText(file{name: "file", data: []byte(text.Draw(t, "text"))})
		if err != nil {
			return
		}
		if p, c := proseShare(d), codeShare(d.Text); p < 0 || p > 1 || c < 0 || c > 1 {
			t.Errorf("%v prose and %v code", p, c)
		}
	})
}

// A file without an extension is told where it is left out, and what nobody asks
// about is not.
func TestLoadWithoutExtension(t *testing.T) {
	const legal = "Permission is hereby granted, free of charge, to any person."
	files := map[string]string{"README": "The heron nests in the reeds.", "upload": script, "Letter to Mr. Smith": "The otter sleeps in its holt."}
	for _, name := range []string{
		"Makefile", "GNUmakefile", "Makefile.am", "CMakeLists.txt", "Dockerfile", "Dockerfile.test", "a.dockerfile",
		"LICENSE", "licence.md", "COPYING.txt", "NOTICE", "LICENSE-MIT", "COPYING.LESSER",
		"Cargo.lock", "package-lock.json", "go.sum", ".gitignore",
	} {
		files[name], files["sub/"+name] = legal, legal
	}
	dir := folderOf(t, files)
	lib := load(t, Options{}, dir)
	if got, want := namesOf(lib), []string{"Letter to Mr. Smith", "README"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if len(lib.Skipped) != 1 || reasonOf(lib, "upload") != errNoProse.Error() {
		t.Errorf("skipped %q", lib.Skipped)
	}
	// Words that name a licence or a notice, and documents that are about them.
	dir = folderOf(t, map[string]string{"notice.txt": "The desk is closed.", "License renewal.md": "Renew it in May.", "licences-of-dogs.txt": "Dogs need one.", "lock.txt": "It locks.", "makefiles.md": "They build."})
	if lib := load(t, Options{}, dir); len(lib.Documents) != 5 {
		t.Errorf("names %q", namesOf(lib))
	}
}

// A file that is named itself is read whatever it is, be it before or after the
// folder that it lies in.
func TestLoadNamedFile(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.txt": "One.", "LICENSE": "Permission is granted.", "upload": script, ".gitignore": "# Ignored files.\n", "go.sum": "A sum.", "picture.png": "None."})
	for _, name := range []string{"LICENSE", "upload", ".gitignore", "go.sum"} {
		file := filepath.Join(dir, name)
		for what, folders := range map[string][]string{"alone": {file}, "before its folder": {file, dir}, "behind its folder": {dir, file}} {
			lib := load(t, Options{}, folders...)
			if !slices.Contains(namesOf(lib), name) || reasonOf(lib, name) != "" {
				t.Errorf("%s %s: names %q, skipped %q", name, what, namesOf(lib), lib.Skipped)
			}
		}
	}
	if lib := load(t, Options{}, dir, filepath.Join(dir, "picture.png")); reasonOf(lib, "picture.png") == "" {
		t.Error("a picture is read as text, as it was named")
	}
}
