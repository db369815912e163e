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
