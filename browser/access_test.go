package browser

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/quoth-bot/quoth/adapters/web"
	"github.com/quoth-bot/quoth/adapters/web/providertest"
)

//go:embed testdata/axe.min.js
var axe string

// checkAccess fails where axe-core finds what keeps people out of the page as it stands.
// The script is evaluated, so that the page keeps its policy.
func (b *tab) checkAccess(page string) {
	b.t.Helper()
	b.script(axe)
	const run = `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.flatMap((v) =>
		v.nodes.map((n) => v.id + " (" + v.impact + "): " + n.target.join(" ") + "\n" + n.html + "\n" + n.failureSummary)))`
	if found := eval[[]string](b, run); len(found) > 0 {
		b.t.Errorf("%s: axe-core finds\n%s", page, strings.Join(found, "\n"))
	}
}

// checkWidth fails where a page is wider than the window.
func (b *tab) checkWidth(page string) {
	b.t.Helper()
	const wider = `[document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".rows, pre, svg, .hidden")).map((e) => e.outerHTML.slice(0, 120))].map(String)`
	if got := eval[[]string](b, wider); got[0] != "0" || len(got) > 1 {
		b.t.Errorf("%s: wider than the window by %s pixels: %v", page, got[0], got[1:])
	}
}

const secret = "desk-12345678901234567890"

var signedIn = web.Options{Access: web.Access{Tokens: []web.Token{{Name: "desk", Secret: secret}}}}

const (
	askCost  = "/ask?q=How+many+crowns+does+the+ferry+to+Quillmouth+cost"
	askDogs  = "/ask?q=Do+dogs+sail+for+nothing"
	askTwo   = "/ask?q=Where+does+the+heron+nest%3F+Do+dogs+sail+for+nothing%3F"
	askCode  = "/ask?q=ferry+--now+--cabin"
	askTable = "/ask?q=What+are+the+harbour+dues+at+Marrowgate-upon-the-Saltmarshes"
	askLong  = "/ask?q=What+is+the+minimum+distance+in+metres+above+mean+high+water+of+the+nesting+platform"
)

// pages are those of open sources that everybody is to be able to read.
var pages = []string{
	"/", askCost, askDogs, askTwo, askCode, askTable, askLong, "/ask?q=Who+is+the+king+of+zebras", "/ask?q=", "/ask?q=hello",
	"/sources", "/sources?filter=zebra", "/brief", "/brief?topic=dogs", "/source/ports/a/ferries.md", "/source/ports/pilots.pdf", "/source/ports/restic.rst",
	"/source/ports/" + longName, "/source/ports/none.txt",
}

func allPorts(t *testing.T) []file {
	return append([]file{
		of(t, "pilots.pdf", "corpus/read/testdata/pdf/harbour-chromium.pdf"),
		of(t, "restic.rst", "bot/eval/testdata/documents/manual/corpus/restic/020_installation.rst"),
	}, ports...)
}

// No page keeps anybody out: on a desk and on a telephone, in light and in dark.
func TestAccess(t *testing.T) {
	base, closed := serve(t, allPorts(t), web.Options{}), serve(t, ports, signedIn)
	for _, l := range []look{{}, {dark: true}, phone, {width: phoneWidth, height: phoneHeight, dark: true}} {
		t.Run(fmt.Sprintf("%d wide, dark %v", max(l.width, 0), l.dark), func(t *testing.T) {
			b := open(t, base, l)
			for _, page := range pages {
				b.visit(page)
				b.checkAccess(page)
				b.checkWidth(page)
			}
			b.openAll(askCost)
			b.openAll(askDogs)
			b = open(t, closed, l)
			for _, page := range []string{"/sign-in", "/"} {
				b.visit(page)
				b.checkAccess(page)
				b.checkWidth(page)
			}
			b.follow(fill("#token", "wrong\r"))
			b.checkAccess("a wrong token")
			b.follow(fill("#token", secret+"\r"))
			b.do(chromedp.WaitVisible(chromedp.CSS("#q")))
			b.checkAccess("signed in")
			b.checkWidth("signed in")
		})
	}
}

// Who signs in at a provider comes back to the page that they asked for, and none on the
// way keeps anybody out. It is of another site, so that the browser sends what it may send
// from there alone.
func TestSignInAtProvider(t *testing.T) {
	const somebody, nobody = "newsroom", "none"
	p := providertest.New(t, nil)
	signsIn := func(group string) { p.SignedIn(providertest.Claims{"sub": "ada", "groups": group}) }
	at := web.Access{Tokens: signedIn.Access.Tokens, OIDC: web.OIDC{
		Issuer: p.URL, ClientID: providertest.ClientID, ClientSecret: providertest.ClientSecret, Groups: []web.Rule{{Channel: "desk", Of: somebody}},
	}}
	base := serve(t, ports, web.Options{Access: at})
	at.OIDC.Issuer = "http://localhost:1"
	away := serve(t, ports, web.Options{Access: at})
	for _, l := range []look{{}, {dark: true}, phone, {width: phoneWidth, height: phoneHeight, dark: true, noScript: true}} {
		t.Run(fmt.Sprintf("%d wide, dark %v, without scripts %v", max(l.width, 0), l.dark, l.noScript), func(t *testing.T) {
			b := open(t, base, l)
			check := func(page string) {
				t.Helper()
				if !l.noScript { // axe-core is one
					b.checkAccess(page)
				}
				b.checkWidth(page)
			}
			signsIn(nobody)
			b.visit(askDogs)
			check("signing in")
			b.follow(click(".provider a"))
			b.follow(click("#yes"))
			b.wait(`location.pathname == "/sign-in/callback" && document.querySelector("[role=alert]").textContent.includes("nothing here is open to you")`)
			check("somebody who is kept out")
			b.follow(click(".provider a"))
			b.follow(click("#no"))
			b.wait(`document.querySelector("[role=alert]").textContent.includes("did not work")`)
			check("signing in is given up")
			signsIn(somebody)
			b.follow(click(".provider a"))
			b.follow(click("#yes"))
			b.wait(`location.pathname + location.search == "` + askDogs + `" && document.querySelector(".quotation")`)
			check("signed in")
			b.visit("/sources")
			b.follow(click("header form button"))
			b.wait(`location.pathname == "/sign-in"`)
			b.visit("/sources")
			b.wait(`location.pathname == "/sign-in"`)

			b = open(t, away, l)
			b.visit("/sign-in")
			b.wait(`document.querySelector("[role=status]").textContent.includes("out of reach")`)
			check("the provider is away")
		})
	}
}

// openAll opens what an answer holds closed, and checks that.
func (b *tab) openAll(page string) {
	b.t.Helper()
	b.visit(page)
	b.do(click("a[data-into^=around]"))
	b.wait(`document.querySelector(".passage")`)
	b.do(click("a[data-into^=more]"))
	b.wait(`document.querySelector("[id^=more-]").hasChildNodes()`)
	b.do(click("button[value=helpful]"))
	b.wait(`document.querySelector("[id^=rated-]").hasChildNodes()`)
	b.script(`document.querySelectorAll("details").forEach((d) => d.open = true)`)
	b.checkAccess(page + ", all open")
	b.checkWidth(page + ", all open")
	for _, link := range eval[[]string](b, `[...document.querySelectorAll("a[data-into]")].map((a) => a.getAttribute("href"))`) {
		b.visit(link)
		b.checkAccess(link)
		b.checkWidth(link)
	}
}
