package meaning

import (
	_ "embed"
	"sync"
)

// table.bin is made by recipe/make.py, prepared.bin of it by a test of this
// package: go test ./bot/meaning -run Prepared -update.
var (
	//go:embed table.bin
	shipped []byte
	//go:embed prepared.bin
	shippedPrepared []byte
)

var openShipped = sync.OnceValue(func() *Table {
	f, err := cutFile(shipped)
	if err != nil {
		panic(err) // a test opens it: only a damaged program gets here
	}
	p, err := decodePrepared(shippedPrepared, f)
	if err != nil {
		panic(err) // likewise
	}
	return &Table{f.dims, f.rows, p}
})

// Shipped returns the table that the program carries.
func Shipped() *Table { return openShipped() }
