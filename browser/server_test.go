package browser

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// ferries has a block of each kind that a page shows in its own way.
const ferries = `---
title: Ferries
author: Ada Marrow
date: 2026-03-01
url: https://example.org/ferries
---
# Fares

The **ferry** to Quillmouth costs 12 crowns. It is [free](https://example.org/free) for children.

| Port | Berths | Depth at low water | Pilot | Harbour dues for each day or part of a day |
|---|---|---|---|---|
| Quillmouth | 12 | 4.5 metres | on request | three crowns a metre |
| Marrowgate-upon-the-Saltmarshes | 7 | 2.5 metres | compulsory | two crowns a metre |

## Rules

- Dogs sail for nothing.
  - A dog of more than forty kilograms needs a berth.
- Bicycles are carried on deck.

> The sea is not to be argued with.

### Bookings

Run this to book a cabin:

` + "```" + `
ferry --now --from Quillmouth --to Marrowgate-upon-the-Saltmarshes --cabin 12 --class first
` + "```" + `

A cabin is booked until the ferry departs.
`

// tolls differs from ferries in what a crossing costs.
const tolls = "The ferry to Quillmouth costs 15 crowns, says the guild.\n"

// longNamed has a title and a name that no line of a telephone holds.
const longNamed = `---
title: "A Full and True Account of the Dredging of the Northern Basin at Quillmouth, with Tables of the Spoil Removed in Each Year, and an Appendix on the Habits of the Heron"
---
The heron nests on the roof of the pumping station.

The_configuration_key_heron.nesting.platform.minimum_distance_in_metres_above_mean_high_water is 4.
`

const longName = "archive/2026/minutes_of_the_harbour_board/northern_basin-dredging-account-final_final_v2.md"

// A file is one of a collection, by its name.
type file struct{ name, text string }

var ports = []file{{"a/ferries.md", ferries}, {"tolls.txt", tolls}, {longName, longNamed}}

// of reads a file that stands beside the repository's tests.
func of(t *testing.T, name, path string) file {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return file{name, string(data)}
}

// serve serves files, and returns the address.
func serve(t *testing.T, files []file, o web.Options) string {
	t.Helper()
	return serveDocuments(t, documentsOf(t, files...), []bot.SkippedFile{{Collection: "ports", Name: "old.doc", Reason: "files of type .doc are not read"}}, o)
}

func documentsOf(t *testing.T, files ...file) []*corpus.Document {
	t.Helper()
	var documents []*corpus.Document
	for _, f := range files {
		d, _, err := read.Document(f.name, []byte(f.text))
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, d)
	}
	return documents
}

func serveDocuments(t *testing.T, documents []*corpus.Document, skipped []bot.SkippedFile, o web.Options) string {
	t.Helper()
	e, err := engine.New("ports", documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New([]bot.Collection{{
		Name: "ports", Audience: bot.Open, Engine: e,
		Skipped: skipped,
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.Listen, o.Log = "127.0.0.1:0", slog.New(slog.DiscardHandler)
	s, err := web.New(o, b)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	if err := s.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = e.Close()
	})
	return s.Address()
}
