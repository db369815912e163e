package postgrestest

import (
	"os/exec"
	"syscall"
)

// runsHere tells whether a server can be run as the tests need it.
const runsHere = true

// confine has a program run as an ordinary user, where there is one, and end
// with the tests.
func confine(c *exec.Cmd, as *ordinary) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if as != nil {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: as.uid, Gid: as.gid}
	}
}

// pause stops a process without ending it, and resume lets it go on.
func pause(pid int)  { syscall.Kill(pid, syscall.SIGSTOP) }
func resume(pid int) { syscall.Kill(pid, syscall.SIGCONT) }
