package read

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// parseTOML reads TOML front matter, as Hugo and Zola have it between lines
// "+++"; ok is false if it is no TOML.
func parseTOML(source string) (m metadata, warning string, ok bool) {
	var table map[string]any
	if err := toml.Unmarshal([]byte(source), &table); err != nil {
		if !strings.Contains(source, "=") {
			return m, "", false
		}
		return m, "the front matter is malformed and was left out: " + firstLine(err.Error()), true
	}
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		text, plain := tomlText(table[key])
		warning = joinWarnings(warning, m.set(strings.ToLower(key), text, plain))
	}
	return m, warning, true
}

// tomlText returns a value as text, its white space folded; the items of a list
// are joined by commas.
func tomlText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return fold(v), true
	case time.Time:
		return v.Format(time.RFC3339), true
	case bool, int64, float64, toml.LocalDate, toml.LocalDateTime, toml.LocalTime:
		return fmt.Sprint(v), true
	case []any:
		items := make([]string, 0, len(v))
		for _, item := range v {
			text, ok := tomlText(item)
			if _, nested := item.([]any); nested || !ok {
				return "", false
			}
			items = append(items, text)
		}
		return strings.Join(items, ", "), true
	}
	return "", false
}
