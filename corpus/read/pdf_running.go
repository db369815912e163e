package read

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

var (
	// pageNumber is a line that has nothing else: "12", "- 12 -", "Page 3 of 14", "xii".
	pageNumber = lazyregexp.New(`(?i)^\W*(?:page|p\.|seite|página)?\s*(?:[0-9]{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de)\s*[0-9]{1,5})?\W*$`)
	numbers    = lazyregexp.New(`(?i)[0-9]+|\b[ivxlc]+\b`)
)

// The heads and feet of pages are the first and last runningLines lines of them, and
// stand on runningPages of them or more, whatever numbers they have.
const (
	runningLines = 2
	runningPages = 3
)

// dropRunning takes out what stands at the head or foot of many pages, and the numbers
// of pages there. The first of the rows that name the columns of a table on each page
// stays.
func (p *pdfText) dropRunning() {
	seen, counted := map[string]int{}, map[int]int{}
	for n, page := range p.pages {
		on := map[string]bool{}
		for _, i := range edgesOf(page.lines) {
			l := page.lines[i]
			if k := runningKey(l); !on[k] {
				on[k] = true
				seen[k]++
			}
			for _, number := range numbersOf(l) {
				counted[number-n]++
			}
		}
	}
	kept := map[string]bool{}
	for n := range p.pages {
		page := &p.pages[n]
		drop := make([]bool, len(page.lines))
		for _, i := range edgesOf(page.lines) {
			l, key := page.lines[i], runningKey(page.lines[i])
			isNumbered := p.heading(l) == 0 && slices.ContainsFunc(numbersOf(l), func(number int) bool { return counted[number-n] >= max(runningPages, len(p.pages)/3) })
			drop[i] = seen[key] >= runningPages || isNumbered || seen[key] == 2 && page.isNumbered(n, l) ||
				len(page.lines) > 1 && pageNumber.MatchString(fold(l.text))
			if l.row != nil && !kept[key] {
				kept[key], drop[i] = true, false
			}
		}
		i := -1
		page.lines = slices.DeleteFunc(page.lines, func(pdfLine) bool { i++; return drop[i] })
	}
}

// numbersOf lists the numbers at the beginning and the end of a line, which may be those of
// pages that are not counted from the first.
func numbersOf(l pdfLine) []int {
	words := strings.Fields(l.text)
	if len(words) < 2 || l.row != nil {
		return nil
	}
	var out []int
	for _, word := range []string{words[0], words[len(words)-1]} {
		if n, err := strconv.Atoi(word); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// runningKey is what lines have in common that are the same but for the numbers of pages,
// which may stand left or right.
func runningKey(l pdfLine) string {
	return strings.Trim(numbers.ReplaceAllString(fold(l.text), "#"), "# ")
}

// edgesOf lists the lines that stand outermost on a page.
func edgesOf(lines []pdfLine) []int {
	var order, out []int
	for i, l := range lines {
		if l.aside {
			out = append(out, i)
		} else {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(math.Round(lines[b].top - lines[a].top)) })
	if len(order) > 2*runningLines {
		order = append(order[:runningLines], order[len(order)-runningLines:]...)
	}
	return append(out, order...)
}

// isNumbered reports whether a line begins or ends with the number of its page.
func (p *pdfPage) isNumbered(n int, l pdfLine) bool {
	words := strings.Fields(l.text)
	for _, number := range []string{strconv.Itoa(n + 1), p.label} {
		if len(words) > 0 && number != "" && (words[0] == number || words[len(words)-1] == number) {
			return true
		}
	}
	return false
}
