package main

import (
	"fmt"
	"math"
	"strings"
)

// The plot's measures, in pixels.
const (
	width, height           = 720, 420
	left, right             = 70, 200
	top, bottom             = 30, 50
	plotWidth               = width - left - right
	plotHeight              = height - top - bottom
	leastMicros, mostMicros = 1.0, 1e7
)

// A curve is one of the lines of the plot.
type curve struct {
	name, colour string
	micros       func(row) float64
}

var curves = []curve{
	{"a tenth more documents", "#8c564b", func(r row) float64 { return r.file.add.Seconds() * 1e6 }},
	{"start to first answer", "#9467bd", func(r row) float64 { return r.file.open.Seconds() * 1e6 }},
	{"whole answer, p99", "#ff9896", func(r row) float64 { return r.answered.p99.Seconds() * 1e6 }},
	{"whole answer, p50", "#d62728", func(r row) float64 { return r.answered.p50.Seconds() * 1e6 }},
	{"with spelling, p99", "#aec7e8", func(r row) float64 { return r.misspelt.p99.Seconds() * 1e6 }},
	{"with spelling, p50", "#1f77b4", func(r row) float64 { return r.misspelt.p50.Seconds() * 1e6 }},
	{"exact words, p50", "#2ca02c", func(r row) float64 { return r.exact.p50.Seconds() * 1e6 }},
}

// drawGrowth draws times by sentences, both axes logarithmic, as SVG.
func drawGrowth(rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	least, most := float64(rows[0].sentences), float64(rows[len(rows)-1].sentences)
	x := func(sentences int) float64 {
		if most == least {
			return left
		}
		return left + plotWidth*math.Log(float64(sentences)/least)/math.Log(most/least)
	}
	y := func(micros float64) float64 {
		micros = min(max(micros, leastMicros), mostMicros)
		return top + plotHeight*(1-math.Log(micros/leastMicros)/math.Log(mostMicros/leastMicros))
	}
	for micros, label := leastMicros, 0; micros <= mostMicros*1.01; micros, label = micros*10, label+1 {
		names := []string{"1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"}
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, left+plotWidth, y(micros), y(micros), left-6, y(micros)+4, names[label])
	}
	for _, r := range rows {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x(r.sentences), height-bottom+18, thousands(r.sentences))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">sentences</text>`+"\n", left+plotWidth/2, height-10)
	below := float64(top) // the label before; labels must not lie on each other
	for _, c := range curves {
		var points []string
		for _, r := range rows {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(r.sentences), y(c.micros(r))))
		}
		at := max(y(c.micros(rows[len(rows)-1]))+4, below+14)
		below = at
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/><text x="%d" y="%.1f" fill="%s">%s</text>`+"\n",
			strings.Join(points, " "), c.colour, left+plotWidth+8, at, c.colour, c.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
