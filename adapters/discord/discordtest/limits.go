package discordtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"unicode/utf16"
)

// This file holds Discord's limits as its documentation states them. It shares
// nothing with the adapter: what it lets through, Discord takes.

const (
	maxContent        = 2000
	maxEmbeds         = 10
	maxEmbedTitle     = 256
	maxEmbedText      = 4096 // the description
	maxEmbedFields    = 25
	maxFieldName      = 256
	maxFieldValue     = 1024
	maxEmbedFooter    = 2048
	maxEmbedAuthor    = 256
	maxEmbedsInAll    = 6000
	maxComponents     = 40 // nested ones included
	maxComponentsText = 4000
	maxRows           = 5 // of a message without components v2
	maxRowButtons     = 5
	maxLabel          = 80
	maxCustomID       = 100
	maxButtonURL      = 512
	maxChoices        = 25
	maxChoice         = 100
	maxCommandName    = 32
	maxDescription    = 100
	maxOptions        = 25
	maxCommandText    = 8000
	maxOptionLength   = 6000
)

// length counts as the strictest reader does: in UTF-16 units.
func length(text string) int { return len(utf16.Encode([]rune(text))) }

// A judge collects what is wrong, by field.
type judge struct {
	wrong      map[string]string
	ids        map[string]bool
	components int
	text       int
}

func (j *judge) say(field, format string, args ...any) {
	if _, ok := j.wrong[field]; !ok {
		j.wrong[field] = fmt.Sprintf(format, args...)
	}
}

func (j *judge) most(field, text string, most int) {
	if n := length(text); n > most {
		j.say(field, "it has %d characters, and may have %d", n, most)
	}
}

// Check judges the body of a request that posts or changes a message, and
// returns what is wrong with it, by field; nothing if Discord would take it.
func Check(body []byte) map[string]string {
	j := &judge{wrong: map[string]string{}, ids: map[string]bool{}}
	var m struct {
		Content    string            `json:"content"`
		Embeds     []json.RawMessage `json:"embeds"`
		Components []json.RawMessage `json:"components"`
		Flags      int               `json:"flags"`
		Allowed    *struct {
			Parse []string `json:"parse"`
		} `json:"allowed_mentions"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		j.say("body", "%v", err)
		return j.wrong
	}
	if m.Allowed != nil && m.Allowed.Parse == nil {
		j.say("allowed_mentions.parse", "it is no list")
	}
	v2 := m.Flags&flagComponentsV2 != 0
	if v2 && (m.Content != "" || len(m.Embeds) > 0) {
		j.say("flags", "a message of components has neither content nor embeds")
	}
	if m.Content == "" && len(m.Embeds) == 0 && len(m.Components) == 0 {
		j.say("empty", "nothing is in it")
	}
	j.most("content", m.Content, maxContent)
	j.embeds(m.Embeds)
	if !v2 && len(m.Components) > maxRows {
		j.say("components", "there are %d rows, and may be %d", len(m.Components), maxRows)
	}
	for i, c := range m.Components {
		j.component(fmt.Sprintf("components[%d]", i), c, v2, "")
	}
	if j.components > maxComponents {
		j.say("components", "there are %d, and may be %d", j.components, maxComponents)
	}
	if j.text > maxComponentsText {
		j.say("components", "they have %d characters, and may have %d", j.text, maxComponentsText)
	}
	return j.wrong
}

func (j *judge) embeds(list []json.RawMessage) {
	if len(list) > maxEmbeds {
		j.say("embeds", "there are %d", len(list))
	}
	all := 0
	for i, raw := range list {
		var e struct {
			Title       string                         `json:"title"`
			Description string                         `json:"description"`
			URL         string                         `json:"url"`
			Footer      struct{ Text string }          `json:"footer"`
			Author      struct{ Name string }          `json:"author"`
			Fields      []struct{ Name, Value string } `json:"fields"`
		}
		field := fmt.Sprintf("embeds[%d]", i)
		if err := json.Unmarshal(raw, &e); err != nil {
			j.say(field, "%v", err)
			continue
		}
		j.most(field+".title", e.Title, maxEmbedTitle)
		j.most(field+".description", e.Description, maxEmbedText)
		j.most(field+".footer.text", e.Footer.Text, maxEmbedFooter)
		j.most(field+".author.name", e.Author.Name, maxEmbedAuthor)
		all += length(e.Title) + length(e.Description) + length(e.Footer.Text) + length(e.Author.Name)
		if len(e.Fields) > maxEmbedFields {
			j.say(field+".fields", "there are %d", len(e.Fields))
		}
		for k, f := range e.Fields {
			in := fmt.Sprintf("%s.fields[%d]", field, k)
			j.most(in+".name", f.Name, maxFieldName)
			j.most(in+".value", f.Value, maxFieldValue)
			if f.Name == "" || f.Value == "" {
				j.say(in, "a name or value is missing")
			}
			all += length(f.Name) + length(f.Value)
		}
		if e.URL != "" {
			j.address(field+".url", e.URL)
		}
	}
	if all > maxEmbedsInAll {
		j.say("embeds", "they have %d characters together, and may have %d", all, maxEmbedsInAll)
	}
}

func (j *judge) address(field, address string) {
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		j.say(field, "%q is no address", address)
	}
}

// component judges a component that stands in another of a name, or at the
// top.
func (j *judge) component(field string, raw json.RawMessage, v2 bool, in string) {
	j.components++
	var c struct {
		Type       int               `json:"type"`
		Components []json.RawMessage `json:"components"`
		Accessory  json.RawMessage   `json:"accessory"`
		Content    string            `json:"content"`
		Style      int               `json:"style"`
		Label      string            `json:"label"`
		CustomID   string            `json:"custom_id"`
		URL        string            `json:"url"`
		ID         int64             `json:"id"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		j.say(field, "%v", err)
		return
	}
	if c.ID < 0 || c.ID > 1<<31-1 {
		j.say(field+".id", "%d is out of range", c.ID)
	}
	switch {
	case c.Type == 1 && (in == "" || in == "container"):
		if len(c.Components) < 1 || len(c.Components) > maxRowButtons {
			j.say(field, "a row holds %d buttons", len(c.Components))
		}
		j.inside(field, c.Components, v2, "row")
	case c.Type == 2 && (in == "row" || in == "section"):
		j.button(field, c.Style, c.Label, c.CustomID, c.URL)
	case c.Type == 9 && v2 && (in == "" || in == "container"):
		if len(c.Components) < 1 || len(c.Components) > 3 || c.Accessory == nil {
			j.say(field, "a section holds one to three texts, and has an accessory")
			return
		}
		j.inside(field, c.Components, v2, "section")
		j.component(field+".accessory", c.Accessory, v2, "section")
	case c.Type == 10 && v2 && in != "row":
		if c.Content == "" {
			j.say(field+".content", "it is empty")
		}
		j.text += length(c.Content)
	case c.Type == 14 && v2 && (in == "" || in == "container"):
	case c.Type == 17 && v2 && in == "":
		if len(c.Components) == 0 {
			j.say(field, "a container is empty")
		}
		j.inside(field, c.Components, v2, "container")
	default:
		j.say(field+".type", "%d may not stand here", c.Type)
	}
}

func (j *judge) inside(field string, list []json.RawMessage, v2 bool, in string) {
	for i, c := range list {
		j.component(fmt.Sprintf("%s.components[%d]", field, i), c, v2, in)
	}
}

func (j *judge) button(field string, style int, label, customID, address string) {
	j.most(field+".label", label, maxLabel)
	if label == "" {
		j.say(field+".label", "it is empty")
	}
	switch {
	case style >= 1 && style <= 4:
		j.most(field+".custom_id", customID, maxCustomID)
		if customID == "" || address != "" {
			j.say(field, "such a button has a custom id, and no address")
		}
		if j.ids[customID] {
			j.say(field+".custom_id", "%q stands twice", customID)
		}
		j.ids[customID] = true
	case style == 5:
		j.most(field+".url", address, maxButtonURL)
		j.address(field+".url", address)
	default:
		j.say(field+".style", "%d is not known", style)
	}
}

// checkChoices judges what an autocomplete offers.
func checkChoices(data []byte) map[string]string {
	j := &judge{wrong: map[string]string{}}
	var d struct {
		Choices []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		j.say("data", "%v", err)
	}
	if len(d.Choices) > maxChoices {
		j.say("choices", "there are %d", len(d.Choices))
	}
	for i, c := range d.Choices {
		field := fmt.Sprintf("choices[%d]", i)
		j.most(field+".name", c.Name, maxChoice)
		j.most(field+".value", c.Value, maxChoice)
		if c.Name == "" || c.Value == "" {
			j.say(field, "it is empty")
		}
	}
	return j.wrong
}

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

// checkCommands judges a list of commands.
func checkCommands(list []map[string]any) map[string]string {
	j := &judge{wrong: map[string]string{}}
	for i, c := range list {
		field := fmt.Sprintf("[%d]", i)
		name, _ := c["name"].(string)
		description, _ := c["description"].(string)
		kind, _ := c["type"].(float64)
		options, _ := c["options"].([]any)
		if kind <= 1 {
			if !commandName.MatchString(name) {
				j.say(field+".name", "%q is no name", name)
			}
			j.described(field, description)
		} else if length(name) < 1 || length(name) > maxCommandName || description != "" || len(options) > 0 {
			j.say(field, "such a command has a name alone")
		}
		if len(options) > maxOptions {
			j.say(field+".options", "there are %d", len(options))
		}
		all := length(name) + length(description)
		for k, o := range options {
			option, _ := o.(map[string]any)
			in := fmt.Sprintf("%s.options[%d]", field, k)
			name, _ := option["name"].(string)
			description, _ := option["description"].(string)
			if !commandName.MatchString(name) {
				j.say(in+".name", "%q is no name", name)
			}
			j.described(in, description)
			if longest, _ := option["max_length"].(float64); longest > maxOptionLength {
				j.say(in+".max_length", "%v is too much", longest)
			}
			all += length(name) + length(description)
		}
		if all > maxCommandText {
			j.say(field, "it has %d characters", all)
		}
	}
	return j.wrong
}

func (j *judge) described(field, text string) {
	if n := length(text); n < 1 || n > maxDescription {
		j.say(field+".description", "it has %d characters, and may have 1 to %d", n, maxDescription)
	}
}
