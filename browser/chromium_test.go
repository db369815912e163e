package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// names are those that Chromium and its kin have on a machine.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// chromium is the one that all tests share: starting it takes a second.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop func()
	path string
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	os.Exit(status)
}

func start() {
	c := &chromium
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			c.path = path
			break
		}
	}
	if c.path == "" {
		return
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(c.path), chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.WSURLReadTimeout(time.Minute),
	)
	if os.Geteuid() == 0 { // who may do anything cannot be shut in
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	c.ctx, c.stop = ctx, func() { cancel(); stop() }
	c.err = chromedp.Do(ctx)
}

// A tab is one of the browser. What goes wrong in it fails the test.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string // of the addresses: "http://127.0.0.1:8290"

	mutex    sync.Mutex
	problems []string // what the console was told
}

// look says how a page is looked at. The zero value is a light page on a desk.
type look struct {
	width, height int64
	dark          bool
	noScript      bool
}

const (
	deskWidth, deskHeight   = 1024, 768
	phoneWidth, phoneHeight = 320, 640
)

var phone = look{width: phoneWidth, height: phoneHeight}

// open opens a tab for the pages of a server. It skips the test where there is no
// Chromium.
func open(t *testing.T, base string, l look) *tab {
	t.Helper()
	chromium.once.Do(start)
	switch {
	case chromium.path == "":
		t.Skipf("there is no Chromium here (none of %s): install it to test the pages in it", strings.Join(names, ", "))
	case chromium.err != nil:
		t.Fatalf("%s does not start: %v", chromium.path, chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.checkConsole)
	if l.width == 0 {
		l.width, l.height = deskWidth, deskHeight
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	b.do(
		command(log.Enable, cdp.Empty{}), command(runtime.Enable, cdp.Empty{}),
		command(network.ClearBrowserCookies, cdp.Empty{}), // of the tests before
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		}),
		chromedp.EmulateViewport(l.width, l.height),
		command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript}),
	)
	return b
}

// hear notes what the console is told: what the policy forbids, and faults of scripts.
// That a page has another status than 200 is told there too, and is none.
func (b *tab) hear(event any) {
	problem := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork || e.Entry.Source == log.EntrySourceSecurity {
			problem = fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		problem = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		problem = fmt.Sprintf("console.%s", e.Type)
	}
	if problem != "" {
		b.mutex.Lock()
		b.problems = append(b.problems, problem)
		b.mutex.Unlock()
	}
}

func (b *tab) checkConsole() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, p := range b.problems {
		b.t.Errorf("the console was told: %s", p)
	}
}

// command makes an action of a command of the protocol that gives nothing back.
func command[P any](c cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// visit opens a page of the server.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// follow does what leads to another page, and waits for that.
func (b *tab) follow(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// click clicks on the first element that is seen of those that a selector names.
func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
}

// keys presses keys where the focus is.
func keys(pressed string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(pressed) }

// fill types a text into a field.
func fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}

// wait waits until an expression is true, be it on a page that is only being opened.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ask := chromedp.Evaluate[bool]("Boolean(" + expression + ")")
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		is, err := chromedp.Run(b.ctx, ask)
		switch {
		case is:
			return
		case time.Now().After(until):
			b.t.Fatalf("it does not become true: %s (%v)", expression, err)
		}
	}
}

// eval is the value of an expression in the page, which may be a promise.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

// script runs a script in the page.
func (b *tab) script(source string) {
	b.t.Helper()
	eval[chromedp.Void](b, source)
}
