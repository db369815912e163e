package journal

import (
	"context"
	"errors"
	"fmt"

	"github.com/quoth-bot/quoth/bot"
)

// removeAtOnce bounds how long others wait while old rows are removed.
const removeAtOnce = 500

// tidy removes, once a day, what is older than is to be kept.
func (j *Journal) tidy(ctx context.Context) {
	now := j.opts.Now()
	if j.opts.RetentionDays == 0 || j.down.Load() || now.Sub(j.tidied) < tidyEvery {
		return
	}
	j.flush(ctx)
	before := now.AddDate(0, 0, -j.opts.RetentionDays).UnixMilli()
	removed := 0
	for _, query := range []string{
		`DELETE FROM answers WHERE id IN (SELECT id FROM answers WHERE at < $1 LIMIT $2)`, // and with them their ratings
		`DELETE FROM turns WHERE seq IN (SELECT seq FROM turns WHERE at < $1 LIMIT $2)`,
		`DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries WHERE received < $1 LIMIT $2)`,
		`DELETE FROM delivery_keys WHERE key IN (SELECT key FROM delivery_keys WHERE received < $1 LIMIT $2)`,
	} {
		for n := removeAtOnce; n == removeAtOnce; removed += n {
			err := j.db.change(ctx, func(s session) (err error) {
				n, err = s.exec(ctx, query, before, removeAtOnce)
				return err
			})
			if err != nil {
				if ctx.Err() == nil {
					j.complain("old entries could not be removed; they are tried again", err)
				}
				return
			}
		}
	}
	j.tidied = now
	if removed == 0 {
		return
	}
	if err := j.db.purge(ctx); err != nil {
		j.complain("removed entries stay in the log of the database for a while", err)
	}
}

// Forgotten counts what Forget removed.
type Forgotten struct {
	Questions  int `json:"questions"`  // those known to be of the person, with their answers
	Turns      int `json:"turns"`      // of conversations that the person took part in
	Ratings    int `json:"ratings"`    // that the person gave
	Deliveries int `json:"deliveries"` // questions of the person that wait for an answer
}

// Forget removes a person, on every platform that knows somebody by that ID:
// ratings, the conversations that the person took part in, questions that wait,
// and the questions that are known to be the person's: where askers are kept
// all of them, else those of direct messages. It fails while the database is
// unavailable.
func (j *Journal) Forget(ctx context.Context, user string) (Forgotten, error) {
	var out Forgotten
	if user == "" {
		return out, errors.New("nobody was named to be forgotten")
	}
	j.flush(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.down.Load() {
		return out, fmt.Errorf("nothing was forgotten: %w", errOutage)
	}
	err := j.db.change(ctx, func(s session) error {
		who := s.hash(person, user)
		for _, step := range []struct {
			count *int
			query string
			args  []any
		}{
			// Before the turns, which tell whose conversation it was.
			{&out.Questions, `DELETE FROM answers WHERE asker = $2 OR
				direct AND conversation IN (SELECT conversation FROM turns WHERE person = $1)`, []any{who, user}},
			{&out.Turns, `DELETE FROM turns WHERE conversation IN (SELECT conversation FROM turns WHERE person = $1)`, []any{who}},
			{&out.Ratings, `DELETE FROM ratings WHERE person = $1`, []any{who}},
			{&out.Deliveries, `UPDATE deliveries SET person = '', content = '', state = $2 WHERE person = $1`, []any{who, string(bot.Posted)}},
		} {
			var err error
			if *step.count, err = s.exec(ctx, step.query, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Forgotten{}, fmt.Errorf("nothing was forgotten: %w", err)
	}
	if err := j.db.purge(ctx); err != nil {
		return out, fmt.Errorf("what was removed can still be read from the file's log: try again when no report is being made: %w", err)
	}
	return out, nil
}
