//go:build !linux

package postgrestest

import "os/exec"

// runsHere tells whether a server can be run as the tests need it.
const runsHere = false

func confine(*exec.Cmd, *ordinary) {}
func pause(int)                    {}
func resume(int)                   {}
