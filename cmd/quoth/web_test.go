package quoth

import (
	"bufio"
	"context"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/adapters/web/providertest"
	"github.com/quoth-bot/quoth/config"
)

// startWeb starts "quoth web" on the built-in reports, until the test ends, and returns its
// address.
func startWeb(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		ended <- run(ctx, []string{"web", "--listen", "127.0.0.1:0"}, strings.NewReader(""), in, &errs)
		_ = in.Close()
	}()
	said := bufio.NewReader(out)
	first, err := said.ReadString('\n')
	if err != nil {
		t.Fatal(err, &errs)
	}
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != exitFound {
			t.Errorf("exit status %d: %s", status, &errs)
		}
	})
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "Ask at ")
	if second, err := said.ReadString('\n'); !ok || err != nil || second != "Ctrl-C ends.\n" {
		t.Fatalf("it says %q, %q, %v", first, second, err)
	}
	return address
}

// TestWeb asks in a browser's way what the built-in reports say, and reads the quotation in
// its source.
func TestWeb(t *testing.T) {
	address := startWeb(t)
	page := pageAt(t, address+"/ask?q=How+many+soldiers+have+deserted")
	if !strings.Contains(page, "at least 18 North Korean") {
		t.Errorf("the answer is\n%s", page)
	}
	_, link, _ := strings.Cut(page, `<a href="/source/`)
	link, _, _ = strings.Cut(link, `"`)
	if source := pageAt(t, address+"/source/"+strings.ReplaceAll(link, "&amp;", "&")); !strings.Contains(source, `id="quote">Reports indicate`) {
		t.Errorf("%s leads to\n%s", link, source)
	}
	if r, err := http.Post(address+"/mcp", "application/json", strings.NewReader(`{"jsonrpc": "2.0", "id": 1, "method": "ping"}`)); err != nil || r.StatusCode == http.StatusNotFound {
		t.Errorf("assistants are answered by %v, %v", r, err)
	}
}

// pagesAddress waits until pages are served, and returns where.
func (s *serving) pagesAddress() (address string) {
	s.Helper()
	s.until("the pages' address", func() bool {
		_, rest, ok := strings.Cut(s.log.String(), "msg=\"serving pages\" address=")
		address, _, _ = strings.Cut(rest, "\n")
		return ok && address != ""
	})
	return address
}

// TestServeSignIn lets in whom a provider names, as the settings say.
func TestServeSignIn(t *testing.T) {
	p := providertest.New(t, providertest.Claims{"sub": "ada", "roles": "newsroom"})
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	s := prepare(t, newPaper())
	s.settings.Collections = []config.Collection{{Name: "birds", Folders: []string{dir}, Audience: config.Audience{Channels: []string{"web/desk"}}}}
	s.settings.Web = config.Web{Listen: "127.0.0.1:0"}
	s.settings.OIDC = config.OIDC{
		Issuer: p.URL, ClientID: providertest.ClientID, ClientSecret: providertest.ClientSecret,
		Groups: []string{"desk=newsroom"}, GroupsClaim: "roles", Scopes: []string{"roles"},
	}
	s.start()
	address := s.pagesAddress()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(address string, cookies []*http.Cookie) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cookies {
			r.AddCookie(c)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, string(text)
	}
	leaving, _ := get(address+"/sign-in/oidc?next=/sources", nil)
	if to, err := leaving.Location(); err != nil || to.Query().Get("redirect_uri") != address+"/sign-in/callback" || to.Query().Get("scope") != "openid roles" {
		t.Fatalf("one is led to %v (%v)", to, err)
	}
	_, page := get(leaving.Header.Get("Location"), nil)
	_, back, _ := strings.Cut(page, `id="yes" href="`)
	back, _, _ = strings.Cut(back, `"`)
	let, _ := get(html.UnescapeString(back), leaving.Cookies())
	if let.Header.Get("Location") != "/sources" {
		t.Fatalf("who comes back is led to %q (%d)", let.Header.Get("Location"), let.StatusCode)
	}
	if _, page := get(address+"/ask?q=Where+does+the+heron+nest", let.Cookies()); !strings.Contains(page, "edition 1 ") {
		t.Errorf("the person is shown\n%s", page)
	}
	s.stop()
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log)
	}
	if strings.Contains(s.log.String(), providertest.ClientSecret) {
		t.Errorf("the log has the secret:\n%s", s.log)
	}
}

func pageAt(t *testing.T, address string) string {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v\n%s", address, r.StatusCode, err, text)
	}
	return string(text)
}

// TestServePages serves pages beside a platform: what everyone may see, and what a token
// may.
func TestServePages(t *testing.T) {
	dir := t.TempDir()
	writeEdition(t, dir, 1)
	s := prepare(t, newPaper())
	s.settings.Collections = []config.Collection{{Name: "birds", Folders: []string{dir}, Audience: config.Audience{Channels: []string{"web/desk"}}}}
	s.settings.Web = config.Web{Listen: "127.0.0.1:0", Tokens: "desk 12345678901234567890"}
	s.start()
	address := s.pagesAddress()
	ask := func(token string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/ask?q=Where+does+the+heron+nest", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	if status, page := ask("12345678901234567890"); status != http.StatusOK || !strings.Contains(page, "edition 1 ") {
		t.Errorf("%d\n%s", status, page)
	}
	if _, page := ask("wrong"); strings.Contains(page, "edition") || !strings.Contains(page, "Your token") {
		t.Errorf("without a token one sees\n%s", page)
	}
	s.stop()
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log)
	}
}
