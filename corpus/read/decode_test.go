package read

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

func encode16(order binary.AppendByteOrder, text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

func TestDecode(t *testing.T) {
	const french = "L’été fut très chaud. Le café était fermé.\n"
	const windows = "L\x92\xe9t\xe9 fut tr\xe8s chaud. Le caf\xe9 \xe9tait ferm\xe9.\n"
	long := strings.Repeat("The troops came here. ", 20)
	const russian = "Солдаты пришли сюда в октябре. Потом они ушли.\n"
	for name, c := range map[string]struct {
		data    string
		want    string
		warning string // a part of it
		err     string // a part of it
	}{
		"UTF-8":                        {french, french, "", ""},
		"UTF-8 with a mark":            {"\xef\xbb\xbf" + french, french, "", ""},
		"UTF-16 LE with a mark":        {"\xff\xfe" + string(encode16(binary.LittleEndian, french)), french, "", ""},
		"UTF-16 BE with a mark":        {"\xfe\xff" + string(encode16(binary.BigEndian, french)), french, "", ""},
		"UTF-16 LE":                    {string(encode16(binary.LittleEndian, french)), french, "", ""},
		"UTF-16 BE":                    {string(encode16(binary.BigEndian, russian)), russian, "", ""},
		"UTF-16 LE beyond Latin":       {string(encode16(binary.LittleEndian, russian+"👍 ")), russian + "👍 ", "", ""},
		"UTF-16 with a half character": {"\xff\xfe" + string(encode16(binary.LittleEndian, french)) + "\x00\xd8", french + "\ufffd", "not valid UTF-16", ""},
		"Windows-1252":                 {windows, french, "", ""},
		"damaged UTF-8":                {long + "café, été \xe9", long + "café, été \ufffd", "1 bytes are not valid UTF-8", ""},
		"no Windows-1252 either":       {long + "\x81", long + "\ufffd", "1 bytes", ""},
		"empty":                        {"", "", "", ""},
		"a zero byte":                  {long + "\x00", "", "", "binary"},
		"control characters":           {strings.Repeat("\x01\x02ab", 20), "", "", "binary"},
		"random bytes":                 {"\x81\xfe\xfd\x90\x8f\x9d\xff\x81\x82", "", "", "neither"},
		"UTF-32":                       {"\xff\xfe\x00\x00a\x00\x00\x00", "", "", "UTF-32"},
		"UTF-16 numbers":               {string(encode16(binary.LittleEndian, "\u0001\u0002\u0003\u0004")), "", "", "binary"},
	} {
		t.Run(name, func(t *testing.T) {
			text, warning, err := decode([]byte(c.data))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("got %q and error %v, want an error with %q", text, err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if text != c.want || !strings.Contains(warning, c.warning) || (warning == "") != (c.warning == "") {
				t.Errorf("got %q, warning %q; want %q, warning %q", text, warning, c.want, c.warning)
			}
		})
	}
}

// The program that runs this test is as binary as files get.
func TestDecodeBinary(t *testing.T) {
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Skip(err)
	}
	if _, _, err := decode(data[:min(len(data), 1<<20)]); err == nil {
		t.Error("a program was read as text")
	}
	if _, _, err := Document(filepath.Base("picture.txt"), append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0, 7, 200}, 50)...)); err == nil {
		t.Error("a picture was read as text")
	}
}
