package meaning

import "sync"

// heads are the whole words of a table, as a Vocabulary.
type heads struct {
	table *Table
	ids   []uint32
}

func (h heads) Words() int              { return len(h.ids) }
func (h heads) Form(word uint32) string { return h.table.heads.at(h.ids[word]) }

// headsOf holds the words of tables that NearInTable was asked of.
var headsOf sync.Map // of *Table: func() *Words

// NearInTable returns at most n of the table's own words that may stand for a form,
// the nearest first. The words of a table are gathered when they are first asked
// for, which takes some hundredths of a second.
func NearInTable(t *Table, form string, n int) []string {
	make, _ := headsOf.LoadOrStore(t, sync.OnceValue(func() *Words {
		h := heads{table: t}
		for id := range uint32(t.heads.starts.len() - 1) {
			if found, ok := t.heads.find(t.heads.at(id)); ok && found == id && t.Whole(t.heads.at(id)) {
				h.ids = append(h.ids, id)
			}
		}
		return NewWords(t, h, func(uint32) bool { return false })
	}))
	words := make.(func() *Words)()
	var out []string
	for _, near := range words.Near(nil, form, n) {
		out = append(out, words.forms.Form(near.Word))
	}
	return out
}
