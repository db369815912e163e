package mcp

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
)

// schemas says what the tools return.
type schemas struct {
	known map[reflect.Type]*jsonschema.Schema // what stands for a type inside of others: mostly a reference
	all   map[string]*jsonschema.Schema       // by what a reference names
}

// reference is how a schema names another that stands beside it. Quotations alone would
// otherwise be described five times over.
const reference = "#/$defs/"

// of is the schema of a type with those that it refers to.
func of[T any](s schemas) *jsonschema.Schema {
	root := s.all[reflect.TypeFor[T]().Name()].CloneSchemas()
	root.Defs = map[string]*jsonschema.Schema{}
	var add func(of *jsonschema.Schema)
	add = func(of *jsonschema.Schema) {
		if of == nil {
			return
		}
		if name, ok := strings.CutPrefix(of.Ref, reference); ok && root.Defs[name] == nil {
			root.Defs[name] = s.all[name].CloneSchemas()
			add(root.Defs[name])
		}
		for _, field := range of.Properties {
			add(field)
		}
		for _, choice := range of.AnyOf {
			add(choice)
		}
		add(of.Items)
	}
	add(root)
	return root
}

// newSchemas makes the schemas of all that tools return. It fails where a field is not
// described, or one is that there is not.
func newSchemas() (schemas, error) {
	verdicts := []any{string(bot.Found), string(bot.Closest), string(bot.None), string(bot.Brief), string(bot.Smalltalk)}
	s := schemas{
		known: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[bot.Verdict](): {Type: "string", Enum: verdicts}},
		all:   map[string]*jsonschema.Schema{},
	}
	return s, errors.Join(
		describe[wire.Link](s, map[string]string{"start": startOf, "end": endOf, "url": "where it leads"}),
		describe[wire.Part](s, partFields),
		describe[wire.Match](s, map[string]string{
			"start": startOf, "end": endOf, "asked": "the word of the question", "reason": "why it counts as that word",
		}),
		describe[wire.Place](s, map[string]string{
			"kind": "page, slide, time or message", "number": "from 1; of a time, the seconds from the start",
			"label": "as the source prints it", "link": "its own address",
		}),
		describe[wire.Files](s, map[string]string{"files": "how many could not be read", "of": "of how many"}),
		describe[wire.Quote](s, quoteFields, "evidence"), // which nobody asks for here
		describe[wire.Value](s, map[string]string{
			"value": "in a form that compares: 10000", "written": "as the source writes it: around 10,000",
			"qualifier": "around, up to, at least...", "quote": "the passage that gives it",
		}),
		describe[wire.Disagreement](s, map[string]string{"kind": "figures or dates", "values": "each value that a passage gives"}),
		describe[wire.Correction](s, map[string]string{
			"asked": "the word of the question", "read": "the word of the sources that it was read as", "reason": "why",
		}),
		describe[wire.Answer](s, answerFields),
		describe[answers](s, map[string]string{"answers": "one for each question, in order"}),
		describe[wire.Passage](s, map[string]string{
			"before_quotes": "the sentences of its paragraph before it", "quote": "the quotation", "after_quotes": "the sentences of its paragraph behind it",
		}),
		describe[wire.More](s, map[string]string{"more": "the id of the answer", "quotes": "best first, worse than those that the answer has"}),
		describe[wire.Source](s, map[string]string{
			"collection": "that it belongs to", "doc": "its name there", "title": "of the document", "url": "its address, if it has one",
			"author": "if it is known", "date": "if it is known", "sentences": "how many it has",
		}),
		describe[wire.Skipped](s, map[string]string{"collection": "that it would belong to", "skipped": "its name, and why it could not be read"}),
		describe[sources](s, map[string]string{
			"sources": "in order of their names", "of": "how many there are in all", "next": "pass it as first to go on; none where these are the last",
			"unread": "files that could not be read, if there are any", "skipped": "the first of these",
		}),
		describe[suggestions](s, map[string]string{"suggestions": "best first"}),
	)
}

const (
	startOf = "the first byte, counted in the document"
	endOf   = "behind the last byte"
)

var partFields = map[string]string{
	"start": startOf, "end": endOf, "text": "these bytes", "shown": "without markup, where there is any",
	"kind": "paragraph, item, row...", "links": "of what it shows",
}

var quoteFields = map[string]string{
	"collection": "that the source belongs to", "doc": "the name of the source there", "hash": "of the text of the source",
	"start": startOf, "end": endOf,
	"text": "the exact bytes of the source: quote these", "shown": "the same without markup, where there is any",
	"kind": "paragraph, item, row...", "links": "of what it shows",
	"line": "that it begins in, from 1, where the source has lines", "place": "where it begins, in a source that has none",
	"title": "of the source", "url": "of the source, if it has one", "author": "of the source, if it is known", "date": "of the source, if it is known",
	"link": "the page on which it can be read in its source", "retrieved": "when a page of the web was as it is quoted", "changed": "when that page was found to be another since",
	"paragraph": "in the source, from 1", "sentence": "in the source, from 1",
	"under": "the headings above it, highest first", "lead": "what announces it, outermost first", "follows": "what it announces",
	"follows_more": "it announces more than that", "surroundings": "what it is to be read with, as it does not stand by itself",
	"before": "the sentence before in its paragraph", "after": "the sentence behind in its paragraph",
	"matches": "what of the question stands in it", "score": "to compare the quotes of one answer",
}

var answerFields = map[string]string{
	"question": "as asked, or one of several that were asked together", "id": "of the answer, for the tool more",
	"topic":      "of a brief",
	"verdict":    "found: the quotes answer it. closest: they do not, and are only the nearest. none: the sources have nothing on it. brief: the quotes say most of a topic. smalltalk: nothing was asked of the sources",
	"confidence": "0 to 1, that the sources answer it",
	"quotes":     "best first", "disagreement": "what the passages differ in; null where they agree",
	"missing":      "what of the question the sources never mention",
	"other_script": "the sources have nothing in the script of the question",
	"unreached":    "collections that could not be asked: the answer is of the others alone",
	"not_said_of":  "dates, ordinals and names of the question that the quotes are not of",
	"corrections":  "words that were read as others", "greeting": "of smalltalk", "unanswered": "questions beyond the five that are answered at once",
	"skipped": "files that could not be read: what they say is not known",
}

// describe adds the schema of a type, with a description of each field but those that are
// left out. The types of its fields come first. Lists are never null, and of the fields
// that may be absent none is; fields may be added later.
func describe[T any](s schemas, about map[string]string, leftOut ...string) error {
	made, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: s.known})
	if err != nil {
		return err
	}
	for _, name := range leftOut {
		delete(made.Properties, name)
		made.PropertyOrder = slices.DeleteFunc(made.PropertyOrder, func(have string) bool { return have == name })
	}
	for name, field := range made.Properties {
		switch {
		case about[name] == "":
			return fmt.Errorf("%s of %T is not described", name, *new(T))
		case field.Items != nil:
			field.Type, field.Types = "array", nil
		case field.Ref != "" && field.Types != nil && slices.Contains(made.Required, name):
			field.AnyOf, field.Ref, field.Types = []*jsonschema.Schema{{Type: "null"}, {Ref: field.Ref}}, "", nil
		case field.Ref != "":
			field.Types = nil
		}
		field.Description = about[name]
	}
	if len(about) > len(made.Properties) {
		return fmt.Errorf("more is described than %T has", *new(T))
	}
	made.AdditionalProperties = nil
	name := reflect.TypeFor[T]().Name()
	s.all[name] = made
	s.known[reflect.TypeFor[T]()] = &jsonschema.Schema{Ref: reference + name}
	return nil
}
