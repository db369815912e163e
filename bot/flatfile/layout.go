// Package flatfile keeps named arrays in one file, which is mapped rather than
// read: opening it takes no longer for a large file than for a small one.
//
// A file is a header, the arrays one after the other, each from a multiple of
// 64 bytes on, and a directory that names them:
//
//	header      magic, version, byte order, length of the file, where the
//	            directory stands, checksums of the directory and the header
//	arrays      the items as they lie in memory
//	directory   of each array: name, size of an item, where it stands, its
//	            length, and a checksum of every 4 KB of it
//
// The header is written last, so that a file that was not finished is none.
// It and the directory are checked at open, a block of an array when it is
// first touched. Numbers are in the byte order of the machine, which the header
// tells: a machine of another order refuses the file.
package flatfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"unsafe"
)

// magic is what every file begins with.
const magic = "QUOTHIX\n"

const (
	headerSize = 64
	alignment  = 64 // of arrays: a cache line
	// blockSize is what one checksum covers: a page. The first question from a
	// file of a million sentences touches some 1,500 of them; with blocks of 16 KB
	// it takes a millisecond longer. The checksums of 1 GB take 1 MB.
	blockSize = 4 << 10
	// maxName and maxArrays bound what a directory may claim.
	maxName   = 255
	maxArrays = 1 << 12
)

// byteOrder reads differently on a machine of the other order.
const byteOrder uint32 = 0x01020304

// castagnoli is the polynomial that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// native is how the file keeps its numbers.
var native = binary.NativeEndian

// A header says what a file is.
type header struct {
	version     uint32 // of what the arrays are, as the caller counts
	length      uint64 // of the file
	directoryAt uint64
	directory   uint32 // its checksum
}

func (h header) encode() []byte {
	b := append(make([]byte, 0, headerSize), magic...)
	b = native.AppendUint32(b, byteOrder)
	b = native.AppendUint32(b, h.version)
	b = native.AppendUint64(b, h.length)
	b = native.AppendUint64(b, h.directoryAt)
	b = native.AppendUint32(b, h.directory)
	b = append(b, make([]byte, headerSize-4-len(b))...)
	return native.AppendUint32(b, checksum(b))
}

// decodeHeader reads the header of a file of this length and checks it. A file
// of another version is told before one that is damaged: the rest of its header
// may mean something else.
func decodeHeader(b []byte, length int64, version uint32) (header, error) {
	var h header
	if !bytes.HasPrefix(b, []byte(magic)) {
		return h, errNoIndexFile
	}
	if len(b) < headerSize {
		return h, errCut
	}
	if order := native.Uint32(b[8:]); order != byteOrder && order == 0x04030201 {
		return h, errors.New("it was made on a machine of another byte order")
	}
	h.version = native.Uint32(b[12:])
	if h.version != version {
		return h, fmt.Errorf("its format is version %d, and this program reads version %d", h.version, version)
	}
	if native.Uint32(b[headerSize-4:]) != checksum(b[:headerSize-4]) {
		return h, errors.New("its header does not match its checksum")
	}
	h.length, h.directoryAt, h.directory = native.Uint64(b[16:]), native.Uint64(b[24:]), native.Uint32(b[32:])
	switch {
	case uint64(length) < h.length:
		return h, errCut
	case uint64(length) > h.length:
		return h, errors.New("something was written behind its end")
	case h.directoryAt < headerSize || h.directoryAt > h.length || h.directoryAt%alignment != 0:
		return h, errors.New("its header names a place outside of it")
	}
	return h, nil
}

// An entry is what the directory says of one array.
type entry struct {
	name   string
	item   uint32 // bytes of an item
	at     uint64
	length uint64   // bytes
	sums   []uint32 // checksum of each block
}

func blocksOf(length uint64) int { return int((length + blockSize - 1) / blockSize) }

func encodeDirectory(entries []entry) []byte {
	b := native.AppendUint32(nil, uint32(len(entries)))
	for _, e := range entries {
		b = native.AppendUint32(b, uint32(len(e.name)))
		b = append(b, e.name...)
		b = append(b, make([]byte, padding(len(e.name)))...)
		b = native.AppendUint32(b, e.item)
		b = native.AppendUint64(b, e.at)
		b = native.AppendUint64(b, e.length)
		for _, s := range e.sums {
			b = native.AppendUint32(b, s)
		}
	}
	return b
}

// padding is what a name is followed by, so that all numbers of a directory lie
// at multiples of their four bytes.
func padding(name int) int { return -name & 3 }

// decodeDirectory reads a directory, which must stay as it is; the arrays must
// lie before end.
func decodeDirectory(b []byte, end uint64) (map[string]*entry, error) {
	r := reader{rest: b}
	n := r.number32()
	if n > maxArrays {
		return nil, errDirectory
	}
	entries := make(map[string]*entry, n)
	for range n {
		length := int(min(r.number32(), maxName+1))
		e := &entry{name: string(r.take(length))}
		r.take(padding(length))
		e.item, e.at, e.length = r.number32(), r.number64(), r.number64()
		if r.failed || length > maxName || e.item == 0 || e.at%alignment != 0 || e.at < headerSize || e.at > end || e.length > end-e.at ||
			e.length > math.MaxInt || e.length%uint64(e.item) != 0 || entries[e.name] != nil {
			return nil, errDirectory
		}
		blocks := blocksOf(e.length)
		if blocks > len(r.rest)/4 {
			return nil, errDirectory
		}
		if sums := r.take(4 * blocks); blocks > 0 {
			e.sums = unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(sums))), blocks)
		}
		entries[e.name] = e
	}
	if r.failed || len(r.rest) > 0 {
		return nil, errDirectory
	}
	return entries, nil
}

// A reader takes numbers off the front of bytes.
type reader struct {
	rest   []byte
	failed bool // there were too few
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.failed, r.rest = true, nil
		return make([]byte, n)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) number32() uint32 { return native.Uint32(r.take(4)) }
func (r *reader) number64() uint64 { return native.Uint64(r.take(8)) }
