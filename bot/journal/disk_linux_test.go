package journal

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of its own in memory, where that is allowed.
func smallDisk(t *testing.T) (dir string, fill, free func(*Journal)) {
	dir = t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skip("no disk can be mounted here: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	fill = func(*Journal) {
		f, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for err == nil {
			_, err = f.Write(make([]byte, 4096))
		}
	}
	return dir, fill, func(*Journal) { os.Remove(ballast) }
}
