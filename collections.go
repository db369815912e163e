package main

import (
	"context"

	"quoth/bot"
	"quoth/config"
	"quoth/corpus"
	"quoth/corpus/sample"
)

// A collection is one of the settings, before it is read.
type collection struct {
	name     string
	folders  []string // none for the embedded reports
	audience bot.Audience
}

// collectionsOf lists all that the settings name: the embedded reports, where
// they name nothing.
func collectionsOf(c config.Config) []collection {
	var out []collection
	if len(c.Corpus.Folders) > 0 || len(c.Collections) == 0 {
		out = append(out, corpusOf(c))
	}
	for _, further := range c.Collections {
		out = append(out, collection{further.Name, further.Folders, audienceOf(further.Audience)})
	}
	return out
}

// corpusOf is the collection without a name of its own: the embedded reports,
// which alone are open to all, where the corpus has no folder.
func corpusOf(c config.Config) collection {
	if len(c.Corpus.Folders) == 0 {
		return collection{name: config.CorpusName, audience: bot.Open}
	}
	return collection{config.CorpusName, c.Corpus.Folders, audienceOf(c.Corpus.Audience)}
}

func audienceOf(a config.Audience) bot.Audience {
	return bot.Audience{
		Everyone: a.Everyone, Direct: a.Direct, Channels: a.Channels, Workspaces: a.Workspaces, Outsiders: a.Outsiders,
	}
}

// read reads a collection; the library tells of the files that were left out.
func (c collection) read(ctx context.Context, o corpus.Options) (bot.Collection, *corpus.Library, error) {
	out := bot.Collection{Name: c.name, Audience: c.audience}
	library := &corpus.Library{}
	var err error
	if len(c.folders) == 0 {
		library.Documents, err = sample.Documents()
	} else {
		library, err = corpus.Load(ctx, c.folders, o)
	}
	if err != nil {
		return out, nil, err
	}
	out.Documents = library.Documents
	return out, library, nil
}
