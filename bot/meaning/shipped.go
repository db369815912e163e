package meaning

import (
	_ "embed"
	"sync"
)

//go:embed table.bin
var shipped []byte

var openShipped = sync.OnceValue(func() *Table {
	t, err := Open(shipped)
	if err != nil {
		panic(err) // a test opens it: only a damaged program gets here
	}
	return t
})

// Shipped returns the table that the program carries. It is opened when it is
// first asked for, which takes some milliseconds.
func Shipped() *Table { return openShipped() }
