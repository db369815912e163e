package read

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mainTexts names a folder with pages of the web and the file evaldata.json, which says
// of each page what stands in its main text, and what does not: the folder tests of
// trafilatura (github.com/adbar/trafilatura, Apache-2.0). The pages are their authors',
// so that they do not stand here.
const mainTexts = "QUOTH_TEST_MAIN_TEXTS"

// leastMainF is the least F1 of the main texts. Trafilatura itself has .925 on these
// pages, its port to Go .916, and go-readability .889.
const leastMainF = .925

// An annotatedPage is what evaldata.json says of a page.
type annotatedPage struct {
	File          string
	With, Without []string
}

// A segmentCount counts the segments of pages as trafilatura does.
type segmentCount struct{ found, missed, wrong, left int }

func (c *segmentCount) add(d segmentCount) {
	c.found, c.missed, c.wrong, c.left = c.found+d.found, c.missed+d.missed, c.wrong+d.wrong, c.left+d.left
}

func (c segmentCount) scores() (precision, recall, f float64) {
	precision = float64(c.found) / float64(max(1, c.found+c.wrong))
	recall = float64(c.found) / float64(max(1, c.found+c.missed))
	return precision, recall, 2 * precision * recall / (precision + recall)
}

// segmentsIn counts what of a page's segments stands in a text.
func segmentsIn(text string, p annotatedPage) segmentCount {
	var c segmentCount
	text = fold(text)
	for _, s := range p.With {
		if strings.Contains(text, fold(unbroken.Replace(s))) {
			c.found++
		} else {
			c.missed++
		}
	}
	for _, s := range p.Without {
		if strings.Contains(text, fold(unbroken.Replace(s))) {
			c.wrong++
		} else {
			c.left++
		}
	}
	return c
}

// The main text of pages of the web is found, and little else.
func TestMainTexts(t *testing.T) {
	folder := os.Getenv(mainTexts)
	if folder == "" {
		t.Skipf("%s names no folder with pages", mainTexts)
	}
	data, err := os.ReadFile(filepath.Join(folder, "evaldata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pages map[string]annotatedPage
	if err := json.Unmarshal(data, &pages); err != nil {
		t.Fatal(err)
	}
	var all segmentCount
	var worst []string
	for _, p := range pages {
		doc, _, err := Document("page.html", pageIn(t, folder, p.File))
		text := ""
		if err == nil {
			text = doc.Text
		}
		c := segmentsIn(text, p)
		all.add(c)
		if c.missed+c.wrong > 2 {
			worst = append(worst, fmt.Sprintf("%s: %d missed, %d wrong", p.File, c.missed, c.wrong))
		}
	}
	slices.Sort(worst)
	precision, recall, f := all.scores()
	t.Logf("%d pages: precision %.3f, recall %.3f, F1 %.3f: %+v", len(pages), precision, recall, f, all)
	t.Log(strings.Join(worst, "\n"))
	if f < leastMainF {
		t.Errorf("F1 %.3f, want %.3f", f, leastMainF)
	}
}

// pageIn is a page of one of trafilatura's two folders.
func pageIn(t *testing.T, folder, file string) []byte {
	t.Helper()
	for _, sub := range []string{"cache", "eval"} {
		if data, err := os.ReadFile(filepath.Join(folder, sub, file)); err == nil {
			return data
		}
	}
	t.Fatalf("%s is missing", file)
	return nil
}
