package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/texts"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// Default returns the settings that hold where nothing else is said.
func Default() Config {
	return Config{
		Corpus: Corpus{
			MaxFileSize: DefaultMaxFileSize,
			MaxUnpacked: 256 << 20, MaxText: 64 << 20, ReadTime: 5 * time.Minute,
		},
		Fetch:   Fetch{Folder: "quoth-web", Every: 15 * time.Minute, KeepOld: 30 * 24 * time.Hour, Timeout: time.Minute, MaxPages: 1000},
		Journal: Journal{Path: "quoth.db", RetentionDays: 90},
		Limits: Limits{
			QuestionsPerMinute:        30,
			ChannelQuestionsPerMinute: 120,
			Workers:                   4,
			Waiting:                   1000,
			TimeLimit:                 30 * time.Second,
			Owed:                      30 * time.Minute,
		},
		Serve:   Serve{Listen: "127.0.0.1:9464"},
		Web:     Web{LinkAge: 30 * 24 * time.Hour},
		OIDC:    OIDC{GroupsClaim: "groups"},
		Log:     Log{Format: LogText, Level: "info"},
		Slack:   Slack{Listen: "127.0.0.1:3000", APIURL: "https://slack.com/api/"},
		Discord: Discord{APIURL: "https://discord.com/api/v10/"},
	}
}

// DefaultMaxFileSize lets books and long reports in and keeps disk images and
// dumps out.
const DefaultMaxFileSize Size = 32 << 20

// Corpus says what can be quoted.
type Corpus struct {
	Folders     []string      `yaml:"folders" names:"files" about:"Folders are read with all that is below them; one may also be a single file, or an index file (see quoth index), which stands alone. In this file they are meant from where it lies; in the environment they are separated as in PATH. Without any, and without collections, the five embedded reports are quoted, and open to all."`
	Columns     []string      `yaml:"columns" about:"Which columns of tables (CSV, TSV, JSON lines) make a document of each row: text=body, and where there are such title=, author=, date=, url=. A table without the column of the text is one document of rows."`
	MaxFileSize Size          `yaml:"max_file_size" about:"Larger files are left out, in collections too, as are the limits that follow."`
	MaxUnpacked Size          `yaml:"max_unpacked" about:"Files that are packed, as archives and office files are, are left out if they come to more when they are unpacked."`
	MaxText     Size          `yaml:"max_text" about:"Files with more text than this are left out."`
	ReadTime    time.Duration `yaml:"read_time" about:"Files that take longer to read are left out."`
	Audience
}

// An Audience says where sources may be seen on a platform, and by whom. The
// zero value is nowhere, by nobody.
type Audience struct {
	Channels   []string `yaml:"channels" about:"The channels in which they may be seen, each as platform/ID: slack/C0123ABCD. In the environment, lists are separated by commas."`
	Workspaces []string `yaml:"workspaces" about:"The workspaces or servers in whose every channel they may be seen, each as platform/ID: slack/T0123ABCD."`
	Direct     bool     `yaml:"direct" about:"Whether they may be seen in direct messages."`
	Everyone   bool     `yaml:"everyone" about:"Whether they may be seen in every place."`
	Outsiders  bool     `yaml:"outsiders" about:"Whether guests, and people from other workspaces, may see them too, where they may be seen at all."`
}

// Nowhere reports whether nobody may see what the audience is for.
func (a Audience) Nowhere() bool {
	return !a.Everyone && !a.Direct && len(a.Channels) == 0 && len(a.Workspaces) == 0
}

// A Collection is a set of sources and where they may be seen.
type Collection struct {
	Name    string   `yaml:"name"`
	Folders []string `yaml:"folders" names:"files"`
	Columns []string `yaml:"columns"`

	// Addresses of the web, see Fetch.
	Pages    []string `yaml:"pages"`
	Feeds    []string `yaml:"feeds"`
	Sitemaps []string `yaml:"sitemaps"`

	OpenSearch OpenSearch `yaml:"opensearch"`
	Audience
}

// CorpusName is the name of the collection that Corpus is.
const CorpusName = "corpus"

// Journal says what is kept of questions and answers.
type Journal struct {
	Path          string `yaml:"path" names:"files" about:"The database. Named here, it is meant from where this file lies; the default, from the working directory."`
	URL           Secret `yaml:"url" about:"A database of a PostgreSQL server in place of the file, for several processes that answer together: postgres://quoth@db.example.org/quoth."`
	Password      Secret `yaml:"password" about:"The password for that server, where none stands in the address."`
	KeepAskers    bool   `yaml:"keep_askers" about:"Whether it is kept who asked."`
	RetentionDays int    `yaml:"retention_days" about:"After how many days a question is forgotten; 0 for never. The default covers a report on a quarter."`
}

// Answers says how answers are given, and what becomes of them.
type Answers struct {
	Languages   []string `yaml:"languages" about:"The languages of Quoth's own words on the platforms, of en, de, es and fr; quotations stay as they are. A reader whose language is none of these gets the first. Left empty, it is English. Sources are read, and questions understood, in English."`
	DropLate    bool     `yaml:"drop_late" about:"Whether an answer that comes later than limits.owed after its question is left out. Else it says when it was asked."`
	KeepDeleted bool     `yaml:"keep_deleted" about:"Whether an answer stays when its question is deleted, or edited so that it does not call Quoth any more. Else it goes with its question, within two minutes after that was asked."`
}

// Limits bound the work that is taken on.
type Limits struct {
	QuestionsPerMinute        int           `yaml:"questions_per_minute" about:"Questions that a person may ask in a minute; 0 for no limit. Nobody reads more answers than this."`
	ChannelQuestionsPerMinute int           `yaml:"channel_questions_per_minute" about:"Questions that a channel may ask in a minute; 0 for no limit."`
	Workers                   int           `yaml:"workers" about:"Answers that are made at a time."`
	Waiting                   int           `yaml:"waiting" about:"Questions that may wait for a worker; to further ones Quoth says that it has too much to do."`
	TimeLimit                 time.Duration `yaml:"time_limit" about:"How long one answer may take, posting included."`
	Owed                      time.Duration `yaml:"owed" about:"After how long an answer that could not be posted, as the platform was away or Quoth was, says when it was asked."`
}

// Serve says where health and metrics are served.
type Serve struct {
	Listen string `yaml:"listen" about:"The address of /healthz, /readyz and /metrics, or off. The default can be reached from this machine only."`
}

// Off is what Serve.Listen is where nothing is to be served, and Chat.History
// where nothing is to be kept.
const Off = "off"

// Chat says how a chat at a terminal behaves.
type Chat struct {
	History string `yaml:"history" about:"The file that keeps what was typed, for the arrow keys and Ctrl-R, or off. It is meant from the working directory. The default is quoth/history in the folder that the system has for each person's caches: on Linux ~/.cache. Only its owner can read it."`
}

// Log says what is logged, and how.
type Log struct {
	Format string `yaml:"format" about:"text or json."`
	Level  string `yaml:"level" about:"debug, info, warn or error."`
}

// LogText and LogJSON are the formats of a log.
const (
	LogText = "text"
	LogJSON = "json"
)

func (c Corpus) check(r *report) {
	checkFolders(r, c.Folders)
	checkColumns(r, c.Columns)
	r.atLeast("max_file_size", int64(c.MaxFileSize), 1, "for example 32MB")
	r.atLeast("max_unpacked", int64(c.MaxUnpacked), 1, "for example 256MB")
	r.atLeast("max_text", int64(c.MaxText), 1, "for example 64MB")
	if c.ReadTime < time.Second {
		r.wrong("read_time", fmt.Sprintf("%v is too short for a file", c.ReadTime), "set it to at least 1s, for example 5m")
	}
	c.Audience.check(r)
}

// ColumnNames are what a column of a table can be named as.
var ColumnNames = []string{"text", "title", "author", "date", "url"}

func checkColumns(r *report, columns []string) {
	hasText := false
	for i, column := range columns {
		name, of, ok := strings.Cut(column, "=")
		hasText = hasText || name == "text"
		if !ok || of == "" || !slices.Contains(ColumnNames, name) {
			r.wrong(fmt.Sprintf("columns[%d]", i), fmt.Sprintf("%q does not name a column", column),
				"write what it is before its name, one of "+strings.Join(ColumnNames, ", ")+", as in text=body")
		}
	}
	if len(columns) > 0 && !hasText {
		r.wrong("columns", "none is the text", "name it, as in text=body, or remove the others")
	}
}

func checkFolders(r *report, folders []string) {
	for i, folder := range folders {
		setting := fmt.Sprintf("folders[%d]", i)
		if folder == "" {
			r.wrong(setting, "it has no name", "name a folder or remove it")
		} else if _, err := os.Stat(folder); err != nil {
			r.wrong(setting, fmt.Sprintf("%s cannot be read: %s", folder, cause(err)), "create it or correct its name")
		}
	}
}

// platformID is how a channel or workspace is named.
var platformID = lazyregexp.New(`^[a-z]+/[^/\s]+$`)

func (a Audience) check(r *report) {
	for _, list := range []struct {
		setting, example string
		ids              []string
	}{{"channels", "slack/C0123ABCD", a.Channels}, {"workspaces", "slack/T0123ABCD", a.Workspaces}} {
		for i, id := range list.ids {
			if !platformID.MatchString(id) {
				r.wrong(fmt.Sprintf("%s[%d]", list.setting, i), fmt.Sprintf("%q does not name a platform and an ID", id),
					"write both, as in "+list.example)
			}
		}
	}
	if a.Everyone && (a.Direct || len(a.Channels) > 0 || len(a.Workspaces) > 0) {
		r.wrong("everyone", "it shows the sources in every place, and further places are listed beside it",
			"remove everyone, or the channels, workspaces and direct beside it")
	}
	if a.Outsiders && a.Nowhere() {
		r.wrong("outsiders", "the sources may be seen nowhere, by outsiders neither", "list channels or workspaces, set direct or everyone, or remove outsiders")
	}
}

// collectionName keeps names fit for metrics, logs and reports.
var collectionName = lazyregexp.New(`^[a-z0-9][a-z0-9_-]*$`)

// check judges the collections against each other and the corpus.
func (c Config) check(r *report) {
	seen := map[string]bool{CorpusName: true}
	for i, collection := range c.Collections {
		in := r.below(fmt.Sprintf("collections[%d]", i))
		switch name := collection.Name; {
		case name == "":
			in.wrong("name", "the collection has no name", "give it one, for example archive")
		case !collectionName.MatchString(name):
			in.wrong("name", fmt.Sprintf("%q cannot be a name", name), "use small letters, digits, - and _ only")
		case seen[name] && name == CorpusName:
			in.wrong("name", "the folders of corpus are the collection of this name", "give this one another")
		case seen[name]:
			in.wrong("name", fmt.Sprintf("two collections are named %s", name), "rename or remove one")
		}
		seen[collection.Name] = true
		if len(collection.Folders) == 0 && !collection.FromWeb() && !collection.OpenSearch.There() {
			in.wrong("folders", "the collection has no folder, and nothing of the web", "list at least one below folders, pages, feeds or sitemaps, or set opensearch")
		}
		collection.checkWeb(in)
		collection.checkOpenSearch(in)
		checkFolders(in, collection.Folders)
		checkColumns(in, collection.Columns)
		collection.Audience.check(in)
	}
	if c.Fetch.Contact == "" && slices.ContainsFunc(c.Collections, Collection.FromWeb) {
		r.below("fetch").wrong("contact", "hosts are to be told who fetches from them", "write a mail address, or a page")
	}
	if c.Web.Address != "" && c.Web.Key == "" && len(c.Platforms()) > 0 {
		r.below("web").wrong("key", "links in replies are signed with it", "make one with 'openssl rand -base64 32'")
	}
	if c.OIDC.Issuer != "" && !isSafe(c.Web.Address) {
		r.below("web").wrong("address", "the provider of oidc leads people back to it, over https",
			"write it as in https://quoth.example.org")
	}
	if !c.Corpus.Nowhere() && len(c.Corpus.Folders) == 0 {
		r.below("corpus").wrong("folders", "it is said where the corpus may be seen, but it has no folder",
			"list at least one, or remove what maps it: the embedded reports are open to all")
	}
}

func (j Journal) check(r *report) {
	r.atLeast("retention_days", int64(j.RetentionDays), 0, "for example 90, or 0 to forget nothing")
	if j.URL != "" {
		j.checkURL(r)
		return
	}
	if j.Password != "" {
		r.wrong("password", "there is no address that it is for", "set url, or remove the password")
	}
	if j.Path == "" {
		r.wrong("path", "it names no file", "name one, for example quoth.db")
		return
	}
	folder := filepath.Dir(j.Path)
	if info, err := os.Stat(folder); err != nil {
		r.wrong("path", fmt.Sprintf("its folder %s cannot be read: %s", folder, cause(err)), "create the folder or name another")
	} else if !info.IsDir() {
		r.wrong("path", folder+" is not a folder", "name a file in a folder")
	} else if info, err := os.Stat(j.Path); err == nil && info.IsDir() {
		r.wrong("path", j.Path+" is a folder", "name a file in it, for example "+filepath.Join(j.Path, "quoth.db"))
	}
}

// checkURL tells nothing of the address, which may hold a password.
func (j Journal) checkURL(r *report) {
	const fix = "write it like postgres://quoth@db.example.org/quoth"
	u, err := url.Parse(string(j.URL))
	switch {
	case err != nil, u.Scheme != "postgres" && u.Scheme != "postgresql":
		r.wrong("url", "it is not the address of a PostgreSQL database", fix)
	case strings.Trim(u.Path, "/") == "":
		r.wrong("url", "it names no database", fix)
	}
}

func (l Limits) check(r *report) {
	r.atLeast("questions_per_minute", int64(l.QuestionsPerMinute), 0, "for example 30, or 0 for no limit")
	r.atLeast("channel_questions_per_minute", int64(l.ChannelQuestionsPerMinute), 0, "for example 120, or 0 for no limit")
	r.atLeast("workers", int64(l.Workers), 1, "for example 4")
	r.atLeast("waiting", int64(l.Waiting), 1, "for example 1000")
	if l.TimeLimit < time.Second {
		r.wrong("time_limit", fmt.Sprintf("%v is too short for an answer", l.TimeLimit), "set it to at least 1s, for example 30s")
	}
	if l.Owed < time.Second {
		r.wrong("owed", fmt.Sprintf("%v is no long time for an answer", l.Owed), "set it to at least 1s, for example 30m")
	}
}

func (a Answers) check(r *report) {
	for i, language := range a.Languages {
		r.oneOf(fmt.Sprintf("languages[%d]", i), language, texts.Languages()...)
	}
}

func (s Serve) check(r *report) {
	if s.Listen == Off {
		return
	}
	r.address("listen", s.Listen, "write host:port, as in 127.0.0.1:9464, or off")
}

// address notes what cannot be listened on.
func (r *report) address(setting, text, fix string) {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		r.wrong(setting, fmt.Sprintf("%q is not an address", text), fix)
		return
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		r.wrong(setting, fmt.Sprintf("%q is not a port", port), fix+"; a port is a number from 1 to 65535")
	}
}

func (l Log) check(r *report) {
	r.oneOf("format", l.Format, LogText, LogJSON)
	r.oneOf("level", l.Level, "debug", "info", "warn", "error")
}
