package quoth

import (
	"runtime/debug"
	"testing"
)

func TestNotedBuild(t *testing.T) {
	of := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123abc"}
	for _, c := range []struct {
		info *debug.BuildInfo
		want build
	}{
		{of("(devel)"), build{version: "devel"}},
		{of("v0.2.0"), build{version: "v0.2.0"}}, // go install
		{
			of("v0.2.0", revision, debug.BuildSetting{Key: "vcs.time", Value: "2026-12-01T10:00:00Z"}, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
			build{"v0.2.0", "0123abc", "2026-12-01T10:00:00Z"},
		},
		{of("v0.2.0", revision, debug.BuildSetting{Key: "vcs.modified", Value: "true"}), build{version: "v0.2.0", commit: "0123abc with changes"}},
	} {
		if got := notedBy(c.info); got != c.want {
			t.Errorf("of %+v: %+v, want %+v", c.info, got, c.want)
		}
	}
}
