//go:build !amd64

package index

func blocksBelow(most []uint16, floor uint16) int { return plainBlocksBelow(most, floor) }
