package main

import (
	"fmt"
	"math"
	"strings"
)

// A curve is one column of the table, drawn.
type curve struct {
	name, colour string
	of           func(row) float64
}

var curves = []curve{
	{"build, s", "#1f77b4", func(r row) float64 { return r.build.Seconds() }},
	{"a tenth more, s", "#ff7f0e", func(r row) float64 { return r.add.Seconds() }},
	{"first answer, ms", "#2ca02c", func(r row) float64 { return r.first.Seconds() * 1000 }},
	{"memory of the build, MB", "#d62728", func(r row) float64 { return float64(r.buildMemory) / (1 << 20) }},
	{"memory after 1,000 questions, MB", "#9467bd", func(r row) float64 { return float64(r.askMemory) / (1 << 20) }},
}

// The plot's measures in pixels, and the powers of ten that it shows.
const (
	width, height, margin = 720, 420, 60
	least, most           = -2, 3
)

// drawn returns the rows as an SVG, both axes logarithmic.
func drawn(rows []row) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	from, to := math.Log10(float64(rows[0].sentences)), math.Log10(float64(rows[len(rows)-1].sentences))
	x := func(sentences int) float64 {
		return margin + (width-4.5*margin)*(math.Log10(float64(sentences))-from)/max(to-from, 1e-9)
	}
	y := func(value float64) float64 {
		power := min(max(math.Log10(max(value, 1e-9)), least), most)
		return height - margin - (height-2*margin)*(power-least)/(most-least)
	}
	for power := least; power <= most; power++ {
		at := y(math.Pow10(power))
		fmt.Fprintf(&b, `<path d="M%d %.1fH%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n",
			margin, at, width-3.5*margin, margin-6, at+4, math.Pow10(power))
	}
	for _, r := range rows {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", x(r.sentences), height-margin+20, r.sentences)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">sentences</text>`+"\n", (width-2.5*margin)/2, height-15)
	for _, c := range curves {
		b.WriteString(`<polyline fill="none" stroke="` + c.colour + `" stroke-width="2" points="`)
		for _, r := range rows {
			fmt.Fprintf(&b, "%.1f,%.1f ", x(r.sentences), y(c.of(r)))
		}
		last := rows[len(rows)-1]
		fmt.Fprintf(&b, `"/><text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n", width-3.4*margin, y(c.of(last))+4, c.colour, c.name)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}
