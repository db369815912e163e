package discord

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// A sessionFile keeps what is needed to go on with the sessions of an earlier
// run: Discord delivers then what came meanwhile. It is written at each
// heartbeat, and to the last event when a connection ends. Where the program is
// killed, what was received since the last heartbeat is delivered again, and
// dropped by the ledger. With an empty path it remembers for the run only.
type sessionFile struct {
	path string

	mu     sync.Mutex
	known  bool
	kept   kept
	failed bool // the last time that it was written
}

type kept struct {
	Self   self               `json:"self"`
	Shards map[string]session `json:"shards"`
}

// load returns what was kept. A file that cannot be read costs what came
// during the restart, and nothing else.
func (f *sessionFile) load() kept {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.known {
		f.known = true
		text, err := os.ReadFile(f.path)
		if err != nil || json.Unmarshal(text, &f.kept) != nil {
			f.kept = kept{}
		}
	}
	out := kept{Self: f.kept.Self, Shards: map[string]session{}}
	for name, s := range f.kept.Shards {
		out.Shards[name] = s
	}
	return out
}

// keep writes down how far a shard's session has come. Of many failures one
// after the other it tells the first.
func (f *sessionFile) keep(me self, shard string, s session) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = true
	f.kept.Self = me
	if f.kept.Shards == nil {
		f.kept.Shards = map[string]session{}
	}
	f.kept.Shards[shard] = s
	if f.path == "" {
		return nil
	}
	err := f.write()
	told := f.failed
	f.failed = err != nil
	if told {
		return nil
	}
	return err
}

// write writes the file as a whole, or not at all.
func (f *sessionFile) write() error {
	text, err := json.Marshal(f.kept)
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*") // which only its owner can read
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(text)
	if closing := draft.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(draft.Name(), f.path)
}
