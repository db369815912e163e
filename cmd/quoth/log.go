package quoth

import (
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/config"
)

// newLog makes the log that the settings, which are valid, ask for.
func newLog(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	level.UnmarshalText([]byte(c.Level)) // never fails, since it is one of the four
	options := &slog.HandlerOptions{Level: level}
	if c.Format == config.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// A redactor takes secrets out of what is written. Quoth itself never writes
// them; but what a library says of a failed call may have a token in it. A log
// writes each record at once, so that no secret is split between two writes.
type redactor struct {
	to      io.Writer
	secrets *strings.Replacer
}

func newRedactor(to io.Writer, secrets []string) *redactor {
	var pairs []string
	for _, s := range secrets {
		quoted := strconv.Quote(s)
		for _, form := range []string{s, quoted[1 : len(quoted)-1], url.QueryEscape(s), url.PathEscape(s)} {
			pairs = append(pairs, form, "[secret]")
		}
	}
	return &redactor{to, strings.NewReplacer(pairs...)}
}

// Write implements io.Writer.
func (r *redactor) Write(p []byte) (int, error) {
	if _, err := io.WriteString(r.to, r.secrets.Replace(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
