package corpus

import (
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/lang/en"
)

const prose = `Reports indicate that at least 18 soldiers have already deserted. The U.S. has expressed concerns over this deployment, with officials noting that up to 3,000 troops may have trained there, raising alarms about their role. "It was, on the whole, expected," he said. Mr. Smith, who was born in 1955, lived at No. 5 for years. `

func BenchmarkNewDocument(b *testing.B) {
	text := strings.Repeat(strings.Repeat(prose, 4)+"\n", 800)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		NewDocument("prose.txt", text)
	}
}

func BenchmarkSentences(b *testing.B) {
	text := strings.Repeat(prose, 3000)
	var spans []Span
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		spans = appendSentences(en.English, spans[:0], text, Span{0, len(text)})
	}
}
