package opensearch

import (
	"fmt"

	"github.com/quoth-bot/quoth/bot/store"
)

// mapping counts what rows and fields mean: it goes up with each change of them.
const mapping = 2

// format is what rows are written as: how they look, and how text becomes words and
// stems. Rows of another format are written anew.
var format = fmt.Sprintf("%d.%d", mapping, store.Version)

// The indices of a collection: paragraphs are found by their words; documents are
// listed; words are looked up, and the totals stand among them. They are reached by
// aliases, so that rows of another format can be written beside those in use.
const (
	paragraphs = "paragraphs"
	documents  = "documents"
	vocabulary = "words"
)

var kinds = []string{paragraphs, documents, vocabulary}

// alias is how an index is reached.
func (c *client) alias(kind string) string { return c.index + "-" + kind }

// physical is the index behind an alias.
func (c *client) physical(kind string) string { return c.index + "-" + kind + "-" + format }

type object = map[string]any

// k1 and b are BM25's parameters, those of bot/index.
const k1, b = 0.9, 0.4

// betweenSentences is how many words lie between two sentences of a paragraph where
// words beside each other are looked for: more than they may be apart.
const betweenSentences = 100

// unindexed is a field that is given back as it was written.
var unindexed = object{"type": "object", "enabled": false}

// excluded are the fields that are searched and not given back.
var excluded = map[string][]string{paragraphs: {"stems", "above", "title"}, documents: {}, vocabulary: {}}

// settingsOf are the settings and the mapping of an index. Words come analysed from
// here: the cluster parts them at blanks alone.
func settingsOf(kind string) object {
	keyword := object{"type": "keyword"}
	number := object{"type": "integer"}
	stems := object{
		"type": "text", "analyzer": "whitespace", "similarity": "quoth",
		"position_increment_gap": betweenSentences,
	}
	once := object{"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": false}
	fields := map[string]object{
		paragraphs: {
			"document": keyword, "number": number, "start": number, "end": number,
			"stems": stems, "above": once, "title": once, "excerpt": unindexed,
		},
		documents: {"name": keyword, "order": keyword, "about": unindexed},
		vocabulary: {
			"kind": keyword, "word": keyword, "stem": keyword,
			"count": number, "row": unindexed, "phrase": once,
		},
	}[kind]
	return object{
		"settings": object{
			"index": object{
				"refresh_interval":     "5s",
				"auto_expand_replicas": "0-1",
				"max_result_window":    50_000,
				"similarity":           object{"quoth": object{"type": "BM25", "k1": k1, "b": b}},
			},
		},
		"mappings": object{
			"dynamic": false, "_source": object{"excludes": excluded[kind]}, "properties": fields,
		},
	}
}
