package store

import (
	"hash/crc32"
	"maps"
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
)

// arraysOfVersion is the checksum of what version makes of the documents below.
const arraysOfVersion = 0x1d5a68a1

// A file is read by the version that wrote it alone, so that version must tell
// apart whatever its arrays may hold.
func TestVersionTellsArraysApart(t *testing.T) {
	minutes := corpus.NewDocument("minutes.pdf", "The harbour board met on Monday.\n\nIt approved the pier.")
	minutes.Marks = []corpus.Mark{{Start: 0, Place: corpus.Place{Kind: corpus.Page, Number: 1, Label: "i"}}, {Start: 34, Place: corpus.Place{Kind: corpus.Page, Number: 2, Link: "https://example.org/2"}}}
	minutes.Retrieved, minutes.Superseded = "2026-11-01", "2026-11-30"
	s, err := New([]*corpus.Document{
		corpus.NewDocument("pact.txt", "The Russian Duma ratified the pact on October 24, 2024.\n\nSome 3,000 soldiers, not 12.5%, went to Kursk; Yoo Yong-won spoke of it."),
		corpus.NewDocument("ports.txt", "PORTS\n\nThese are open:\n\n- quay, 8080\n- pier, 8081\n"),
		corpus.NewDocument("aid.txt", "Lethal aid, which Seoul weighs, came late. Café owners criticised the front-line psychological warfare of the U.S."),
		minutes,
	}, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	arrays := arraysOf(s)
	delete(arrays, "meanings.signatures") // whose last bits a processor may round otherwise
	sum := uint32(0)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(name))
		sum = crc32.Update(sum, crc32.IEEETable, arrays[name])
	}
	if sum != arraysOfVersion {
		t.Errorf("the arrays have the checksum %#x, and those of version %d have %#x: raise version, or fix what has changed, and note the checksum here", sum, version, arraysOfVersion)
	}
}
