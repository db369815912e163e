package bot

import (
	"fmt"
	"math"
)

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

// LogOdds returns the log-odds that signals speak for: that the first sentence
// of a ranking answers the question.
func (w *Weights) LogOdds(signals []float64) float64 {
	sum := w.Bias
	for i, v := range signals {
		sum += w.Confidence[i] * v
	}
	return sum
}

// Probability returns the probability that has these log-odds.
func Probability(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
