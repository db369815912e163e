//go:build !linux

package journal

import "testing"

func smallDisk(t *testing.T) (dir string, fill, free func(*Journal)) {
	t.Skip("a disk is mounted on Linux only")
	return "", nil, nil
}
