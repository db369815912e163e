package terminal

import (
	"bytes"
	"testing"
)

// A bar in a file or a pipe would be noise.
func TestNoProgressButOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := NewProgress(&out, "reading")
	p.begun = p.begun.Add(-2 * patience)
	p.Show(1, 10)
	p.Close()
	if out.Len() > 0 {
		t.Errorf("a bar was drawn: %q", &out)
	}
}
