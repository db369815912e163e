package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Fetch says how pages, feeds and sitemaps of collections are fetched.
type Fetch struct {
	Folder       string        `yaml:"folder" names:"files" about:"Where they are kept, as files in a folder for each collection. Named here, it is meant from where this file lies; the default, from the working directory."`
	Every        time.Duration `yaml:"every" about:"How often each address is looked at; less often where its host asks for that."`
	Contact      string        `yaml:"contact" about:"The mail address or page of whoever runs this, which the hosts are told. Nothing is fetched without it."`
	KeepOld      time.Duration `yaml:"keep_old" about:"For how long an older version of a page or item can be quoted, as one that has changed since; 0s for not at all."`
	Timeout      time.Duration `yaml:"timeout" about:"How long one answer of a host may take."`
	MaxPages     int           `yaml:"max_pages" about:"Pages of one sitemap that are fetched."`
	AllowPrivate bool          `yaml:"allow_private" about:"Whether hosts are reached that are no part of the public Internet, as those of your own network."`
	Headers      Secret        `yaml:"headers" about:"Headers for hosts that want to know who asks, each on a line: example.org Authorization: Bearer abc. They are sent to that host alone."`
}

// A HostHeader is a header that is sent to a host.
type HostHeader struct{ Host, Name, Value string }

// HostHeaders are those that Headers lists; ok is false for a line that is none.
func (f Fetch) HostHeaders() (headers []HostHeader, ok bool) {
	for line := range strings.Lines(string(f.Headers)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		host, header, hasHost := strings.Cut(line, " ")
		name, value, hasName := strings.Cut(strings.TrimSpace(header), ":")
		if !hasHost || !hasName || name == "" || strings.ContainsAny(name, " \t") {
			return nil, false
		}
		headers = append(headers, HostHeader{host, name, strings.TrimSpace(value)})
	}
	return headers, true
}

func (f Fetch) check(r *report) {
	if f.Folder == "" {
		r.wrong("folder", "it names no folder", "name one, for example quoth-web")
	}
	if f.Every < time.Minute {
		r.wrong("every", fmt.Sprintf("%v is too often for the hosts", f.Every), "set it to at least 1m, for example 15m")
	}
	if f.KeepOld < 0 {
		r.wrong("keep_old", fmt.Sprintf("%v is no length of time", f.KeepOld), "for example 720h, or 0s for not at all")
	}
	if f.Timeout < time.Second {
		r.wrong("timeout", fmt.Sprintf("%v is too short for a page", f.Timeout), "set it to at least 1s, for example 1m")
	}
	r.atLeast("max_pages", int64(f.MaxPages), 1, "for example 1000")
	if _, ok := f.HostHeaders(); !ok {
		r.wrong("headers", "a line of it is no header of a host", "write each as in example.org Authorization: Bearer abc")
	}
}

// FromWeb reports whether something of a collection is fetched.
func (c Collection) FromWeb() bool { return len(c.Pages)+len(c.Feeds)+len(c.Sitemaps) > 0 }

// FolderOf is where what is fetched of a collection is kept.
func (f Fetch) FolderOf(c Collection) string { return filepath.Join(f.Folder, c.Name) }

// checkWeb judges the addresses of a collection.
func (c Collection) checkWeb(r *report) {
	for _, list := range []struct {
		setting   string
		addresses []string
	}{{"pages", c.Pages}, {"feeds", c.Feeds}, {"sitemaps", c.Sitemaps}} {
		for i, address := range list.addresses {
			u, err := url.Parse(address)
			switch setting := fmt.Sprintf("%s[%d]", list.setting, i); {
			case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
				r.wrong(setting, fmt.Sprintf("%q is no address of the web", address), "write it like https://example.org/news")
			case u.User != nil:
				r.wrong(setting, "it holds a password, which would be shown", "remove that, and set fetch.headers")
			}
		}
	}
}
