package slacktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"
)

// A Surface is where blocks stand.
type Surface struct {
	name      string
	maxBlocks int
	types     []string
}

// Surfaces are those that the app uses.
var Surfaces = struct{ Message, Home, Modal Surface }{
	Message: Surface{"message", 50, []string{"actions", "context", "context_actions", "divider", "header", "image", "markdown", "rich_text", "section", "table"}},
	Home:    Surface{"home", 100, []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section"}},
	Modal:   Surface{"modal", 100, []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section"}},
}

// The limits of the documentation, in characters, where nothing else is said.
const (
	maxTopText     = 40_000
	maxID          = 255
	maxSection     = 3000
	maxField       = 2000
	maxHeader      = 150
	maxLabel       = 75
	maxPlaceholder = 150
	maxValue       = 2000
	maxURL         = 3000
	// maxRich is not documented: rich text is held to what a section may have.
	maxRich = 3000
)

// A validator collects what is wrong with blocks.
type validator struct {
	problems []string
}

func (v *validator) wrong(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// length notes a text that is empty or too long.
func (v *validator) length(what, text string, most int) {
	if n := utf8.RuneCountInString(text); n == 0 || n > most {
		v.wrong("%s has %d characters, of 1 to %d", what, n, most)
	}
	if !utf8.ValidString(text) {
		v.wrong("%s is not UTF-8", what)
	}
}

// Validate returns what Slack's documentation forbids in blocks; nothing if
// they are sound. No blocks are sound.
func Validate(s Surface, blocks json.RawMessage) []string {
	if len(blocks) == 0 {
		return nil
	}
	v := &validator{}
	var list []object
	if err := json.Unmarshal(blocks, &list); err != nil {
		v.wrong("the blocks are no list of objects: %v", err)
		return v.problems
	}
	if len(list) > s.maxBlocks {
		v.wrong("%d blocks, of %d", len(list), s.maxBlocks)
	}
	var ids []string
	tables := 0
	for i, b := range list {
		kind := text(b["type"])
		if !slices.Contains(s.types, kind) {
			v.wrong("block %d: a %s has no block of type %q", i, s.name, kind)
		}
		if id, ok := b["block_id"]; ok {
			v.length("a block_id", text(id), maxID)
			if slices.Contains(ids, text(id)) {
				v.wrong("the block_id %q stands twice", text(id))
			}
			ids = append(ids, text(id))
		}
		v.block(kind, b)
		if kind == "table" {
			tables++
		}
	}
	if tables > 1 {
		v.wrong("%d tables in a message, of 1", tables)
	}
	return v.problems
}

func (v *validator) block(kind string, b object) {
	elements := objects(b["elements"])
	switch kind {
	case "section":
		if b["text"] == nil && b["fields"] == nil {
			v.wrong("a section without text and fields")
		}
		if b["text"] != nil {
			v.text("a section", b["text"], maxSection)
		}
		fields := objects(b["fields"])
		if len(fields) > 10 {
			v.wrong("a section of %d fields, of 10", len(fields))
		}
		for _, f := range fields {
			v.text("a field", f, maxField)
		}
	case "header":
		v.plain("a header", b["text"], maxHeader)
	case "context":
		v.number("a context", len(elements), 10)
	case "actions":
		v.number("an actions block", len(elements), 25)
		v.elements(elements, "button", "external_select", "static_select", "overflow")
	case "context_actions":
		v.number("a context_actions block", len(elements), 5)
		v.elements(elements, "feedback_buttons", "icon_button")
	case "table":
		v.table(b)
	case "rich_text":
		v.number("a rich text", len(elements), 1<<20)
		if n := v.rich(elements); n > maxRich {
			v.wrong("a rich text of %d characters, of %d", n, maxRich)
		}
	}
}

// table judges a table: 100 rows of 20 cells at most, of raw or rich text.
func (v *validator) table(b object) {
	rows, _ := b["rows"].([]any)
	if len(rows) == 0 || len(rows) > 100 {
		v.wrong("a table of %d rows, of 1 to 100", len(rows))
	}
	for _, row := range rows {
		list, _ := row.([]any)
		cells := objects(row)
		v.number("a row of a table", len(cells), 20)
		if len(list) != len(cells) {
			v.wrong("a table has cells that are no objects")
		}
		for _, cell := range cells {
			switch cell["type"] {
			case "raw_text":
				v.length("a cell", text(cell["text"]), maxRich)
			case "rich_text":
				v.block("rich_text", cell)
			default:
				v.wrong("a cell of type %v", cell["type"])
			}
		}
	}
	settings := objects(b["column_settings"])
	if len(settings) > 20 {
		v.wrong("a table with settings of %d columns, of 20", len(settings))
	}
	for _, s := range settings {
		if align, ok := s["align"]; ok && !slices.Contains([]string{"left", "center", "right"}, text(align)) {
			v.wrong("a column aligned %v", align)
		}
	}
}

func (v *validator) number(what string, n, most int) {
	if n == 0 || n > most {
		v.wrong("%s of %d elements, of 1 to %d", what, n, most)
	}
}

// text judges an object of text.
func (v *validator) text(what string, t any, most int) {
	o, _ := t.(object)
	if kind := text(o["type"]); kind != "mrkdwn" && kind != "plain_text" {
		v.wrong("%s has text of type %q", what, kind)
	}
	v.length(what, text(o["text"]), most)
}

// plain judges an object of plain text.
func (v *validator) plain(what string, t any, most int) {
	if o, _ := t.(object); o["type"] != "plain_text" {
		v.wrong("%s is not plain text", what)
	}
	v.text(what, t, most)
}

// elements judges what can be pressed.
func (v *validator) elements(elements []object, allowed ...string) {
	var ids []string
	for _, e := range elements {
		kind, id := text(e["type"]), text(e["action_id"])
		if !slices.Contains(allowed, kind) {
			v.wrong("a %q stands where only %q may", kind, allowed)
		}
		v.length("an action_id", id, maxID)
		if slices.Contains(ids, id) {
			v.wrong("the action_id %q stands twice in a block", id)
		}
		ids = append(ids, id)
		switch kind {
		case "button":
			v.button(e)
		case "feedback_buttons":
			for _, side := range []string{"positive_button", "negative_button"} {
				button, _ := e[side].(object)
				v.button(button)
			}
		case "icon_button":
			if e["icon"] != "trash" {
				v.wrong("the icon %v", e["icon"])
			}
			v.button(e)
		case "external_select":
			v.plain("a placeholder", e["placeholder"], maxPlaceholder)
		}
	}
}

func (v *validator) button(b object) {
	v.plain("a button", b["text"], maxLabel)
	v.length("a button's value", text(b["value"]), maxValue)
	if label, ok := b["accessibility_label"]; ok {
		v.length("an accessibility_label", text(label), maxLabel)
	}
	if confirm, ok := b["confirm"].(object); ok {
		v.plain("the title of a confirmation", confirm["title"], 100)
		v.text("a confirmation", confirm["text"], 300)
		v.plain("a confirmation's yes", confirm["confirm"], 30)
		v.plain("a confirmation's no", confirm["deny"], 30)
	}
}

// rich judges elements of rich text, and returns how many characters they show.
func (v *validator) rich(elements []object) int {
	n := 0
	for _, e := range elements {
		inner := objects(e["elements"])
		switch kind := text(e["type"]); kind {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list":
			v.number("a "+kind, len(inner), 1<<20)
			if style := e["style"]; kind == "rich_text_list" && style != "bullet" && style != "ordered" {
				v.wrong("a list of style %v", style)
			}
			n += v.rich(inner)
		case "text":
			v.length("a text of rich text", text(e["text"]), maxRich)
			n += utf8.RuneCountInString(text(e["text"]))
		case "link":
			address := text(e["url"])
			v.length("a link", address, maxURL)
			if u, err := url.Parse(address); err != nil || u.Host == "" {
				v.wrong("a link to %q", address)
			}
			n += utf8.RuneCountInString(text(e["text"]))
		default:
			v.wrong("an element %q of rich text, which the app does not use", kind)
		}
	}
	return n
}

// ValidateOptions returns what is wrong with the suggestions of a menu.
func ValidateOptions(answer []byte) []string {
	v := &validator{}
	var said struct {
		Options []object `json:"options"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		v.wrong("no options: %v", err)
	}
	if len(said.Options) > 100 {
		v.wrong("%d options, of 100", len(said.Options))
	}
	for _, o := range said.Options {
		v.plain("an option", o["text"], maxLabel)
		v.length("an option's value", text(o["value"]), 150)
	}
	if len(answer) >= 20*1024 {
		v.wrong("an acknowledgement of %d bytes, of 20 KB", len(answer))
	}
	return v.problems
}
