package opensearch

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/encoding/json"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// TestThreeNodes kills a node of three in the middle of a run of questions, the one that
// holds the paragraphs. No answer is another than before, and at most one question is told
// that the collection cannot be asked.
func TestThreeNodes(t *testing.T) {
	corpustest.Long(t)
	corpustest.WithoutRace(t)
	nodes := cluster(t, 3)
	o := Options{Index: "three"}
	for _, n := range nodes {
		o.Nodes = append(o.Nodes, n.address)
	}
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	writeDocuments(t, o, documents)
	b, err := bot.New([]bot.Collection{{Name: "corpus", Audience: bot.Open, Engine: remote(t, o)}})
	if err != nil {
		t.Fatal(err)
	}
	questions := reportQuestions(t)
	answer := func(question string) string {
		t.Helper()
		found, err := b.Ask(t.Context(), bot.Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if len(found[0].Unreached.Collections) > 0 {
			return ""
		}
		said := fmt.Sprint(found[0].Verdict)
		for _, q := range found[0].Quotes {
			said += "\n" + q.Text
		}
		return said
	}
	before := map[string]string{}
	for _, q := range questions {
		if before[q] = answer(q); before[q] == "" {
			t.Fatalf("%q: the collection cannot be asked", q)
		}
	}
	c, err := connect(o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	awaitNodes(t, c, 3, "green")
	const rounds, killedIn = 3, 0
	failed := 0
	for round := range rounds {
		for i, q := range questions {
			if round == killedIn && i == len(questions)/2 {
				kill(t, c, nodes)
			}
			switch now := answer(q); {
			case now == "":
				failed++
			case now != before[q]:
				t.Errorf("%q is answered\n%s\nbefore:\n%s", q, now, before[q])
			}
		}
	}
	awaitNodes(t, c, 2, "yellow")
	t.Logf("%d of %d questions were told that the collection cannot be asked", failed, rounds*len(questions))
	if failed > 1 {
		t.Error("want at most one")
	}
}

// cluster starts servers that make a cluster, each on a transport port of its own.
func cluster(t *testing.T, size int) []*node {
	t.Helper()
	java, why := installed()
	if why != "" {
		t.Skip(why)
	}
	ports := make([]string, size)
	for i := range ports {
		ports[i] = strconv.Itoa(freePort())
	}
	nodes := make([]*node, size)
	for i := range nodes {
		others := append(append([]string{ports[i]}, ports[:i]...), ports[i+1:]...)
		n, err := startNode(java, freePort(), "-Dtransport="+strings.Join(others, ","))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.stop)
		nodes[i] = n
	}
	for _, n := range nodes {
		if err := n.await(); err != nil {
			t.Fatal(err)
		}
	}
	return nodes
}

// awaitNodes waits until a cluster has so many nodes, and until each row is there, of
// green on two of them. It fails where it does not come to that.
func awaitNodes(t *testing.T, c *client, n int, status string) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	path := fmt.Sprintf("/_cluster/health?wait_for_status=%s&wait_for_nodes=%d&timeout=55s", status, n)
	if _, err := c.send(ctx, http.MethodGet, path, nil); err != nil { // 408 when the time is over
		t.Fatal(err)
	}
}

// kill kills the node that holds the first copy of the paragraphs.
func kill(t *testing.T, c *client, nodes []*node) {
	t.Helper()
	answer, err := c.send(t.Context(), http.MethodGet, "/_cat/shards/"+c.physical(paragraphs)+"?format=json&h=prirep,node", nil)
	if err != nil {
		t.Fatal(err)
	}
	var shards []struct{ Prirep, Node string }
	if err := json.Unmarshal(answer, &shards); err != nil {
		t.Fatal(err)
	}
	for _, s := range shards {
		for _, n := range nodes {
			if s.Prirep == "p" && strings.Contains(strings.Join(n.command.Args, " "), "-Dtransport="+s.Node) {
				if err := n.command.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatalf("no node holds the paragraphs: %s", answer)
}

// reportQuestions are the questions on the reports that the repository holds.
func reportQuestions(t *testing.T) []string {
	t.Helper()
	list, err := eval.ReadQuestions("../eval/testdata/reports/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, q := range list {
		out = append(out, q.Text)
	}
	return out
}
