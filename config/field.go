package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// A field is one key of a mapping in a file: a section, a setting, or a key
// of a collection.
type field struct {
	key            string
	about, example string
	files          bool // it names files
	value          reflect.Value
}

// fieldsOf lists the fields of a struct, those of what it embeds in place.
func fieldsOf(v reflect.Value) []field {
	var out []field
	for i := range v.NumField() {
		t := v.Type().Field(i)
		if t.Anonymous {
			out = append(out, fieldsOf(v.Field(i))...)
			continue
		}
		out = append(out, field{t.Tag.Get("yaml"), t.Tag.Get("about"), t.Tag.Get("example"), t.Tag.Get("names") == "files", v.Field(i)})
	}
	return out
}

func fieldNamed(fields []field, key string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

// The kinds of fields.

func (f field) isList() bool { return f.value.Kind() == reflect.Slice }

// isStructs reports whether it is a list of mappings.
func (f field) isStructs() bool {
	return f.isList() && f.value.Type().Elem().Kind() == reflect.Struct
}

func (f field) isSection() bool { return f.value.Kind() == reflect.Struct }

func (f field) isSecret() bool { return f.value.Type() == reflect.TypeFor[Secret]() }

func keysOf(fields []field) []string {
	var keys []string
	for _, f := range fields {
		keys = append(keys, f.key)
		if f.isSecret() {
			keys = append(keys, f.key+fileSuffix)
		}
	}
	return keys
}

// setText sets one value from its text. The error is a wrong.
func setText(v reflect.Value, text string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	if v.Type() == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(text)
		if err != nil {
			return wrong{fmt.Sprintf("%q is not a time", text), "write a number with its unit, as in 30s or 2m"}
		}
		v.SetInt(int64(d))
		return nil
	}
	switch v.Kind() {
	case reflect.Bool:
		switch text {
		case "true", "false":
			v.SetBool(text == "true")
		default:
			return wrong{fmt.Sprintf("%q is neither true nor false", text), "write one of them"}
		}
	case reflect.Int:
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return wrong{fmt.Sprintf("%q is not a whole number", text), "write one in digits, as in 30"}
		}
		v.SetInt(n)
	default:
		v.SetString(text)
	}
	return nil
}
