package flat

import (
	"runtime/debug"
	"sync"
)

// InParts does work for the numbers 0 to n in some parts at once. If the work
// on one panics, be it on a page of a file that cannot be read, so does the
// caller in the end.
func InParts(parts, n int, work func(part, from, to int)) {
	var all sync.WaitGroup
	panics := make(chan any, parts)
	for i := range parts {
		all.Go(func() {
			debug.SetPanicOnFault(true)
			defer func() {
				if r := recover(); r != nil {
					panics <- r
				}
			}()
			work(i, i*n/parts, (i+1)*n/parts)
		})
	}
	all.Wait()
	select {
	case r := <-panics:
		panic(r)
	default:
	}
}
