package bot

import "math"

// Right is how the probability that the first sentence of a ranking is the right
// one is read off the confidence, which tells whether the sources answer, and off
// how clearly it leads.
type Right struct {
	Confidence float64 // weight of the confidence's log-odds
	Lead       float64 // weight of the signal "lead"
	Bias       float64
}

// Probability returns that probability.
func (r Right) Probability(confidence, lead float64) float64 {
	return Probability(r.Confidence*LogOdds(confidence) + r.Lead*lead + r.Bias)
}

// surest keeps the log-odds of a probability finite.
const surest = 1e-9

// LogOdds returns the log-odds of a probability.
func LogOdds(probability float64) float64 {
	return math.Log((probability + surest) / (1 - probability + surest))
}
