package bot

import "slices"

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
	return slices.Contains(a.Channels, place.Platform+"/"+place.Channel) ||
		slices.Contains(a.Workspaces, place.Platform+"/"+place.Workspace)
}

// sees reports whether the collection of a quote is in scope.
func sees(scope []*engine, q Quote) bool {
	return slices.ContainsFunc(scope, func(e *engine) bool { return e.name == q.Span.Collection })
}

// stands reports whether a quote still stands where it stood: its document has
// not changed since.
func stands(scope []*engine, q Quote) bool {
	return slices.ContainsFunc(scope, func(e *engine) bool {
		if e.name != q.Span.Collection {
			return false
		}
		_, _, err := e.find(q.Span)
		return err == nil
	})
}

// visible reports whether every collection that a remembered answer quotes may
// be seen; else it is as if there were none.
func visible(r Record, scope []*engine) bool {
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
