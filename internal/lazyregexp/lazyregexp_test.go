package lazyregexp

import (
	"strings"
	"sync"
	"testing"
)

func TestRegexp(t *testing.T) {
	r := New(`(b+)c`)
	var users sync.WaitGroup
	for range 8 {
		users.Go(func() {
			if !r.MatchString("abbc") || r.Match([]byte("abb")) || r.FindString("abbc") != "bbc" || string(r.Find([]byte("bc"))) != "bc" {
				t.Error("it does not match as it should")
			}
		})
	}
	users.Wait()
	if at := r.FindStringIndex("abc"); at[0] != 1 || r.FindStringSubmatch("abc")[1] != "b" || r.FindStringSubmatchIndex("abc")[2] != 1 {
		t.Error("it finds another place")
	}
	if got := r.ReplaceAllString("abc", "$1") + r.ReplaceAllStringFunc("abc", strings.ToUpper); got != "abaBC" {
		t.Error("it replaces by", got)
	}
}

func TestMalformed(t *testing.T) {
	r := New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("a malformed pattern is used")
		}
	}()
	r.MatchString("")
}
