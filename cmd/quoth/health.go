package quoth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/quoth-bot/quoth/config"
)

type healthCommand struct{}

// Help is shown below the usage.
func (healthCommand) Help() string {
	return `Asks a 'quoth serve' on this machine, at the setting serve.listen, whether it runs, for containers and scripts that have no other way to ask. The exit status is 0 if it does, and 2 if not. It may run before it reaches a platform: /readyz tells that.`
}

func (c *healthCommand) run(ctx context.Context, p *program) error {
	settings, err := p.config()
	if err != nil {
		return err
	}
	if settings.Serve.Listen == config.Off {
		return errors.New("the setting serve.listen is off, so nobody can ask: set it to an address")
	}
	host, port, err := net.SplitHostPort(settings.Serve.Listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	address := "http://" + net.JoinHostPort(host, port) + "/healthz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, response.Status)
	}
	_, err = fmt.Fprintln(p.stdout, "ok")
	return err
}
