package texts

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"
)

// each calls f for every text of a language, by its path: "Answers.Latest".
func each(v reflect.Value, path string, f func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			each(v.MapIndex(key), path+"."+key.String(), f)
		}
	}
}

var name = regexp.MustCompile(`\{[^{}]*\}`)

// No text is missing in any language, and each takes what the English one does.
func TestNoTextIsMissing(t *testing.T) {
	of := func(l *Texts) map[string][]string {
		out := map[string][]string{}
		each(reflect.ValueOf(*l), l.Language, func(path, text string) {
			path = path[len(l.Language):]
			if text == "" {
				t.Errorf("%s: %s is missing", l.Language, path)
			}
			names := name.FindAllString(text, -1)
			slices.Sort(names)
			out[path] = names
		})
		return out
	}
	want := of(&english)
	if len(want) < 90 {
		t.Errorf("there are %d texts", len(want))
	}
	for _, l := range all[1:] {
		got := of(l)
		for path, names := range want {
			if has, ok := got[path]; !ok || !slices.Equal(has, names) {
				t.Errorf("%s: %s takes %q, want %q", l.Language, path, has, names)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s has %d texts, English %d", l.Language, len(got), len(want))
		}
	}
}

// The platforms bound what labels, titles, names and descriptions may be.
func TestTextsFit(t *testing.T) {
	command := regexp.MustCompile(`^[-_\p{Ll}\p{N}]{1,32}$`)
	for _, l := range all {
		fits := func(most int, list ...string) {
			for _, text := range list {
				if utf8.RuneCountInString(text) > most {
					t.Errorf("%s: %q has more than %d characters", l.Language, text, most)
				}
			}
		}
		c, b := l.Commands, l.Buttons
		for _, name := range []string{c.Ask, c.Brief, c.Sources, c.Help, c.Question, c.Topic, c.Private} {
			if !command.MatchString(name) {
				t.Errorf("%s: %q is no name of a command", l.Language, name)
			}
		}
		fits(32, c.Find)
		fits(100, c.AskSays, c.BriefSays, c.SourcesSays, c.HelpSays, c.QuestionSays, c.TopicSays, c.PrivateSays)
		fits(30, b.Context, b.ContextOf, b.More, b.Share, b.Post, b.Helpful, b.NotHelpful, b.Delete, b.Keep)
		fits(75, b.IsHelpful, b.IsNotHelpful, b.DeleteAnswer)
		fits(100, b.SureToDelete)
		fits(300, b.DeletesAll)
		fits(24, l.Modal.Title, l.Modal.Close)
		fits(140, l.Home.InChannel, l.Home.Here, l.Home.Command, l.Home.Find)
		fits(150, l.Home.HowToAsk, l.Home.WhatICanQuote, l.Home.AskedLast, l.Home.Pick)
		fits(50, l.Home.Working)
	}
}

func TestChoose(t *testing.T) {
	for _, test := range []struct {
		offered      []string
		locale, want string
	}{
		{nil, "de", ""},
		{[]string{"de"}, "", "de"},
		{[]string{"en", "de", "es"}, "de-AT", "de"},
		{[]string{"en", "de", "es"}, "es-419", "es"},
		{[]string{"en", "de"}, "DE_CH", "de"},
		{[]string{"fr", "de"}, "en-US", "fr"},
		{[]string{"fr", "de"}, "deu", "fr"},
	} {
		if got := Choose(test.offered, test.locale); got != test.want {
			t.Errorf("of %q, %q gets %q, want %q", test.offered, test.locale, got, test.want)
		}
	}
	for language, want := range map[string]string{"": "en", "de": "de", "xx": "en"} {
		if got := For(language).Language; got != want {
			t.Errorf("%q has the texts of %q", language, got)
		}
	}
}

func TestWith(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "a", "{x}": "1", "a {x}, {y} b": "a 1, {2} b", "{z}": "", "a {x": "a 1"} {
		if got := With(text, "x", "1", "y", "{2}"); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	c := Counted{"one", "other"}
	for n, want := range map[int][2]string{0: {"other", "one"}, 1: {"one", "one"}, 2: {"other", "other"}} {
		if got := [2]string{english.Of(c, n), french.Of(c, n)}; got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}
