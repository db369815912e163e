package flatfile

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever a file holds, it is opened or refused: nothing is read behind its
// end, and nothing panics.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.quoth")
	if err := write(realDisk{}, path, newThing(1, 1)); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, 0, uint64(0))
	f.Add(whole[:100], 8, uint64(1<<40))
	f.Add([]byte(magic), 0, uint64(1))
	f.Fuzz(func(t *testing.T, data []byte, at int, number uint64) {
		// A number somewhere, and then checksums that are right: what is
		// claimed must be doubted too.
		if len(data) >= headerSize+8 {
			data = bytes.Clone(data)
			native.PutUint64(data[max(at, -at, 0)%(len(data)-7):], number)
			if h, err := decodeHeader(data, int64(len(data)), testVersion); err == nil || h.directoryAt > 0 && h.directoryAt < uint64(len(data)) {
				h.length, h.version = uint64(len(data)), testVersion
				h.directory = checksum(data[h.directoryAt:])
				copy(data, h.encode())
			}
		}
		fuzzed := filepath.Join(t.TempDir(), "fuzzed")
		if err := os.WriteFile(fuzzed, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var told *Error
		if _, err := reopened(fuzzed); err != nil && !errors.As(err, &told) {
			t.Errorf("the error does not say which file: %v", err)
		}
	})
}
