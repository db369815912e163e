package read

import (
	"path"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// noSources are the names of files that nobody asks about: what builds a program,
// fixes its parts, or licenses it. They are read if they are named themselves.
// "Notice" is also what a library puts up, so that only the capitals count.
var noSources = lazyregexp.New(`^(?i:(gnu|bsd)?makefile(\.(am|in))?|cmakelists\.txt|(docker|container)file(\.[a-z0-9]+)?|.*\.dockerfile)$` +
	`|^((?i:licen[cs]e|copying)|NOTICE)(\.(?i:txt|md))?$` + // LICENSE, Licence.txt, NOTICE
	`|^(LICEN[CS]E|COPYING)[-.][A-Z0-9.-]+$`) // LICENSE-MIT, COPYING.LESSER

// lockFiles are those that do not end in ".lock".
var lockFiles = []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "packages.lock.json", "bun.lockb", "go.sum", "Package.resolved"}

// programEnds are the ends of the names of programs, and of what sites are drawn
// with. A picture may be of a page, and a film of what somebody says: these are
// left out, and told.
var programEnds = setOf(`.css .scss .less .ttf .otf .woff .woff2 .eot .ico .map .js .mjs .cjs .jsx .ts .tsx .go .py .pyc .rb .rs .c .h .cc .cpp .hpp
	.cs .java .class .jar .kt .swift .sh .bash .zsh .bat .ps1 .pl .lua .exe .dll .so .dylib .o .a .wasm`)

// isNoSource reports whether a file, by the last part of its name, is plainly
// none that anything could be quoted from.
func isNoSource(base string) bool {
	hidden := strings.HasPrefix(base, ".") && strings.Count(base, ".") == 1 // ".gitignore"
	return hidden || programEnds[strings.ToLower(path.Ext(base))] || noSources.MatchString(base) || strings.HasSuffix(base, ".lock") || slices.Contains(lockFiles, base)
}
