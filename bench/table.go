package main

import (
	"fmt"
	"io"
	"time"
)

// printPeers prints Quoth beside other engines on one collection.
func printPeers(w io.Writer, r row, peers []peerRow) {
	fmt.Fprintf(w, "| %s sentences | build, sentences/s | clean: p50 / p99 | hit@1 | misspelt: p50 / p99 | hit@1 |\n", thousands(r.sentences))
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|")
	line := func(name string, build float64, clean, misspelt timing) {
		fmt.Fprintf(w, "| %s | %s | %s / %s | %.3f | %s / %s | %.3f |\n", name, thousands(int(build)),
			short(clean.p50), short(clean.p99), clean.hit, short(misspelt.p50), short(misspelt.p99), misspelt.hit)
	}
	line("Quoth, retrieval with spelling", r.build, r.clean, r.misspelt)
	for _, p := range peers {
		line(p.name, p.build, p.clean, p.misspelt)
	}
	last := peers[len(peers)-1]
	fmt.Fprintf(w, "\nQuoth finds misspelt words %.0f times as fast as %s, clean ones %.0f times.\n\n",
		float64(last.misspelt.p50)/float64(r.misspelt.p50), last.name, float64(last.clean.p50)/float64(r.clean.p50))
}

// printGrowth prints how the figures grow with the collection.
func printGrowth(w io.Writer, rows []row) {
	fmt.Fprintln(w, "| sentences | build, sentences/s | of files | bytes a sentence: index / file | exact words: p50 | with spelling: p50 / p99 "+
		"| hit@1 clean / misspelt | whole answer: p50 / p99 | two threads | start to first answer | memory | a tenth more | memory to build |")
	fmt.Fprintln(w, "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %s | %s | %.0f / %.0f | %s | %s / %s | %.3f / %.3f | %s / %s | ×%.2f | %s | %.0f MB | %s | %.0f MB |\n",
			thousands(r.sentences), thousands(int(r.build)), thousands(int(r.file.build)), r.bytes, r.file.bytes, short(r.exact.p50),
			short(r.misspelt.p50), short(r.misspelt.p99), r.clean.hit, r.misspelt.hit, short(r.answered.p50), short(r.answered.p99),
			r.second, short(r.file.open), r.file.anonymous, short(r.file.add), r.file.building)
	}
}

// short writes a duration with two or three digits.
func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d.Nanoseconds())/1e3)
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
