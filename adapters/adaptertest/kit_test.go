package adaptertest_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/adapters/adaptertest"
)

func TestReference(t *testing.T) {
	adaptertest.Run(t, func(t testing.TB) adaptertest.Peer { return newReferencePeer(t, "") })
}

// A lacking peer plays a platform that lacks something.
type lacking struct {
	*referencePeer
	lacks map[adaptertest.Ability]string
}

func (p lacking) Platform() adaptertest.Platform {
	return adaptertest.Platform{MaxText: maxText, Lacks: p.lacks}
}

// What a platform lacks is skipped by name, and never passed.
func TestWhatIsLackingIsSkipped(t *testing.T) {
	for _, c := range adaptertest.Checks() {
		for _, need := range c.Needs {
			err := c.Try(t, lacking{newReferencePeer(t, ""), map[adaptertest.Ability]string{need: "it is too simple"}})
			var skip *adaptertest.SkipError
			if !errors.As(err, &skip) || skip.Error() != "it lacks "+string(need)+": it is too simple" {
				t.Errorf("%s, without %s: %v", c.Name, need, err)
			}
		}
	}
}

// failing returns the names of the checks that an adapter with a fault fails.
func failing(t *testing.T, fault string) []string {
	var out []string
	for _, c := range adaptertest.Checks() {
		peer := newReferencePeer(t, fault)
		if err := c.Try(t, peer); err != nil {
			out = append(out, c.Name)
			t.Logf("%s: %s: %.300v", fault, c.Name, err)
		}
		peer.listener.Close()
	}
	slices.Sort(out)
	return out
}
