package config

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// OpenSearch says where a collection lies that is in no folder.
type OpenSearch struct {
	URL      string        `yaml:"url"`
	Index    string        `yaml:"index"`
	User     string        `yaml:"user"`
	Password Secret        `yaml:"password"`
	CAFile   string        `yaml:"ca_file" names:"files"`
	Timeout  time.Duration `yaml:"timeout"`
}

// There reports whether the collection lies in OpenSearch.
func (o OpenSearch) There() bool { return o != OpenSearch{} }

// DefaultOpenSearchTimeout is how long a question waits for OpenSearch where nothing
// else is said: as long as a person hardly notices.
const DefaultOpenSearchTimeout = 800 * time.Millisecond

// Wait is how long a question waits.
func (o OpenSearch) Wait() time.Duration {
	if o.Timeout == 0 {
		return DefaultOpenSearchTimeout
	}
	return o.Timeout
}

// indexName is what OpenSearch takes for one, with what Quoth puts behind it.
var indexName = lazyregexp.New(`^[a-z0-9][a-z0-9._-]{0,199}$`)

// Addresses returns the nodes that a URL names, separated by commas; ok is false where
// one is no address.
func (o OpenSearch) Addresses() (nodes []string, ok bool) {
	for node := range strings.SplitSeq(o.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(node))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			return nil, false
		}
		nodes = append(nodes, strings.TrimSuffix(strings.TrimSpace(node), "/"))
	}
	return nodes, true
}

// checkOpenSearch judges where a collection lies.
func (c Collection) checkOpenSearch(r *report) {
	o := c.OpenSearch
	if !o.There() {
		return
	}
	in := r.below("opensearch")
	if len(c.Folders) > 0 || c.FromWeb() || len(c.Columns) > 0 {
		r.wrong("opensearch", "the collection has folders, or something of the web, too", "make two collections of it: 'quoth index DIR... --opensearch URL/INDEX' writes folders there")
	}
	if _, ok := o.Addresses(); !ok {
		in.wrong("url", fmt.Sprintf("%q is not the address of a cluster", o.URL), "write it like https://search.example.org:9200, of several nodes with commas between them, and no password in it")
	}
	if !indexName.MatchString(o.Index) {
		in.wrong("index", fmt.Sprintf("%q cannot be the name of an index", o.Index), "use small letters, digits, dots, - and _ only, as in quoth-wires")
	}
	if (o.User == "") != (o.Password == "") {
		in.wrong("user", "user and password go together", "set both, or neither")
	}
	if o.Timeout < 0 || o.Timeout > 0 && o.Timeout < 10*time.Millisecond {
		in.wrong("timeout", fmt.Sprintf("%v is too short for an answer", o.Timeout), "set it to at least 10ms, for example 800ms")
	}
}
