package slack

import (
	"testing"

	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
)

func TestRead(t *testing.T) {
	for raw, want := range map[string]said{
		"<@U0QUOTH> how many?":                       {text: "how many?", called: true},
		"how many, <@U0QUOTH|quoth>?":                {text: "how many, ?", called: true},
		"<@UBEN> how many?":                          {text: "@UBEN how many?", others: true},
		"<@UBEN|ben> how many?":                      {text: "@ben how many?", others: true},
		"<!here> <!channel> <!everyone>":             {others: true},
		"<!subteam^S1|@desk> and?":                   {text: "@desk and?", others: true},
		"a &lt; b &amp;&amp; c &gt; d":               {text: "a < b && c > d"},
		"&lt;!channel&gt; &amp;lt;":                  {text: "<!channel> &lt;"},
		"see <https://example.org/a?b&amp;c>":        {text: "see https://example.org/a?b&c"},
		"see <https://example.org|the &lt;page&gt;>": {text: "see the <page>"},
		"in <#C1|desk> and <#C2>":                    {text: "in #desk and #C2"},
		"on <!date^1392734382^{date}|18 February>":   {text: "on 18 February"},
		"an open <bracket":                           {text: "an open <bracket"},
		"":                                           {},
		"<>":                                         {},
		"<@>":                                        {text: "@"},
	} {
		if got := read(raw, "U0QUOTH"); got != want {
			t.Errorf("read(%q) = %+v, want %+v", raw, got, want)
		}
	}
	for _, typed := range []string{"a < b & c > d", "&lt; &amp;", "<!channel> *x* _y_ `z`", "ü 漢字 😀"} {
		if got := read(slacktest.Escape(typed), ""); got.text != typed || got.others {
			t.Errorf("what is typed as %q is read %+v", typed, got)
		}
		if got := escape(typed); got != slacktest.Escape(typed) {
			t.Errorf("%q is escaped %q", typed, got)
		}
	}
}

func TestMethodsURL(t *testing.T) {
	for given, want := range map[string]string{
		"": "https://slack.com/api/", "https://slack.com/api/": "https://slack.com/api/", "https://slack-gov.com/api": "https://slack-gov.com/api/",
		"http://127.0.0.1:4603": "http://127.0.0.1:4603/api/", "http://127.0.0.1:4603/": "http://127.0.0.1:4603/api/",
		"https://proxy.example.org/slack//": "https://proxy.example.org/slack/",
	} {
		if got := methodsURL(given); got != want {
			t.Errorf("methodsURL(%q) = %q, want %q", given, got, want)
		}
	}
}
