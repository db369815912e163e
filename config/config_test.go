package config

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func writeFile(t *testing.T, dir, text string) string {
	t.Helper()
	name := filepath.Join(dir, DefaultFile)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoadDefaults(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load(Sources{})
	if err != nil {
		t.Fatalf("the defaults are not sound: %v", err)
	}
	if want := Default(); !reflect.DeepEqual(c, want) {
		t.Errorf("Load() = %+v, want %+v", c, want)
	}
}

const wholeFile = `
corpus:
  folders: [reports, 2024]
  max_file_size: 2MB
  columns: [text=body, title=headline]
  max_unpacked: 512MB
  max_text: 1MB
  read_time: 1m
  workspaces:
    - slack/T1
  outsiders: true
collections:
  - name: archive
    folders: [reports]
    pages: [https://example.org/budget]
    feeds: [https://example.org/news.rss]
    sitemaps: [https://example.org/sitemap.xml]
    channels: [slack/C1, discord/7]
    direct: true
fetch:
  folder: kept
  every: 1h
  contact: desk@example.org
  keep_old: 0s
  timeout: 2m
  max_pages: 5
  allow_private: true
  headers: |
    example.org Authorization: Bearer abc
    example.org X-Desk: two
journal:
  path: kept.db
  keep_askers: true
  retention_days: 7
answers:
  languages: [de, fr]
  drop_late: true
  keep_deleted: true
limits:
  questions_per_minute: 1
  channel_questions_per_minute: 2
  workers: 3
  waiting: 4
  time_limit: 5s
  owed: 10m
serve:
  listen: off
web:
  listen: 127.0.0.1:8290
  address: https://quoth.example.org
  tokens: desk 12345678901234567890
  proxy_header: X-Forwarded-User
  proxies: [127.0.0.1, 10.1.0.0/16]
  key: 12345678901234567890123456789012
  link_age: 24h
oidc:
  issuer: https://login.example.org/realms/desk
  client_id: quoth
  client_secret: secret-of-the-client
  groups: [desk=newsroom, desk=/press/Guild of a=b]
  addresses: [guild=ada@example.org]
  groups_claim: roles
  scopes: [groups]
log:
  format: json
  level: debug
slack:
  app_token: xapp-1
  bot_token: xoxb-1
  signing_secret: abc
  mode: http
  listen: :3001
  api_url: https://slack-gov.com/api/
discord:
  token: def
  api_url: http://proxy:8080/api/v10
  forums: [3, 4=Answered]
  test_servers: [1, 2]
`

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"reports", "2024"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	file := writeFile(t, dir, wholeFile)
	in := func(dir string) Config {
		return Config{
			Corpus: Corpus{
				Folders: []string{filepath.Join(dir, "reports"), filepath.Join(dir, "2024")}, Columns: []string{"text=body", "title=headline"}, MaxFileSize: 2 << 20,
				MaxUnpacked: 512 << 20, MaxText: 1 << 20, ReadTime: time.Minute,
				Audience: Audience{Workspaces: []string{"slack/T1"}, Outsiders: true},
			},
			Collections: []Collection{{
				Name: "archive", Folders: []string{filepath.Join(dir, "reports")},
				Pages: []string{"https://example.org/budget"}, Feeds: []string{"https://example.org/news.rss"}, Sitemaps: []string{"https://example.org/sitemap.xml"},
				Audience: Audience{Channels: []string{"slack/C1", "discord/7"}, Direct: true},
			}},
			Fetch: Fetch{
				Folder: filepath.Join(dir, "kept"), Every: time.Hour, Contact: "desk@example.org", Timeout: 2 * time.Minute, MaxPages: 5, AllowPrivate: true,
				Headers: "example.org Authorization: Bearer abc\nexample.org X-Desk: two\n",
			},
			Journal: Journal{Path: filepath.Join(dir, "kept.db"), KeepAskers: true, RetentionDays: 7},
			Answers: Answers{Languages: []string{"de", "fr"}, DropLate: true, KeepDeleted: true},
			Limits:  Limits{QuestionsPerMinute: 1, ChannelQuestionsPerMinute: 2, Workers: 3, Waiting: 4, TimeLimit: 5 * time.Second, Owed: 10 * time.Minute},
			Serve:   Serve{Listen: "off"},
			Web: Web{
				Listen: "127.0.0.1:8290", Address: "https://quoth.example.org", Tokens: "desk 12345678901234567890",
				ProxyHeader: "X-Forwarded-User", Proxies: []string{"127.0.0.1", "10.1.0.0/16"}, Key: "12345678901234567890123456789012", LinkAge: 24 * time.Hour,
			},
			OIDC: OIDC{
				Issuer: "https://login.example.org/realms/desk", ClientID: "quoth", ClientSecret: "secret-of-the-client",
				Groups: []string{"desk=newsroom", "desk=/press/Guild of a=b"}, Addresses: []string{"guild=ada@example.org"}, GroupsClaim: "roles", Scopes: []string{"groups"},
			},
			Log:     Log{Format: "json", Level: "debug"},
			Slack:   Slack{AppToken: "xapp-1", BotToken: "xoxb-1", SigningSecret: "abc", Mode: "http", Listen: ":3001", APIURL: "https://slack-gov.com/api/"},
			Discord: Discord{Token: "def", APIURL: "http://proxy:8080/api/v10", Forums: []string{"3", "4=Answered"}, TestServers: []string{"1", "2"}},
		}
	}
	c, err := Load(Sources{File: file})
	if err != nil {
		t.Fatal(err)
	}
	if want := in(dir); !reflect.DeepEqual(c, want) {
		t.Errorf("Load(%q) = %+v, want %+v", file, c, want)
	}
	want := []HostHeader{{"example.org", "Authorization", "Bearer abc"}, {"example.org", "X-Desk", "two"}}
	if headers, ok := c.Fetch.HostHeaders(); !ok || !slices.Equal(headers, want) {
		t.Errorf("the headers are %v", headers)
	}
	t.Chdir(dir)
	if c, err = Load(Sources{}); err != nil {
		t.Fatal(err)
	}
	if want := in("."); !reflect.DeepEqual(c, want) {
		t.Errorf("Load of %s in the working directory = %+v, want %+v", DefaultFile, c, want)
	}
}

func TestEachOverTheOneBefore(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	file := writeFile(t, a, "corpus:\n  folders: [nowhere]\n  max_file_size: 1024\nlog:\n  level: warn\n")
	got, err := Load(Sources{
		File: file,
		Environ: []string{
			"QUOTH_CORPUS_FOLDERS=" + a + string(os.PathListSeparator) + b, "QUOTH_CORPUS_CHANNELS=slack/C1, slack/C2",
			"QUOTH_LIMITS_TIME_LIMIT=2m", "QUOTH_JOURNAL_KEEP_ASKERS=true", "QUOTH_LOG_LEVEL=error", "QUOTH_LOG_FORMAT=",
			"QUOTH_SERVICE_HOST=10.0.0.1", "QUOTH_PORT_80_TCP=tcp://10.0.0.1:80", "PATH=/bin",
		},
		Flags: []Flag{{"--corpus", "corpus.folders", []string{b}}, {"--max-file-size", "corpus.max_file_size", []string{"1.5 kib"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Corpus.Folders, want.Corpus.MaxFileSize, want.Corpus.Channels = []string{b}, 1536, []string{"slack/C1", "slack/C2"}
	want.Limits.TimeLimit = 2 * time.Minute
	want.Journal.KeepAskers = true
	want.Log.Level = "error"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Load() = %+v, want %+v", got, want)
	}
}

func TestProblemsOutsideTheFile(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := Load(Sources{
		Environ: []string{
			"QUOTH_CORPUS_MAX_FILE_SIZE=lots", "QUOTH_LOG_LEVEL=loud", "QUOTH_CORPSE_FOLDERS=x", "QUOTH_LOG_FROMAT=json",
			"QUOTH_LOG_COLOUR=red", "QUOTH_COLLECTIONS=archive",
		},
		Flags: []Flag{{"--corpus", "corpus.folders", []string{"nowhere"}}},
	})
	want := `QUOTH_COLLECTIONS: this cannot be set in the environment: write it into the file of settings
QUOTH_CORPSE_FOLDERS: there is no setting of this name: did you mean QUOTH_CORPUS_FOLDERS?
QUOTH_CORPUS_MAX_FILE_SIZE: "lots" is not a size: write a number of bytes, or one like 32MB
QUOTH_LOG_COLOUR: there is no setting of this name: remove it; 'quoth config example' lists those there are
QUOTH_LOG_FROMAT: there is no setting of this name: did you mean QUOTH_LOG_FORMAT?
--corpus: nowhere cannot be read: no such file or directory: create it or correct its name
QUOTH_LOG_LEVEL: "loud" is not known here: write debug, info, warn or error`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, err := Load(Sources{File: "missing.yaml"}); err == nil || !strings.HasPrefix(err.Error(), "missing.yaml: ") {
		t.Errorf("a named file that is missing: %v", err)
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]Size{
		"0": 0, "17": 17, "17B": 17, "1k": 1 << 10, "32MB": 32 << 20, "32 mib": 32 << 20, "1.5GB": 3 << 29,
	} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%q is %d, %v; want %d", text, s, err, want)
		}
	}
	for _, text := range []string{"", "MB", "x", "1XB", "nan", "inf", "-1", "1e30", "0x"} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a size: %d", text, s)
		}
	}
	for size, want := range map[Size]string{1: "1", 1 << 10: "1KB", 32 << 20: "32MB", 1<<20 + 1: "1048577", 1 << 31: "2GB"} {
		if got := size.String(); got != want {
			t.Errorf("Size(%d) = %q, want %q", int64(size), got, want)
		}
	}
}
