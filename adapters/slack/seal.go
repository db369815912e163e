package slack

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
)

// A seal encrypts what is stored, with AES-256-GCM and a nonce for each value. A
// value opens under the name that it was sealed with alone: one that was moved to
// another workspace's row is none.
type seal struct{ aead cipher.AEAD }

func newSeal(key []byte) seal {
	block, err := aes.NewCipher(derived(key, "tokens"))
	if err != nil {
		panic(err) // derived keys have a right length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has a right block
	}
	return seal{aead}
}

// derived is a key of 32 bytes for one use of a key.
func derived(key []byte, use string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "quoth slack "+use, 32)
	if err != nil {
		panic(err) // 32 bytes are no more than it gives
	}
	return out
}

func (s seal) close(title string, text []byte) []byte {
	return s.aead.Seal(nil, nil, text, []byte(name+"/"+title))
}

func (s seal) open(title string, sealed []byte) ([]byte, error) {
	return s.aead.Open(nil, nil, sealed, []byte(name+"/"+title))
}
