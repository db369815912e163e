package question

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for message, want := range map[string]string{
		"Who fled? :wave:":                        "Who fled?",
		":eyes: :wave::skin-tone-2: Who fled?":    "Who fled?",
		":+1::-1: Who fled?":                      "Who fled?",
		"<:thinking:12345> Who<a:fled:1> fled?":   "Who fled?",
		":tada:":                                  "",
		":wave:, who fled?":                       ", who fled?",
		"https://example.com/a?b=c Who fled?":     "Who fled?",
		"Who fled?\nhttps://example.com":          "Who fled?",
		"<https://example.com> Who fled?":         "Who fled?",
		"What is http://localhost:8080/metrics?":  "What is http://localhost:8080/metrics?",
		"https://example.com is down, since when": "https://example.com is down, since when",
		"Did it start at 12:30:45?":               "Did it start at 12:30:45?",
		"What is std::vec::Vec?":                  "What is std::vec::Vec?",
		"What does a:b: mean in YAML?":            "What does a:b: mean in YAML?",
		"Who fled?\n```\nif x: :wave:\n```\nSoon": "Who fled? Soon",
		"```a``` Who ```b``` fled?":               "Who fled?",
		"```Who fled?```":                         "Who fled?",
		"Who fled? ```and who":                    "Who fled? ```and who",
		"What does `x` do?":                       "What does `x` do?",
	} {
		if got := strings.Join(strings.Fields(Plain(message)), " "); got != want {
			t.Errorf("Plain(%q) = %q, want %q", message, got, want)
		}
	}
}
