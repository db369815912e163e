//go:build !amd64

package meaning

func dot(a, b []int8) int32 { return plainDot(a, b) }

func addScaled(dst []float32, row []int8, factor float32) { plainAddScaled(dst, row, factor) }

func closeGroups(dst []uint32, q *signature, all []signature, limit int) []uint32 {
	return plainCloseGroups(dst, q, all, limit)
}

func gather(g *laneSums, sum, part, before, text []float32) { plainGather(g, sum, part, before, text) }
