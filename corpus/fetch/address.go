package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A kind says what stands at an address.
type kind string

const (
	pageKind    kind = "page"
	feedKind    kind = "feed"
	sitemapKind kind = "sitemap"
)

// maxAddress is the length in bytes of the longest address that is fetched, as
// sitemaps have it.
const maxAddress = 2048

// parseAddress reads an address and writes it in one form: lower case, an
// international name in ASCII, no usual port, no fragment. The error says what
// is wrong, as the end of a sentence.
func parseAddress(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if len(s) > maxAddress {
		return nil, fmt.Errorf("an address has at most %d bytes", maxAddress)
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("it is no address")
	}
	return normalize(u)
}

func normalize(u *url.URL) (*url.URL, error) {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("an address begins with http:// or https://")
	case u.User != nil:
		return nil, errors.New("an address with a user or password in it would be shown and kept; set a header for the host")
	case u.Hostname() == "" || u.Opaque != "":
		return nil, errors.New("it names no host")
	}
	name, err := hostname(u.Hostname())
	if err != nil {
		return nil, err
	}
	port := u.Port()
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		return nil, fmt.Errorf("%q is no port", port)
	}
	out := &url.URL{Scheme: u.Scheme, Host: joined(name, port, u.Scheme), Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}
	if out.Path == "" {
		out.Path = "/"
	}
	if len(out.String()) > maxAddress {
		return nil, fmt.Errorf("an address has at most %d bytes", maxAddress)
	}
	return out, nil
}

// hostname returns a name of a host in lower case and ASCII.
func hostname(name string) (string, error) {
	if ip, err := netip.ParseAddr(name); err == nil {
		if ip.Zone() != "" {
			return "", errors.New("an address of a network card cannot be fetched")
		}
		return ip.String(), nil
	}
	name = strings.TrimSuffix(name, ".")
	for _, r := range name {
		if r >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(name)
			if err != nil {
				return "", fmt.Errorf("%q is no name of a host", name)
			}
			name = ascii
			break
		}
	}
	name = strings.ToLower(name)
	if name == "" || len(name) > 253 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" {
		return "", fmt.Errorf("%q is no name of a host", name)
	}
	return name, nil
}

// joined is a host as it stands in an address of a scheme.
func joined(name, port, scheme string) string {
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port == "" || port == usualPort(scheme) {
		return name
	}
	return name + ":" + port
}

func usualPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// hosts are those of a source, by name. A host is reached on the usual ports,
// and on those that the source names.
type hosts map[string]*hostPorts

type hostPorts struct {
	ports map[string]bool
	plain bool // the source itself names an address that begins with http://
}

func (h hosts) add(u *url.URL) {
	for _, name := range []string{u.Hostname(), otherName(u.Hostname())} {
		if h[name] == nil {
			h[name] = &hostPorts{ports: map[string]bool{}}
		}
		h[name].ports[portOf(u)] = true
	}
	if u.Scheme == "http" {
		h[u.Hostname()].plain = true
	}
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return usualPort(u.Scheme)
}

// otherName is the name of a host with "www." or without it.
func otherName(name string) string {
	if short, ok := strings.CutPrefix(name, "www."); ok {
		return short
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return name
	}
	return "www." + name
}

// allow reports whether a source may reach an address.
func (h hosts) allow(u *url.URL) bool {
	of := h[u.Hostname()]
	return of != nil && (u.Port() == "" || of.ports[u.Port()])
}

// How long the parts of a name become, in bytes: with the time of an older
// version a name below the folder has 160 at most.
const (
	maxHostName = 60
	maxSlug     = 60
)

// fileName is where what is at an address is kept, below the folder, with a
// slash. It is another for another key, and safe whatever key and address are:
// lower case ASCII, no name that a system reserves, nothing hidden.
func fileName(u *url.URL, readable, key string) string {
	return hostFolder(u.Host) + "/" + slug(readable, maxSlug) + "~" + shortHash(key) + extension
}

// plainHost is a host whose name can be that of a folder. reserved are names
// that Windows keeps for devices, with any ending.
var (
	plainHost = lazyregexp.New(`^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$`)
	reserved  = lazyregexp.New(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])\.`)
)

func hostFolder(host string) string {
	if len(host) <= maxHostName && plainHost.MatchString(host) && !reserved.MatchString(host) {
		return host
	}
	return slug(host, maxHostName) + "-" + shortHash(host)
}

const extension = ".warc"

// pageFile is where a page is kept.
func pageFile(u *url.URL) string {
	readable := u.Path
	if u.RawQuery != "" {
		readable += " " + u.RawQuery
	}
	return fileName(u, readable, u.String())
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// slug is what of a text may stand in a name: words of ASCII with hyphens
// between. It never is empty.
func slug(s string, most int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case b.Len() >= most:
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	out := strings.TrimRight(b.String(), "-")
	if out == "" {
		return "index"
	}
	return out
}
