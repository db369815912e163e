package bot

import (
	"context"
	"errors"
	"slices"
)

// An Audience says where a collection may be seen, and by whom. The zero value
// is nobody, nowhere.
type Audience struct {
	Everyone   bool     // in every place
	Direct     bool     // in direct messages
	Channels   []string // "platform/channel"
	Workspaces []string // "platform/workspace": in every channel of it
	// Outsiders lets people from outside the workspace see it too, where it
	// may be seen at all.
	Outsiders bool
}

// Open is the audience of what anybody may see.
var Open = Audience{Everyone: true, Outsiders: true}

// includes reports whether who asks may see the collection there.
func (a Audience) includes(from From) bool {
	place := from.Place
	switch {
	case from.Asker.Outside && !a.Outsiders:
		return false
	case a.Everyone:
		return true
	case place.Direct:
		return a.Direct
	}
	shows := func(channel string) bool { return slices.Contains(a.Channels, place.Platform+"/"+channel) }
	return shows(place.Channel) || slices.ContainsFunc(from.Asker.Groups, shows) ||
		slices.Contains(a.Workspaces, place.Platform+"/"+place.Workspace)
}

// filesOf counts the files of a scope, if some of them could not be read.
func filesOf(scope []Collection) FileCount {
	var c FileCount
	for _, in := range scope {
		documents, _ := in.Engine.Size()
		c.Skipped += len(in.Skipped)
		c.Of += documents + len(in.Skipped)
	}
	if c.Skipped == 0 {
		return FileCount{}
	}
	return c
}

// collectionOf returns the collection of a span, if it is in scope.
func collectionOf(scope []Collection, s Span) (Collection, bool) {
	i := slices.IndexFunc(scope, func(c Collection) bool { return c.Name == s.Collection })
	if i < 0 {
		return Collection{}, false
	}
	return scope[i], true
}

// sees reports whether the collection of a quote is in scope.
func sees(scope []Collection, q Quote) bool {
	_, ok := collectionOf(scope, q.Span)
	return ok
}

// standing returns those of quotes that still stand where they stood: their
// documents have not changed since.
func standing(ctx context.Context, scope []Collection, quotes []Quote) ([]Quote, error) {
	out := make([]Quote, 0, len(quotes))
	for _, q := range quotes {
		c, _ := collectionOf(scope, q.Span)
		err := c.Engine.Stands(ctx, q.Span)
		switch {
		case err == nil:
			out = append(out, q)
		case !errors.Is(err, ErrSourceChanged) && !errors.Is(err, ErrUnknownSource):
			return nil, err
		}
	}
	return out, nil
}

// isAway reports whether an error says that a collection cannot be asked now, so that
// the others are to answer without it.
func isAway(ctx context.Context, err error) bool {
	return errors.Is(err, ErrUnavailable) && ctx.Err() == nil
}

// visible reports whether every collection that a remembered answer quotes may
// be seen; else it is as if there were none.
func visible(r Record, scope []Collection) bool {
	for _, q := range r.Answer.Quotes {
		if !sees(scope, q) {
			return false
		}
	}
	if d := r.Answer.Disagreement; d != nil {
		for _, v := range d.Values {
			if !sees(scope, v.Quote) {
				return false
			}
		}
	}
	return true
}
