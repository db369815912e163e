package quoth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/adapters/ops"
	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/fetch"
)

type fetchCommand struct {
	Collections []string `arg:"" optional:"" help:"The collections to fetch for (default all that name pages, feeds or sitemaps)."`
}

// Help is shown below the usage.
func (fetchCommand) Help() string {
	return `Looks once at the pages, feeds and sitemaps of the collections in the settings, and says what is new, has changed or is gone. What it fetches is kept in files below fetch.folder. 'quoth serve' does the same every so often.`
}

func (c *fetchCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	p.stderr = newRedactor(p.stderr, settings.Secrets())
	list, err := fetchersOf(settings)
	if err != nil {
		return err
	}
	for _, name := range c.Collections {
		if !slices.ContainsFunc(list, func(w fetcher) bool { return w.name == name }) {
			return fmt.Errorf("no collection %q in the settings has pages, feeds or sitemaps", name)
		}
	}
	if len(list) == 0 {
		return errors.New("no collection in the settings has pages, feeds or sitemaps: see 'quoth config example'")
	}
	failed := 0
	for _, w := range list {
		if len(c.Collections) > 0 && !slices.Contains(c.Collections, w.name) {
			continue
		}
		report, err := w.Round(ctx, true)
		if err != nil {
			return err
		}
		failed += report.Count(fetch.Failed) + report.Count(fetch.Refused)
		if err := writeRound(p.stdout, w.name, report, p.flags.JSON); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d could not be fetched", failed)
	}
	return nil
}

// A fetcher fetches what a collection has of the web.
type fetcher struct {
	name string
	*fetch.Fetcher
}

// fetchersOf lists what the collections of the settings have of the web.
func fetchersOf(settings config.Config) ([]fetcher, error) {
	var out []fetcher
	var all []fetch.Source
	for _, c := range settings.Collections {
		if !c.FromWeb() {
			continue
		}
		source := fetch.Source{Name: c.Name, Folder: settings.Fetch.FolderOf(c), Pages: c.Pages, Feeds: c.Feeds, Sitemaps: c.Sitemaps}
		f, err := fetch.New(source, fetchOptions(settings, source))
		if err != nil {
			return nil, err
		}
		out, all = append(out, fetcher{c.Name, f}), append(all, source)
	}
	headers, _ := settings.Fetch.HostHeaders()
	for _, h := range headers {
		if !slices.ContainsFunc(all, func(s fetch.Source) bool { return s.HasHost(h.Host) }) {
			return nil, fmt.Errorf("fetch.headers: no collection has an address of %s: correct its name, or remove the line", h.Host)
		}
	}
	return out, nil
}

// fetchOptions are those of a collection. Of what is fetched no more is kept than would
// be read, with room for what stands around it in its file.
func fetchOptions(settings config.Config, source fetch.Source) fetch.Options {
	s := settings.Fetch
	o := fetch.Options{
		Every: s.Every, Version: version(), Contact: s.Contact, AllowPrivate: s.AllowPrivate, KeepOld: s.KeepOld,
		Timeout: s.Timeout, MaxPages: s.MaxPages, MaxSize: int64(settings.Corpus.MaxFileSize) * 3 / 4,
		Headers: map[string]map[string]string{},
	}
	headers, _ := s.HostHeaders() // which the settings' check has read
	for _, h := range headers {
		if !source.HasHost(h.Host) {
			continue // it is another collection's
		}
		if o.Headers[h.Host] == nil {
			o.Headers[h.Host] = map[string]string{}
		}
		o.Headers[h.Host][h.Name] = h.Value
	}
	return o
}

// roundNames name what was found in a round.
var roundNames = map[fetch.EventKind]string{
	fetch.Added: "new", fetch.Changed: "changed", fetch.Gone: "gone", fetch.Moved: "moved", fetch.Partly: "partly", fetch.Refused: "refused", fetch.Failed: "failed",
}

// A jsonFetched is something that was found at an address.
type jsonFetched struct {
	Collection string `json:"collection"`
	Found      string `json:"found"` // new, changed, gone, moved, partly, refused, failed
	Address    string `json:"address"`
	From       string `json:"from,omitempty"` // the feed or sitemap that led to it
	File       string `json:"file,omitempty"` // below the folder of the collection
	Reason     string `json:"reason,omitempty"`
}

// writeRound tells what a round has found: a line for each, and their counts.
func writeRound(w io.Writer, collection string, r fetch.Report, asJSON bool) error {
	var out strings.Builder
	for _, e := range r.Events {
		if asJSON {
			line, err := json.Marshal(jsonFetched{collection, roundNames[e.Kind], e.Address, e.From, e.File, e.Reason})
			if err != nil {
				return err
			}
			out.Write(append(line, '\n'))
			continue
		}
		fmt.Fprintf(&out, "%s: %s", roundNames[e.Kind], terminal.Visible(e.Address))
		if e.Reason != "" {
			fmt.Fprintf(&out, ": %s", terminal.Visible(e.Reason))
		}
		out.WriteString("\n")
	}
	if !asJSON {
		for _, n := range r.Notes {
			fmt.Fprintf(&out, "%s\n", terminal.Visible(n))
		}
		fmt.Fprintf(&out, "%s: %d new, %d changed, %d gone, %d unchanged, %d not fetched\n", collection, r.Count(fetch.Added), r.Count(fetch.Changed),
			r.Count(fetch.Gone), r.Unchanged, r.Count(fetch.Refused)+r.Count(fetch.Failed)+r.Later)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// silentAfter is how long nothing new comes from an address before that is told: many
// feeds have something each month.
const silentAfter = 30 * 24 * time.Hour

// writeStanding tells which addresses fail, and which have gone silent; nothing where
// none does.
func writeStanding(w io.Writer, list []fetcher, now time.Time) error {
	var out strings.Builder
	for _, l := range list {
		for _, s := range l.Status() {
			standing := ""
			switch {
			case s.Failures > 0 && s.Success.IsZero():
				standing = fmt.Sprintf("was never fetched: %s", s.Reason)
			case s.Failures > 0:
				standing = fmt.Sprintf("was last fetched on %s: %s", s.Success.Format(time.DateOnly), s.Reason)
			case s.Kind == "feed" && !s.News.IsZero() && now.Sub(s.News) > silentAfter:
				standing = fmt.Sprintf("has said nothing new since %s", s.News.Format(time.DateOnly))
			}
			if standing != "" {
				fmt.Fprintf(&out, "  %s (%s, %s) %s\n", terminal.Visible(s.Address), s.Kind, l.name, terminal.Visible(standing))
			}
		}
	}
	if out.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\nFrom the web\n%s", out.String())
	return err
}

// writeStandingJSON tells how each address stands, one a line.
func writeStandingJSON(w io.Writer, list []fetcher) error {
	encoder := json.NewEncoder(w)
	for _, l := range list {
		for _, s := range l.Status() {
			err := encoder.Encode(struct {
				Collection string    `json:"collection"`
				Kind       string    `json:"kind"`
				Address    string    `json:"address"`
				Success    time.Time `json:"success,omitzero"`
				News       time.Time `json:"news,omitzero"`
				Failures   int       `json:"failures"`
				Reason     string    `json:"reason,omitempty"`
			}{l.name, s.Kind, s.Address, s.Success, s.News, s.Failures, s.Reason})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// standing is how all addresses stand.
func standing(list []fetcher) []ops.Address {
	var out []ops.Address
	for _, w := range list {
		for _, a := range w.Status() {
			out = append(out, ops.Address{Collection: w.name, Kind: a.Kind, Address: a.Address, Success: a.Success, News: a.News, Failures: a.Failures})
		}
	}
	return out
}

// tellRound logs what a round has found.
func (s *service) tellRound(collection string, r fetch.Report, err error) {
	log := s.log.With("collection", collection)
	if err != nil {
		log.Error("what is fetched cannot be kept", "error", err)
	}
	for _, n := range r.Notes {
		log.Warn(n)
	}
	for _, e := range r.Events {
		switch e.Kind {
		case fetch.Added, fetch.Changed:
			log.Debug("fetched", "found", roundNames[e.Kind], "address", e.Address)
		default:
			log.Warn("not fetched as it was meant", "found", roundNames[e.Kind], "address", e.Address, "reason", e.Reason)
		}
	}
	log.Info("looked at the web", "new", r.Count(fetch.Added), "changed", r.Count(fetch.Changed), "gone", r.Count(fetch.Gone),
		"unchanged", r.Unchanged, "failed", r.Count(fetch.Failed)+r.Count(fetch.Refused), "took", r.Ended.Sub(r.Began))
}
