package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// This file holds what a writer asks of the cluster itself: indices, aliases, rows.

// writeTimeout bounds what a writer waits for one answer.
const writeTimeout = 2 * time.Minute

// send sends a request of a writer, which waits longer than a question does.
func (w *writer) send(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	ctx, done := context.WithTimeout(ctx, writeTimeout)
	defer done()
	return w.client.send(ctx, method, path, body)
}

// prepare makes the indices of this format, where they are not there.
func (w *writer) prepare(ctx context.Context) error {
	for _, kind := range kinds {
		_, err := w.send(ctx, http.MethodHead, "/"+w.physical(kind), nil)
		if err == nil {
			continue
		}
		if !isStatus(err, http.StatusNotFound) {
			return fmt.Errorf("looking for the index %s: %w", w.physical(kind), err)
		}
		settings, err := json.Marshal(settingsOf(kind))
		if err != nil {
			return err
		}
		if _, err := w.send(ctx, http.MethodPut, "/"+w.physical(kind), settings); err != nil {
			return fmt.Errorf("making the index %s: %w", w.physical(kind), err)
		}
	}
	return w.refresh(ctx)
}

// refresh lets all that was written be found.
func (w *writer) refresh(ctx context.Context) error {
	for _, kind := range kinds {
		if _, err := w.send(ctx, http.MethodPost, "/"+w.physical(kind)+"/_refresh", nil); err != nil {
			return err
		}
	}
	return nil
}

func isStatus(err error, status int) bool {
	var answer *statusError
	return errors.As(err, &answer) && answer.status == status
}

// stood reports whether the rows of this format are whole: as they were counted.
func (w *writer) stood(ctx context.Context) (bool, error) {
	t, err := w.totals(ctx)
	return t.Whole && t.Format == format, err
}

// totals returns the totals of this format; empty ones where there are none.
func (w *writer) totals(ctx context.Context) (totals, error) {
	answer, err := w.send(ctx, http.MethodGet, "/"+w.physical(vocabulary)+"/_doc/"+totalsID, nil)
	if isStatus(err, http.StatusNotFound) {
		return totals{}, nil
	}
	if err != nil {
		return totals{}, err
	}
	var row struct {
		Source wordRow `json:"_source"`
	}
	if err := json.Unmarshal(answer, &row); err != nil || row.Source.Totals == nil {
		return totals{}, err
	}
	return *row.Source.Totals, nil
}

func (w *writer) putTotals(ctx context.Context, t totals) error {
	row, err := json.Marshal(wordRow{Kind: totalsID, Totals: &t})
	if err != nil {
		return err
	}
	_, err = w.send(ctx, http.MethodPut, "/"+w.physical(vocabulary)+"/_doc/"+totalsID, row)
	return err
}

// How often a cluster that has too much to do is asked again, and after how long at
// first; each time after twice as long.
const (
	bulkTries = 7
	bulkWait  = 250 * time.Millisecond
)

// bulk sends lines of rows, and empties them. It fails where a row is not taken.
func (w *writer) bulk(ctx context.Context, kind string, lines *bytes.Buffer) error {
	if lines.Len() == 0 {
		return nil
	}
	wait := bulkWait
	for try := 1; ; try++ {
		answer, err := w.send(ctx, http.MethodPost, "/"+w.physical(kind)+"/_bulk", lines.Bytes())
		if err == nil {
			err = refused(answer)
		}
		if err == nil {
			lines.Reset()
			return nil
		}
		if try == bulkTries || !isStatus(err, http.StatusTooManyRequests) && !isStatus(err, http.StatusServiceUnavailable) {
			return fmt.Errorf("writing to %s: %w", w.physical(kind), err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
			wait *= 2
		}
	}
}

// refused returns why a row of a bulk request was not taken; nil where all were. One
// that is to be deleted may be gone.
func refused(answer []byte) error {
	var of struct {
		Errors bool `json:"errors"`
		Items  []map[string]struct {
			Status int             `json:"status"`
			Error  json.RawMessage `json:"error"`
		} `json:"items"`
	}
	if err := json.Unmarshal(answer, &of); err != nil || !of.Errors {
		return err
	}
	for _, item := range of.Items {
		for _, result := range item {
			if len(result.Error) > 0 {
				return &statusError{result.Status, string(result.Error[:min(len(result.Error), mostOfReason)])}
			}
		}
	}
	return nil
}

// use lets the aliases lead to the indices of this format, all at once, and removes
// those of other formats.
func (w *writer) use(ctx context.Context) error {
	var actions []object
	var old []string
	for _, kind := range kinds {
		behind, err := w.behind(ctx, kind)
		if err != nil {
			return err
		}
		for _, name := range behind {
			if name != w.physical(kind) {
				old = append(old, name)
				actions = append(actions, object{"remove": object{"index": name, "alias": w.alias(kind)}})
			}
		}
		actions = append(actions, object{"add": object{"index": w.physical(kind), "alias": w.alias(kind)}})
	}
	body, err := json.Marshal(object{"actions": actions})
	if err != nil {
		return err
	}
	if _, err := w.send(ctx, http.MethodPost, "/_aliases", body); err != nil {
		return fmt.Errorf("putting the new rows in the place of the old ones: %w", err)
	}
	if len(old) == 0 {
		return nil
	}
	if _, err := w.send(ctx, http.MethodDelete, "/"+strings.Join(old, ","), nil); err != nil {
		return fmt.Errorf("removing the old rows: %w", err)
	}
	return nil
}

// behind returns the indices that an alias leads to.
func (w *writer) behind(ctx context.Context, kind string) ([]string, error) {
	answer, err := w.send(ctx, http.MethodGet, "/_alias/"+w.alias(kind), nil)
	if isStatus(err, http.StatusNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var of map[string]json.RawMessage
	if err := json.Unmarshal(answer, &of); err != nil {
		return nil, err
	}
	var out []string
	for name := range of {
		out = append(out, name)
	}
	return out, nil
}
