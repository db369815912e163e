package config

import (
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strings"
)

// A Secret is a token or password. It prints, encodes and logs as a mark that
// says whether there is one; string(s) is the secret itself.
type Secret string

// String returns the mark.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// Format writes the mark, whatever the verb: with String alone, a wrong verb
// would print the secret.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText returns the mark.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns the mark.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// fileSuffix ends the key of a secret whose value is the name of the file that
// holds it; in the environment, _FILE.
const fileSuffix = "_file"

// setSecretFile sets a secret to what a file holds, without the line's end.
func (l *loader) setSecretFile(v reflect.Value, setting string, origin Origin, file string) {
	l.setOrigin(setting, origin)
	text, err := os.ReadFile(file)
	secret := strings.TrimRight(string(text), "\r\n")
	switch {
	case err != nil:
		l.add(origin, setting, wrong{"the secret's file " + file + " cannot be read: " + cause(err), "correct its name, or its permissions"})
	case secret == "":
		l.add(origin, setting, wrong{"the secret's file " + file + " is empty", "write the secret into it"})
	default:
		v.SetString(secret)
		return
	}
	l.rejected = append(l.rejected, setting)
}

// Secrets lists all secrets of the settings, so that they can be kept out of
// what others write: an error of a library may have a token in it.
func (c Config) Secrets() []string { return secretsOf(reflect.ValueOf(c)) }

func secretsOf(root reflect.Value) []string {
	var out []string
	for _, f := range fieldsOf(root) {
		switch {
		case f.isSecret() && f.value.Len() > 0:
			out = append(out, f.value.String()) // reflect's, which is the text itself
		case f.isSection():
			out = append(out, secretsOf(f.value)...)
		case f.isStructs():
			for i := range f.value.Len() {
				out = append(out, secretsOf(f.value.Index(i))...)
			}
		}
	}
	return out
}
