package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// On a disk without room a build fails, says so, and leaves the file as it was
// and nothing beside it.
func TestBuildOnAFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=3m"); err != nil {
		t.Skip("no disk can be mounted here: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	folder, path := t.TempDir(), filepath.Join(disk, "a.quoth")
	put(t, folder, map[string]string{"a.txt": "Alpha speaks."})
	built(t, path, folder)
	want := loaded(t, folder)
	for i := range 14 { // each a little more, so that the disk is full at another moment
		put(t, folder, map[string]string{fmt.Sprintf("more%02d.txt", i): strings.Repeat(fmt.Sprintf("Word%d speaks of word%d. ", i, 7*i), 12_000)})
		_, err := Build(t.Context(), []string{folder}, path, Options{runBytes: 200_000})
		if err == nil {
			want = loaded(t, folder)
		} else if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "the index file cannot be written") {
			t.Fatalf("with %d files: %v", i, err)
		}
		if left, err := os.ReadDir(disk); err != nil || len(left) != 1 {
			t.Fatalf("with %d files there are %v, %v", i, left, err)
		}
	}
	if len(want) > 13 {
		t.Error("the disk is not full")
	}
	mustHold(t, path, want)
}
