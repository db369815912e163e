// Package lazyregexp compiles patterns when they are first used: most runs of the
// program read one format or none, and the patterns of all took two milliseconds
// of each start.
package lazyregexp

import (
	"regexp"
	"sync"
)

// A Regexp is a pattern that is compiled when it is first used. Its methods are
// those of regexp.Regexp. It is safe for concurrent use.
type Regexp struct{ compiled func() *regexp.Regexp }

// New returns a pattern. One that is malformed panics at its first use.
func New(pattern string) Regexp {
	return Regexp{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })}
}

// Match is as in regexp.Regexp; so are the others.
func (r Regexp) Match(text []byte) bool            { return r.compiled().Match(text) }
func (r Regexp) MatchString(text string) bool      { return r.compiled().MatchString(text) }
func (r Regexp) Find(text []byte) []byte           { return r.compiled().Find(text) }
func (r Regexp) FindString(text string) string     { return r.compiled().FindString(text) }
func (r Regexp) FindStringIndex(text string) []int { return r.compiled().FindStringIndex(text) }
func (r Regexp) FindStringSubmatch(text string) []string {
	return r.compiled().FindStringSubmatch(text)
}
func (r Regexp) FindStringSubmatchIndex(text string) []int {
	return r.compiled().FindStringSubmatchIndex(text)
}
func (r Regexp) ReplaceAll(text, by []byte) []byte { return r.compiled().ReplaceAll(text, by) }
func (r Regexp) ReplaceAllString(text, by string) string {
	return r.compiled().ReplaceAllString(text, by)
}
func (r Regexp) ReplaceAllStringFunc(text string, by func(string) string) string {
	return r.compiled().ReplaceAllStringFunc(text, by)
}
