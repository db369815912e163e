package read

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// toldOf is what came of a file that holds documents: each with its sentences and where
// they stand, then what was left out.
func toldOf(t testing.TB, name string, data []byte, o Options) string {
	t.Helper()
	r, err := Documents(t.Context(), name, data, o)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, d := range r.Documents {
		corpustest.Check(t, d)
		fmt.Fprintf(&out, "%s | %s | %s | %s | %s", d.Name, d.Title, d.Author, d.Date, d.URL)
		if d.Retrieved != "" {
			fmt.Fprintf(&out, " | %s-%s", d.Retrieved, d.Superseded)
		}
		out.WriteString("\n")
		for i, s := range d.Sentences {
			at := d.PlaceOf(s.Start)
			where := ""
			if at.Kind != corpus.NoPlace && at.Kind != corpus.Unnumbered {
				where = strings.TrimSuffix(fmt.Sprintf("%v %s %s", at.Kind, at.Count(), at.Link), " ") + ": "
			}
			fmt.Fprintf(&out, "  %s%v: %s\n", where, d.KindOf(i), fold(d.Slice(s.Span)))
		}
	}
	for _, n := range r.Skipped {
		fmt.Fprintf(&out, "%s: %s\n", n.Name, n.Reason)
	}
	return out.String()
}

func tarOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for i := 0; i+1 < len(files); i += 2 {
		err := errors.Join(w.WriteHeader(&tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1]))}), second(w.Write([]byte(files[i+1]))))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func second(_ int, err error) error { return err }

func gzipOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if err := errors.Join(second(w.Write(data)), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const mailbox1 = "From ada@example.org Sun Mar  1 08:00:00 2026\nFrom: Ada <ada@example.org>\nSubject: The quay\nDate: Sun, 1 Mar 2026 08:00:00 +0000\n\nThe quay fell.\n\n>From then on it was shut.\n\nFrom bo@example.org Mon Mar  2 08:00:00 2026\nFrom: Bo <bo@example.org>\nSubject: Re: The quay\n\nIt rose again.\n"

const rss = `<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour news</title>
<item><title>The quay &amp; the pier</title><link>https://example.org/quay</link><guid>q1</guid><dc:creator>Ada</dc:creator><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate><description>Short.</description><content:encoded><![CDATA[<p>The quay f` + "\xeb" + `ll.</p><script>no()</script><p>It rose again.</p>]]></content:encoded></item>
<item><title>No text</title><guid>q2</guid></item>
<item><description>The pier has no name.</description></item></channel></rss>`

const atomFeed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><author><name>The office</name></author><entry><id>urn:1</id><title>Tides</title><link href="https://example.org/tides"/><updated>2026-03-02T10:00:00Z</updated><content type="html">&lt;p&gt;The tide turns.&lt;/p&gt;</content></entry></feed>`

const jsonNews = `{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [{"id": "1", "url": "https://example.org/1", "title": "Ferry", "date_published": "2026-03-03T10:00:00Z", "authors": [{"name": "Cy"}], "content_text": "The ferry sails.\n\nIt is free."}]}`

const slackDay = `[{"type": "message", "user": "U1", "ts": "1772352000.000100", "thread_ts": "1772352000.000100", "text": "Is the <https://example.org/quay|quay> open, <@U2>?", "user_profile": {"real_name": "Ada M", "display_name": "ada"}},
{"type": "message", "subtype": "channel_join", "user": "U3", "ts": "1772352050.000100", "text": "<@U3> has joined the channel"},
{"type": "message", "user": "U3", "ts": "1772352060.000100", "text": "Lunch &amp; tea is at one."},
{"type": "message", "user": "U2", "ts": "1772352120.000100", "thread_ts": "1772352000.000100", "text": "No. It is shut until May <!here>.", "user_profile": {"real_name": "Bo N", "display_name": ""}}]`

const discordChannel = `{"guild": {"id": "1", "name": "Harbour"}, "channel": {"id": "2", "name": "quay"}, "messages": [
{"id": "3", "type": "Default", "timestamp": "2026-03-01T09:00:00.1+01:00", "content": "The quay fell.\nIt rose.", "author": {"name": "ada_m", "nickname": "Ada"}},
{"id": "4", "type": "ChannelPinnedMessage", "timestamp": "2026-03-01T09:01:00+01:00", "content": "Pinned a message.", "author": {"name": "ada_m"}},
{"id": "5", "type": "Reply", "timestamp": "2026-03-01T09:02:00+01:00", "content": "Thanks for telling us.", "author": {"name": "bo"}}]}`

func warcOf(records ...string) []byte {
	var out strings.Builder
	for _, r := range records {
		header, block, _ := strings.Cut(r, "\n\n")
		fmt.Fprintf(&out, "WARC/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", strings.ReplaceAll(header, "\n", "\r\n"), len(block), block)
	}
	return []byte(out.String())
}

var archivedPage = warcOf(
	"WARC-Type: warcinfo\nContent-Type: application/warc-fields\n\nsoftware: x\r\n",
	"WARC-Type: response\nWARC-Target-URI: https://example.org/quay\nWARC-Date: 2026-03-01T08:00:00Z\nSuperseded-Date: 2026-03-05T08:00:00Z\nContent-Type: application/http; msgtype=response\n\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nTransfer-Encoding: chunked\r\n\r\n3e\r\n<title>Quay</title><meta charset=utf-8><main><p>The quay f\xebll.\r\n0\r\n\r\n",
	"WARC-Type: response\nWARC-Target-URI: https://example.org/gone\nContent-Type: application/http\n\nHTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No such page here.",
	"WARC-Type: response\nWARC-Target-URI: https://example.org/other\nWARC-Date: 2026-03-01T08:00:00Z\nContent-Type: application/http\n\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<link rel=canonical href=https://example.com/mine><p>It claims to be another's page.",
	"WARC-Type: conversion\nWARC-Target-URI: https://example.org/1\nWARC-Date: 2026-03-03T11:00:00Z\nContent-Type: application/feed+json\n\n"+jsonNews)

func TestWhatHoldsDocuments(t *testing.T) {
	withFile := "From: ada@example.org\r\nSubject: Two files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nSee the files.\r\n--a\r\nContent-Type: text/csv; name=\"berths.csv\"\r\nContent-Disposition: attachment; filename*=utf-8''b%C3%A9rths.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString([]byte("Port,Berths\nQuillmouth,12\n")) + "\r\n--a\r\nContent-Type: image/png; name=p.png\r\nContent-Disposition: inline\r\n\r\nx\r\n--a\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"../x.bin\"\r\n\r\nx\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: Before\r\n\r\nIt was so before.\r\n--a--\r\n"
	columns := Options{Columns: Columns{Text: "body", Title: "Head", Date: "day", URL: "link"}}
	for name, test := range map[string]struct {
		file string
		data []byte
		o    Options
		want string
	}{
		"zip": {"a.zip", zipped(t, map[string]string{
			"b/c.md": "# Sea\n\nIt is deep.", "../up.txt": "It stays below.", ".git/x.md": "Hidden.", "__MACOSX/b/._c.md": "Hidden.", "p.png": "x",
			"in.zip": string(zipped(t, map[string]string{"d.txt": "It stands deeper."})), "notes": "a=b\n", "e.pdf": "no PDF",
		}), Options{}, `a.zip/up.txt | up |  |  | 
  paragraph: It stays below.
a.zip/b/c.md | Sea |  |  | 
  heading: Sea
  paragraph: It is deep.
a.zip/in.zip/d.txt | d |  |  | 
  paragraph: It stands deeper.
a.zip/e.pdf: it is no PDF
a.zip/notes: it has no extension, and does not read as prose
a.zip/p.png: files of type .png are not read
`},
		"tar.gz":    {"a.tar.gz", gzipOf(t, tarOf(t, "b.txt", "The quay fell.", "b.txt", "The quay rose.")), Options{}, "a.tar.gz/b.txt | b |  |  | \n  paragraph: The quay fell.\na.tar.gz/b~2.txt | b |  |  | \n  paragraph: The quay rose.\n"},
		"gz":        {"a.txt.gz", gzipOf(t, []byte("The quay fell.")), Options{}, "a.txt.gz/a.txt | a |  |  | \n  paragraph: The quay fell.\n"},
		"no zip":    {"a.zip", []byte("PK"), Options{}, "a.zip: it is damaged: zip: not a valid zip file\n"},
		"empty zip": {"a.zip", zipped(t, nil), Options{}, "a.zip: there is nothing in it that could be read\n"},
		"bomb":      {"a.zip", zipped(t, map[string]string{"a.txt": "It is read.", "b.txt": strings.Repeat("bomb ", 1<<20)}), Options{Limits: Limits{Unpacked: 1 << 20}}, "a.zip: unpacked it is more than 1 MB\n"},
		"too large": {"a.zip", zipped(t, map[string]string{"a.txt": "It is read.", "b.txt": strings.Repeat("bomb ", 1<<20)}), Options{Limits: Limits{FileSize: 1 << 20}}, "a.zip/a.txt | a |  |  | \n  paragraph: It is read.\na.zip/b.txt: it is larger than 1048576 bytes\n"},
		"too much":  {"a.zip", zipped(t, map[string]string{"a.txt": strings.Repeat("It is. ", 1<<17), "b.txt": strings.Repeat("It was. ", 1<<17)}), Options{Limits: Limits{Text: 1 << 20}}, "a.zip: there are more than 1 MB of text in it\n"},
		"mailbox": {"a.mbox", []byte(mailbox1), Options{}, `a.mbox/1.eml | The quay | Ada | 2026-03-01 | 
  paragraph: The quay fell.
  paragraph: From then on it was shut.
a.mbox/2.eml | Re: The quay | Bo |  | 
  paragraph: It rose again.
`},
		"mail": {"a.eml", []byte(withFile), Options{}, `a.eml | Two files |  |  | 
  paragraph: See the files.
a.eml/bérths.csv | bérths |  |  | 
  line 1: header: Port | Berths
  line 2: row: Quillmouth | 12
a.eml/message.eml | Before |  |  | 
  paragraph: It was so before.
a.eml/x.bin: files of type .bin are not read
`},
		"RSS": {"a.rss", []byte(rss), Options{}, `a.rss/` + nameOf("q1") + ` | The quay & the pier | Ada | 2026-03-01 | https://example.org/quay
  paragraph: The quay fëll.
  paragraph: It rose again.
a.rss/` + nameOf("\nThe pier has no name.") + ` | Harbour news |  |  | 
  paragraph: The pier has no name.
`},
		"Atom":        {"a.xml", []byte(atomFeed), Options{}, "a.xml/" + nameOf("urn:1") + " | Tides | The office | 2026-03-02 | https://example.org/tides\n  paragraph: The tide turns.\n"},
		"JSON Feed":   {"a.json", []byte(jsonNews), Options{}, "a.json/" + nameOf("1") + " | Ferry | Cy | 2026-03-03 | https://example.org/1\n  paragraph: The ferry sails.\n  paragraph: It is free.\n"},
		"other XML":   {"a.xml", []byte("<a>b</a>"), Options{}, "a.xml: it is neither RSS nor Atom nor JSON Feed\n"},
		"broken feed": {"a.rss", []byte("<rss><channel><item><title>x</tit"), Options{}, "a.rss: it cannot be read as a feed: XML syntax error on line 1: unexpected EOF\n"},
		"deep feed":   {"a.rss", []byte("<rss>" + strings.Repeat("<a>", 1<<20)), Options{}, "a.rss: its elements lie too deep within each other\n"},
		"long feed":   {"a.rss", []byte("<rss><channel>" + strings.Repeat("<item/>", 1<<18)), Options{}, "a.rss: it has more than 200000 elements\n"},
		"Slack": {"general/2026-03-01.json", []byte(slackDay), Options{}, `general/2026-03-01.json | #general, 2026-03-01 |  | 2026-03-01 | 
  message 2026-03-01 08:00 UTC: speaker: ada
  message 2026-03-01 08:00 UTC: turn: Is the quay open, @Bo N?
  message 2026-03-01 08:02 UTC: speaker: Bo N
  message 2026-03-01 08:02 UTC: turn: No.
  message 2026-03-01 08:02 UTC: turn: It is shut until May @here.
  message 2026-03-01 08:01 UTC: speaker: U3
  message 2026-03-01 08:01 UTC: turn: Lunch & tea is at one.
`},
		"Discord": {"a.json", []byte(discordChannel), Options{}, `a.json | Harbour #quay |  | 2026-03-01 | 
  message 2026-03-01 08:00 UTC https://discord.com/channels/1/2/3: speaker: Ada
  message 2026-03-01 08:00 UTC https://discord.com/channels/1/2/3: turn: The quay fell.
  message 2026-03-01 08:00 UTC https://discord.com/channels/1/2/3: turn: It rose.
  message 2026-03-01 08:02 UTC https://discord.com/channels/1/2/5: speaker: bo
  message 2026-03-01 08:02 UTC https://discord.com/channels/1/2/5: turn: Thanks for telling us.
`},
		"JSON lines":        {"a.jsonl", []byte("{\"port\": \"Quillmouth\", \"berths\": 12, \"at\": {\"x\": 1.5}}\n\n{\"port\": \"Marrow\", \"berths\": null, \"at\": {\"x\": 2}}\n{\"tags\": [\"a\", {\"b\": true}]}\n"), Options{}, "a.jsonl | a |  |  | \n  line 1: header: port | berths | at.x\n  line 1: row: Quillmouth | 12 | 1.5\n  line 3: row: Marrow | | 2\n  line 4: header: tags\n  line 4: row: a, true\n"},
		"rows of JSON":      {"a.json", []byte("[\n {\"port\": \"Quillmouth\"},\n {\"port\": \"Marrow\"}]"), Options{}, "a.json | a |  |  | \n  line 2: header: port\n  line 2: row: Quillmouth\n  line 3: row: Marrow\n"},
		"other JSON":        {"a.json", []byte(`{"name": "x"}`), Options{}, "a.json: it is neither a list of rows, a feed, nor the export of a conversation\n"},
		"broken JSON lines": {"a.jsonl", []byte("{\"a\": 1}\n{"), Options{}, "a.jsonl: line 2 is no object of JSON: EOF\n"},
		"deep JSON":         {"a.jsonl", []byte(strings.Repeat(`{"a":[`, 200)), Options{}, "a.jsonl: line 1 is no object of JSON: its values stand too deep in each other\n"},
		"columns of CSV": {"a.csv", []byte("head;Body;day;link\nQuay;\"<p>It fell.</p><p>It rose.</p>\";2026-03-01T10:00:00Z;https://example.org/1\nPier;;;\nMole;\"One line.\n\nAnother.\";May 2026;no address\n"), columns, `a.csv/2.html | Quay |  | 2026-03-01 | https://example.org/1
  line 2: paragraph: It fell.
  line 2: paragraph: It rose.
a.csv/4.html | Mole |  | May 2026 | 
  line 4: paragraph: One line.
  line 4: paragraph: Another.
`},
		"columns of JSON": {"a.jsonl", []byte("{\"body\": \"It fell.\", \"head\": \"Quay\"}\n{\"other\": 1}\n"), columns, "a.jsonl/1.html | Quay |  |  | \n  line 1: paragraph: It fell.\n"},
		"other columns":   {"a.csv", []byte("a,b\nc,d\n"), columns, "a.csv | a |  |  | \n  line 1: header: a | b\n  line 2: row: c | d\n"},
		"archived pages": {"a.warc.gz", gzipOf(t, archivedPage), Options{}, `a.warc.gz/a.warc/2.html | Quay |  |  | https://example.org/quay | 2026-03-01-2026-03-05
  paragraph: The quay fëll.
a.warc.gz/a.warc/4.html | example.org/other |  |  | https://example.org/other | 2026-03-01-
  paragraph: It claims to be another's page.
a.warc.gz/a.warc/5.json/` + nameOf("1") + ` | Ferry | Cy | 2026-03-03 | https://example.org/1 | 2026-03-03-
  paragraph: The ferry sails.
  paragraph: It is free.
`},
		"cut archive": {"a.warc", archivedPage[:len(archivedPage)-40], Options{}, ""},
	} {
		got := toldOf(t, test.file, test.data, test.o)
		if name == "cut archive" {
			if !strings.Contains(got, "its end is missing") || !strings.Contains(got, "The quay fëll.") {
				t.Errorf("%s is\n%s", name, got)
			}
			continue
		}
		if got != test.want {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// Archives in archives end, and so do many files.
func TestDeepArchive(t *testing.T) {
	data := []byte("The quay fell.")
	for range deepest + 2 {
		data = gzipOf(t, data)
	}
	if got := toldOf(t, "a.txt"+strings.Repeat(".gz", deepest+2), data, Options{}); !strings.Contains(got, "too deep") {
		t.Errorf("it is\n%s", got)
	}
	if got := toldOf(t, "a.tar", tarOf(t, make([]string, 2*(mostHeld+1))...), Options{}); strings.Contains(got, "|") {
		t.Errorf("it is\n%.300s", got)
	}
}

func FuzzHolders(f *testing.F) {
	for name, data := range map[string][]byte{
		"a.zip": zipped(f, map[string]string{"b.txt": "The quay fell."}), "a.tar": tarOf(f, "b.txt", "The quay fell."), "a.gz": gzipOf(f, []byte("x")),
		"a.mbox": []byte(mailbox1), "a.rss": []byte(rss), "a.atom": []byte(atomFeed), "a.json": []byte(jsonNews), "b.json": []byte(slackDay),
		"c.json": []byte(discordChannel), "a.jsonl": []byte(`{"a": [1, {"b": "c"}]}`), "a.warc": archivedPage,
		"d.json": []byte(`[{"a": 1}]`), "a.csv": []byte("body\n<p>x"),
	} {
		f.Add(name, data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := Documents(t.Context(), name, data, Options{Columns: Columns{Text: "body"}, Limits: Limits{Unpacked: 1 << 20}})
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, d := range r.Documents {
			corpustest.Check(t, d)
			if names[d.Name] || d.Name != name && !strings.HasPrefix(d.Name, name+"/") {
				t.Errorf("a document of %q is named %q", name, d.Name)
			}
			names[d.Name] = true
		}
		for _, n := range r.Skipped {
			if strings.Contains(n.Reason, "breaks its reader") {
				t.Error(n)
			}
		}
	})
}
