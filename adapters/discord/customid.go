package discord

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// An action is what a button does.
type action byte

// The actions. Their numbers stand in messages that have been posted.
const (
	showContext action = 1
	showMore    action = 2
	rateHelpful action = 3
	rateNot     action = 4
	showPage    action = 5 // of the list of sources
)

// A press is what a button carries: all that is needed to do what it says, so
// that it works after a restart.
type press struct {
	Do     action
	Answer string // of showMore and of the ratings: the answer's ID
	Number int    // of showPage: which, from 0; of showMore: how many quotations stand already
	Place  spanID // of showContext
}

// A spanID names a span in a few bytes: the document by the beginning of a
// hash of its name, which is looked up among the sources that who clicks may
// see.
type spanID struct {
	Document   [8]byte
	Hash       [16]byte
	Start, End int
}

// errNoButton says that a custom ID is none of the bot's, or not for this bot.
var errNoButton = errors.New("the button is not known")

// A signer makes custom IDs, and takes only those that it made. Its key comes
// from the bot's token, so that IDs stay good over restarts.
type signer struct {
	key []byte
}

func newSigner(token string) *signer {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("quoth: custom ids of discord"))
	return &signer{mac.Sum(nil)}
}

// signature is as long as it takes not to be guessed by clicking.
const signature = 8

// idPrefix is the format's version.
const idPrefix = "q1."

// id encodes a press: 30 to 60 characters.
func (s *signer) id(p press) string {
	b := []byte{byte(p.Do)}
	switch p.Do {
	case showContext:
		b = append(append(b, p.Place.Document[:]...), p.Place.Hash[:]...)
		b = binary.AppendUvarint(b, uint64(p.Place.Start))
		b = binary.AppendUvarint(b, uint64(p.Place.End-p.Place.Start))
	case showPage:
		b = binary.AppendUvarint(b, uint64(p.Number))
	case showMore:
		b = append(binary.AppendUvarint(b, uint64(p.Number)), p.Answer...)
	default:
		b = append(b, p.Answer...)
	}
	return idPrefix + base64.RawURLEncoding.EncodeToString(append(b, s.sign(b)...))
}

func (s *signer) sign(b []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(idPrefix))
	mac.Write(b)
	return mac.Sum(nil)[:signature]
}

// press decodes a custom ID. It fails with errNoButton.
func (s *signer) press(id string) (press, error) {
	if len(id) < len(idPrefix) || id[:len(idPrefix)] != idPrefix {
		return press{}, errNoButton
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(id[len(idPrefix):])
	if err != nil || len(b) <= signature {
		return press{}, errNoButton
	}
	b, given := b[:len(b)-signature], b[len(b)-signature:]
	if !hmac.Equal(given, s.sign(b)) {
		return press{}, errNoButton
	}
	p, err := decodePress(b)
	if err == nil && s.id(p) != id { // base64 may be written in several ways
		return press{}, errNoButton
	}
	return p, err
}

// decodePress decodes what is signed.
func decodePress(b []byte) (press, error) {
	p := press{Do: action(b[0])}
	b = b[1:]
	switch p.Do {
	case showContext:
		if len(b) < len(p.Place.Document)+len(p.Place.Hash) {
			return press{}, errNoButton
		}
		b = b[copy(p.Place.Document[:], b):]
		b = b[copy(p.Place.Hash[:], b):]
		start, n := binary.Uvarint(b)
		if n <= 0 {
			return press{}, errNoButton
		}
		length, m := binary.Uvarint(b[n:])
		if m <= 0 || n+m != len(b) || start > maxOffset || length > maxOffset {
			return press{}, errNoButton
		}
		p.Place.Start, p.Place.End = int(start), int(start+length)
	case showPage, showMore:
		number, n := binary.Uvarint(b)
		if n <= 0 || number > maxOffset || p.Do == showPage && n != len(b) {
			return press{}, errNoButton
		}
		p.Number, p.Answer = int(number), string(b[n:])
	case rateHelpful, rateNot:
		p.Answer = string(b)
	default:
		return press{}, errNoButton
	}
	return p, nil
}

// maxOffset is beyond the end of any document.
const maxOffset = 1 << 40

// maxAnswerID is the longest ID of an answer that fits a custom ID; the bot's
// have 16 characters.
const maxAnswerID = 48

// spanIDOf names a span; false if it has a hash of another kind.
func spanIDOf(s bot.Span) (spanID, bool) {
	out := spanID{Document: documentID(s.Collection, s.Document), Start: s.Start, End: s.End}
	hash, err := hex.DecodeString(s.Hash)
	if err != nil || len(hash) != len(out.Hash) {
		return spanID{}, false
	}
	copy(out.Hash[:], hash)
	return out, true
}

func documentID(collection, document string) (out [8]byte) {
	sum := sha256.Sum256([]byte(collection + "\x00" + document))
	copy(out[:], sum[:])
	return out
}

// span looks up the span of a name among what somebody may see. It fails with
// bot.ErrUnknownSource.
func (id spanID) span(ctx context.Context, b adapters.Bot, from bot.From) (bot.Span, error) {
	sources, err := b.Sources(ctx, from)
	if err != nil {
		return bot.Span{}, err
	}
	for _, s := range sources {
		if documentID(s.Collection, s.Document) == id.Document {
			return bot.Span{
				Collection: s.Collection, Document: s.Document, Hash: hex.EncodeToString(id.Hash[:]),
				Span: corpus.Span{Start: id.Start, End: id.End},
			}, nil
		}
	}
	return bot.Span{}, bot.ErrUnknownSource
}
