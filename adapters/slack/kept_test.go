package slack

import (
	"encoding/json"
	"os"
	"testing"
)

// What a released version kept in a delivery must be read for ever: the file is
// never written again.
func TestTargetThatWasStoredIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/payload-1.json")
	if err != nil {
		t.Fatal(err)
	}
	want := target{
		Channel: "C1", Thread: "1700000000.000100", Asked: "1700000000.000200", User: "U1", Direct: true, Private: true,
		ResponseURL: "https://hooks.slack.com/commands/T1/1/x",
	}
	var got target
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("it is read as\n%+v, %v, and was\n%+v", got, err, want)
	}
}
