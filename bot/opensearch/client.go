// Package opensearch keeps a collection in an index of an OpenSearch cluster, and
// finds there what may answer a question. How that is ranked is bot/engine's
// business, which makes a store of it: the cluster only finds words and paragraphs.
package opensearch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/opensearch-project/opensearch-go/v4"
	"github.com/segmentio/encoding/json"
	"github.com/sony/gobreaker/v2"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/flat"
)

// Options say where a collection lies.
type Options struct {
	Nodes    []string // addresses of the cluster, as in https://search.example.org:9200
	Index    string   // what the names of its indices begin with
	User     string   // empty for a cluster that asks for none
	Password string
	CAFile   string // of the authority that signed the cluster's certificate; empty for those of the system
}

// A client sends requests to a cluster.
type client struct {
	transport *opensearch.Client
	index     string
	breaker   *gobreaker.CircuitBreaker[[]byte]
}

// What opens the breaker, and for how long: while a cluster is away, one question
// in some seconds waits for it, and all others are answered at once without it.
const (
	failuresToOpen = 4
	openFor        = 5 * time.Second
)

// connect makes a client, and asks nothing yet. It fails where a file cannot be read.
func connect(o Options) (*client, error) {
	config := opensearch.Config{
		Addresses: o.Nodes, Username: o.User, Password: o.Password,
		// A request that another node may answer is sent there at once; beyond that the
		// breaker decides, and not a retry.
		MaxRetries: 1, HealthCheckMaxRetries: -1,
	}
	if o.CAFile != "" {
		var err error
		if config.CACert, err = os.ReadFile(o.CAFile); err != nil {
			return nil, fmt.Errorf("the authority of the cluster %s cannot be read: %w", o.Nodes, err)
		}
	}
	transport, err := opensearch.NewClient(config)
	if err != nil {
		return nil, fmt.Errorf("the cluster %s: %w", o.Nodes, err)
	}
	return &client{
		transport: transport, index: o.Index,
		breaker: gobreaker.NewCircuitBreaker[[]byte](gobreaker.Settings{
			Name: o.Index, Timeout: openFor,
			ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failuresToOpen },
			IsSuccessful: func(err error) bool {
				// A question that was given up, or that the cluster does not understand, says
				// nothing of others.
				return err == nil || errors.Is(err, context.Canceled) || isStatus(err, http.StatusBadRequest)
			},
		}),
	}, nil
}

// A statusError is a cluster's answer that is none.
type statusError struct {
	status int
	reason string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("the cluster answers %d: %s", e.status, e.reason)
}

// mostOfReason bounds what is told of an error of the cluster.
const mostOfReason = 300

// ask sends a request that a question waits for, unless the cluster was found away a
// moment ago, and decodes the answer into out. What it fails with wraps
// bot.ErrUnavailable.
func (c *client) ask(ctx context.Context, path string, body []byte, out any) error {
	answer, err := c.breaker.Execute(func() ([]byte, error) { return c.send(ctx, http.MethodPost, path, body) })
	if err == nil {
		err = json.Unmarshal(answer, out)
	}
	if err != nil {
		return unavailable(err)
	}
	return nil
}

func unavailable(err error) error { return fmt.Errorf("%w: %w", bot.ErrUnavailable, err) }

// send sends a request, and returns the answer to it. It fails with a statusError
// where that is an error.
func (c *client) send(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	// Else the transport asks for gzip, which takes both ends longer than the bytes that it
	// saves take between near machines.
	request.Header.Set("Accept-Encoding", "identity")
	if strings.HasSuffix(path, "_bulk") || strings.Contains(path, "_msearch") {
		request.Header.Set("Content-Type", "application/x-ndjson")
	}
	response, err := c.transport.Stream(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := readAll(response)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return nil, &statusError{response.StatusCode, strings.ToValidUTF8(string(answer[:min(len(answer), mostOfReason)]), "")}
	}
	return answer, nil
}

// mostOfAnswer bounds what is read of one answer: a cluster that sends more has gone
// wrong.
const mostOfAnswer = 256 << 20

func readAll(r *http.Response) ([]byte, error) {
	var b bytes.Buffer
	if r.ContentLength > 0 && r.ContentLength < mostOfAnswer {
		b.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(r.Body, mostOfAnswer+1))
	if err == nil && n > mostOfAnswer {
		err = errors.New("the answer of the cluster has no end")
	}
	return b.Bytes(), err
}

// close ends what runs behind the client.
func (c *client) close() error { return c.transport.Close() }

// A search is one of a request for several.
type search struct {
	index string
	body  any
}

// A found is what came of one.
type found struct {
	Error    json.RawMessage `json:"error"`
	TimedOut bool            `json:"timed_out"`
	Shards   struct {
		Failed int `json:"failed"`
	} `json:"_shards"`
	Hits struct {
		Hits []hit `json:"hits"`
	} `json:"hits"`
}

// A hit is a row that was found.
type hit struct {
	ID     string          `json:"_id"`
	Source json.RawMessage `json:"_source"`
	Sort   []any           `json:"sort"`
}

// rowsOf decodes the rows of what was found, with all processors that some are left for.
func rowsOf[T any](f found) ([]T, error) {
	const least = 8
	out, errs := make([]T, len(f.Hits.Hits)), make([]error, len(f.Hits.Hits))
	flat.InParts(max(1, min(runtime.GOMAXPROCS(0), len(out)/least)), len(out), func(_, from, to int) {
		for i := from; i < to; i++ {
			errs[i] = json.Unmarshal(f.Hits.Hits[i].Source, &out[i])
		}
	})
	if err := errors.Join(errs...); err != nil {
		return nil, unavailable(err)
	}
	return out, nil
}

// searchAll sends several searches at once. It fails where one of them does, or was
// answered by a part of its shards alone: an answer from half a collection would pass
// for one from all of it.
func (c *client) searchAll(ctx context.Context, searches ...search) ([]found, error) {
	var body bytes.Buffer
	lines := json.NewEncoder(&body)
	for _, s := range searches {
		// Words are as rare as all shards together have them.
		head := map[string]any{"index": s.index, "allow_partial_search_results": false, "search_type": "dfs_query_then_fetch"}
		if err := errors.Join(lines.Encode(head), lines.Encode(s.body)); err != nil {
			return nil, err
		}
	}
	var answers struct {
		Responses []found `json:"responses"`
	}
	if err := c.ask(ctx, "/_msearch?filter_path=responses.error,responses.timed_out,responses._shards.failed,responses.hits.hits._id,responses.hits.hits._source,responses.hits.hits.sort", body.Bytes(), &answers); err != nil {
		return nil, err
	}
	if len(answers.Responses) != len(searches) {
		return nil, unavailable(fmt.Errorf("the cluster answers %d of %d searches", len(answers.Responses), len(searches)))
	}
	for i, f := range answers.Responses {
		switch {
		case len(f.Error) > 0:
			return nil, unavailable(fmt.Errorf("searching %s: %s", searches[i].index, f.Error[:min(len(f.Error), mostOfReason)]))
		case f.TimedOut || f.Shards.Failed > 0:
			return nil, unavailable(fmt.Errorf("searching %s: not all of its shards answer", searches[i].index))
		}
	}
	return answers.Responses, nil
}
