package config

import (
	"path/filepath"
	"slices"
	"strings"
)

// prefix begins the name of every variable of the environment that is a
// setting.
const prefix = "QUOTH_"

// A variable is a setting as the environment names it.
type variable struct {
	field
	setting string
	file    bool // its value names the file that holds a secret
}

// environment puts the environment's settings over the file's. A variable
// without a value counts as not set: compose files pass such on.
func (l *loader) environment(environ []string) {
	known := map[string]variable{}
	var names, sections, fileOnly []string
	for _, section := range fieldsOf(l.root) {
		if !section.isSection() {
			fileOnly = append(fileOnly, prefix+strings.ToUpper(section.key))
			continue
		}
		sections = append(sections, prefix+strings.ToUpper(section.key)+"_")
		for _, f := range fieldsOf(section.value) {
			v := variable{field: f, setting: section.key + "." + f.key}
			name := prefix + strings.ToUpper(section.key+"_"+f.key)
			known[name], names = v, append(names, name)
			if f.isSecret() {
				v.file = true
				name += strings.ToUpper(fileSuffix)
				known[name], names = v, append(names, name)
			}
		}
	}
	set := map[string]bool{}
	for _, pair := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, prefix) || value == "" {
			continue
		}
		v, ok := known[name]
		if slices.ContainsFunc(fileOnly, func(f string) bool { return name == f || strings.HasPrefix(name, f+"_") }) {
			l.add(Origin{Name: name}, "", wrong{"this cannot be set in the environment", "write it into the file of settings"})
			continue
		}
		if !ok {
			l.unknownVariable(name, names, sections)
			continue
		}
		if set[v.setting] {
			l.add(Origin{Name: name}, v.setting, wrong{"the secret is given itself and as a file", "remove one of the two variables"})
		}
		set[v.setting] = true
		l.setVariable(name, v, value)
	}
}

func (l *loader) setVariable(name string, v variable, value string) {
	origin := Origin{Name: name}
	switch {
	case v.file:
		l.setSecretFile(v.value, v.setting, origin, value)
	case v.isList() && v.files:
		l.set(v.value, v.setting, origin, filepath.SplitList(value)...)
	case v.isList():
		texts := strings.Split(value, ",")
		for i := range texts {
			texts[i] = strings.TrimSpace(texts[i])
		}
		l.set(v.value, v.setting, origin, texts...)
	default:
		l.set(v.value, v.setting, origin, value)
	}
}

// maxSlips is how many letters of a whole variable's name may be wrong for it
// to be taken for a setting.
const maxSlips = 2

// unknownVariable notes a variable that was meant to be a setting: one of a
// section that there is, or nearly one that there is. Others are left alone,
// since a container's surroundings set such as QUOTH_SERVICE_HOST.
func (l *loader) unknownVariable(name string, names, sections []string) {
	problem := wrong{"there is no setting of this name", "remove it; 'quoth config example' lists those there are"}
	for _, section := range sections {
		key, ok := strings.CutPrefix(name, section)
		if !ok {
			continue
		}
		var keys []string
		for _, n := range names {
			if right, ok := strings.CutPrefix(n, section); ok {
				keys = append(keys, right)
			}
		}
		if near, ok := nearest(key, keys); ok {
			problem.fix = "did you mean " + section + near + "?"
		}
		l.add(Origin{Name: name}, "", problem)
		return
	}
	if near, ok := nearest(name, names); ok && distance(name, near) <= maxSlips {
		problem.fix = "did you mean " + near + "?"
		l.add(Origin{Name: name}, "", problem)
	}
}
