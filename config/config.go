// Package config is what Quoth can be told: the settings of a file, the
// environment over it, and the command line's flags over both. It knows no
// other part of Quoth; whoever loads a Config hands each part its own.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
)

// DefaultFile is read where no other file is named, if it exists.
const DefaultFile = "quoth.yaml"

// DefaultMaxFileSize lets books and long reports in and keeps disk images and
// dumps out.
const DefaultMaxFileSize Size = 32 << 20

// A Config is every setting.
type Config struct {
	Corpus Corpus `yaml:"corpus"`
}

// Corpus says what can be quoted.
type Corpus struct {
	// Folders are read with all that is below them; one may also be a single
	// file. In a file of settings, they are meant from that file's folder.
	// None means the embedded reports.
	Folders []string `yaml:"folders"`
	// MaxFileSize is the largest file that is read, in bytes.
	MaxFileSize Size `yaml:"max_file_size"`
}

// Load reads the settings: the defaults, over them those of the file, over
// them those of the environment. An empty name means DefaultFile, which need
// not exist. The result is not validated: flags may come over it.
func Load(file string, getenv func(string) string) (Config, error) {
	c := Config{Corpus: Corpus{MaxFileSize: DefaultMaxFileSize}}
	err := c.readFile(file)
	if err != nil {
		return Config{}, err
	}
	if err := c.readEnvironment(getenv); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c *Config) readFile(file string) error {
	name := file
	if name == "" {
		name = DefaultFile
	}
	text, err := os.ReadFile(name)
	if file == "" && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the configuration cannot be read: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(text, c, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", name, describe(err))
	}
	for i, folder := range c.Corpus.Folders {
		if folder != "" && !filepath.IsAbs(folder) {
			c.Corpus.Folders[i] = filepath.Join(filepath.Dir(name), folder)
		}
	}
	return nil
}

// describe puts the line before what is wrong with it.
func describe(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return err
	}
	position := at.GetToken().Position
	return fmt.Errorf("line %d, column %d: %s", position.Line, position.Column, at.GetMessage())
}

func (c *Config) readEnvironment(getenv func(string) string) error {
	if v := getenv("QUOTH_CORPUS_FOLDERS"); v != "" {
		c.Corpus.Folders = filepath.SplitList(v)
	}
	if v := getenv("QUOTH_CORPUS_MAX_FILE_SIZE"); v != "" {
		if err := c.Corpus.MaxFileSize.UnmarshalText([]byte(v)); err != nil {
			return fmt.Errorf("QUOTH_CORPUS_MAX_FILE_SIZE: %w", err)
		}
	}
	return nil
}

// Validate reports everything that is wrong, each with what to do about it.
func (c Config) Validate() error {
	var problems []error
	for _, folder := range c.Corpus.Folders {
		if err := checkFolder(folder); err != nil {
			problems = append(problems, err)
		}
	}
	if c.Corpus.MaxFileSize <= 0 {
		problems = append(problems, fmt.Errorf("the largest file size is %d: set it to at least 1, for example 32MB", c.Corpus.MaxFileSize))
	}
	return errors.Join(problems...)
}

func checkFolder(folder string) error {
	if folder == "" {
		return errors.New("a corpus folder has no name: name it or remove it")
	}
	_, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the corpus folder %s does not exist: create it or correct its name", folder)
	}
	return err
}
