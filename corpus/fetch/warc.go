package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A record is one of a WARC file, version 1.1 (ISO 28500:2017).
type record struct {
	fields []field
	block  []byte
}

type field struct{ name, value string }

// The names and values of fields that are made and looked for.
const (
	warcVersion = "WARC/1.1"
	warcType    = "WARC-Type"
	superseded  = "Superseded-Date" // an extension, which the standard allows
	response    = "response"
	conversion  = "conversion"
	feedType    = "application/feed+json"
)

func newRecord(kind, address, contentType string, block []byte) record {
	sum := sha256.Sum256(block)
	return record{block: block, fields: []field{
		{warcType, kind},
		{"WARC-Target-URI", address},
		{"WARC-Date", time.Now().UTC().Format(time.RFC3339)},
		{"WARC-Record-ID", "<urn:uuid:" + uuid.NewString() + ">"},
		{"WARC-Block-Digest", "sha256:" + base32.StdEncoding.EncodeToString(sum[:])},
		{"Content-Type", contentType},
		{"Content-Length", strconv.Itoa(len(block))},
	}}
}

// pageRecord is the record of an answer, as it came but for how it came: what
// belongs to the connection and its packing, and cookies.
func pageRecord(a *answer) record {
	header := a.header.Clone()
	for _, list := range header["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			header.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range []string{"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info",
		"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Set-Cookie", "Set-Cookie2", "Content-Encoding"} {
		header.Del(name)
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	_ = header.Write(&b) // to memory
	b.WriteString("\r\n")
	b.Write(a.body)
	return newRecord(response, a.final.String(), "application/http; msgtype=response", b.Bytes())
}

// bytes is the record as it stands in a file.
func (r record) bytes() []byte {
	var b bytes.Buffer
	b.Grow(len(r.block) + 1024)
	b.WriteString(warcVersion + "\r\n")
	for _, f := range r.fields {
		b.WriteString(f.name + ": " + f.value + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(r.block)
	b.WriteString("\r\n\r\n")
	return b.Bytes()
}

var errNoRecord = errors.New("the file is no record that was kept")

// parseRecord reads a record as bytes writes it.
func parseRecord(file []byte) (record, error) {
	head, rest, ok := bytes.Cut(file, []byte("\r\n\r\n"))
	lines := strings.Split(string(head), "\r\n")
	if !ok || lines[0] != warcVersion {
		return record{}, errNoRecord
	}
	var r record
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return record{}, errNoRecord
		}
		r.fields = append(r.fields, field{name, value})
	}
	length, err := strconv.Atoi(r.get("Content-Length"))
	if err != nil || length < 0 || len(rest) != length+4 || string(rest[length:]) != "\r\n\r\n" {
		return record{}, errNoRecord
	}
	r.block = rest[:length]
	return r, nil
}

func (r record) get(name string) string {
	for _, f := range r.fields {
		if strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return ""
}

// supersededAt is the record as an older version of what it says.
func (r record) supersededAt(t time.Time) record {
	r.fields = append(slices.Clone(r.fields), field{superseded, t.UTC().Format(time.RFC3339)})
	return r
}

// content is what of a record counts when two are compared: the body of a page,
// byte for byte; an item of a feed without the time when it was changed, which
// some hosts tell anew with each answer.
func (r record) content() []byte {
	if r.get(warcType) == response {
		_, body, _ := bytes.Cut(r.block, []byte("\r\n\r\n"))
		return body
	}
	var feed jsonFeed
	if json.Unmarshal(r.block, &feed) != nil || len(feed.Items) != 1 {
		return r.block
	}
	feed.Items[0].Modified = ""
	out, _ := json.Marshal(feed.Items[0]) // only strings
	return out
}
