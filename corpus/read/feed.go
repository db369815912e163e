package read

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/feed"
)

// itemsOfFeed hands on the items of a feed (RSS, Atom, JSON Feed): each is a document. Its
// name is made of what the feed knows it by, so that it stays when others come before it.
func itemsOfFeed(f file, each func(part) error) error {
	parsed, err := feed.Parse(f.data, "")
	if errors.Is(err, feed.ErrPage) {
		err = feed.ErrNone // a file of XML may be anything
	}
	if err != nil {
		return err
	}
	for _, item := range parsed.Items {
		if err := each(f.item(parsed, item)); err != nil {
			return err
		}
	}
	return nil
}

// item makes a document of an item of a feed. Its title stands above its text.
func (f file) item(of *gofeed.Feed, item *gofeed.Item) part {
	text := cmp.Or(item.Content, item.Description)
	about := metadata{
		title: fold(cmp.Or(item.Title, of.Title)), author: authorOf(of, item), url: webAddress(item.Link),
		date: day(cmp.Or(item.Published, item.Updated)),
	}
	if at := cmp.Or(item.PublishedParsed, item.UpdatedParsed); at != nil {
		about.date = at.Format(time.DateOnly)
	}
	p := part{name: nameOf(cmp.Or(item.GUID, item.Link, item.Title+"\n"+text))}
	p.doc, p.err = f.passage(p.name, text, corpus.Place{Kind: corpus.Unnumbered}, about)
	return p
}

// nameOf is the name of the document of an item that is known by an ID.
func nameOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:6]) + ".html"
}

// authorOf names who wrote an item, or else the feed, without their addresses.
func authorOf(of *gofeed.Feed, item *gofeed.Item) string {
	for _, people := range [][]*gofeed.Person{item.Authors, of.Authors} {
		for _, p := range people {
			if p != nil && p.Name != "" {
				return fold(p.Name)
			}
		}
	}
	return ""
}

// day is the day of a date in a form that machines write; another date as it stands.
func day(date string) string {
	date = fold(date)
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.RFC1123Z, time.RFC1123} {
		if at, err := time.Parse(form, date); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	return date
}
