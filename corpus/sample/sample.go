// Package sample holds five reports on one subject, embedded, so that there is
// something to ask before any folder is named.
package sample

import (
	"embed"
	"fmt"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

//go:embed reports/*.txt
var reports embed.FS

// titles names each report. Two have a headline of their own, which stands
// here as it stands there; the others are named by what they are about.
var titles = []struct{ file, title string }{
	{"000_90df82462330a561.txt", "North Korean Troops in Russia and South Korea's Possible Lethal Aid to Ukraine"},
	{"001_f01ee325b9c01683.txt", "North Korea's Troop Deployment to Ukraine Raises Concerns in South Korea"},
	{"002_b22b544e0916c184.txt", "North Korean Soldiers Near the Ukrainian Border and the Defense Pact with Russia"},
	{"003_7f77b656253255cd.txt", "North Korean Soldiers in Kursk: Ukraine's Call to Surrender and the Defectors' Psychological Warfare"},
	{"004_5002f70813df1946.txt", "North Korea's Troop Deployment: A Turning Point in Global Warfare Dynamics"},
}

// Documents returns the reports, in the order of their names, which are those
// of their files.
func Documents() ([]*corpus.Document, error) {
	docs := make([]*corpus.Document, 0, len(titles))
	for _, t := range titles {
		data, err := reports.ReadFile("reports/" + t.file)
		if err != nil {
			return nil, fmt.Errorf("embedded report: %w", err)
		}
		doc, _, err := read.Document(t.file, data)
		if err != nil {
			return nil, fmt.Errorf("embedded report %s: %w", t.file, err)
		}
		doc.Title = t.title
		docs = append(docs, doc)
	}
	return docs, nil
}
