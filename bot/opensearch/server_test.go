package opensearch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/corpus"
)

// server is the address of an OpenSearch server that all tests share. It skips a test
// where there is none: testdata/server/build.sh fetches one, and .ci/run calls that.
func server(t testing.TB) string {
	t.Helper()
	address, why := startOnce()
	if why != "" {
		t.Skip(why)
	}
	return address
}

// one stops the server, where it was started.
var stopServer = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopServer()
	os.Exit(code)
}

// startOnce starts a server of one node, or tells why there is none. With
// QUOTH_TEST_OPENSEARCH, tests use the one at that address.
var startOnce = sync.OnceValues(func() (address, why string) {
	if address := os.Getenv("QUOTH_TEST_OPENSEARCH"); address != "" {
		return address, ""
	}
	java, why := installed()
	if why != "" {
		return "", why
	}
	n, err := startNode(java, freePort())
	if err == nil {
		stopServer = n.stop
		err = n.await()
	}
	if err != nil {
		return "", err.Error()
	}
	return n.address, ""
})

// installed finds the Java that a server runs on, or tells why there is no server.
func installed() (java, why string) {
	if jars, err := filepath.Glob("testdata/server/target/lib/*.jar"); err != nil || len(jars) == 0 {
		return "", "there is no OpenSearch here: run bot/opensearch/testdata/server/build.sh"
	}
	if java = javaOf(); java == "" {
		return "", "OpenSearch needs Java 21 or newer: set JAVA_HOME"
	}
	return java, ""
}

// A node is a server of a test's own.
type node struct {
	address string
	command *exec.Cmd
	ends    io.Closer // it ends when this does, and so with the test
	home    string
	ready   chan bool
}

// startNode starts a server, with properties of Java that testdata/server/Node.java reads.
func startNode(java string, port int, properties ...string) (*node, error) {
	home, err := os.MkdirTemp("", "quoth-opensearch-")
	if err != nil {
		return nil, err
	}
	arguments := slices.Concat([]string{"-Xms256m", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dhttp=" + strconv.Itoa(port)},
		properties, []string{"-cp", "testdata/server/target/lib/*", "Node", home})
	n := &node{
		address: fmt.Sprintf("http://127.0.0.1:%d", port), command: exec.Command(java, arguments...), home: home, ready: make(chan bool, 1),
	}
	if n.ends, err = n.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := n.command.StdoutPipe()
	if err == nil {
		err = n.command.Start()
	}
	if err != nil {
		return nil, err
	}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "READY") {
		}
		n.ready <- lines.Err() == nil
		_, _ = io.Copy(io.Discard, out)
	}()
	return n, nil
}

// await waits until the server can be asked.
func (n *node) await() error {
	select {
	case <-n.ready:
		return nil
	case <-time.After(2 * time.Minute):
		return errors.New("OpenSearch does not start within two minutes")
	}
}

// stop ends the server, and removes what it had.
func (n *node) stop() {
	n.ends.Close()
	_ = n.command.Wait()
	os.RemoveAll(n.home)
}

// javaOf finds a Java that OpenSearch 3 runs on; empty for none.
func javaOf() string {
	candidates := []string{filepath.Join(os.Getenv("JAVA_HOME"), "bin", "java"), "java"}
	installed, _ := filepath.Glob("/usr/lib/jvm/*/bin/java")
	for _, java := range slices.Concat(candidates, installed) {
		version, err := exec.Command(java, "-version").CombinedOutput()
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(version), `version "`)
		major, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(strings.Trim(major, `" `)); err == nil && n >= 21 {
			return java
		}
	}
	return ""
}

func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// options name a collection of a test's own, which is removed behind it.
func options(t testing.TB) Options {
	t.Helper()
	o := Options{Nodes: []string{server(t)}, Index: strings.ToLower(strings.NewReplacer("/", "-", "#", "-").Replace("t" + t.Name()))}
	remove := func() {
		c, err := connect(o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.close()
		for _, kind := range kinds {
			_, _ = c.send(context.Background(), "DELETE", "/"+c.index+"-"+kind+"-*", nil)
		}
	}
	remove()
	t.Cleanup(remove)
	return o
}

// writeDocuments makes a collection hold documents.
func writeDocuments(t testing.TB, o Options, documents []*corpus.Document) *writer {
	t.Helper()
	w, err := newWriter(o, Build{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if err := w.run(t.Context(), func() error {
		for some := range slices.Chunk(documents, 64) {
			if err := w.write(t.Context(), some); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return w
}
