package discord

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// What a released version kept, in a delivery and in the file of sessions, must
// be read for ever: these files are never written again.

func TestWhereaboutsThatWereStoredAreRead(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/payload-1.json")
	if err != nil {
		t.Fatal(err)
	}
	want := whereabouts{Channel: "11", Message: "12", User: "13", Interaction: "14", App: "15", Token: "t16", Private: true}
	var got whereabouts
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("they are read as\n%+v, %v, and were\n%+v", got, err, want)
	}
}

func TestSessionsThatWereStoredAreRead(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/sessions-1.json")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sessions.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	want := kept{Self: self{User: "21", App: "22", Content: true}, Shards: map[string]session{
		"0/2": {ID: "s1", URL: "wss://gateway.example.org", Seq: 41},
		"1/2": {ID: "s2", URL: "wss://gateway.example.org", Seq: 42},
	}}
	if got := (&sessionFile{path: path}).load(); !reflect.DeepEqual(got, want) {
		t.Errorf("they are read as\n%+v, and were\n%+v", got, want)
	}
}
