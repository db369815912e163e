package meaning

// plainDot returns the dot product of two vectors' parts, as many of each.
func plainDot(a, b []int8) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32 // independent sums, which a processor adds side by side
	for len(a) >= 4 && len(b) >= 4 {
		s0 += int32(a[0]) * int32(b[0])
		s1 += int32(a[1]) * int32(b[1])
		s2 += int32(a[2]) * int32(b[2])
		s3 += int32(a[3]) * int32(b[3])
		a, b = a[4:], b[4:]
	}
	return s0 + s1 + s2 + s3
}

// plainAddScaled adds factor times row to dst, which is as long. The product
// is rounded before it is added, so that every kernel gives the same bits.
func plainAddScaled(dst []float32, row []int8, factor float32) {
	dst = dst[:len(row)]
	for i, x := range row {
		dst[i] += float32(float32(x) * factor)
	}
}

// lanes are how many sums run side by side.
const lanes = 8

// laneSums are the sums of a gathering, lane by lane: of part and text, of part
// and itself, and of part and before.
type laneSums [3][lanes]float32

// plainGather adds part to sum and its products to g. All have as many parts, a
// multiple of lanes. Products are rounded before they are added, so that every
// kernel gives the same bits.
func plainGather(g *laneSums, sum, part, before, text []float32) {
	sum, before, text = sum[:len(part)], before[:len(part)], text[:len(part)]
	for i, x := range part {
		lane := i % lanes
		sum[i] += x
		g[0][lane] += float32(x * text[i])
		g[1][lane] += float32(x * x)
		g[2][lane] += float32(x * before[i])
	}
}
