package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"

	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

// Sizes of SCOWL taken, by its own scale (10 the commonest, 95 the rarest).
// At 70 the words cover a large dictionary, and 0.2% of codespell's recorded
// misspellings are among them; at 80 it would be 0.8%, with Scrabble words
// that nobody means.
const (
	maxWordSize   = 70
	maxNameSize   = 80
	maxFamousSize = 50
)

// Inhabitants from which a city is a name, and from which a famous one.
const (
	minCity       = 50_000
	minFamousCity = 1_000_000
)

// add notes every word of text (a name may be several) as kind. Figures,
// codes, single letters and acronyms spelt like a function word stay out.
func (c collection) add(text string, kind lexicon.Kind) {
	tokens := words.Tokens(en.English, text)
	for _, t := range tokens {
		if t.HasDigit() || len(t.Form) < 2 || !storable(t.Form) {
			continue
		}
		if len(tokens) > 1 && (en.English.IsStop(t.Form) || c[t.Form]&lexicon.IsWord != 0) {
			continue // "New" and "City" of a city's name are not names by themselves
		}
		c[t.Form] |= kind
	}
}

func storable(form string) bool {
	for _, r := range form {
		if r != '\'' && !unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// scowlFile reads "british_z-proper-names.80" as dialect, list and size.
// variant_1 holds spellings that dictionaries give as second choice.
var scowlFile = regexp.MustCompile(
	`^(?:english|american|british|british_z|canadian|australian|variant_1)-(words|contractions|upper|proper-names|abbreviations)\.(\d+)$`)

func (c collection) addSCOWL(folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	taken := 0
	for _, f := range files {
		m := scowlFile.FindStringSubmatch(f.Name())
		if m == nil {
			continue
		}
		size, err := strconv.Atoi(m[2])
		if err != nil {
			return err
		}
		if err := c.addSCOWLFile(filepath.Join(folder, f.Name()), m[1], size); err != nil {
			return err
		}
		taken++
	}
	if taken == 0 {
		return fmt.Errorf("no list such as english-words.10 in %s", folder)
	}
	return nil
}

func (c collection) addSCOWLFile(path, list string, size int) error {
	lines, err := readLines(path, true)
	if err != nil {
		return err
	}
	for _, line := range lines {
		switch list {
		case "words", "contractions":
			if size <= maxWordSize {
				c.add(line, lexicon.IsWord)
			}
		case "abbreviations":
			// Of abbreviations only the acronyms: "govt" stands for a word
			// that the sources may write out.
			if size <= maxWordSize && len(line) > 1 && line == strings.ToUpper(line) {
				c.add(line, lexicon.IsName)
			}
		default:
			if size <= maxFamousSize {
				c.add(line, lexicon.IsName|lexicon.IsFamous)
			} else if size <= maxNameSize {
				c.add(line, lexicon.IsName)
			}
		}
	}
	return nil
}

// readLines returns the lines of a file, of one in ISO 8859-1 as UTF-8.
func readLines(path string, latin1 bool) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if latin1 {
		if data, err = charmap.ISO8859_1.NewDecoder().Bytes(data); err != nil {
			return nil, err
		}
	}
	var lines []string
	scanner := bufio.NewScanner(strings.NewReader(string(data)))
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	return lines, scanner.Err()
}

// addNewer reads words and names a dictionary of 2020 lacks, separated by white
// space; a capital makes a famous name. "#" begins a comment line.
func (c collection) addNewer(path string) error {
	lines, err := readLines(path, false)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			if strings.ToLower(word) == word {
				c.add(word, lexicon.IsWord)
			} else {
				c.add(word, lexicon.IsName|lexicon.IsFamous)
			}
		}
	}
	return nil
}

func (c collection) addGeoNames(folder string) error {
	var cities map[string]struct {
		Name       string
		Population int
	}
	if err := readJSON(filepath.Join(folder, "cities15000.json"), &cities); err != nil {
		return err
	}
	for _, city := range cities {
		switch {
		case city.Population >= minFamousCity:
			c.add(city.Name, lexicon.IsName|lexicon.IsFamous)
		case city.Population >= minCity:
			c.add(city.Name, lexicon.IsName)
		}
	}
	var countries map[string]struct{ Name, Capital string }
	if err := readJSON(filepath.Join(folder, "countries.json"), &countries); err != nil {
		return err
	}
	if len(cities) == 0 || len(countries) == 0 {
		return errors.New("no cities or no countries")
	}
	for _, country := range countries {
		c.add(country.Name, lexicon.IsName|lexicon.IsFamous)
		c.add(country.Capital, lexicon.IsName|lexicon.IsFamous)
	}
	return nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// quotedName is a string literal of Faker's sources that can be a person's
// name in Latin letters; formats and titles with signs or stops do not match.
var quotedName = regexp.MustCompile(`["'](\p{Lu}\p{Ll}[\p{L}'’ -]+)["']`)

func (c collection) addFaker(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*", "__init__.py"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("no locale in %s", folder)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range quotedName.FindAllStringSubmatch(string(data), -1) {
			if form := words.Fold(m[1]); !en.English.IsStop(form) && isLatin(form) {
				c.add(m[1], lexicon.IsName)
			}
		}
	}
	return nil
}

func isLatin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}
