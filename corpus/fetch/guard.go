package fetch

import (
	"context"
	"net/netip"
	"strings"
	"syscall"
)

// A privateError says that a host is at an address that is no part of the public
// Internet.
type privateError struct{ at netip.Addr }

func (e *privateError) Error() string {
	return "the host is at " + e.at.String() + ", which is no address of the public Internet"
}

// control is asked by the dialer for each connection, once names are resolved:
// a name that is public when it is looked up and private when it is used, as in
// DNS rebinding, comes no further than this.
func (f *Fetcher) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if f.options.AllowPrivate || isPublic(at.Addr()) {
		return nil
	}
	return &privateError{at.Addr()}
}

// notPublic are the ranges of the global unicast space that the IANA registries
// of special-purpose addresses (RFC 6890 and its updates) set aside. 6to4
// (2002::/16) and Teredo (in 2001::/23) hold addresses of IPv4, and are dead.
var notPublic = prefixes(`0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
	192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
	2001::/23 2001:db8::/32 2002::/16 3fff::/20`)

var (
	globalIPv6 = netip.MustParsePrefix("2000::/3")
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(list string) []netip.Prefix {
	var out []netip.Prefix
	for p := range strings.FieldsSeq(list) {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// isPublic reports whether an address is a unicast one of the public Internet.
// An address of IPv4 within one of IPv6, mapped or translated (NAT64), is judged
// itself.
func isPublic(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is6() && !globalIPv6.Contains(a) {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// isPrivateName reports whether a host is private by its name alone, so that
// the settings can be refused at once.
func isPrivateName(name string) bool {
	if a, err := netip.ParseAddr(name); err == nil {
		return !isPublic(a)
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
