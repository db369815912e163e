// Package browser tests the pages of Quoth in a browser: headless Chromium asks,
// follows citations and measures what it sees, and axe-core looks for what keeps people
// out. Without Chromium on the machine its tests skip.
//
// It is a module of its own, as chromedp and the protocol of Chromium that comes with
// it are no part of the product.
//
//	cd browser && go test ./...
//	cd browser && go test -run Screens -update ./...   # the pictures in doc/screens
package browser
