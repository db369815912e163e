// Package lazyregexp compiles patterns when they are first used: most runs of the
// program read one format or none, and the patterns of all took two milliseconds
// of each start.
package lazyregexp

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Regexp is a pattern that is compiled when it is first used. Its methods are
// those of regexp.Regexp. It is safe for concurrent use.
type Regexp struct {
	pattern  string
	needs    string // as in Needing; empty for nothing
	compiled func() *regexp.Regexp
}

// New returns a pattern. One that is malformed panics at its first use.
func New(pattern string) Regexp { return Needing("", pattern) }

// Needing is New for a pattern that matches no text without one of some words,
// which are in small letters and separated by bars. MatchString and
// FindStringSubmatchIndex do not compile it for a text that has none of them.
func Needing(words, pattern string) Regexp {
	return Regexp{pattern, words, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })}
}

// String returns the pattern as it was written.
func (r Regexp) String() string { return r.pattern }

// mayMatch looks for the words that the pattern needs. Beyond ASCII, letters may be
// taken for one that are not the same in small letters.
func (r Regexp) mayMatch(text string) bool {
	if r.needs == "" || strings.ContainsFunc(text, func(c rune) bool { return c >= utf8.RuneSelf }) {
		return true
	}
	text = strings.ToLower(text)
	for word := range strings.SplitSeq(r.needs, "|") {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// Match is as in regexp.Regexp; so are the others.
func (r Regexp) Match(text []byte) bool { return r.compiled().Match(text) }
func (r Regexp) MatchString(text string) bool {
	return r.mayMatch(text) && r.compiled().MatchString(text)
}
func (r Regexp) Find(text []byte) []byte           { return r.compiled().Find(text) }
func (r Regexp) FindString(text string) string     { return r.compiled().FindString(text) }
func (r Regexp) FindStringIndex(text string) []int { return r.compiled().FindStringIndex(text) }
func (r Regexp) FindStringSubmatch(text string) []string {
	return r.compiled().FindStringSubmatch(text)
}
func (r Regexp) FindStringSubmatchIndex(text string) []int {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindStringSubmatchIndex(text)
}
func (r Regexp) ReplaceAll(text, by []byte) []byte { return r.compiled().ReplaceAll(text, by) }
func (r Regexp) ReplaceAllString(text, by string) string {
	return r.compiled().ReplaceAllString(text, by)
}
func (r Regexp) ReplaceAllStringFunc(text string, by func(string) string) string {
	return r.compiled().ReplaceAllStringFunc(text, by)
}
