package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// yaml takes over the settings of a file.
func (l *loader) yaml(name string, text []byte) {
	// A key that stands twice is told below, with both lines.
	parsed, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		origin, what := Origin{Name: name}, err.Error()
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			// The message alone: the whole error shows lines of the file,
			// which may hold secrets.
			origin.Line, what = at.GetToken().Position.Line, at.GetMessage()
		}
		fix := "look at the indentation, quotes and brackets here and in the lines around"
		if strings.Contains(what, "'\t'") {
			fix = "indent with spaces, not with tabs"
		}
		l.add(origin, "", wrong{"this is not YAML, " + what, fix})
		return
	}
	r := fileReader{l, name}
	for i, doc := range parsed.Docs {
		switch {
		case doc.Body == nil:
		case i > 0:
			l.add(r.origin(doc.Body), "", wrong{"a second document begins here", "keep all settings in one: remove the line ---"})
		default:
			r.mapping(doc.Body, "", fieldsOf(l.root))
		}
	}
}

// A fileReader takes over the settings of one file.
type fileReader struct {
	*loader
	name string
}

// origin is where a node stands.
func (r fileReader) origin(n ast.Node) Origin { return Origin{r.name, n.GetToken().Position.Line} }

// reject notes that a value could not be taken.
func (r fileReader) reject(n ast.Node, setting, what, fix string) {
	if n.Type() == ast.AnchorType || n.Type() == ast.AliasType {
		what, fix = "anchors and aliases are not understood here", "write out what is meant"
	}
	r.add(r.origin(n), setting, wrong{what, fix})
	r.rejected = append(r.rejected, setting)
}

// mapping takes over a section, a collection, or the whole file, whose
// settings begin with section.
func (r fileReader) mapping(n ast.Node, section string, fields []field) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode, *ast.CommentGroupNode:
		return
	default:
		r.reject(n, section, "keys with their values are expected here", "write each as key: value on a line of its own, the keys being "+list(keysOf(fields), "and"))
		return
	}
	seen := map[string]Origin{}
	for _, v := range values {
		key, ok := scalar(v.Key)
		if !ok || v.Key.Type() == ast.MergeKeyType {
			r.add(r.origin(v.Key), section, wrong{"this cannot be a key", "write one of " + list(keysOf(fields), "and")})
			continue
		}
		if before, again := seen[key]; again {
			r.add(r.origin(v.Key), join(section, key), wrong{"it stands in " + before.String() + " already", "remove one of the two"})
			continue
		}
		seen[key] = r.origin(v.Key)
		r.key(v, key, section, fields)
	}
}

func join(section, key string) string {
	if section == "" {
		return key
	}
	return section + "." + key
}

// key takes over one key of a mapping.
func (r fileReader) key(v *ast.MappingValueNode, key, section string, fields []field) {
	setting := join(section, key)
	f, ok := fieldNamed(fields, key)
	if !ok {
		for _, f := range fields {
			if f.isSecret() && f.key+fileSuffix == key {
				r.secretFile(v, join(section, f.key), f)
				return
			}
		}
		r.add(r.origin(v.Key), setting, wrong{"there is no setting of this name", r.rightKey(key, fields)})
		return
	}
	if before, again := r.origins[setting]; again { // as a secret's file
		r.add(r.origin(v.Key), setting, wrong{"the secret is given as a file in " + before.String() + " already", "remove one of the two"})
		return
	}
	r.origins[setting] = r.origin(v.Key)
	switch {
	case f.isSection():
		r.mapping(v.Value, setting, fieldsOf(f.value))
	case f.isStructs():
		r.structs(v.Value, setting, f)
	case f.isList():
		r.texts(v.Value, setting, f)
	default:
		r.text(v.Value, setting, f)
	}
}

// rightKey says what a wrong key was meant to be, or where it belongs.
func (r fileReader) rightKey(key string, fields []field) string {
	if near, ok := nearest(key, keysOf(fields)); ok {
		return "did you mean " + near + "?"
	}
	for _, section := range fieldsOf(r.root) {
		if !section.isSection() {
			continue
		}
		if _, ok := fieldNamed(fieldsOf(section.value), key); ok {
			return fmt.Sprintf("it belongs below %s:", section.key)
		}
	}
	return "remove it, or write one of " + list(keysOf(fields), "and")
}

// structs takes over a list of mappings.
func (r fileReader) structs(n ast.Node, setting string, f field) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		if n.Type() != ast.NullType {
			r.reject(n, setting, "a list is expected here", "begin each entry with a dash: - name: archive")
		}
		return
	}
	elem := f.value.Type().Elem()
	for i, v := range s.Values {
		e := reflect.New(elem).Elem()
		at := fmt.Sprintf("%s[%d]", setting, i)
		r.origins[at] = r.origin(v)
		if first, ok := v.(*ast.MappingNode); ok && len(first.Values) > 0 {
			r.origins[at] = r.origin(first.Values[0].Key)
		}
		r.mapping(v, at, fieldsOf(e))
		f.value.Set(reflect.Append(f.value, e))
	}
}

// texts takes over a list of texts.
func (r fileReader) texts(n ast.Node, setting string, f field) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		what := "a list is expected here"
		if n.Type() == ast.NullType {
			what = "it has no value"
		}
		r.reject(n, setting, what, "write each entry behind a dash on a line of its own, or all in brackets, as in [a, b]")
		return
	}
	texts := []string{}
	for i, v := range s.Values {
		at := fmt.Sprintf("%s[%d]", setting, i)
		text, ok := scalar(v)
		if !ok {
			r.reject(v, at, "a single text is expected here", "write it behind the dash, in quotes if need be")
		}
		if f.files {
			text = r.path(text)
		}
		texts = append(texts, text)
		r.origins[at] = r.origin(v)
	}
	f.value.Set(reflect.ValueOf(texts))
}

// text takes over a single value.
func (r fileReader) text(n ast.Node, setting string, f field) {
	text, ok := scalar(n)
	switch {
	case n.Type() == ast.NullType:
		r.reject(n, setting, "it has no value", "give it one, or remove the line")
		return
	case !ok:
		r.reject(n, setting, "a single value is expected here", "write it behind the colon, in quotes if need be")
		return
	case f.files:
		text = r.path(text)
	}
	r.set(f.value, setting, r.origin(n), text)
}

// secretFile takes over a secret from the file that the value names.
func (r fileReader) secretFile(v *ast.MappingValueNode, setting string, f field) {
	name, ok := scalar(v.Value)
	before, again := r.origins[setting]
	switch {
	case again:
		r.add(r.origin(v.Key), setting, wrong{"the secret is given in " + before.String() + " already", "remove one of the two"})
	case !ok || name == "":
		r.reject(v.Key, setting, "a file is expected here", "name the one that holds the secret")
	default:
		r.setSecretFile(f.value, setting, r.origin(v.Value), r.path(name))
	}
}

// path is a path as the file means it: from where the file lies.
func (r fileReader) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(r.name), p)
}

// scalars are the nodes whose text is a value, whatever YAML takes it for: a
// folder may be named 2024, or on.
var scalars = []ast.NodeType{ast.StringType, ast.IntegerType, ast.FloatType, ast.BoolType, ast.InfinityType, ast.NanType}

// scalar returns the text of a single value as it was written.
func scalar(n ast.Node) (string, bool) {
	if literal, ok := n.(*ast.LiteralNode); ok {
		return literal.Value.Value, true
	}
	if !slices.Contains(scalars, n.Type()) {
		return "", false
	}
	return n.GetToken().Value, true
}
