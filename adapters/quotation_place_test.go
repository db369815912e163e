package adapters_test

import (
	"testing"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A quotation says where it stands in the way of its source.
func TestPlacesOfQuotations(t *testing.T) {
	for place, want := range map[corpus.Place]string{
		{}:                               "a.pdf:7",
		{Kind: corpus.Page, Number: 12}:  "a.pdf, page 12",
		{Kind: corpus.Slide, Number: 3}:  "a.pdf, slide 3",
		{Kind: corpus.Time, Number: 845}: "a.pdf, at 14:05",
		{Kind: corpus.Line, Number: 44}:  "a.pdf:44",
		{Kind: corpus.Unnumbered}:        "a.pdf",
	} {
		q := adapters.Quotation{Quote: bot.Quote{Span: bot.Span{Document: "a.pdf"}, Line: 7, Place: place}}
		if got := adapters.Location(q); got != want {
			t.Errorf("%v stands at %q, want %q", place, got, want)
		}
	}
	q := adapters.Quotation{Quote: bot.Quote{Span: bot.Span{Document: "a.vtt"}, Place: corpus.Place{Kind: corpus.Time, Number: 3723}, Under: []string{"Berths"}}, Language: "de"}
	if got, want := adapters.Location(q), "a.vtt, bei 1:02:03, unter „Berths“"; got != want {
		t.Errorf("in German %q, want %q", got, want)
	}
}
