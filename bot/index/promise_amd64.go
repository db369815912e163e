package index

import "golang.org/x/sys/cpu"

var fast = cpu.X86.HasAVX2

//go:noescape
func blocksBelowAVX2(most *uint16, blocks int, floor uint16) int

// blocksBelow is plainBlocksBelow, for whole blocks.
func blocksBelow(most []uint16, floor uint16) int {
	if !fast || len(most) < block {
		return plainBlocksBelow(most, floor)
	}
	return blocksBelowAVX2(&most[0], len(most)/block, floor)
}
