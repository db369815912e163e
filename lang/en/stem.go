package en

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// stem is the Snowball English algorithm (Porter2), generated from its official
// source (BSD-3-Clause).
func stem(form string) string {
	env := snowballstem.NewEnv(form)
	english.Stem(env)
	return env.Current()
}
