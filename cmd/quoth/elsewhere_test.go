package quoth

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAskElsewhere asks a folder and a collection whose cluster is away.
func TestAskElsewhere(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	settings := filepath.Join(t.TempDir(), "quoth.yaml")
	text := fmt.Sprintf("collections:\n- name: birds\n  folders: [%q]\n  everyone: true\n- name: wires\n  opensearch: {url: %q, index: wires}\n  everyone: true\n", dir, away.URL)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"ask", "--config", settings, "Where does the heron nest?"}, strings.NewReader(""), &out, &errs)
	if status != exitFound || !strings.Contains(out.String(), "The collection wires cannot be asked now.") || !strings.Contains(out.String(), "edition 1 ") {
		t.Errorf("status %d\n%s\n%s", status, &out, &errs)
	}
}

// TestIndexElsewhere tells what is wrong with where an index is to be written.
func TestIndexElsewhere(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	for _, test := range []struct {
		args []string
		says string
	}{
		{nil, "--output=FILE or --opensearch=URL/INDEX"},
		{[]string{"-o", "x.quoth", "--opensearch", away.URL + "/wires"}, "can't be used together"},
		{[]string{"--opensearch", "wires"}, "names no cluster and index"},
		{[]string{"--opensearch", away.URL + "/"}, "names no cluster and index"},
		{[]string{"--opensearch", away.URL + "/wires"}, "connection refused"},
	} {
		var errs bytes.Buffer
		status := run(t.Context(), append([]string{"index", dir}, test.args...), strings.NewReader(""), &errs, &errs)
		if status != exitError || !strings.Contains(errs.String(), test.says) {
			t.Errorf("%v: status %d, %s", test.args, status, &errs)
		}
	}
}
