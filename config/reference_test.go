package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestReference makes doc/reference/settings.md from the sections. go test ./config -run
// Reference -update writes it.
func TestReference(t *testing.T) {
	c := Default()
	var b strings.Builder
	b.WriteString("# Settings\n\n<!-- Made from the program; TestReference of config writes it. -->\n\n")
	b.WriteString("Settings stand in `" + DefaultFile + "` in the current folder, or in the file that `--config` names. `quoth config example` writes such a file, with every setting at its default, and `quoth config check` tells what is wrong with yours.\n\n")
	b.WriteString("Below each setting stands its name in the environment. The environment goes over the file, and flags go over both. One that is marked *secret* may stand in a file of its own: add `_file` to its key, or `_FILE` to its variable, and name the file.\n")
	for _, section := range fieldsOf(reflect.ValueOf(&c).Elem()) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", section.key, section.about)
		if !section.isSection() {
			fmt.Fprintf(&b, "\nFor example:\n\n    %s:\n    %s\n", section.key, strings.ReplaceAll(section.example, "\n", "\n    "))
			keys := keysOf(fieldsOf(reflect.New(section.value.Type().Elem()).Elem()))
			fmt.Fprintf(&b, "\nThe keys of an entry are `%s`.\n", strings.Join(keys, "`, `"))
			continue
		}
		b.WriteString("\n| key | what it says | default |\n|---|---|---|\n")
		for _, f := range fieldsOf(section.value) {
			about := f.about
			if f.isSecret() {
				about += " *Secret.*"
			}
			variable := prefix + strings.ToUpper(section.key+"_"+f.key)
			fmt.Fprintf(&b, "| `%s` | %s<br>`%s` | `%s` |\n", f.key, strings.ReplaceAll(about, "|", `\|`), variable, valueText(f.value))
		}
	}
	goldentest.CheckFile(t, "../doc/reference/settings.md", b.String())
}
