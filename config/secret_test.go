package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const token = "xoxb-1234-heron"

// tokens stands for the section of a platform.
type tokens struct {
	Room struct {
		Token Secret `yaml:"token" about:"The token."`
		Name  string `yaml:"name" about:"The name."`
	} `yaml:"room" about:"A room."`
}

func sameConfig(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSecretSources(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"token": token + "\n", "empty": "\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		file    string
		environ []string
		want    string // the error; empty where the token is to be found
	}{
		"file":                  {"room:\n  token: " + token, nil, ""},
		"file's file":           {"room:\n  token_file: token", nil, ""},
		"environment":           {"room:\n  token: other", []string{"QUOTH_ROOM_TOKEN=" + token}, ""},
		"environment's file":    {"room:\n  token_file: nowhere-before", []string{"QUOTH_ROOM_TOKEN_FILE=token"}, "quoth.yaml:2: "},
		"environment's file 2":  {"room:\n  token: other", []string{"QUOTH_ROOM_TOKEN_FILE=token"}, ""},
		"both":                  {"room:\n  token: " + token + "\n  token_file: token", nil, "quoth.yaml:3: room.token: the secret is given in quoth.yaml:2 already: "},
		"both, turned":          {"room:\n  token_file: token\n  token: " + token, nil, "quoth.yaml:3: room.token: the secret is given as a file in quoth.yaml:2 already: "},
		"both, environment":     {"", []string{"QUOTH_ROOM_TOKEN=" + token, "QUOTH_ROOM_TOKEN_FILE=token"}, "QUOTH_ROOM_TOKEN_FILE: the secret is given itself and as a file: "},
		"missing":               {"room:\n  token_file: nowhere", nil, "quoth.yaml:2: room.token: the secret's file nowhere cannot be read: "},
		"empty":                 {"", []string{"QUOTH_ROOM_TOKEN_FILE=empty"}, "QUOTH_ROOM_TOKEN_FILE: the secret's file empty is empty: "},
		"file without name":     {"room:\n  token_file:", nil, "quoth.yaml:2: room.token: a file is expected here: "},
		"slip":                  {"room:\n  tokn: " + token, nil, "quoth.yaml:2: room.tokn: there is no setting of this name: did you mean token?"},
		"slip in the file":      {"room:\n  tokn_file: token", nil, "quoth.yaml:2: room.tokn_file: there is no setting of this name: did you mean token_file?"},
		"slip, environment":     {"", []string{"QUOTH_ROOM_TOKEN_FIEL=token"}, "QUOTH_ROOM_TOKEN_FIEL: there is no setting of this name: did you mean QUOTH_ROOM_TOKEN_FILE?"},
		"list":                  {"room:\n  token: [" + token + "]", nil, "quoth.yaml:2: room.token: a single value is expected here: "},
		"no YAML":               {"room:\n  token: " + token + ": x", nil, "quoth.yaml:2: this is not YAML, "},
		"no YAML, open quote":   {"room:\n  token: \"" + token, nil, "quoth.yaml:2: this is not YAML, "},
		"no YAML, open bracket": {"room:\n  token: [" + token + "\n  name: x", nil, "quoth.yaml:"},
		"as a section":          {"room: " + token, nil, "quoth.yaml:1: room: keys with their values are expected here: "},
	} {
		t.Run(name, func(t *testing.T) {
			var got tokens
			err := load(&got, Sources{File: writeFile(t, ".", test.file+"\n"), Environ: test.environ})
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want == "" && string(got.Room.Token) != token:
				t.Errorf("the token is %q", string(got.Room.Token))
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %s", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), token) {
				t.Errorf("the error has the token: %v", err)
			}
		})
	}
}

// TestSecretsDoNotShow writes settings with a secret in every way there is.
func TestSecretsDoNotShow(t *testing.T) {
	var c tokens
	c.Room.Token = token
	var out bytes.Buffer
	for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %t %20s") {
		fmt.Fprintf(&out, verb+"\n", c)
		fmt.Fprintf(&out, verb+"\n", c.Room.Token)
		fmt.Fprintf(&out, verb+"\n", &c.Room.Token)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("loaded", "config", c, "token", c.Room.Token)
	slog.New(slog.NewTextHandler(&out, nil)).Info("loaded", "config", c, "token", c.Room.Token)
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, yaml.Marshal} {
		text, err := marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
	}
	out.WriteString(example(reflect.ValueOf(&c).Elem()))
	for _, form := range []string{token, fmt.Sprintf("%x", token), fmt.Sprintf("%X", token)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("%s shows in\n%s", form, &out)
		}
	}
	if !strings.Contains(out.String(), "[secret]") || !strings.Contains(out.String(), "Or as token_file,") {
		t.Errorf("no mark, or no file, shows in\n%s", &out)
	}
	sameConfig(t, secretsOf(reflect.ValueOf(c)), []string{token})
	sameConfig(t, Default().Secrets(), []string(nil))
}
