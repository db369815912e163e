// Command growth measures what index files of more and more sentences cost: to
// build from files, to open, to ask and to add to. It runs the program as a
// person does, and prints a table and, with -plot, writes a plot of it.
//
//	go build -o quoth . && go run ./bot/eval/growth -quoth ./quoth -plot growth.svg sentences.txt.gz
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

func main() {
	quoth := flag.String("quoth", "./quoth", "the program to measure")
	sizes := flag.String("sizes", "10000,30000,100000,300000,1000000", "how many sentences to index, in turn")
	plot := flag.String("plot", "", "write a plot into this SVG file")
	flag.Parse()
	if err := run(*quoth, *sizes, *plot, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

func run(quoth, sizes, plot string, args []string) error {
	if len(args) != 1 {
		return errors.New("name a gzipped file of sentences, one a line")
	}
	if runtime.GOOS != "linux" {
		return errors.New("memory is read from /proc, which only Linux has")
	}
	program, err := filepath.Abs(quoth)
	if err != nil {
		return err
	}
	var rows []row
	fmt.Println(tableHead)
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		r, err := measure(program, args[0], n)
		if err != nil {
			return fmt.Errorf("%d sentences: %w", n, err)
		}
		fmt.Println(r)
		rows = append(rows, r)
	}
	if plot == "" {
		return nil
	}
	return os.WriteFile(plot, drawn(rows), 0o644)
}
