package web

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
)

func TestConformance(t *testing.T) {
	adaptertest.Run(t, newPeople)
}

// People ask in browsers, behind a proxy that says who they are.
type people struct {
	adaptertest.Answering
	mu      sync.Mutex
	address string
	pages   []*html.Node // that were seen, by the IDs of the posts
}

const personHeader = "X-Person"

func newPeople(t testing.TB) adaptertest.Peer {
	p := &people{}
	p.Answering = adaptertest.Answering{T: t, Name: "web", Open: p.open, Ask: p.ask, Use: p.use}
	return p
}

func (p *people) open(b adapters.Bot) (func(context.Context) error, error) {
	asked, ok := b.(Bot)
	if !ok {
		return nil, fmt.Errorf("%T cannot read sources", b)
	}
	s, err := New(Options{
		Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler),
		Access: Access{Proxy: Proxy{Header: personHeader, From: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}},
	}, asked)
	if err == nil {
		err = s.Listen(context.Background())
	}
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.address = s.Address()
	return s.Serve, nil
}

// ask has a person ask on in their conversation.
func (p *people) ask(person, text string) (adaptertest.Post, error) {
	name := fnv.New64a()
	io.WriteString(name, person)
	return p.see(person, http.MethodGet, "/ask?"+url.Values{"q": {text}, "c": {fmt.Sprintf("%016x", name.Sum64())}}.Encode(), "")
}

// use follows the first link of a page that a button stands for, or sends its form.
func (p *people) use(c adaptertest.Click) (adaptertest.Post, error) {
	var at int
	if _, err := fmt.Sscan(c.Post, &at); err != nil {
		return adaptertest.Post{}, err
	}
	p.mu.Lock()
	page := p.pages[at]
	p.mu.Unlock()
	n := buttonOf(page, c.Button)
	switch {
	case n == nil:
		return adaptertest.Post{}, fmt.Errorf("there is no button %s", c.Button)
	case n.DataAtom == atom.A:
		return p.see(c.Person, http.MethodGet, attr(n, "href"), "")
	}
	form := url.Values{attr(n, "name"): {attr(n, "value")}}
	for field := range n.Parent.Descendants() {
		if field.DataAtom == atom.Input {
			form.Set(attr(field, "name"), attr(field, "value"))
		}
	}
	return p.see(c.Person, http.MethodPost, attr(n.Parent, "action"), form.Encode())
}

// see returns a page as a person reads it.
func (p *people) see(person, method, path, form string) (adaptertest.Post, error) {
	p.mu.Lock()
	address := p.address
	p.mu.Unlock()
	var post adaptertest.Post
	page := &html.Node{}
	r, err := http.NewRequest(method, address+path, strings.NewReader(form))
	if err == nil {
		r.Header.Set(personHeader, person)
		if form != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		page, post, err = seen(r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	post.ID = fmt.Sprint(len(p.pages))
	p.pages = append(p.pages, page)
	return post, err
}

func seen(r *http.Request) (*html.Node, adaptertest.Post, error) {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return &html.Node{}, adaptertest.Post{}, err
	}
	defer answer.Body.Close()
	page, err := html.Parse(answer.Body)
	if err != nil {
		return &html.Node{}, adaptertest.Post{}, err
	}
	post := adaptertest.Post{Text: readText(page), Pings: stray(page)}
	for _, b := range []adaptertest.Button{adaptertest.ShowContext, adaptertest.ShowMore, adaptertest.Helpful, adaptertest.NotHelpful} {
		if buttonOf(page, b) != nil {
			post.Buttons = append(post.Buttons, b)
		}
	}
	return page, post, nil
}

func buttonOf(page *html.Node, b adaptertest.Button) *html.Node {
	for n := range page.Descendants() {
		into := attr(n, "data-into")
		if b == adaptertest.ShowContext && strings.HasPrefix(into, "around-") || b == adaptertest.ShowMore && strings.HasPrefix(into, "more-") ||
			n.DataAtom == atom.Button && attr(n, "name") == "rating" && attr(n, "value") == string(b) {
			return n
		}
	}
	return nil
}

// readText is the text of a page, in which the cells of tables stand as in Markdown.
func readText(page *html.Node) string {
	var b strings.Builder
	var write func(*html.Node)
	write = func(n *html.Node) {
		cell := n.DataAtom == atom.Td || n.DataAtom == atom.Th
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Head:
			return
		case n.DataAtom == atom.Tr:
			b.WriteString(" |")
		case cell:
			b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			write(c)
		}
		if cell {
			b.WriteString(" |")
		}
	}
	write(page)
	return b.String()
}

// stray lists what a text has become of a page that should have stayed a text: scripts, and
// links that lead neither to a page nor to the web.
func stray(page *html.Node) []string {
	var out []string
	for n := range page.Descendants() {
		if n.DataAtom == atom.Script && attr(n, "src") != "/static/quoth.js" || n.DataAtom == atom.Iframe || n.DataAtom == atom.Img {
			out = append(out, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && webLink(a.Val) == "" {
				out = append(out, a.Key+"="+a.Val)
			}
		}
	}
	return out
}
