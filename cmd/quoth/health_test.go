package quoth

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	address := server.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	check := func(listen string, want int, says string) {
		t.Helper()
		t.Setenv("QUOTH_SERVE_LISTEN", listen)
		if got, out, errs := runHere(t, "health"); got != want || !strings.Contains(out+errs, says) {
			t.Errorf("serve.listen %s: exit status %d, want %d; %s%s", listen, got, want, out, errs)
		}
	}
	check(address, exitFound, "ok")
	check("0.0.0.0:"+port, exitFound, "ok")
	check(":"+port, exitFound, "ok")
	check("off", exitError, "serve.listen is off")
	status = http.StatusServiceUnavailable
	check(address, exitError, "answers 503")
	server.Close()
	check(address, exitError, "refused")
}
