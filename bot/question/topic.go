package question

import (
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// longestTopic is the most bytes of a message that asks for a brief.
const longestTopic = 400

// Topic reports whether a message asks for a brief: not for an answer, but for what
// the sources say of a topic, or in all. The topic is as it is written there, and
// empty for all.
func Topic(l *lang.Language, text string) (topic string, ok bool) {
	if len(text) > longestTopic {
		return "", false
	}
	for _, asks := range l.Questions.Briefs {
		at := asks.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		if len(at) > 2 && at[2] >= 0 {
			topic = strings.TrimRight(text[at[2]:at[3]], " ?.!")
		}
		if l.Questions.Everything.MatchString(topic) {
			topic = ""
		}
		return topic, true
	}
	return "", false
}
