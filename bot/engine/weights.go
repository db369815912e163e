package engine

import (
	"fmt"
	"maps"
	"slices"
)

// Weights are what each piece of evidence counts, by its name.
type Weights map[string]float64

// list returns the weights in the order of the evidence. It fails unless there
// is one for each.
func (w Weights) list() (out [evidences]float64, err error) {
	if w == nil {
		w = Shipped()
	}
	for i, name := range evidenceNames {
		weight, ok := w[name]
		if !ok {
			return out, fmt.Errorf("there is no weight for the evidence %q", name)
		}
		out[i] = weight
	}
	for name := range w {
		if !slices.Contains(evidenceNames[:], name) {
			return out, fmt.Errorf("there is a weight for %q, which is no evidence", name)
		}
	}
	return out, nil
}

// EvidenceNames returns the names of the evidence, in the order of
// Candidate.Evidence: first that of prose, which any text has, then that of
// structure, which a text without blocks and questions has nothing of.
func EvidenceNames() (prose, structure []string) {
	return slices.Clone(evidenceNames[:firstOfStructure]), slices.Clone(evidenceNames[firstOfStructure:])
}

// Shipped returns the shipped weights.
func Shipped() Weights {
	w := maps.Clone(fittedProse)
	maps.Copy(w, fittedStructure)
	return w
}
