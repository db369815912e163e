package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// OIDC says which provider signs people in on the pages, and what they may see.
type OIDC struct {
	Issuer       string   `yaml:"issuer" about:"The provider's address, exactly as it names itself. Register web.address with /sign-in/callback behind it there: that is where it leads people back to."`
	ClientID     string   `yaml:"client_id" about:"What the provider knows Quoth by."`
	ClientSecret Secret   `yaml:"client_secret" about:"What Quoth proves that with; a public client has none."`
	Groups       []string `yaml:"groups" about:"Who may see what is mapped to which name, by groups of the provider: desk=newsroom shows what is mapped to web/desk to the group newsroom. Several may be of one person, who sees what is mapped to each. Whom none is of, nor one of addresses, is kept out; who is let in sees what is mapped to web/oidc as well."`
	Addresses    []string `yaml:"addresses" about:"Likewise by mail address, as in desk=ada@example.org. One counts only if the provider says that it is verified."`
	GroupsClaim  string   `yaml:"groups_claim" about:"The claim in which the provider lists the groups of a person."`
	Scopes       []string `yaml:"scopes" about:"What is asked for besides openid, and email where addresses are listed: some providers tell groups only if asked for groups."`
}

// A Rule is one that Groups or Addresses list.
type Rule struct{ Name, Of string }

// RulesOf are those of a list, in its order; a text without = names nobody.
func RulesOf(list []string) []Rule {
	out := make([]Rule, len(list))
	for i, text := range list {
		out[i].Name, out[i].Of, _ = strings.Cut(text, "=")
	}
	return out
}

// mostNames are the most characters that the names of rules have together, as browsers
// take no longer cookie than 4,096.
const mostNames = 2000

func (o OIDC) check(r *report) {
	if o.Issuer == "" {
		for _, s := range []struct {
			setting string
			is      bool
		}{{"client_id", o.ClientID != ""}, {"client_secret", o.ClientSecret != ""}, {"groups", len(o.Groups) > 0}, {"addresses", len(o.Addresses) > 0}, {"scopes", len(o.Scopes) > 0}} {
			if s.is {
				r.wrong(s.setting, "it is for a provider, and there is no issuer", "set issuer, or remove it")
			}
		}
		return
	}
	if !isSafe(o.Issuer) {
		r.wrong("issuer", fmt.Sprintf("%q is not the address of a provider, over https", o.Issuer), "write it like https://login.example.org")
	}
	if o.ClientID == "" {
		r.wrong("client_id", "issuer needs it", "copy it from the provider, where Quoth is registered as a client")
	}
	if o.GroupsClaim == "" && len(o.Groups) > 0 {
		r.wrong("groups_claim", "groups need it", "name the claim, for example groups")
	}
	if len(o.Groups)+len(o.Addresses) == 0 {
		r.wrong("groups", "nobody could sign in", "list who may see what here, or below addresses")
	}
	length := 0
	for _, list := range []struct {
		setting, example string
		texts            []string
		is               func(string) bool
	}{
		{"groups", "desk=newsroom", o.Groups, func(group string) bool { return group != "" }},
		{"addresses", "desk=ada@example.org", o.Addresses, func(address string) bool { return strings.Index(address, "@") > 0 }},
	} {
		for i, rule := range RulesOf(list.texts) {
			length += len(rule.Name) + 1
			if !collectionName.MatchString(rule.Name) || !list.is(rule.Of) {
				r.wrong(fmt.Sprintf("%s[%d]", list.setting, i), fmt.Sprintf("%q does not say who may see what", list.texts[i]),
					"write a name in small letters before who it is for, as in "+list.example)
			}
		}
	}
	if length > mostNames {
		r.wrong("groups", fmt.Sprintf("the names of groups and addresses have %d characters, of %d at most", length, mostNames), "choose shorter names, or list one for several collections")
	}
}

// isSafe reports whether an address is of the web, and what is sent to it is read by
// nobody on the way: it goes by https, or stays on this machine.
func isSafe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	local := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}
