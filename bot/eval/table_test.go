package eval

import (
	"bytes"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot"
)

var undefined = Measure(math.NaN())

func TestTableRoundTrip(t *testing.T) {
	rows := []Row{
		{Set: "selqa", P1: 0.73125, Hit3: 0.86, MRR10: 0.79, FoundAnswerable: 1, FoundUnanswerable: undefined, AUROC: undefined, FoundRight: 0.875},
		{Set: "covidqa", P1: 0.44, Hit3: 0.59, MRR10: 0.5, FoundAnswerable: 0.9, FoundUnanswerable: 0.05, AUROC: 0.95, FoundRight: undefined},
	}
	var out bytes.Buffer
	if err := WriteTable(&out, rows); err != nil {
		t.Fatal(err)
	}
	want := "set\tp1\thit3\tmrr10\tfound_answerable\tfound_unanswerable\tauroc\tfound_right\n" +
		"covidqa\t0.4400\t0.5900\t0.5000\t0.9000\t0.0500\t0.9500\t-\n" +
		"selqa\t0.7312\t0.8600\t0.7900\t1.0000\t-\t-\t0.8750\n"
	if out.String() != want {
		t.Errorf("wrote\n%s\nwant\n%s", &out, want)
	}
	read, err := ReadTable(&out)
	if err != nil {
		t.Fatal(err)
	}
	if len(read) != 2 || read[1].FoundRight != 0.875 || read[1].P1 != 0.7312 || !math.IsNaN(float64(read[1].AUROC)) {
		t.Errorf("read %+v", read)
	}
}

func TestReadTableErrors(t *testing.T) {
	header := tableHeader() + "\n"
	for _, c := range []struct{ table, want string }{
		{"", "is empty"},
		{"set\tp1\n", "line 1 "},
		{header + "selqa\t1\n", "line 2 of the quality table: 2 fields, not 8"},
		{header + "selqa\t1\t1\tx\t1\t1\t1\t1\n", `mrr10 is "x", not a number`},
		{header + strings.Repeat("selqa\t1\t1\t1\t1\t1\t1\t1\n", 2), "line 3 of the quality table: the set selqa is there already"},
	} {
		if _, err := ReadTable(strings.NewReader(c.table)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("of %q the error is %v, want one with %q", c.table, err, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	old := []Row{
		{Set: "gone", P1: 1},
		{Set: "selqa", P1: 0.73, Hit3: 0.86, MRR10: 0.79, FoundAnswerable: 0.9, FoundUnanswerable: 0.1, AUROC: 0.95},
	}
	for _, c := range []struct {
		name   string
		change func(*Row)
		want   []string
	}{
		{"nothing", func(*Row) {}, nil},
		{"better", func(r *Row) { r.P1, r.FoundUnanswerable = 0.8, 0.01 }, nil},
		{"within tolerance", func(r *Row) { r.P1, r.FoundUnanswerable = 0.727, 0.103 }, nil},
		{"first falls", func(r *Row) { r.P1 = 0.7268 }, []string{"p1"}},
		{"others fall", func(r *Row) { r.Hit3, r.MRR10, r.FoundAnswerable, r.AUROC = 0.8, 0.7, 0.8, 0.9 },
			[]string{"hit3", "mrr10", "found_answerable", "auroc"}},
		{"more found of none", func(r *Row) { r.FoundUnanswerable = 0.2 }, []string{"found_unanswerable"}},
		{"not measured", func(r *Row) { r.AUROC = undefined }, []string{"auroc"}},
	} {
		fresh := old[1]
		c.change(&fresh)
		var got []string
		for _, r := range Compare(old, []Row{{Set: "new"}, fresh}, 0.003) {
			if r.Set != "selqa" {
				t.Errorf("%s: a regression of set %s", c.name, r.Set)
			}
			got = append(got, r.Column)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: regressions of %v, want %v", c.name, got, c.want)
		}
	}
	if got := (Regression{"selqa", "p1", 0.73, 0.7}).String(); got != "selqa: p1 was 0.7300 and is 0.7000" {
		t.Errorf("a regression reads %q", got)
	}
	// What was never measured cannot fall.
	if got := Compare([]Row{{Set: "s", AUROC: undefined}}, []Row{{Set: "s", AUROC: 0.5}}, 0); len(got) > 0 {
		t.Errorf("regressions %v", got)
	}
}

func TestWriteReports(t *testing.T) {
	plain := &Report{
		Records: []Record{{}},
		Summary: Summary{Set: "selqa", Questions: 2375, Answerable: 2375, P1: 0.73, Hit3: 0.86, MRR10: 0.79,
			FoundAnswerable: 0.9, FoundUnanswerable: undefined, AUROC: undefined,
			Sentences: 17954, LoadMS: 812.4, P50US: 120, P99US: 900, HeapMB: 55.2},
	}
	kinds := &Report{
		Records: []Record{
			{group: "direct", Answerable: true, Rank: 1, Verdict: bot.Found},
			{group: "swap", NameMissing: true, Named: true, Verdict: bot.Closest},
			{group: "direct", Answerable: true, Rank: 4, Disagreement: true, Verdict: bot.None},
			{group: "swap", NameMissing: true, Verdict: bot.Found},
			{},
		},
		Summary: Summary{Set: "qa"},
	}
	var out bytes.Buffer
	if err := (Reports{plain, kinds}).WriteTable(&out); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"set questions answerable P@1 hit@3 MRR@10 found found of none AUROC right of found sentences load ms p50 us p99 us heap MB",
		"selqa 2375 2375 0.7300 0.8600 0.7900 0.9000 - - 0.0000 17954 812 120 900 55",
		"qa 0 0 0.0000 0.0000 0.0000 0.0000 0.0000 0.0000 0.0000 0 0 0 0 0",
		"",
		"qa, by kind",
		"kind questions P@1 hit@3 MRR@10 found disagree missing named",
		"direct 2 1/2 1/2 0.6250 1/2 1/2 -",
		"swap 2 - - - 1/2 0/2 1/2",
		"other 1 - - - 0/1 0/1 -",
		"",
	}
	got := strings.Split(out.String(), "\n")
	for i := range got {
		got[i] = fold(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("the table is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if a, b := strings.Index(out.String(), "P@1"), strings.Index(strings.Split(out.String(), "\n")[1], "0.7300"); a+len("P@1") != b+len("0.7300") {
		t.Errorf("the columns are not aligned:\n%s", &out)
	}
}

// The two headers, so that no column is without a word on it.
func TestTermsExplainEachColumn(t *testing.T) {
	var table, explained bytes.Buffer
	kinds := &Report{Records: []Record{{group: "direct"}}}
	if err := errors.Join(kinds.WriteTable(&table), WriteTerms(&explained)); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(explained.String()) {
		if line = strings.TrimSuffix(line, "\n"); len(line) > 76 {
			t.Errorf("%q has %d characters, more than help has room for", line, len(line))
		}
	}
	columns := 0
	for line := range strings.Lines(table.String()) {
		if !strings.Contains(line, "P@1") {
			continue
		}
		for _, column := range regexp.MustCompile(` {2,}`).Split(strings.TrimSpace(line), -1) {
			columns++
			if !regexp.MustCompile(`(?m)(^|, )` + regexp.QuoteMeta(column) + `(,.*)?  `).MatchString(explained.String()) {
				t.Errorf("nothing explains %q", column)
			}
		}
	}
	if columns != 23 {
		t.Errorf("%d columns, want 23", columns)
	}
}

func TestWriteMissing(t *testing.T) {
	reports := Reports{
		{Summary: Summary{Set: "a"}, Records: []Record{
			{ID: "1", Verdict: bot.Closest, Missing: []string{"treaty", "Kyiv"}}, {ID: "2", Verdict: bot.Found, Missing: []string{"told to nobody"}},
		}},
		{Summary: Summary{Set: "b"}, Records: []Record{{ID: "1", Verdict: bot.None, Missing: []string{"new\ntown", "Kyiv"}}}},
	}
	var out strings.Builder
	if err := reports.WriteMissing(&out); err != nil {
		t.Fatal(err)
	}
	if want := "2\tKyiv\ta 1\n1\ttreaty\ta 1\n1\tnew town\tb 1\n"; out.String() != want {
		t.Errorf("%q, want %q", &out, want)
	}
}

func TestAUROC(t *testing.T) {
	for _, c := range []struct {
		positive, negative []float64
		want               float64
	}{
		{[]float64{2, 3}, []float64{0, 1}, 1},
		{[]float64{0, 1}, []float64{2, 3}, 0},
		{[]float64{1, 1, 1}, []float64{1, 1}, 0.5},
		{[]float64{1, 3}, []float64{2}, 0.5},
		{[]float64{3, 2, 2}, []float64{2, 1}, (2 + 1.5 + 1.5) / 6},
	} {
		if got := AUROC(c.positive, c.negative); !near(got, c.want) {
			t.Errorf("AUROC(%v, %v) = %v, want %v", c.positive, c.negative, got, c.want)
		}
	}
	for _, got := range []Measure{AUROC(nil, []float64{1}), AUROC([]float64{1}, nil), AUROC([]float64{math.NaN()}, []float64{1})} {
		if !math.IsNaN(float64(got)) {
			t.Errorf("AUROC is %v where it is undefined", got)
		}
	}
}

func TestPercentile(t *testing.T) {
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(i + 1)
	}
	for _, c := range []struct {
		sorted []int64
		p      int
		want   int64
	}{{hundred, 50, 50}, {hundred, 99, 99}, {hundred[:3], 50, 2}, {hundred[:3], 99, 3}, {hundred[:1], 1, 1}, {nil, 50, 0}} {
		if got := percentile(c.sorted, c.p); got != c.want {
			t.Errorf("percentile %d of %d values is %d, want %d", c.p, len(c.sorted), got, c.want)
		}
	}
}

func TestCalibration(t *testing.T) {
	var c calibration
	if !math.IsNaN(float64(c.error())) || !math.IsNaN(float64(c.sure())) {
		t.Errorf("of nothing: %v and %v", c.error(), c.sure())
	}
	for _, seen := range []struct {
		confidence float64
		right      bool
	}{{0.85, true}, {0.85, true}, {0.95, false}, {1, true}, {0.2, false}, {0.2, true}, {0, false}} {
		c.add(seen.confidence, seen.right)
	}
	// Of two at .85 both are right, of .95 and 1 one, of two at .2 one, of one at 0 none.
	if want := (0.3 + 0.95 + 0.6) / 7; !near(c.error(), want) || !near(c.sure(), 3./4) {
		t.Errorf("%v and %v, want %v and .75", c.error(), c.sure(), want)
	}
}
