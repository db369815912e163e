package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A field is one that the body of a request may have.
type field struct {
	name     string
	to       any // *string, *int or *bool: where its value goes
	required bool
}

// readBody reads the JSON object that a request sends. It fails with a *problem whose
// detail names the field that is wrong: one that is not known, comes twice, is not of its
// type, or is missing. Names must be written as they are; encoding/json would take
// "Question" too.
func readBody(r *http.Request, fields ...field) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || r.Header.Get("Content-Encoding") != "" {
		return notJSON
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("reading a body: %w", err)
	}
	if !utf8.Valid(body) {
		return invalidRequest.with("The body is not UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return invalidRequest.with("The body is not a JSON object.")
	}
	given := map[string]bool{}
	for d.More() {
		if err := readField(d, given, fields); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // the bracket that ends it
		return notAnObject(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return invalidRequest.with("More stands behind the JSON object of the body.")
	}
	for _, f := range fields {
		if f.required && !given[f.name] {
			return invalidRequest.with("The field %q is missing.", f.name)
		}
	}
	return nil
}

func notAnObject(err error) error {
	return invalidRequest.with("The body is not a JSON object: %v.", err)
}

// readField reads the name and value that come next.
func readField(d *json.Decoder, given map[string]bool, fields []field) error {
	token, err := d.Token()
	name, ok := token.(string)
	if err != nil || !ok {
		return notAnObject(err)
	}
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	switch {
	case i < 0:
		return invalidRequest.with("There is no field %q; there are %s.", short(name), namesOf(fields))
	case given[name]:
		return invalidRequest.with("The field %q comes twice.", name)
	}
	given[name] = true
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		return notAnObject(err)
	}
	if string(value) == "null" || json.Unmarshal(value, fields[i].to) != nil {
		return invalidRequest.with("The field %q must be %s.", name, wanted(fields[i].to))
	}
	return nil
}

// wanted says what a value must be.
func wanted(to any) string {
	switch to.(type) {
	case *int:
		return "a whole number"
	case *bool:
		return "true or false"
	}
	return "text"
}

func namesOf(fields []field) string {
	var names []string
	for _, f := range fields {
		names = append(names, strconv.Quote(f.name))
	}
	return strings.Join(names, ", ")
}

// short is the beginning of what a program has sent, to name it.
func short(text string) string {
	const most = 40
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// query reads the query of a request.
func query(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !utf8.ValidString(r.URL.RawQuery) {
		return nil, invalidRequest.with("The query cannot be read.")
	}
	for name, all := range values {
		if slices.ContainsFunc(all, func(v string) bool { return !utf8.ValidString(v) }) {
			return nil, invalidRequest.with("The parameter %q is not UTF-8.", short(name))
		}
	}
	return values, nil
}

// number reads a parameter that is a whole number within bounds; without it otherwise.
func number(values url.Values, name string, least, most, otherwise int) (int, error) {
	if !values.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(values.Get(name))
	if err != nil || n < least || n > most {
		return 0, invalidRequest.with("The parameter %q must be a whole number from %d to %d.", name, least, most)
	}
	return n, nil
}
