package quoth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/config"
)

type evalCommand struct {
	Sets         []string `arg:"" name:"set" help:"A folder with questions.jsonl and corpus.jsonl, or a folder corpus, or a file of questions on the corpus."`
	Limit        int      `placeholder:"N" help:"Ask only N questions of each set, a random choice that is always the same."`
	Unanswerable string   `placeholder:"FILE" help:"Add the questions of this file, none of which should be found."`
	Table        string   `placeholder:"FILE" help:"Hold the figures against those of this file; the exit status is 1 if one is worse."`
	Model        string   `placeholder:"FILE" help:"Compare meanings by this table instead of the one built in, as for documents that were held out when it was made."`
	Missing      bool     `help:"Write what the answers say that the sources do not mention, instead of the figures."`
	Update       bool     `help:"Write the figures into the file of --table instead."`
}

// Help is shown below the usage; its example is run by a test.
func (evalCommand) Help() string {
	return `A set with a corpus of its own is asked of that, a file of questions of the embedded reports or the --corpus.

Writes a table of the figures; with --json an object for each question, then one for the set.

Example, in the source tree:

  quoth eval testdata/questions.jsonl

What the columns tell (the table of kinds has counts, like 7/20, for shares):

` + indented(termsOfTables())
}

// termsOfTables are a line for each column of the tables, or a few.
func termsOfTables() string {
	var text strings.Builder
	_ = eval.WriteTerms(&text) // a builder takes all
	return text.String()
}

// indented is text as help shows it line by line, instead of as a paragraph.
func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ")
}

func (c *evalCommand) run(ctx context.Context, p *program) error {
	if c.Limit < 0 {
		return fmt.Errorf("--limit is %d: give a number of questions, or leave it out to ask all", c.Limit)
	}
	if c.Update && c.Table == "" {
		return errors.New("--update needs a --table to write to")
	}
	if c.Limit > 0 && c.Table != "" {
		return errors.New("--table has the figures of whole sets: leave --limit out")
	}
	table, err := c.readTable()
	if err != nil {
		return err
	}
	var unanswerable []eval.Question
	if c.Unanswerable != "" {
		if unanswerable, err = eval.ReadQuestions(c.Unanswerable); err != nil {
			return err
		}
	}
	var reports eval.Reports
	for _, name := range c.Sets {
		report, err := c.measure(ctx, p, name, unanswerable)
		if err != nil {
			return err
		}
		reports = append(reports, report)
		if p.flags.JSON {
			if err := report.WriteJSON(p.stdout); err != nil {
				return err
			}
		}
	}
	if err := c.write(p, reports); err != nil {
		return err
	}
	if c.Table == "" {
		return nil
	}
	return c.hold(p, table, reports)
}

// write writes what was measured for people to read.
func (c *evalCommand) write(p *program, reports eval.Reports) error {
	switch {
	case p.flags.JSON:
		return nil
	case c.Missing:
		return reports.WriteMissing(p.stdout)
	}
	if err := reports.WriteTable(p.stdout); err != nil {
		return err
	}
	// What else reads the table does not need to be told.
	if terminal.ScreenOf(p.stderr, p.getenv).Width > 0 {
		fmt.Fprintf(p.stderr, "\n%s", termsOfTables())
	}
	return nil
}

// table is that of --model, or nil for the shipped one.
func (c *evalCommand) table() (*meaning.Table, error) {
	if c.Model == "" {
		return nil, nil
	}
	data, err := os.ReadFile(c.Model)
	if err != nil {
		return nil, fmt.Errorf("--model: %w", err)
	}
	table, err := meaning.Open(data)
	if err != nil {
		return nil, fmt.Errorf("--model %s: %w", c.Model, err)
	}
	return table, nil
}

// measure asks one set's questions of a bot that has its documents.
func (c *evalCommand) measure(ctx context.Context, p *program, name string, unanswerable []eval.Question) (*eval.Report, error) {
	begun := time.Now()
	set, err := readSet(ctx, p, name)
	if err != nil {
		return nil, err
	}
	set.AddUnanswerable(unanswerable)
	model, err := c.table()
	if err != nil {
		return nil, err
	}
	e, err := engine.New(config.CorpusName, set.Documents, engine.Options{Table: model})
	if err != nil {
		return nil, err
	}
	b, err := bot.New([]bot.Collection{{Name: config.CorpusName, Audience: bot.Open, Engine: e}})
	if err != nil {
		return nil, err
	}
	progress := terminal.NewProgress(p.stderr, set.Name)
	defer progress.Close()
	return eval.Run(ctx, b, set, eval.Options{
		Limit:    c.Limit,
		Load:     time.Since(begun),
		From:     terminal.From,
		Progress: func(done, total int) { progress.Show(int64(done), int64(total)) },
	})
}

// readSet reads a folder that is a set, or a file of questions on the corpus.
func readSet(ctx context.Context, p *program, name string) (*eval.Set, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no %s: name a folder with questions.jsonl and corpus.jsonl or a folder corpus, or a file of questions", name)
	case err != nil:
		return nil, err
	case info.IsDir() && len(p.flags.Corpus) > 0:
		return nil, fmt.Errorf("%s is a set with a corpus of its own: leave --corpus out, or name a file of questions", name)
	case info.IsDir():
		return eval.ReadSet(ctx, name)
	}
	questions, err := eval.ReadQuestions(name)
	if err != nil {
		return nil, err
	}
	settings, err := p.config()
	if err != nil {
		return nil, err
	}
	l, err := p.newLibrary([]collection{corpusOf(settings)}, limitsOf(settings.Corpus))
	if err != nil {
		return nil, err
	}
	loaded, err := l.read(ctx, p)
	if err != nil {
		return nil, err
	}
	documents, err := loaded[0].Engine.(*engine.Engine).Documents()
	if err = errors.Join(err, l.sources.Close()); err != nil {
		return nil, err
	}
	return eval.NewSet(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), documents, questions)
}

// readTable reads the table to hold the figures against. One that is to be
// written need not be there.
func (c *evalCommand) readTable() ([]eval.Row, error) {
	if c.Table == "" {
		return nil, nil
	}
	f, err := os.Open(c.Table)
	if c.Update && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := eval.ReadTable(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Table, err)
	}
	return rows, nil
}

// hold tells which figures are worse than the table has them, or writes them
// into it, beside those of the sets that were not measured.
func (c *evalCommand) hold(p *program, table []eval.Row, reports eval.Reports) error {
	var fresh []eval.Row
	for _, r := range reports {
		row := c.row(r)
		if hasRow(fresh, row.Set) {
			return fmt.Errorf("two of the sets are named %s, and the table has one line for a name: measure one at a time", row.Set)
		}
		// A set that no line holds would pass whatever its figures are.
		if !c.Update && !hasRow(table, row.Set) {
			return fmt.Errorf("%s has no line for %s: add it with --update", c.Table, row.Set)
		}
		fresh = append(fresh, row)
	}
	if c.Update {
		for _, row := range table {
			if !hasRow(fresh, row.Set) {
				fresh = append(fresh, row)
			}
		}
		var text bytes.Buffer
		if err := eval.WriteTable(&text, fresh); err != nil {
			return err
		}
		return os.WriteFile(c.Table, text.Bytes(), 0o644)
	}
	// The answers are the same from run to run, and so are the figures: none is
	// given away. Between machines, scores differ in their last digits where one
	// rounds x*y + z once and another twice; the figures of the question sets
	// are to all digits the same either way (GOAMD64=v1 against v3).
	const tolerance = 0
	worse := eval.Compare(table, fresh, tolerance)
	for _, r := range worse {
		fmt.Fprintln(p.stderr, "quoth:", terminal.Visible(r.String()))
	}
	if len(worse) > 0 {
		fmt.Fprintln(p.stderr, "quoth: to accept that, write the table again with --update")
		return errNotFound
	}
	return nil
}

// row is a report's line of the table. Unanswerable questions make another set
// of it: "selqa+nq-open".
func (c *evalCommand) row(r *eval.Report) eval.Row {
	row := r.Row()
	if c.Unanswerable != "" {
		name := c.Unanswerable
		if dir, base := filepath.Split(name); base == "questions.jsonl" && dir != "" {
			name = dir // a set's questions: it is named for its folder
		}
		row.Set += "+" + strings.TrimSuffix(filepath.Base(name), ".jsonl")
	}
	return row
}

func hasRow(rows []eval.Row, set string) bool {
	return slices.ContainsFunc(rows, func(r eval.Row) bool { return r.Set == set })
}
