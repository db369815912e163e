package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// exampleWidth keeps the example's lines within a terminal's.
const exampleWidth = 78

// Example returns a file with every setting, commented out and at its default,
// and what is to be said of each.
func Example() string {
	c := Default()
	return example(reflect.ValueOf(&c).Elem())
}

func example(root reflect.Value) string {
	var b strings.Builder
	comment(&b, "", "The settings of Quoth. Those behind a # without a space are at their default; remove it to change one.")
	comment(&b, "", "")
	comment(&b, "", fmt.Sprintf("The environment goes over this file: %sLOG_LEVEL is level below log. Flags go over both.", prefix))
	for _, section := range fieldsOf(root) {
		b.WriteByte('\n')
		comment(&b, "", section.about)
		if !section.isSection() {
			exampleOf(&b, section)
			continue
		}
		fmt.Fprintf(&b, "%s:\n", section.key)
		for _, f := range fieldsOf(section.value) {
			comment(&b, "  ", f.about)
			if f.isSecret() {
				comment(&b, "  ", fmt.Sprintf("Or as %s, the file that holds it.", f.key+fileSuffix))
			}
			fmt.Fprintf(&b, "  #%s: %s\n", f.key, valueText(f.value))
		}
	}
	return b.String()
}

// exampleOf writes a list of mappings, whose entries are shown in prose.
func exampleOf(b *strings.Builder, f field) {
	comment(b, "", "For example:")
	comment(b, "", "")
	for line := range strings.SplitSeq(f.example, "\n") {
		fmt.Fprintf(b, "#   %s\n", line)
	}
	comment(b, "", "")
	comment(b, "", "The keys of an entry are "+list(keysOf(fieldsOf(reflect.New(f.value.Type().Elem()).Elem())), "and")+".")
	fmt.Fprintf(b, "#%s: []\n", f.key)
}

func comment(b *strings.Builder, indent, text string) {
	for line := range strings.SplitSeq(ansi.Wordwrap(text, exampleWidth-len(indent+"# "), ""), "\n") {
		b.WriteString(strings.TrimRight(indent+"# "+line, " ") + "\n")
	}
}

// valueText is a value as it is written in a file.
func valueText(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Slice:
		return "[]"
	case v.Kind() == reflect.String && v.Len() == 0:
		return `""`
	}
	return fmt.Sprint(v.Interface())
}
