package index

// worse reports whether a stands behind b: a lower score, or the same and a
// higher number.
func worse(a, b Hit) bool {
	if a.First != b.First {
		return a.First < b.First
	}
	return a.Sentence > b.Sentence
}

// push keeps the k best hits in a heap with the worst on top.
func push(heap []Hit, h Hit, k int) []Hit {
	if len(heap) < k {
		heap = append(heap, h)
		for i := len(heap) - 1; i > 0; {
			parent := (i - 1) / 2
			if !worse(heap[i], heap[parent]) {
				break
			}
			heap[i], heap[parent] = heap[parent], heap[i]
			i = parent
		}
		return heap
	}
	if k == 0 || !worse(heap[0], h) {
		return heap
	}
	heap[0] = h
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(heap) {
			return heap
		}
		if child+1 < len(heap) && worse(heap[child+1], heap[child]) {
			child++
		}
		if !worse(heap[child], heap[i]) {
			return heap
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
