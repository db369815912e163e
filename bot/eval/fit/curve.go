package main

import (
	"fmt"
	"io"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/eval"
)

// print writes the areas under the curve of answerable against not, and a
// calibration table: of the answers given with a confidence, how many begin
// with the right sentence.
func (o *observations) print(stdout io.Writer, w bot.Confidence) {
	own, other, swapped := confidences(o.own, w), confidences(o.other, w), confidences(o.swapped, w)
	fmt.Fprintf(stdout, "\nconfidence: AUROC %.3f of the sets' own questions against another set's, %.3f against their own with a word swapped\n",
		float64(eval.AUROC(own, other)), float64(eval.AUROC(own, swapped)))
	fmt.Fprintf(stdout, "%-12s %8s %8s %8s %8s %8s\n", "confidence", "own", "right", "other's", "swapped", "share")
	const steps = 10
	for step := range steps {
		low, high := float64(step)/steps, float64(step+1)/steps
		n, right := 0, 0
		for i, c := range own {
			if c >= low && c < high {
				n++
				if o.own[i].right {
					right++
				}
			}
		}
		strange, missed := atLeast(other, low)-atLeast(other, high), atLeast(swapped, low)-atLeast(swapped, high)
		fmt.Fprintf(stdout, "%.1f to %.1f %9d %8d %8d %8d %8.2f\n", low, high, n, right, strange, missed,
			float64(right)/float64(max(n+strange+missed, 1)))
	}
}

// writeCurve writes, for each threshold of the confidence, the shares of the
// questions that reach it: of the sets' own, of those whose first sentence is
// right and wrong, of another set's, and of those with a word swapped.
func (o *observations) writeCurve(out io.Writer, w bot.Confidence) error {
	own := confidences(o.own, w)
	var right, wrong []float64
	for i, seen := range o.own {
		if seen.right {
			right = append(right, own[i])
		} else {
			wrong = append(wrong, own[i])
		}
	}
	columns := [][]float64{own, right, wrong, confidences(o.other, w), confidences(o.swapped, w)}
	if _, err := fmt.Fprintln(out, "threshold\tanswerable\tright\twrong\telsewhere\tswapped"); err != nil {
		return err
	}
	const steps = 20
	for step := 1; step < steps; step++ {
		threshold := float64(step) / steps
		fmt.Fprintf(out, "%.2f", threshold)
		for _, list := range columns {
			fmt.Fprintf(out, "\t%.4f", float64(atLeast(list, threshold))/float64(max(len(list), 1)))
		}
		if _, err := fmt.Fprintln(out); err != nil {
			return err
		}
	}
	return nil
}

func confidences(list []observation, w bot.Confidence) []float64 {
	out := make([]float64, len(list))
	for i, o := range list {
		if o.signals != nil {
			out[i] = bot.Probability(w.LogOdds(o.signals))
		}
	}
	return out
}

func atLeast(confidences []float64, threshold float64) int {
	n := 0
	for _, c := range confidences {
		if c >= threshold {
			n++
		}
	}
	return n
}
