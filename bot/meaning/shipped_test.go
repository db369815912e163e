package meaning

import (
	"strings"
	"testing"
)

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
