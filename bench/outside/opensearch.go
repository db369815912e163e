package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// openSearch is a server of one node in a process of its own, with a document a
// sentence. It orders them by BM25, of English stems.
type openSearch struct {
	label      string
	java, jars string
	fields     []string // what is searched, with a weight where it is not 1
	fuzziness  string   // empty for exact stems

	address string
	home    string
	command *exec.Cmd
	ends    io.Closer // the node ends when this does
}

func (o *openSearch) name() string   { return o.label }
func (o *openSearch) memory() string { return residentMemory(o.command.Process.Pid) }

func (o *openSearch) load(ctx context.Context, sentences []sentence) error {
	if jars, err := filepath.Glob(filepath.Join(o.jars, "*.jar")); err != nil || len(jars) == 0 {
		return fmt.Errorf("%w: run bot/opensearch/testdata/server/build.sh", errNotInstalled)
	}
	if _, err := exec.LookPath(o.java); err != nil {
		return fmt.Errorf("%w: %w", errNotInstalled, err)
	}
	if err := o.start(ctx); err != nil {
		return err
	}
	if err := o.send(ctx, http.MethodPut, "/sentences", o.mapping(), nil); err != nil {
		return err
	}
	first := 0
	for some := range slices.Chunk(sentences, 1000) {
		if err := o.send(ctx, http.MethodPost, "/sentences/_bulk", bulk(first, some), nil); err != nil {
			return err
		}
		first += len(some)
	}
	return o.send(ctx, http.MethodPost, "/sentences/_refresh", nil, nil)
}

// start starts a node, and waits until it can be asked.
func (o *openSearch) start(ctx context.Context) (err error) {
	port, err := freePort()
	if err != nil {
		return err
	}
	if o.home, err = os.MkdirTemp("", "quoth-outside-"); err != nil {
		return err
	}
	o.address = "http://127.0.0.1:" + port
	o.command = exec.CommandContext(ctx, o.java, "-Xms1g", "-Xmx1g", "-Dhttp="+port, "-cp", filepath.Join(o.jars, "*"), "Node", o.home)
	if o.ends, err = o.command.StdinPipe(); err != nil {
		return err
	}
	out, err := o.command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := o.command.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "READY") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	return fmt.Errorf("the node ended before it was ready: is %s Java 21 or newer?", o.java)
}

// mapping stems English in the fields that are searched. One shard keeps the
// statistics of words together.
func (o *openSearch) mapping() any {
	properties := map[string]any{}
	for _, field := range o.fields {
		name, _, _ := strings.Cut(field, "^")
		properties[name] = map[string]string{"type": "text", "analyzer": "english"}
	}
	return map[string]any{
		"settings": map[string]int{"number_of_shards": 1, "number_of_replicas": 0},
		"mappings": map[string]any{"dynamic": false, "properties": properties},
	}
}

// bulk is the body that indexes sentences, the first of which has that number.
func bulk(first int, sentences []sentence) any {
	var lines []any
	for i, s := range sentences {
		lines = append(lines, map[string]any{"index": map[string]string{"_id": strconv.Itoa(first + i)}}, s)
	}
	return lines
}

func (o *openSearch) find(ctx context.Context, question string) ([]hit, error) {
	match := map[string]any{"query": question, "fields": o.fields, "type": "most_fields"}
	if o.fuzziness != "" {
		match["fuzziness"] = o.fuzziness
	}
	body := map[string]any{"query": map[string]any{"multi_match": match}, "size": most, "_source": false}
	var found struct {
		Hits struct {
			Hits []struct {
				ID    string  `json:"_id"`
				Score float64 `json:"_score"`
			} `json:"hits"`
		} `json:"hits"`
	}
	if err := o.send(ctx, http.MethodPost, "/sentences/_search", body, &found); err != nil {
		return nil, err
	}
	var hits []hit
	for _, h := range found.Hits.Hits {
		i, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, err
		}
		hits = append(hits, hit{i, h.Score})
	}
	return hits, nil
}

// send sends a body as JSON, a list as one value a line, and reads what comes back
// into answer, where there is one.
func (o *openSearch) send(ctx context.Context, method, path string, body, answer any) error {
	var text bytes.Buffer
	values, ok := body.([]any)
	if !ok && body != nil {
		values = []any{body}
	}
	for _, v := range values {
		if err := json.NewEncoder(&text).Encode(v); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, o.address+path, &text)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 || bytes.Contains(data, []byte(`"errors":true`)) {
		return fmt.Errorf("%s %s: %s: %.300s", method, path, response.Status, data)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(data, answer)
}

func (o *openSearch) close() {
	if o.ends != nil {
		_ = o.ends.Close()
	}
	if o.command != nil && o.command.Process != nil {
		_ = o.command.Wait()
	}
	if o.home != "" {
		_ = os.RemoveAll(o.home)
	}
}

// freePort is one that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}
