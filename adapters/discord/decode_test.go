package discord

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot"
)

// decoder is an adapter that knows who it is, and one thread.
func decoder() *Adapter {
	a := New(Options{Token: "token"}, nil)
	a.self.Store(&self{User: "1", App: "1"})
	a.threads.Add("77", thread{Parent: "7"})
	return a
}

// aMessage is an event about a message: a question of anna in a server's
// channel, with what a test has differently.
func aMessage(change string) []byte {
	var m, other map[string]any
	for text, into := range map[string]*map[string]any{
		`{"id":"5","channel_id":"7","guild_id":"8","author":{"id":"2","username":"anna"},"content":"<@1> What?","type":0,
			"mentions":[{"id":"1","username":"quoth"}]}`: &m,
		change: &other,
	} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			panic(err)
		}
	}
	for k, v := range other {
		m[k] = v
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return text
}

func TestDecodeMessage(t *testing.T) {
	const toBot = `"message_reference":{"message_id":"4"},"referenced_message":{"id":"4","author":{"id":"1","bot":true},"message_reference":{"message_id":"3"}}`
	for name, c := range map[string]struct {
		change string
		want   string // the conversation, the text, and "overheard"; empty where it is none of the bot's business
	}{
		"a mention":                   {`{}`, "discord/7/5: What?"},
		"a mention of another shape":  {`{"content":"Hey <@!1>, what?"}`, "discord/7/5: Hey  , what?"},
		"a mention beside another":    {`{"content":"<@1> Who is <@3>?","mentions":[{"id":"3","username":"ben"},null]}`, "discord/7/5: Who is @ben?"},
		"no mention":                  {`{"content":"What?"}`, ""},
		"a mention of a role":         {`{"content":"<@&1> What?"}`, ""},
		"a direct message":            {`{"guild_id":"","content":"What?"}`, "discord/7: What?"},
		"of a bot":                    {`{"author":{"id":"2","bot":true}}`, ""},
		"of the bot itself":           {`{"author":{"id":"1"}}`, ""},
		"of a webhook":                {`{"webhook_id":"9"}`, ""},
		"of nobody":                   {`{"author":null}`, ""},
		"somebody joined":             {`{"type":7}`, ""},
		"a reply to the bot":          {`{"type":19,"content":"and when?",` + toBot + `}`, "discord/7/3: and when? overheard"},
		"a reply without its content": {`{"type":19,"content":"",` + toBot + `}`, ""},
		"a reply to the bot for ben":  {`{"type":19,"content":"<@3> and when?",` + toBot + `}`, ""},
		"a reply to ben":              {`{"type":19,"content":"and when?","message_reference":{"message_id":"4"},"referenced_message":{"id":"4","author":{"id":"3"}}}`, ""},
		"a reply to what is gone":     {`{"type":19,"content":"and when?","message_reference":{"message_id":"4"},"referenced_message":null}`, ""},
		"in a thread":                 {`{"channel_id":"77","content":"and when?"}`, "discord/7/77: and when? overheard"},
		"a mention in a thread":       {`{"channel_id":"77"}`, "discord/7/77: What?"},
		"for ben in a thread":         {`{"channel_id":"77","content":"<@3> and when?"}`, ""},
	} {
		d, ok := decoder().decodeMessage(false, aMessage(c.change))
		got := ""
		if ok {
			got = d.Question.Conversation + ": " + d.Question.Text
			if d.Question.Overheard {
				got += " overheard"
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A thread that was begun on an answer goes on with its conversation, as a
// reply does, however long the chain is.
func TestConversationsGoOn(t *testing.T) {
	a := decoder()
	first, _ := a.decodeMessage(false, aMessage(`{}`))
	a.chains.Add("6", first.Question.Conversation) // the answer, as it is posted
	reply := `{"id":"%","type":19,"content":"and when?","message_reference":{"message_id":"6"},"referenced_message":{"id":"6","author":{"id":"1"},"message_reference":{"message_id":"5"}}}`
	second, _ := a.decodeMessage(false, aMessage(strings.Replace(reply, "%", "9", 1)))
	a.chains.Add("10", second.Question.Conversation)
	a.learnThreads([]byte(`{"id":"10","type":11,"parent_id":"7","guild_id":"8"}`))
	third, _ := a.decodeMessage(false, aMessage(`{"id":"11","channel_id":"10","content":"and where?"}`))
	for _, d := range []bot.Delivery{second, third} {
		if d.Question.Conversation != first.Question.Conversation || !d.Question.Overheard {
			t.Errorf("%+v does not go on with %q", d.Question, first.Question.Conversation)
		}
	}
	own := strings.ReplaceAll(strings.Replace(reply, "%", "12", 1), `{"id":"6","author":{"id":"1"}`, `{"id":"6","author":{"id":"2"}`)
	for name, c := range map[string]struct {
		change string
		want   bool
	}{
		"to her own question":        {strings.ReplaceAll(own, `"6"`, `"5"`), true},
		"to what is not told":        {`{"id":"13","type":19,"content":"and when?","message_reference":{"message_id":"6"}}`, true},
		"to what she said elsewhere": {strings.ReplaceAll(own, `"6"`, `"99"`), false},
		"to what ben said in it":     {strings.ReplaceAll(own, `"author":{"id":"2"}`, `"author":{"id":"3"}`), false},
	} {
		if d, ok := a.decodeMessage(false, aMessage(c.change)); ok != c.want || ok && d.Question.Conversation != first.Question.Conversation {
			t.Errorf("a reply %s: %t, %+v", name, ok, d.Question)
		}
	}
	if third.Question.Place.Channel != "7" {
		t.Errorf("a thread is not taken for a part of its channel: %+v", third.Question.Place)
	}
}

func TestDecodeEdits(t *testing.T) {
	a := decoder()
	for change, want := range map[string]bool{
		`{}`: false, // a preview of a link
		`{"edited_timestamp":"2026-01-01T00:00:00+00:00"}`: true,
	} {
		if d, ok := a.decodeMessage(true, aMessage(change)); ok != want || ok && (!d.Edit || d.Message != "5" || strings.Contains(d.Key(), "message")) {
			t.Errorf("%s: %t, %+v", change, ok, d)
		}
	}
}

func TestGuests(t *testing.T) {
	d, _ := decoder().decodeMessage(false, aMessage(`{"member":{"flags":16}}`))
	if !d.Question.Asker.Outside {
		t.Error("a guest is taken for a member")
	}
}

func FuzzDecodeMessage(f *testing.F) {
	f.Add(aMessage(`{}`), false)
	f.Add(aMessage(`{"edited_timestamp":"x","referenced_message":{"id":"4"}}`), true)
	f.Add([]byte("null"), false)
	f.Add([]byte(`{"id":"5","channel_id":"7","guild_id":"8","author":{},"edited_timestamp":""}`), true) // it may have called the bot before
	f.Fuzz(func(t *testing.T, raw []byte, edit bool) {
		d, ok := decoder().decodeMessage(edit, raw)
		if !ok {
			return
		}
		var at whereabouts
		if err := json.Unmarshal(d.Payload, &at); err != nil || at.Channel == "" || at.Message == "" || len(d.Keys) == 0 ||
			d.Message == "" || !d.Deleted && d.Question.Conversation == "" || mentions(d.Question.Text, "1") {
			t.Errorf("decoded to %+v", d)
		}
	})
}

func FuzzDecodeInteraction(f *testing.F) {
	for _, text := range []string{
		`{"id":"1","token":"t","type":2,"user":{"id":"2"},"data":{"name":"ask","options":[{"name":"question","value":"x"},null]}}`,
		`{"id":"1","token":"t","type":3,"member":{"user":{"id":"2"},"flags":16},"channel":{"id":"7","type":11,"parent_id":"8"},"context":0,"authorizing_integration_owners":{"1":"2"}}`,
		"null", `{"id":7}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		i, ok := decodeInteraction(raw)
		if !ok {
			return
		}
		if from := i.from(); from.Asker.ID == "" || from.Place.Platform != name {
			t.Errorf("from %+v", from)
		}
		_, _, _ = i.text(optionQuestion), i.flag(optionPrivate), i.direct()
	})
}

func FuzzDecodeFrame(f *testing.F) {
	for _, text := range []string{"null", `{"op":0,"s":3,"t":"READY","d":{}}`, `{"op":11}`, "x\x9c\xabV\xca/P\xb22\xac\x05\x00\r\x8d\x02\xe3"} {
		f.Add([]byte(text), false)
		f.Add([]byte(text), true)
	}
	f.Fuzz(func(t *testing.T, text []byte, packed bool) {
		if e, err := decodeFrame(packed, text); err == nil && !packed && !json.Valid(text) {
			t.Errorf("%q is a frame: %+v", text, e)
		}
	})
}
