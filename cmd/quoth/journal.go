package quoth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/bot/journal"
)

// journalFlags say which journal a command looks at.
type journalFlags struct {
	Journal string `placeholder:"FILE" help:"The journal that the bot writes: a file, or a postgres:// address (default the settings journal.path and journal.url)."`
}

func (f journalFlags) open(ctx context.Context, p *program) (*journal.Journal, error) {
	o := journal.Options{Path: f.Journal}
	switch {
	case strings.HasPrefix(f.Journal, "postgres://"), strings.HasPrefix(f.Journal, "postgresql://"):
		o = journal.Options{URL: f.Journal}
	case f.Journal == "":
		settings, err := p.config()
		if err != nil {
			return nil, err
		}
		o = journalOptions(settings.Journal)
	}
	o.MustExist = true
	return journal.Open(ctx, o)
}

type reportCommand struct {
	journalFlags
	Since period `default:"7d" placeholder:"TIME" help:"How far to look back: 24h, 7d, 4w (default ${default})."`
}

// Help is shown below the usage.
func (reportCommand) Help() string {
	return `Tells what the sources could not answer (similar questions together), what was asked most, which answers were rated worst, and how much was asked and how fast it was answered, by day and platform. Smalltalk is not counted among the questions. The bot may go on running.

Example:

  quoth report --since 4w`
}

func (c *reportCommand) run(ctx context.Context, p *program) error {
	j, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer j.Close()
	report, err := j.Report(ctx, time.Now().Add(-time.Duration(c.Since)))
	if err != nil {
		return err
	}
	var list []fetcher
	if settings, err := p.config(); err == nil { // else the journal was named, and the settings are not asked
		if list, err = fetchersOf(settings); err != nil {
			return err
		}
	}
	if p.flags.JSON {
		return errors.Join(report.WriteJSON(p.stdout), writeStandingJSON(p.stdout, list))
	}
	var text bytes.Buffer
	if err := report.WriteText(&text); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(p.stdout, terminal.Visible(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return writeStanding(p.stdout, list, time.Now())
}

type forgetCommand struct {
	journalFlags
	User string `required:"" placeholder:"ID" help:"The person's ID on the platform, as U024BE7LH on Slack."`
}

// Help is shown below the usage.
func (forgetCommand) Help() string {
	return `Removes from the journal what a person rated, the conversations that the person took part in, questions of the person that wait for an answer, and the questions that are known to be the person's: with the setting that keeps who asked all of them, without it those of direct messages. It overwrites what it removes. The bot may go on running.

Example:

  quoth forget --user U024BE7LH`
}

func (c *forgetCommand) run(ctx context.Context, p *program) error {
	j, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer j.Close()
	n, err := j.Forget(ctx, c.User)
	if err != nil {
		return err
	}
	if p.flags.JSON {
		return json.NewEncoder(p.stdout).Encode(n)
	}
	_, err = fmt.Fprintf(p.stdout, "Removed: questions %d, turns of conversations %d, ratings %d, waiting questions %d.\n",
		n.Questions, n.Turns, n.Ratings, n.Deliveries)
	return err
}

// A period is a stretch of time, also in days and weeks.
type period time.Duration

// UnmarshalText reads "90m", "24h", "7d" or "4w".
func (d *period) UnmarshalText(text []byte) error {
	s := string(text)
	for suffix, day := range map[string]int{"d": 1, "w": 7} {
		number, ok := strings.CutSuffix(s, suffix)
		if n, err := strconv.Atoi(number); ok && err == nil && n > 0 && n*day <= 36500 {
			*d = period(time.Duration(n*day) * 24 * time.Hour)
			return nil
		}
	}
	v, err := time.ParseDuration(s)
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is not a time: write one like 24h, 7d or 4w", s)
	}
	*d = period(v)
	return nil
}
