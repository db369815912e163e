package bot

import "fmt"

// Weights are what each piece of evidence and each signal counts.
type Weights struct {
	Ranking    []float64 // by evidence
	Confidence []float64 // by signal
	Bias       float64   // of the confidence
}

func (w *Weights) check() error {
	if len(w.Ranking) != evidences || len(w.Confidence) != signals {
		return fmt.Errorf("%d weights for %d pieces of evidence, and %d for %d signals",
			len(w.Ranking), evidences, len(w.Confidence), signals)
	}
	return nil
}
