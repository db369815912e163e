package fetch

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseAddress(t *testing.T) {
	for address, want := range map[string]string{
		" https://Birds.Example ":                            "https://birds.example/",
		"http://birds.example:80/a?b#c":                      "http://birds.example/a?b",
		"https://birds.example:8443/":                        "https://birds.example:8443/",
		"https://birds.example./":                            "https://birds.example/",
		"https://bücher.example/ä b":                         "https://xn--bcher-kva.example/%C3%A4%20b",
		"http://my_wiki/":                                    "http://my_wiki/",
		"http://[2606:4700:0:0::1111]:80/":                   "http://[2606:4700::1111]/",
		"ftp://birds.example/":                               "",
		"birds.example/news":                                 "",
		"/news":                                              "",
		"":                                                   "",
		"https://":                                           "",
		"https:birds.example":                                "",
		"https://you@birds.example/":                         "",
		"https://you:secret@birds.example/":                  "",
		"https://birds.example:0/":                           "",
		"https://birds.example:99999/":                       "",
		"https://birds example/":                             "",
		"https://bi\nrds.example/":                           "",
		"https://birds.example\\@otters/":                    "",
		"http://[fe80::1%25eth0]/":                           "",
		"https://xn--zz.example/%zz":                         "",
		"javascript:alert(1)":                                "",
		"https://birds.example/" + strings.Repeat("a", 2048): "",
	} {
		u, err := parseAddress(address)
		switch {
		case err != nil && want != "":
			t.Errorf("%q: %v", address, err)
		case err == nil && u.String() != want:
			t.Errorf("%q is %q, want %q", address, u, want)
		}
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		s    Source
		o    Options
		want string
	}{
		"protocol":     {Source{Pages: []string{"ftp://birds.example/"}}, Options{}, `the page "ftp://birds.example/" cannot be fetched: an address begins with http:// or https://`},
		"password":     {Source{Feeds: []string{"https://you:secret@birds.example/"}}, Options{}, `the feed "https://you:xxxxx@birds.example/" cannot be fetched: an address with a user`},
		"broken":       {Source{Feeds: []string{"https://you:sec%ret@birds.example/"}}, Options{}, "it is no address"},
		"localhost":    {Source{Pages: []string{"http://localhost:8080/"}}, Options{}, "allow private addresses"},
		"private":      {Source{Sitemaps: []string{"http://10.0.0.1/"}}, Options{}, "the sitemap"},
		"metadata":     {Source{Pages: []string{"http://[::ffff:169.254.169.254]/"}}, Options{}, "allow private addresses"},
		"twice":        {Source{Pages: []string{"https://birds.example"}, Feeds: []string{"https://birds.example/"}}, Options{}, "name it once"},
		"contact":      {Source{}, Options{Contact: "a\r\nX-Evil: b"}, "the contact"},
		"other host":   {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("otters.example", "A", "b")}, "otters.example"},
		"host twice":   {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("birds.example/a", "A", "b")}, "birds.example/a"},
		"usual port":   {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("birds.example:443", "A", "b")}, "only if it is an unusual one"},
		"header name":  {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("birds.example", "A b", "secret")}, "no name of a header"},
		"header value": {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("birds.example", "A", "secret\n")}, "the header A"},
		"own header":   {Source{Pages: []string{"https://birds.example"}}, Options{Headers: header("birds.example", "hOST", "secret")}, "set by the program"},
		"folder":       {Source{Folder: "/dev/null/a"}, Options{}, "cannot be made"},
	} {
		t.Run(name, func(t *testing.T) {
			c.s.Name = "herons"
			if c.s.Folder == "" {
				c.s.Folder = t.TempDir()
			}
			_, err := New(c.s, c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), `the collection "herons": `) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "sec") {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
}

func header(host, name, value string) map[string]map[string]string {
	return map[string]map[string]string{host: {name: value}}
}

// Names of files are safe on every system, bounded, and others for other
// addresses.
func TestFileNames(t *testing.T) {
	u := func(s string) string {
		parsed, err := parseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return pageFile(parsed)
	}
	for address, want := range map[string]string{
		"https://birds.example/":                           "birds.example/index~",
		"https://birds.example/Grey Heron.html?page=2":     "birds.example/grey-heron-html-page-2~",
		"https://birds.example/../../etc/passwd":           "birds.example/etc-passwd~",
		"https://birds.example/%2e%2e%2f%00":               "birds.example/index~",
		"https://birds.example/サギ":                         "birds.example/index~",
		"https://con.example/con.txt":                      "con-example-",
		"http://my_wiki:8080/":                             "my-wiki-8080-",
		"http://[2606:4700::1111]/":                        "2606-4700-1111-",
		"https://" + strings.Repeat("a.", 100) + "example": "a-a-a-",
	} {
		if got := u(address); !strings.HasPrefix(got, want) {
			t.Errorf("%s is kept as %s, want %s", address, got, want)
		}
	}
	seen := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		parsed, err := parseAddress("https://" + rapid.StringMatching(`[a-zA-Z0-9._-]{1,20}(:[0-9]{1,5})?`).Draw(t, "host") +
			"/" + rapid.OneOf(rapid.String(), rapid.StringMatching(`[./~a-bA-B%2e?-]*`)).Draw(t, "path"))
		if err != nil {
			return
		}
		checkName(t, pageFile(parsed), parsed.String(), seen)
	})
}

func FuzzFileNames(f *testing.F) {
	f.Add("https://birds.example/a", "tag:1")
	f.Add("https://con/..", "../../x")
	f.Fuzz(func(t *testing.T, address, id string) {
		u, err := url.Parse(address)
		if err != nil {
			return
		}
		if u, err = normalize(u); err != nil {
			return
		}
		checkName(t, pageFile(u), u.String(), map[string]string{})
		checkName(t, kept(jsonItem{ID: id}, emptyFeed, u, u).file, u.String()+"\n"+id, map[string]string{})
	})
}

type failer interface {
	Helper()
	Errorf(string, ...any)
}

func checkName(t failer, name, of string, seen map[string]string) {
	t.Helper()
	folder, file, ok := strings.Cut(name, "/")
	bad := strings.Trim(folder, "abcdefghijklmnopqrstuvwxyz0123456789-.") + strings.Trim(strings.Replace(file, "~", "", 1), "abcdefghijklmnopqrstuvwxyz0123456789-.")
	switch {
	case !ok || bad != "" || path.Clean(name) != name || strings.Contains(file, "..") || strings.Contains(folder, ".."):
		t.Errorf("%q is kept as %q, which is not safe", of, name)
	case len(folder) > 80 || len(file) > 80:
		t.Errorf("%q is kept as %q, which is too long", of, name)
	case strings.HasPrefix(folder, ".") || strings.HasPrefix(file, ".") || strings.HasSuffix(folder, ".") || reserved.MatchString(folder+".") || reserved.MatchString(file):
		t.Errorf("%q is kept as %q, which is hidden or reserved", of, name)
	}
	if _, ok := versionOf(name); ok {
		t.Errorf("%q is kept as %q, which is that of an older version", of, name)
	}
	if before, ok := seen[name]; ok && before != of {
		t.Errorf("%q and %q are both kept as %q", before, of, name)
	}
	seen[name] = of
}
