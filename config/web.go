package config

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Web says how pages to ask in a browser are served.
type Web struct {
	Listen      string        `yaml:"listen" about:"The address and port of the pages, for example 127.0.0.1:8290; without, none are served. Whoever reaches it may ask, so that it has to be on this machine, unless tokens, a proxy or oidc tell who does. What may be seen there is what everyone may see, and what is mapped to web/local, web/proxy, web/oidc, or a name of tokens or oidc, as in web/desk."`
	Address     string        `yaml:"address" about:"The address by which people reach the pages, as in https://quoth.example.org, where that is another: that of a proxy that has the certificate."`
	Tokens      Secret        `yaml:"tokens" about:"Who may ask with a token, each on a line: a name and the token, of 20 characters at least, as 'openssl rand -base64 24' makes them."`
	ProxyHeader string        `yaml:"proxy_header" about:"The header in which a proxy that has signed people in tells who they are, as in X-Forwarded-User. It must take that header away from what comes from elsewhere."`
	Proxies     []string      `yaml:"proxies" about:"Where that proxy is, as addresses or networks: 127.0.0.1, 10.1.0.0/16. From elsewhere the header is not believed."`
	Key         Secret        `yaml:"key" about:"What sessions, and links in replies, are signed with: 32 characters at least. Without, everybody signs in again after a restart."`
	LinkAge     time.Duration `yaml:"link_age" about:"How long a link in a reply on Slack or Discord opens its source, for who may see the reply; then it asks to sign in."`
}

// A NamedToken is one that the setting tokens lists.
type NamedToken struct{ Name, Token string }

// NamedTokens are those that Tokens lists; ok is false for a line that is none.
func (w Web) NamedTokens() (tokens []NamedToken, ok bool) {
	seen := map[string]bool{}
	for line := range strings.Lines(string(w.Tokens)) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if len(fields) != 2 || !collectionName.MatchString(fields[0]) || len(fields[1]) < shortestToken || seen[fields[0]] {
			return nil, false
		}
		seen[fields[0]] = true
		tokens = append(tokens, NamedToken{fields[0], fields[1]})
	}
	return tokens, true
}

const (
	shortestToken  = 20
	shortestWebKey = 32
)

// Networks are those that Proxies lists; ok is false where one is none.
func (w Web) Networks() (list []netip.Prefix, ok bool) {
	for _, text := range w.Proxies {
		if ip, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, false
		}
		list = append(list, network)
	}
	return list, true
}

func (w Web) check(r *report) {
	if w.Listen != "" {
		r.address("listen", w.Listen, "write host:port, as in 127.0.0.1:8290")
	}
	if w.Address != "" {
		r.url("address", w.Address, "https://quoth.example.org")
	}
	if _, ok := w.NamedTokens(); !ok {
		r.wrong("tokens", "a line of it is no name with a token",
			fmt.Sprintf("write each as a name in small letters and a token of %d characters or more, and no name twice", shortestToken))
	}
	if _, ok := w.Networks(); !ok {
		r.wrong("proxies", "one of them is neither an address nor a network", "write them as in 127.0.0.1 or 10.1.0.0/16")
	}
	switch {
	case w.ProxyHeader != "" && len(w.Proxies) == 0:
		r.wrong("proxy_header", "anybody could send it", "list below proxies where the proxy is")
	case w.ProxyHeader == "" && len(w.Proxies) > 0:
		r.wrong("proxies", "they are not asked for anything", "set proxy_header, or remove them")
	}
	if w.LinkAge < time.Minute {
		r.wrong("link_age", fmt.Sprintf("%v is too short for a link", w.LinkAge), "set it to at least 1m, for example 720h")
	}
	if w.Key != "" && len(w.Key) < shortestWebKey {
		r.wrong("key", fmt.Sprintf("it has %d characters, of %d at least", len(w.Key), shortestWebKey), "make one with 'openssl rand -base64 32'")
	}
}
