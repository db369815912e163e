package ops

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// description takes apart what a Desc says of itself, which has no other way to tell.
var description = regexp.MustCompile(`^Desc\{fqName: "(quoth_\w+)", help: "(.*)", unit: "", constLabels: \{\}, variableLabels: \{(.*)\}\}$`)

// TestReference makes doc/reference/metrics.md from the registry. go test ./adapters/ops
// -run Reference -update writes it.
func TestReference(t *testing.T) {
	m := NewMetrics()
	m.Journal(func() bool { return true })
	m.Fetching(func() []Address { return nil })
	m.Elsewhere(func() []Reach { return nil })
	descriptions := make(chan *prometheus.Desc, 1000)
	m.registry.Describe(descriptions)
	close(descriptions)
	rows := map[string]string{}
	for d := range descriptions {
		found := description.FindStringSubmatch(d.String())
		if found == nil {
			if strings.Contains(d.String(), "quoth_") {
				t.Errorf("%v cannot be taken apart", d)
			}
			continue // Go's and the process's
		}
		labels := ""
		if found[3] != "" {
			labels = "`" + strings.ReplaceAll(found[3], ",", "`, `") + "`"
		}
		rows[found[1]] = fmt.Sprintf("| `%s` | %s | %s |\n", found[1], labels, found[2])
	}
	var b strings.Builder
	b.WriteString("# Metrics\n\n<!-- Made from the program; TestReference of adapters/ops writes it. -->\n\n")
	b.WriteString("`quoth serve` serves these at `/metrics` of the setting [`serve.listen`](settings.md#serve), for Prometheus. [Monitoring](../guides/running.md#monitoring) says which are worth an alarm.\n\n")
	b.WriteString("| metric | labels | what it tells |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		b.WriteString(rows[name])
	}
	b.WriteString("\nBeside them stand those of Go (`go_...`) and of the process (`process_...`), as every program in Go has them.\n")
	if len(rows) < 15 {
		t.Errorf("there are %d metrics", len(rows))
	}
	goldentest.CheckFile(t, "../../doc/reference/metrics.md", b.String())
}
