package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// maxSkew is how old, or how far ahead, a request may be: what Slack advises.
const maxSkew = 5 * time.Minute

// maxSignatures bounds the signatures that are remembered. At that many
// requests within the skew, new ones are refused rather than old ones
// forgotten.
const maxSignatures = 100_000

// Reasons to refuse a request.
var (
	errUnsigned = errors.New("the request is not signed")
	errStale    = errors.New("the request is too old, or from a clock that is wrong")
	errForged   = errors.New("the signature is wrong")
	errReplayed = errors.New("the request came before")
	errTooLarge = errors.New("the request is too large")
	errTooMany  = errors.New("too many requests are remembered")
)

// How a request is signed.
const (
	signVersion  = "v0"
	headerTime   = "X-Slack-Request-Timestamp"
	headerSigned = "X-Slack-Signature"
)

// signatures checks that requests are Slack's: an HMAC-SHA256 of their time and
// body under the signing secret. A signature that was good once is good no more.
type signatures struct {
	secret []byte
	now    func() time.Time

	mu   sync.Mutex
	seen map[string]time.Time // until when each would be good
	next time.Time            // when those that are not are forgotten
}

func newSignatures(secret string) *signatures {
	return &signatures{secret: []byte(secret), now: time.Now, seen: map[string]time.Time{}}
}

// check returns why a request is to be refused, or nil. The body of an event
// that Slack sends again in the same second is signed alike: retry lets that
// pass, and the intake knows it by its name.
func (s *signatures) check(h http.Header, body []byte, retry bool) error {
	stamp, signature := h.Get(headerTime), h.Get(headerSigned)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || signature == "" {
		return errUnsigned
	}
	at := time.Unix(seconds, 0)
	if skew := s.now().Sub(at); skew > maxSkew || skew < -maxSkew {
		return errStale
	}
	if !hmac.Equal([]byte(signature), []byte(s.sign(stamp, body))) { // in constant time
		return errForged
	}
	return s.remember(signature, at.Add(maxSkew), retry)
}

// sign returns the signature of a body at a time.
func (s *signatures) sign(stamp string, body []byte) string {
	mac := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(mac, "%s:%s:", signVersion, stamp)
	mac.Write(body)
	return signVersion + "=" + hex.EncodeToString(mac.Sum(nil))
}

// remember remembers a good signature for as long as it would be.
func (s *signatures) remember(signature string, until time.Time, retry bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if now.After(s.next) {
		for known, until := range s.seen {
			if now.After(until) {
				delete(s.seen, known)
			}
		}
		s.next = now.Add(time.Minute)
	}
	_, known := s.seen[signature]
	switch {
	case known && !retry:
		return errReplayed
	case !known && len(s.seen) >= maxSignatures:
		return errTooMany
	}
	s.seen[signature] = until
	return nil
}
