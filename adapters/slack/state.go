package slack

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"sync"
	"time"
)

const (
	// stateFor is how long an installation that was begun may take.
	stateFor = 10 * time.Minute
	// maxStates bounds the states that are remembered as used. Each is good in
	// the browser that it was given to alone, so that these are not guesses.
	maxStates = 10_000
)

// What can be wrong with a state.
var (
	errStrangeState = errors.New("the state is not that of this browser")
	errForgedState  = errors.New("the state was not made here")
	errOldState     = errors.New("the state has expired")
	errUsedState    = errors.New("the state was used before")
	errManyStates   = errors.New("too many states were used in the last minutes")
)

// states ties an installation to the browser that began it: what Slack hands back
// must be what that browser has in a cookie, signed here, recent, and new.
type states struct {
	key []byte

	mu   sync.Mutex
	used map[string]time.Time // until when each would be good
}

func newStates(key []byte) *states {
	return &states{key: derived(key, "states"), used: map[string]time.Time{}}
}

const (
	stateNonce  = 16
	stateSigned = stateNonce + 8 // and until when it is good
)

// issue makes a state.
func (s *states) issue() string {
	b := make([]byte, stateNonce, stateSigned+sha256.Size)
	rand.Read(b) // never fails
	b = binary.BigEndian.AppendUint64(b, uint64(time.Now().Add(stateFor).Unix()))
	return base64.RawURLEncoding.EncodeToString(append(b, s.sign(b)...))
}

func (s *states) sign(b []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(b)
	return mac.Sum(nil)
}

// take uses a state up, or returns why it is no good in the browser that has
// this cookie.
func (s *states) take(state, cookie string) error {
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(cookie)) != 1 {
		return errStrangeState
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(b) != stateSigned+sha256.Size || !hmac.Equal(b[stateSigned:], s.sign(b[:stateSigned])) {
		return errForgedState
	}
	until := time.Unix(int64(binary.BigEndian.Uint64(b[stateNonce:stateSigned])), 0)
	now := time.Now()
	if !now.Before(until) {
		return errOldState
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for known, until := range s.used {
		if now.After(until) {
			delete(s.used, known)
		}
	}
	if _, used := s.used[state]; used {
		return errUsedState
	}
	if len(s.used) >= maxStates {
		return errManyStates
	}
	s.used[state] = until
	return nil
}
