package config

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A Problem is one thing that is wrong with the settings.
type Problem struct {
	Where   Origin
	Setting string // "log.level"; empty where it is not about a setting
	What    string // is wrong
	Fix     string // what to do about it
}

// An Origin is where a setting was set; the zero value is a default.
type Origin struct {
	Name string // of a file, a variable or a flag: "quoth.yaml", "QUOTH_LOG_LEVEL", "--corpus"
	Line int    // in a file; 0 elsewhere
}

// String writes a line behind its file, as editors and terminals take it up.
func (o Origin) String() string {
	if o.Line == 0 {
		return o.Name
	}
	return fmt.Sprintf("%s:%d", o.Name, o.Line)
}

// String says where, what and what to do, in one line.
func (p Problem) String() string {
	var b strings.Builder
	if p.Where.Name != "" {
		b.WriteString(p.Where.String() + ": ")
	}
	// The name of a variable, or flag, says which setting is meant.
	if p.Setting != "" && (p.Where.Name == "" || p.Where.Line > 0) {
		b.WriteString(p.Setting + ": ")
	}
	return b.String() + p.What + ": " + p.Fix
}

// Problems is everything that is wrong, those of the file first, by line.
type Problems []Problem

// Error gives each problem a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		if (a.Where.Line == 0) != (b.Where.Line == 0) {
			return cmp.Compare(b.Where.Line, a.Where.Line)
		}
		return cmp.Compare(a.Where.Line, b.Where.Line)
	})
	return p
}

// wrong is what is wrong with a value, and what to do about it.
type wrong struct{ what, fix string }

// Error says both.
func (w wrong) Error() string { return w.what + ": " + w.fix }

// add notes a problem at an origin.
func (l *loader) add(origin Origin, setting string, err error) {
	w, ok := err.(wrong)
	if !ok {
		w = wrong{err.Error(), "correct it"}
	}
	l.problems = append(l.problems, Problem{Where: origin, Setting: setting, What: w.what, Fix: w.fix})
}

// A checked struct judges its own settings.
type checked interface{ check(*report) }

// check judges the whole, and each section.
func (l *loader) check() {
	if c, ok := l.root.Interface().(checked); ok {
		c.check(&report{loader: l})
	}
	for _, f := range fieldsOf(l.root) {
		if c, ok := f.value.Interface().(checked); ok {
			c.check(&report{loader: l, section: f.key + "."})
		}
	}
}

// A report takes up what is wrong with the settings of one section.
type report struct {
	loader  *loader
	section string // the settings' prefix, with its dot; empty for the whole
}

// below returns a report on a part of what r is on.
func (r *report) below(part string) *report {
	return &report{loader: r.loader, section: r.section + part + "."}
}

// wrong notes what is wrong with a setting, unless its value could not be
// taken in the first place, which has been noted.
func (r *report) wrong(setting, what, fix string) {
	setting = r.section + setting
	if slices.ContainsFunc(r.loader.rejected, func(s string) bool { return reaches(s, setting) }) {
		return
	}
	origin, at := Origin{}, ""
	for known, where := range r.loader.origins {
		if len(known) >= len(at) && reaches(known, setting) {
			origin, at = where, known
		}
	}
	r.loader.add(origin, setting, wrong{what, fix})
}

// reaches reports whether a setting is another, or a whole that it is part of.
func reaches(whole, part string) bool {
	rest, ok := strings.CutPrefix(part, whole)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (r *report) atLeast(setting string, n, least int64, example string) {
	if n < least {
		r.wrong(setting, fmt.Sprintf("%d is too little", n), fmt.Sprintf("set it to at least %d, %s", least, example))
	}
}

func (r *report) oneOf(setting, value string, right ...string) {
	if slices.Contains(right, value) {
		return
	}
	fix := "write " + list(right, "or")
	if near, ok := nearest(value, right); ok {
		fix = "did you mean " + near + "? Right are " + list(right, "and")
	}
	r.wrong(setting, fmt.Sprintf("%q is not known here", value), fix)
}

// list joins words: "a, b or c".
func list(words []string, last string) string {
	n := len(words) - 1
	if n == 0 {
		return words[0]
	}
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// lookup returns the value of a setting, as it is written in a file.
func (l *loader) lookup(setting string) (reflect.Value, bool) {
	section, key, _ := strings.Cut(setting, ".")
	s, ok := fieldNamed(fieldsOf(l.root), section)
	if !ok {
		return reflect.Value{}, false
	}
	f, ok := fieldNamed(fieldsOf(s.value), key)
	return f.value, ok
}
