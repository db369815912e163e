package slack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A bearer sends what the library sends with the token of the sender that the
// context names, and once again with the next token where Slack says that this
// one is good no more. The library's client has no token of its own then.
type bearer struct {
	next          *transport
	installations *installations
}

// RoundTrip implements http.RoundTripper.
func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	s, ok := senderOf(r.Context())
	if !ok || !b.next.ours(r) { // as the exchange of a code, or an address for answers
		return b.next.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	token, err := b.installations.token(r.Context(), s.installed)
	if err != nil {
		return nil, err
	}
	resp, err := b.send(r, body, token)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	code, err := errorIn(resp)
	if err != nil {
		return nil, err
	}
	next, err := b.installations.after(r.Context(), s.installed, token, code)
	if err != nil {
		return nil, err
	}
	if next == "" {
		return resp, nil
	}
	return b.send(r, body, next)
}

// CloseIdleConnections is what a client looks for.
func (b *bearer) CloseIdleConnections() { b.next.CloseIdleConnections() }

// send sends a request with a token, in the header alone.
func (b *bearer) send(r *http.Request, body []byte, token string) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+token)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		form.Del("token")
		body = []byte(form.Encode())
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody() // it does not fail
	r.ContentLength = int64(len(body))
	return b.next.RoundTrip(r)
}

// errorIn returns what error an answer names, and leaves the answer to be read: it
// is in memory then.
func errorIn(resp *http.Response) (string, error) {
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return "", err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var said struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(body, &said) // what cannot be read names none
	return said.Error, nil
}
