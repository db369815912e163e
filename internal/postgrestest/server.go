// Package postgrestest runs a PostgreSQL server for the tests of a package: one
// that is installed on the machine, in a temporary folder, with a database for
// each test. Tests skip themselves, with a message, where there is none.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// patience is for a slow machine, and no measure.
const patience = time.Minute

// A Server is a PostgreSQL server that can be stopped, killed and frozen. Its
// log stands in the test's output if it does not start.
type Server struct {
	binaries  string
	folder    string    // data, and the socket
	as        *ordinary // nil: the tests' own user
	databases int

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan struct{} // closed when process has ended
	log     strings.Builder
}

// An ordinary user runs the server where the tests are root.
type ordinary struct{ uid, gid uint32 }

var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// Shared returns the server of the package's tests, and starts it first. Its
// TestMain must call Main.
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = start()
	}
	switch {
	case errors.Is(shared.err, errNone), errors.Is(shared.err, errElsewhere):
		t.Skip(shared.err)
	case shared.err != nil:
		t.Fatal(shared.err)
	}
	return shared.server
}

// Main runs the tests of a package, and stops their server.
func Main(m *testing.M) (status int) {
	defer func() {
		if s := shared.server; s != nil {
			s.Stop()
			os.RemoveAll(s.folder)
		}
	}()
	return m.Run()
}

var (
	errNone      = errors.New("there is no PostgreSQL server here to test with: install the package postgresql")
	errElsewhere = errors.New("the tests with a PostgreSQL server run on Linux alone")
)

// start makes a server and starts it.
func start() (*Server, error) {
	if !runsHere {
		return nil, errElsewhere
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, missing := exec.LookPath("initdb"); missing == nil {
		found = append(found, path)
	}
	if err != nil || len(found) == 0 {
		return nil, errNone
	}
	s := &Server{binaries: filepath.Dir(slices.Max(found))}
	if s.folder, err = os.MkdirTemp("", "pg"); err != nil {
		return nil, err
	}
	if err := s.dropRoot(); err != nil {
		return nil, err
	}
	initdb := s.command("initdb", "-D", s.data(), "-U", "quoth", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s, s.Start()
}

// dropRoot has the server run as an ordinary user: it refuses to be root.
func (s *Server) dropRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		who, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		s.as = &ordinary{uint32(uid), uint32(gid)}
		return os.Chown(s.folder, int(uid), int(gid))
	}
	return errors.New("there is no ordinary user to run PostgreSQL as")
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.binaries, name), args...)
	c.Dir = s.folder
	confine(c, s.as)
	return c
}

// Write implements io.Writer, for the log.
func (s *Server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// Start starts the server, and waits until it takes connections.
func (s *Server) Start() error {
	s.process = s.command("postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=100")
	s.process.Stdout, s.process.Stderr = s, s
	if err := s.process.Start(); err != nil {
		return err
	}
	ended, process := make(chan struct{}), s.process
	s.ended = ended
	go func() {
		process.Wait() // it ends when it is told to
		close(ended)
	}()
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := s.Exec(context.Background(), "postgres", `SELECT 1`)
		if err == nil {
			return nil
		}
		if time.Now().After(end) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return fmt.Errorf("PostgreSQL does not start: %w\n%s", err, &s.log)
		}
	}
}

// Stop stops the server at once: connections are ended, and it recovers at the
// next start as after a crash.
func (s *Server) Stop() {
	s.process.Process.Signal(syscall.SIGQUIT)
	<-s.ended
}

// Freeze stops all of its processes without ending them: it is silent, as a
// machine that is cut off, until the returned function is called.
func (s *Server) Freeze() (thaw func()) {
	frozen := s.processes()
	for _, p := range frozen {
		pause(p)
	}
	return func() {
		for _, p := range frozen {
			resume(p)
		}
	}
}

// processes lists the server's own, the first of which starts the others.
func (s *Server) processes() []int {
	first := s.process.Process.Pid
	out := []int{first}
	statuses, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, file := range statuses {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// "pid (name) state parent ..."
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(first) {
			out = append(out, pid)
		}
	}
	return out
}

// URL names a database of the server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://quoth@/%s?host=%s", database, s.folder)
}

// Exec runs a statement in a database, on a connection of its own.
func (s *Server) Exec(ctx context.Context, database, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := pgconn.Connect(ctx, s.URL(database))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	return c.Exec(ctx, statement).Close()
}

// Database makes a database for a test, and returns its name. What stands
// behind its name in the statement may say how.
func (s *Server) Database(t testing.TB, how ...string) string {
	t.Helper()
	shared.Lock()
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	shared.Unlock()
	if err := s.Exec(context.Background(), "postgres", "CREATE DATABASE "+name+" "+strings.Join(how, " ")); err != nil {
		t.Fatal(err)
	}
	return name
}

// NewURL makes a database for a test, and returns its address.
func NewURL(t testing.TB) string {
	t.Helper()
	s := Shared(t)
	return s.URL(s.Database(t))
}

// Disconnect ends the connections to a database.
func (s *Server) Disconnect(t testing.TB, database string) {
	t.Helper()
	err := s.Exec(context.Background(), "postgres", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '`+database+`'`)
	if err != nil {
		t.Error(err)
	}
}
