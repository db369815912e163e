package quoth

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
)

// What a release is built with -ldflags "-X": without them, what Go itself noted
// of the module and the commit stands for them.
var releaseVersion, releaseCommit, releaseDate string

// A build tells which program this is. A field is empty where nothing was noted.
type build struct{ version, commit, date string }

// thisBuild is that of the running program.
func thisBuild() build {
	var noted build
	if info, ok := debug.ReadBuildInfo(); ok {
		noted = notedBy(info)
	}
	return build{
		version: cmp.Or(releaseVersion, noted.version, "devel"),
		commit:  cmp.Or(releaseCommit, noted.commit),
		date:    cmp.Or(releaseDate, noted.date),
	}
}

// notedBy is what Go noted when it built the program.
func notedBy(info *debug.BuildInfo) build {
	b := build{version: strings.Trim(info.Main.Version, "()")} // "(devel)" where there is none
	changed := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = s.Value
		case "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if changed && b.commit != "" {
		b.commit += " with changes"
	}
	return b
}

// version is that of the program alone, for whoever it talks to.
func version() string { return thisBuild().version }

// A versionFlag prints which program this is, a thing a line, and ends it.
type versionFlag bool

// BeforeReset is called by kong as soon as the flag is read.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	if err := writeVersion(app.Stdout, thisBuild()); err != nil {
		return err
	}
	app.Exit(exitFound)
	return nil
}

func writeVersion(w io.Writer, b build) error {
	const unknown = "unknown"
	_, err := fmt.Fprintf(w, `quoth %s
commit      %s
date        %s
go          %s %s/%s
table       %08x
index files version %d
`, b.version, cmp.Or(b.commit, unknown), cmp.Or(b.date, unknown),
		runtime.Version(), runtime.GOOS, runtime.GOARCH,
		meaning.Shipped().Fingerprint(), store.Version)
	return err
}
