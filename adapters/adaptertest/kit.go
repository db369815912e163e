package adaptertest

import (
	"errors"
	"testing"
)

// A Check is one thing that an adapter must do.
type Check struct {
	Name  string
	Needs []Ability
	run   func(*stage) error
}

// Checks lists all that an adapter must do.
func Checks() []Check {
	var all []Check
	for _, some := range [][]Check{answerChecks, placeChecks, textChecks, buttonChecks, orderChecks, deletionChecks, connectionChecks, restartChecks, owedChecks} {
		all = append(all, some...)
	}
	return all
}

// Run checks an adapter against its peer, each check in a subtest of its own
// with a peer of its own. What the platform lacks is skipped.
func Run(t *testing.T, newPeer func(testing.TB) Peer) {
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			var skip *SkipError
			switch err := c.Try(t, newPeer(t)); {
			case errors.As(err, &skip):
				t.Skip(skip)
			case err != nil:
				t.Error(err)
			}
		})
	}
}

// A SkipError says that a platform lacks what a check needs.
type SkipError struct {
	Lacks Ability
	Why   string
}

func (e *SkipError) Error() string { return "it lacks " + string(e.Lacks) + ": " + e.Why }

// Try makes one check, and returns what is wrong: a *SkipError if the platform
// lacks what it needs.
func (c Check) Try(t testing.TB, p Peer) (err error) {
	platform := p.Platform()
	for _, a := range c.Needs {
		if why, lacks := platform.Lacks[a]; lacks {
			return &SkipError{a, why}
		}
	}
	s, err := newStage(t.Context(), p)
	if err != nil {
		return err
	}
	defer s.kill()
	return c.run(s)
}
