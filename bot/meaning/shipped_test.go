package meaning

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write prepared.bin again")

// encode returns all of it but the vocabulary's text.
func (p *prepared) encode() []byte {
	arrays := []numbers{p.factors, p.heads.starts, p.heads.slots, p.tails.slots}
	b := binary.LittleEndian.AppendUint32(nil, p.print)
	b = binary.LittleEndian.AppendUint32(b, p.longest)
	for _, a := range arrays {
		b = binary.LittleEndian.AppendUint32(b, uint32(a.len()))
		b = append(b, a...)
	}
	return b
}

// What the program carries prepared is what its table would be opened with.
func TestShippedIsPrepared(t *testing.T) {
	want := mustOpen(t, shipped).encode()
	if *update {
		if err := os.WriteFile("prepared.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(shippedPrepared, want) {
		t.Error("prepared.bin is of another table: go test ./bot/meaning -run Prepared -update")
	}
	table := Shipped()
	for id := range uint32(table.factors.len()) {
		list := &table.heads
		if token := list.at(id); strings.HasPrefix(token, continues) && token != continues {
			list = &table.tails
		}
		if found, ok := list.find(list.at(id)); !ok || found != id {
			t.Fatalf("token %d is found as %d, %v", id, found, ok)
		}
	}
}

func TestShipped(t *testing.T) {
	table := Shipped()
	if len(shipped) > 9<<20 {
		t.Errorf("the table takes %d bytes, want at most 9 MB", len(shipped))
	}
	forms := strings.Fields("banana troops weather pact approval piano river")
	w := NewWords(table, list(forms), func(uint32) bool { return false })
	view := w.View()
	defer view.Release()
	for form, want := range map[string]string{"soldiers": "troops", "treaty": "pact", "approved": "approval"} {
		v, _ := table.Vector(form)
		best := 0
		for i := range forms {
			if v.Cosine(view.Vector(uint32(i))) > v.Cosine(view.Vector(uint32(best))) {
				best = i
			}
		}
		if forms[best] != want {
			t.Errorf("nearest to %q is %q, want %q", form, forms[best], want)
		}
	}
	if got := w.Near(nil, "soldiers", 3); len(got) == 0 || forms[got[0].Word] != "troops" {
		t.Errorf("the neighbours of soldiers are %v, want troops first", got)
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(shipped); err != nil {
			b.Fatal(err)
		}
	}
}
