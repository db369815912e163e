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
	pageNumber = lazyregexp.New(`(?i)^\W*(?:page|p\.|seite|página)?\s*(?:[0-9]{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de)\s*[0-9]{1,5})?[^\w.]*$`)
	// printed is what browsers print at the head and the foot of a page: "7/1/24, 4:43 PM
	// Fees", "https://quoth.example/fees 1/2".
	printed = lazyregexp.New(`^(?:[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{2,4}, [0-9]{1,2}:[0-9]{2}\b|[a-z]+://\S+ [0-9]+/[0-9]+$)`)
	numbers = lazyregexp.New(`(?i)[0-9]+|\b[ivxlc]+\b`)
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
	seen, counted := map[string][]pdfSeen{}, map[int]int{}
	for n, page := range p.pages {
		for _, i := range edgesOf(page.lines) {
			l := page.lines[i]
			for _, k := range runningKeys(l) {
				seen[k] = append(seen[k], pdfSeen{n, l.top})
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
			times, most := pagesWith(seen[key], l.top), 0
			for _, part := range runningKeys(l) {
				most = max(most, pagesWith(seen[part], l.top))
			}
			drop[i] = most >= runningPages || isNumbered || times == 2 && (page.isNumbered(n, l) || len(p.pages) == 2 && sizeOf(l.size) < p.body) || printed.MatchString(fold(l.text)) ||
				len(page.lines) > 1 && (fold(l.text) == page.label || pageNumber.MatchString(fold(l.text)))
			if l.row != nil && !kept[key] {
				kept[key], drop[i] = true, false
			}
		}
		i := -1
		page.lines = slices.DeleteFunc(page.lines, func(pdfLine) bool { i++; return drop[i] })
	}
}

// A pdfSeen is a line on a page, at a height.
type pdfSeen struct {
	page int
	top  float64
}

// pagesWith counts the pages on which lines were seen at a height. They come page by page.
func pagesWith(seen []pdfSeen, top float64) int {
	const slack = 6 // points
	n, last := 0, -1
	for _, s := range seen {
		if math.Abs(s.top-top) < slack && s.page != last {
			n, last = n+1, s.page
		}
	}
	return n
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

// runningKeys are the key of a line and those of its parts that stand apart: a book has its
// title at one side of each page, and that of the chapter at the other.
func runningKeys(l pdfLine) []string {
	out := []string{runningKey(l)}
	if parts := strings.Split(strings.TrimSpace(l.text), "\t"); len(parts) > 1 && l.row == nil {
		for _, part := range parts {
			if key := strings.Trim(numbers.ReplaceAllString(fold(part), "#"), "# "); key != "" {
				out = append(out, "\t"+key)
			}
		}
	}
	return out
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
