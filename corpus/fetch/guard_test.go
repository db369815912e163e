package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestIsPublic(t *testing.T) {
	for _, a := range strings.Fields(`8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.167.0.1 198.17.0.1 223.255.255.255
		2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808`) {
		if !isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s is not taken for public", a)
		}
	}
	for _, a := range strings.Fields(`0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
		192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
		:: ::1 ::7f00:1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1
		::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808`) {
		if isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s is taken for public", a)
		}
	}
	if isPublic(netip.Addr{}) {
		t.Error("no address is taken for a public one")
	}
}

// What reaches this machine is refused when the connection is made, by address
// and by name, and let through if the settings say so.
func TestThisMachine(t *testing.T) {
	server := httptest.NewUnstartedServer(page("inside"))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	if _, err := New(Source{Folder: t.TempDir(), Pages: []string{server.URL}}, Options{}); err == nil || !strings.Contains(err.Error(), "allow private addresses") {
		t.Errorf("its address in the settings: %v", err)
	}
	f, err := New(Source{Folder: t.TempDir(), Pages: []string{server.URL}}, Options{AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	f.transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	if r, err := f.Round(t.Context(), true); err != nil || r.Count(Added) != 1 {
		t.Errorf("allowed, the round found %v, %v", r.Events, err)
	}

	f = refuser(t, "https://inside.example"+port+"/", "127.0.0.1")
	r, err := f.Round(t.Context(), true)
	if err != nil || r.Count(Refused) != 1 || !strings.Contains(r.Events[0].Reason, "127.0.0.1, which is no address of the public Internet") {
		t.Errorf("by a name, the round found %v, %v", r.Events, err)
	}
}

// A name that is public when it is first looked up, and private later, is refused
// later. Nothing is connected to that was not judged.
func TestRebinding(t *testing.T) {
	f := refuser(t, "http://inside.example:9/", "93.184.216.34", "169.254.169.254", "10.0.0.1")
	var judged []string
	judge := f.dialer.ControlContext
	reached := errors.New("reached")
	f.dialer.ControlContext = func(ctx context.Context, network, address string, c syscall.RawConn) error {
		judged = append(judged, address)
		if err := judge(ctx, network, address, c); err != nil {
			return err
		}
		return reached // as far as a test may go
	}
	for i, want := range []string{"could not be fetched", "169.254.169.254, which is no address", "10.0.0.1, which is no address"} {
		f.pace = pace{hosts: map[string]*host{}} // as if time had passed
		r, err := f.Round(t.Context(), true)
		if err != nil || len(r.Events) != 1 || !strings.Contains(r.Events[0].Reason, want) {
			t.Errorf("round %d found %v, %v, want %s", i, r.Events, err, want)
		}
	}
	if got := strings.Join(judged, " "); got != "93.184.216.34:9 169.254.169.254:9 10.0.0.1:9" {
		t.Errorf("connections were judged to %s", got)
	}
}

// refuser returns a fetcher of one page, whose host is at one address after
// another.
func refuser(t *testing.T, address string, at ...string) *Fetcher {
	t.Helper()
	f, err := New(Source{Folder: t.TempDir(), Pages: []string{address}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	f.dialer.Resolver = &net.Resolver{PreferGo: true, Dial: namesAt(t, at)}
	f.transport.DialContext = f.dialer.DialContext // which is a copy otherwise
	return f
}

// namesAt is a name server that tells one address after another, and the last
// one for ever. Whoever asks for an address of the other kind is told nothing.
func namesAt(t *testing.T, at []string) func(context.Context, string, string) (net.Conn, error) {
	var mu sync.Mutex
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			b := make([]byte, 1024)
			n, err := server.Read(b[:2]) // over a stream a length comes first
			if err != nil || n != 2 {
				return
			}
			if n, err = server.Read(b); err != nil {
				return
			}
			var m dnsmessage.Message
			if err := m.Unpack(b[:n]); err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			ip := netip.MustParseAddr(at[0])
			q := m.Questions[0]
			m.Response = true
			m.Additionals = nil
			if is4 := q.Type == dnsmessage.TypeA; is4 == ip.Is4() {
				if len(at) > 1 {
					at = at[1:]
				}
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: resource(ip)}}
			}
			mu.Unlock()
			out, err := m.Pack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = server.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...))
		}()
		return client, nil
	}
}

func resource(ip netip.Addr) dnsmessage.ResourceBody {
	if ip.Is4() {
		return &dnsmessage.AResource{A: ip.As4()}
	}
	return &dnsmessage.AAAAResource{AAAA: ip.As16()}
}
