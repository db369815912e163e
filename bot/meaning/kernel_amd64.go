package meaning

import "golang.org/x/sys/cpu"

// fast tells whether this machine has the instructions of the kernels in
// assembly.
var fast = cpu.X86.HasAVX2

//go:noescape
func dotAVX2(a, b *int8, dims int) int32

//go:noescape
func addScaledAVX2(dst *float32, row *int8, factor float32, dims int)

//go:noescape
func closeGroupsAVX2(dst *uint32, q, all *signature, groups, limit int) int

//go:noescape
func gatherAVX2(out *laneSums, sum, part, before, text *float32, dims int)

// dot is plainDot for a multiple of 32 parts, none of which may be -128: it
// has no opposite in an int8.
func dot(a, b []int8) int32 {
	b = b[:len(a)]
	if !fast || len(a) == 0 {
		return plainDot(a, b)
	}
	return dotAVX2(&a[0], &b[0], len(a))
}

// addScaled is plainAddScaled for a multiple of 32 parts.
func addScaled(dst []float32, row []int8, factor float32) {
	dst = dst[:len(row)]
	if !fast || len(row) == 0 {
		plainAddScaled(dst, row, factor)
		return
	}
	addScaledAVX2(&dst[0], &row[0], factor, len(row))
}

// closeGroups is plainCloseGroups for a dst with room for all groups.
func closeGroups(dst []uint32, q *signature, all []signature, limit int) []uint32 {
	groups := len(all) / group
	if !fast || groups == 0 {
		return plainCloseGroups(dst, q, all, limit)
	}
	dst = dst[:groups]
	return dst[:closeGroupsAVX2(&dst[0], q, &all[0], groups, limit)]
}

// gather is plainGather for a multiple of 32 parts.
func gather(g *laneSums, sum, part, before, text []float32) {
	sum, before, text = sum[:len(part)], before[:len(part)], text[:len(part)]
	if !fast || len(part) == 0 {
		plainGather(g, sum, part, before, text)
		return
	}
	gatherAVX2(g, &sum[0], &part[0], &before[0], &text[0], len(part))
}
