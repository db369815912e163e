// Command quoth answers questions with the exact sentences of its sources.
package main

import (
	"os"

	"github.com/quoth-bot/quoth/cmd/quoth"
)

func main() { os.Exit(quoth.Main()) }
