package bot

import (
	"fmt"
	"math"
	"slices"
)

// Confidence is how the probability that the first sentence is right is read
// off the signals.
type Confidence struct {
	Signals map[string]float64 // weight of each, by name
	Bias    float64
}

// A judge has the weights of a Confidence in the order of the signals.
type judge struct {
	weights [signals]float64
	bias    float64
}

// judge fails unless there is a weight for each signal.
func (c Confidence) judge() (judge, error) {
	j := judge{bias: c.Bias}
	for i, name := range signalNames {
		weight, ok := c.Signals[name]
		if !ok {
			return j, fmt.Errorf("there is no weight for the signal %q", name)
		}
		j.weights[i] = weight
	}
	for name := range c.Signals {
		if !slices.Contains(signalNames[:], name) {
			return j, fmt.Errorf("there is a weight for %q, which is no signal", name)
		}
	}
	return j, nil
}

// LogOdds returns the log-odds that signals, in the order of SignalNames, speak
// for: that the first sentence of a ranking answers the question. A signal that
// has no weight counts for nothing.
func (c Confidence) LogOdds(signals []float64) float64 {
	sum := c.Bias
	for i, v := range signals {
		sum += c.Signals[signalNames[i]] * v
	}
	return sum
}

// Probability returns the probability that has these log-odds.
func Probability(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// SignalNames returns the names of the signals of confidence, in order.
func SignalNames() []string { return slices.Clone(signalNames[:]) }
