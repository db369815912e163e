package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// Options say where a journal is and what it keeps.
type Options struct {
	Path string // of the database's file; it is made if need be, its folder is not
	// URL names a PostgreSQL server's database in place of a file, for several
	// processes; Password is for it, where none stands in the URL.
	URL, Password string
	// MustExist is for looking at a journal that another process may be
	// writing: one that is missing, damaged or locked is then an error of
	// Open and left as it is, and nothing is removed for its age.
	MustExist bool
	// KeepAskers keeps who asked what. Without it a person stands in the
	// database as a keyed hash alone, and only with turns and ratings.
	KeepAskers    bool
	RetentionDays int // after which everything is removed; 0 for never

	Log *slog.Logger // slog.Default if nil
	Now func() time.Time
}

// database returns the one that is named.
func (o Options) database() (database, error) {
	if o.URL != "" {
		db, err := newPostgres(o.URL, o.Password, o.MustExist)
		if err != nil {
			return nil, fmt.Errorf("the journal's address is wrong: %w", err)
		}
		return db, nil
	}
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, err
	}
	return &sqlite{given: o.Path, path: path, mustExist: o.MustExist, now: o.Now}, nil
}

func (o Options) check() error {
	if o.RetentionDays < 0 {
		return fmt.Errorf("the journal is kept for %d days: set it to 1 or more, or to 0 to keep everything", o.RetentionDays)
	}
	if o.URL != "" {
		return nil
	}
	if o.Path == "" {
		return errors.New("the journal has no file: name one")
	}
	_, err := os.Stat(o.Path)
	if o.MustExist && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no journal %s: name the file that the bot writes", o.Path)
	}
	folder := filepath.Dir(o.Path)
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the journal's folder %s does not exist: create it or correct its name", folder)
	}
	return nil
}
