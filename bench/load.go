package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

// loading is the argument that makes this program ask the pages for a while:
//
//	cd bench && go run . load
const loading = "load"

// A load is a number of questions a second that the pages are asked for a while.
type load struct {
	sentences int
	rate      int           // questions a second
	lasts     time.Duration // each round
}

// runLoad builds the program and an index file, asks over loopback, and prints how long
// answers took and how much memory the process had. The first round asks alone. In the
// second, somebody asks without a pause, and 200 connections send a byte a second.
func runLoad(args []string) error {
	var l load
	flags := flag.NewFlagSet(loading, flag.ExitOnError)
	from := flags.String("sentences", sentencesFile, "gzipped `file` with a sentence a line")
	flags.IntVar(&l.sentences, "size", 100_000, "how many sentences")
	flags.IntVar(&l.rate, "rate", 200, "questions a second")
	flags.DurationVar(&l.lasts, "for", time.Minute, "how long each round lasts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "quoth-load-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	sentences, err := haystack.Sentences(*from, l.sentences)
	if err != nil {
		return err
	}
	documents, err := haystack.Documents(sentences)
	if err != nil {
		return err
	}
	texts, file, program := filepath.Join(folder, "texts"), filepath.Join(folder, "index.quoth"), filepath.Join(folder, "quoth")
	var said indexed
	if err := errors.Join(writeTexts(texts, "", documents), child(&said, nil, indexing, texts, file), buildProgram(context.Background(), program)); err != nil {
		return err
	}
	fmt.Printf("%d questions a second for %v, %s sentences, %d cores\n\n", l.rate, l.lasts, thousands(l.sentences), runtime.NumCPU())
	fmt.Println("| | answered | p50 | p99 | slowest | errors | processor | memory: begin / middle / end | load of the machine |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	questions := haystack.Questions(sentences, 10_000)
	if err := l.alone(program, file, questions); err != nil {
		return err
	}
	return l.beside(program, file, questions)
}

// alone asks the pages that a person starts for themselves.
func (l load) alone(program, file string, questions []haystack.Question) error {
	at, err := freeAddress()
	if err != nil {
		return err
	}
	return served(at, exec.Command(program, "--corpus", file, "web", "--listen", at), func(pid int) error {
		o := l.ask(at, pid, questions)
		o.print("alone")
		return nil
	})
}

const (
	// slowConnections send a byte a second each.
	slowConnections = 200
	// floodConnections are those of the one who asks without a pause.
	floodConnections = 4
	// askers are how many people ask.
	askers = 1000
)

// beside asks the pages of a service that others trouble.
func (l load) beside(program, file string, questions []haystack.Question) error {
	at, err := freeAddress()
	if err != nil {
		return err
	}
	folder := filepath.Dir(file)
	settings := filepath.Join(folder, "quoth.yaml")
	text := fmt.Sprintf("corpus:\n  folders: [%s]\n  everyone: true\nserve:\n  listen: \"off\"\nweb:\n  listen: %s\n  proxy_header: X-Forwarded-User\n  proxies: [127.0.0.1]\nlog:\n  level: error\n", filepath.Base(file), at)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return err
	}
	c := exec.Command(program, "serve", "--config", settings)
	c.Dir = folder
	return served(at, c, func(pid int) error {
		ctx, stop := context.WithCancel(context.Background())
		var others sync.WaitGroup
		for range slowConnections {
			others.Go(func() { trickle(ctx, at) })
		}
		flood := make([]outcome, floodConnections)
		for i := range flood {
			others.Go(func() { flood[i].flood(ctx, at, questions) })
		}
		o := l.ask(at, pid, questions)
		stop()
		others.Wait()
		o.print(fmt.Sprintf("beside %d slow connections and one who asks without a pause", slowConnections))
		var refused, answered int
		for i := range flood {
			refused += flood[i].refused
			answered += len(flood[i].took)
		}
		fmt.Printf("\nWho asked without a pause was answered %d times, and refused %d times.\n", answered, refused)
		return nil
	})
}

// served runs a function with the process that serves at an address.
func served(at string, c *exec.Cmd, do func(pid int) error) error {
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		return err
	}
	defer func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait() // it was told to end
	}()
	for range 200 {
		if r, err := http.Get("http://" + at + "/static/quoth.css"); err == nil {
			_ = r.Body.Close()
			return do(c.Process.Pid)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("nothing is served at %s", at)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// An outcome is what became of questions.
type outcome struct {
	mutex           sync.Mutex
	took            []time.Duration // of those that were answered
	failed, refused int
	memory          [3]float64    // MB of the process's own, in the beginning, the middle and the end
	processor       time.Duration // the process's, from the first second on
	machine         string        // its load in the end
}

// ask asks at the rate. A question counts from when it was due, so that those that wait
// for the ones before them are not left out.
func (l load) ask(at string, pid int, questions []haystack.Question) *outcome {
	o := &outcome{}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	total := int(l.lasts.Seconds() * float64(l.rate))
	var all sync.WaitGroup
	began := time.Now()
	for i := range total {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(l.rate))
		time.Sleep(time.Until(due))
		switch i { // the first second warms what is read for the first time
		case l.rate:
			o.memory[0], o.processor = anonymousOf(pid), processorOf(pid)
		case total / 2:
			o.memory[1] = anonymousOf(pid)
		}
		all.Go(func() {
			o.one(client, at, fmt.Sprint("reader-", i%askers), questions[i%len(questions)].Text, due)
		})
	}
	all.Wait()
	o.memory[2], o.processor = anonymousOf(pid), processorOf(pid)-o.processor
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		o.machine, _, _ = strings.Cut(string(load), " ")
	}
	return o
}

func (o *outcome) one(client *http.Client, at, who, text string, due time.Time) {
	r, err := http.NewRequest(http.MethodGet, "http://"+at+"/ask?q="+url.QueryEscape(text), nil)
	if err != nil {
		panic(err) // the address is ours
	}
	r.Header.Set("X-Forwarded-User", who)
	status := 0
	if answer, err := client.Do(r); err == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if err == nil {
			status = answer.StatusCode
		}
	}
	took := time.Since(due)
	o.mutex.Lock()
	defer o.mutex.Unlock()
	switch status {
	case http.StatusOK:
		o.took = append(o.took, took)
	case http.StatusTooManyRequests:
		o.refused++
	default:
		o.failed++
	}
}

// flood asks one question after the other until ctx ends, as one person.
func (o *outcome) flood(ctx context.Context, at string, questions []haystack.Question) {
	client := &http.Client{Timeout: 30 * time.Second}
	for i := 0; ctx.Err() == nil; i++ {
		o.one(client, at, "flood", questions[i%len(questions)].Text, time.Now())
	}
}

// trickle sends a byte of a request a second until ctx ends, on a new connection whenever
// one is closed.
func trickle(ctx context.Context, at string) {
	const request = "GET /ask?q=silver HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: slow"
	for ctx.Err() == nil {
		c, err := net.Dial("tcp", at)
		for i := 0; err == nil && i < len(request) && ctx.Err() == nil; i++ {
			if _, err = c.Write([]byte{request[i]}); err == nil {
				time.Sleep(time.Second)
			}
		}
		if c != nil {
			_ = c.Close()
		}
	}
}

// anonymousOf is the memory of a process that is no file's, in MB.
func anonymousOf(pid int) float64 {
	mb, err := memoryOf(fmt.Sprint(pid))
	check(err)
	return mb
}

// processorOf is how long a process has had a processor; 0 where the system does not
// tell.
func processorOf(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	var user, system time.Duration // the 14th and 15th of proc_pid_stat(5), in hundredths
	if f := strings.Fields(rest); len(f) > 12 {
		_, err = fmt.Sscan(f[11]+" "+f[12], &user, &system)
	}
	if err != nil {
		return 0
	}
	return (user + system) * 10 * time.Millisecond
}

func (o *outcome) print(what string) {
	slices.Sort(o.took)
	if len(o.took) == 0 {
		fmt.Printf("| %s | 0 | | | | %d | | | %s |\n", what, o.failed+o.refused, o.machine)
		return
	}
	fmt.Printf("| %s | %d | %s | %s | %s | %d | %.1f s | %.0f / %.0f / %.0f MB | %s |\n", what, len(o.took), short(o.took[len(o.took)/2]), short(o.took[len(o.took)*99/100]),
		short(o.took[len(o.took)-1]), o.failed+o.refused, o.processor.Seconds(), o.memory[0], o.memory[1], o.memory[2], o.machine)
}
