package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/quoth-bot/quoth/corpus"
)

// A Stretch is a part of a document to read: some of its blocks.
type Stretch struct {
	Source Source
	Hash   string // of the document's text
	First  int    // the first of the blocks, counted in the document from 0
	Of     int    // how many blocks the document has
	Blocks []Block
}

// A Block is a paragraph, a heading, an item, a row... of a document as it is shown.
type Block struct {
	Kind  corpus.Kind
	Level int          // of a heading; of what stands in items of lists
	Line  int          // of the document, that it begins in; from 1
	Place corpus.Place // where it begins in a source whose text was made from something else
	Parts []Part       // its sentences in order, or all of it where it has none
}

// Read returns the blocks of a document from the one with the number first on, as many
// as have so many bytes, and one at least. It fails with ErrUnknownSource where who asks
// may not see the document there, or there is no such document or block.
func (b *Bot) Read(ctx context.Context, from From, collection, document string, first, bytes int) (Stretch, error) {
	var out Stretch
	err := b.read(from, func(scope []Collection) (err error) {
		c, ok := collectionOf(scope, Span{Collection: collection})
		if !ok {
			return ErrUnknownSource
		}
		out, err = c.Engine.Read(ctx, document, first, bytes)
		return err
	})
	return out, err
}

// Locate finds the sentence of a document whose text has a fingerprint, for a document
// that has changed since it was quoted. It fails with ErrUnknownSource as Read does, and
// with ErrSourceChanged where the sentence does not stand in it any more.
func (b *Bot) Locate(ctx context.Context, from From, collection, document, fingerprint string) (Span, error) {
	var out Span
	err := b.read(from, func(scope []Collection) (err error) {
		c, ok := collectionOf(scope, Span{Collection: collection})
		if !ok {
			return ErrUnknownSource
		}
		out, err = c.Engine.Locate(ctx, document, fingerprint)
		return err
	})
	return out, err
}

// Fingerprint tells the text of a sentence from others, whatever white space is in it.
func Fingerprint(text string) string {
	sum := sha256.Sum256([]byte(folded(text)))
	return hex.EncodeToString(sum[:6])
}
