// Package config is what Quoth can be told: the settings of a file, the
// environment over it, and the command line's flags over both. It knows no
// other part of Quoth; whoever loads a Config hands each part its own.
//
// A setting is a field of a section's struct, with its tags: yaml is its key
// in a file and, with the section's before it, its name in the environment;
// about is what the example file says of it; names:"files" marks paths. A
// section is a struct in Config; where it has a method check, that judges it.
package config

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
)

// DefaultFile is read where no other file is named, if it exists.
const DefaultFile = "quoth.yaml"

// A Config is every setting.
type Config struct {
	Corpus      Corpus       `yaml:"corpus" about:"What can be quoted."`
	Collections []Collection `yaml:"collections" about:"Further sets of sources, each with a vocabulary and an index of its own, and where each may be seen. One that is mapped nowhere is not seen on any platform. Collections stand in this file only." example:"- name: archive\n  folders: [archive]\n  workspaces: [slack/T0123ABCD]\n- name: desk\n  folders: [desk, notes/desk.md]\n  channels: [slack/C0123ABCD]\n  direct: true\n- name: wires\n  feeds: [https://example.org/news.rss]\n  pages: [https://example.org/budget]\n  sitemaps: [https://example.org/sitemap.xml]\n  everyone: true\n- name: agencies\n  opensearch:\n    url: https://search.example.org:9200\n    index: quoth-agencies\n    user: quoth\n    password: only-an-example\n    timeout: 800ms\n  everyone: true"`
	Fetch       Fetch        `yaml:"fetch" about:"How the pages, feeds and sitemaps of collections are fetched from the web."`
	Journal     Journal      `yaml:"journal" about:"What is kept of questions and answers, so that each is answered once, and for reports."`
	Answers     Answers      `yaml:"answers" about:"How answers are given, and what becomes of them."`
	Limits      Limits       `yaml:"limits" about:"How much work is taken on, for each platform."`
	Serve       Serve        `yaml:"serve" about:"Where health and metrics are served."`
	Web         Web          `yaml:"web" about:"Pages to ask in a browser, and to read each quotation in its source."`
	OIDC        OIDC         `yaml:"oidc" about:"A provider of OpenID Connect that signs people in on the pages: Keycloak, Authentik, Dex, Okta, Entra and others."`
	Chat        Chat         `yaml:"chat" about:"How 'quoth chat' behaves at a terminal."`
	Log         Log          `yaml:"log" about:"What is written to standard error while serving."`
	Slack       Slack        `yaml:"slack" about:"Slack is served where it has tokens; 'quoth slack manifest' prints the app to make them with."`
	Discord     Discord      `yaml:"discord" about:"Discord is served where it has a token."`
}

// Sources is where settings come from, each over the one before.
type Sources struct {
	// File is the file of settings; empty means DefaultFile, which need not
	// exist.
	File string
	// Environ is the environment, as os.Environ has it.
	Environ []string
	// Flags are those of the command line that were given.
	Flags []Flag
}

// A Flag is a setting from the command line.
type Flag struct {
	Name    string   // as it is written: "--corpus"
	Setting string   // "corpus.folders"
	Values  []string // one, but for a list
}

// Load reads the settings and judges them. Where anything is wrong the error
// is a Problems with all of it; what is right can be used all the same.
func Load(from Sources) (Config, error) {
	c := Default()
	err := load(&c, from)
	return c, err
}

// load reads settings into a struct of sections, which holds the defaults.
func load(into any, from Sources) error {
	l := loader{root: reflect.ValueOf(into).Elem(), origins: map[string]Origin{}}
	l.file(from.File)
	l.environment(from.Environ)
	l.flags(from.Flags)
	l.check()
	return l.problems.err()
}

// A loader puts settings into a struct of sections, and notes where each came
// from and what is wrong.
type loader struct {
	root     reflect.Value
	origins  map[string]Origin // setting to where it was set
	problems Problems
	// rejected are the settings whose value could not be taken: what stands
	// in their place was not chosen, and is not judged.
	rejected []string
}

func (l *loader) file(file string) {
	name := file
	if name == "" {
		name = DefaultFile
	}
	text, err := os.ReadFile(name)
	switch {
	case err == nil:
		l.yaml(name, text)
	case file != "":
		l.add(Origin{Name: name}, "", wrong{"the file of settings cannot be read: " + cause(err), "correct its name, or its permissions"})
	case !errors.Is(err, fs.ErrNotExist):
		l.add(Origin{Name: name}, "", wrong{"the file of settings cannot be read: " + cause(err), "fix its permissions, or name another with --config"})
	}
}

// flags puts the command line's settings over the others. Their names are the
// program's own, and right.
func (l *loader) flags(flags []Flag) {
	for _, f := range flags {
		v, _ := l.lookup(f.Setting)
		l.set(v, f.Setting, Origin{Name: f.Name}, f.Values...)
	}
}

// set takes a setting over from texts, or notes what is wrong with them.
func (l *loader) set(v reflect.Value, setting string, origin Origin, texts ...string) {
	l.setOrigin(setting, origin)
	if v.Kind() == reflect.Slice {
		v.Set(reflect.ValueOf(texts))
		return
	}
	if err := setText(v, texts[0]); err != nil {
		l.add(origin, setting, err)
		l.rejected = append(l.rejected, setting)
	}
}

// setOrigin notes where a setting comes from now, with all that is in it.
func (l *loader) setOrigin(setting string, origin Origin) {
	maps.DeleteFunc(l.origins, func(known string, _ Origin) bool { return reaches(setting, known) })
	l.rejected = slices.DeleteFunc(l.rejected, func(known string) bool { return reaches(setting, known) })
	l.origins[setting] = origin
}

// cause returns what went wrong with a file without its name, which is told
// beside it.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}
