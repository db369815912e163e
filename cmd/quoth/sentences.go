package quoth

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/quoth-bot/quoth/adapters/terminal"
	"github.com/quoth-bot/quoth/config"
	"github.com/quoth-bot/quoth/corpus/read"
)

type sentencesCommand struct {
	File string `arg:"" help:"The file to cut into sentences, or - for standard input."`
}

// Help is shown below the usage; its example is run by a test.
func (sentencesCommand) Help() string {
	return `Shows each sentence behind its span in bytes, start:end. What cannot be quoted (a label) is left out.

Example:

  echo "Mr. Smith left the U.S. in May. He came back." | quoth sentences -`
}

func (c *sentencesCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	data, err := readBounded(c.File, p.stdin, int64(settings.Corpus.MaxFileSize))
	if err != nil {
		return err
	}
	found, err := read.Documents(ctx, filepath.ToSlash(c.File), data,
		read.Options{Limits: limitsOf(settings.Corpus), Columns: columnsOf(settings.Corpus.Columns)})
	if err == nil && len(found.Documents) == 0 {
		err = fmt.Errorf("%s: %s", found.Skipped[0].Name, found.Skipped[0].Reason)
	}
	if err != nil {
		return err
	}
	for _, n := range slices.Concat(found.Warnings, found.Skipped) {
		fmt.Fprintf(p.stderr, "quoth: %s: %s\n", terminal.Visible(n.Name), terminal.Visible(n.Reason))
	}
	return terminal.WriteSentences(p.stdout, found.Documents, p.flags.JSON)
}

// readBounded reads a file, or for "-" the standard input, of size at most.
func readBounded(name string, stdin io.Reader, size int64) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, size+1))
	if err == nil && int64(len(data)) > size {
		err = fmt.Errorf("%s is larger than %s: allow more with --max-file-size", name, config.Size(size))
	}
	return data, err
}
