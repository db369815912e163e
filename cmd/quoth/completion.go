package quoth

import (
	"context"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/spf13/cobra"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"The shell: ${enum}."`
}

// Help is shown below the usage.
func (completionCommand) Help() string {
	return `Prints a script that lets the shell complete commands, flags, files and the names of collections. Load it where the shell starts:

  source <(quoth completion bash)                                 # ~/.bashrc
  source <(quoth completion zsh)                                  # ~/.zshrc, after compinit
  quoth completion fish | source                                  # ~/.config/fish/config.fish
  quoth completion powershell | Out-String | Invoke-Expression    # $PROFILE

That of bash needs the package bash-completion.`
}

func (c *completionCommand) run(_ context.Context, p *program) error {
	root := completed(p.grammar.Node, p)
	switch c.Shell {
	case "bash":
		return root.GenBashCompletionV2(p.stdout, true)
	case "zsh":
		return root.GenZshCompletion(p.stdout)
	case "fish":
		return root.GenFishCompletion(p.stdout, true)
	default:
		return root.GenPowerShellCompletionWithDesc(p.stdout)
	}
}

// isCompletionRequest tells whether a completion script asks, which nobody
// does by hand.
func isCompletionRequest(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// A completionRequest is what a script asks at each Tab: the words so far, the
// last of them unfinished.
type completionRequest struct{ words []string }

func (c completionRequest) run(ctx context.Context, p *program) error {
	root := completed(p.grammar.Node, p)
	root.SetArgs(c.words)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	return root.ExecuteContext(ctx)
}

// completed is a command of kong's grammar, and those below it, as Cobra
// knows commands. Cobra writes the scripts and answers them; it parses and
// runs nothing else here.
func completed(node *kong.Node, p *program) *cobra.Command {
	c := &cobra.Command{
		Use: node.Name, Short: node.Help, Hidden: node.Hidden,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		SilenceUsage:      true,
		ValidArgsFunction: completeArguments(node, p),
	}
	if node.Leaf() {
		c.Run = func(*cobra.Command, []string) {} // or Cobra takes it for a topic of help
	}
	for _, flag := range node.Flags {
		if flag.Name != "help" && !flag.Hidden { // Cobra has its own
			addFlag(c, flag)
		}
	}
	for _, child := range node.Children {
		below := completed(child, p)
		c.AddCommand(below)
		if child.Name == "help" {
			c.SetHelpCommand(below)
		}
	}
	return c
}

// addFlag tells Cobra of a flag, which the commands below have too.
func addFlag(c *cobra.Command, flag *kong.Flag) {
	short := ""
	if flag.Short != 0 {
		short = string(flag.Short)
	}
	flags := c.PersistentFlags()
	switch {
	case flag.IsBool():
		flags.BoolP(flag.Name, short, false, flag.Help)
		return
	case flag.IsCumulative():
		flags.StringArrayP(flag.Name, short, nil, flag.Help) // offered again after it is given
	default:
		flags.StringP(flag.Name, short, "", flag.Help)
	}
	err := c.RegisterFlagCompletionFunc(flag.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return completeValue(flag.Value, flag.PlaceHolder)
	})
	if err != nil {
		panic(err) // only for a flag that does not exist
	}
}

// completeArguments gives the function that completes a command's arguments.
func completeArguments(node *kong.Node, p *program) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(node.Positional) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		last := node.Positional[len(node.Positional)-1]
		if len(args) >= len(node.Positional) && !last.IsCumulative() {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		argument := node.Positional[min(len(args), len(node.Positional)-1)]
		switch argument.Name {
		case "command":
			return commandsBelow(p.grammar.Node, args), cobra.ShellCompDirectiveNoFileComp
		case "collections":
			return collectionNames(c, p), cobra.ShellCompDirectiveNoFileComp
		}
		return completeValue(argument, strings.ToUpper(argument.Name))
	}
}

// namesOfFiles are the placeholders of values that are files or folders.
var namesOfFiles = []string{"FILE", "DIR", "SET"}

// completeValue completes a value by what it may be, or by what its
// placeholder says it is.
func completeValue(v *kong.Value, placeholder string) ([]string, cobra.ShellCompDirective) {
	if slices.Contains(namesOfFiles, placeholder) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	if v.Enum == "" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return v.EnumSlice(), cobra.ShellCompDirectiveNoFileComp
}

// commandsBelow lists the commands that path leads to: of "slack", check and
// others.
func commandsBelow(node *kong.Node, path []string) []string {
	for _, name := range path {
		at := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == name })
		if at < 0 {
			return nil
		}
		node = node.Children[at]
	}
	var names []string
	for _, child := range node.Children {
		names = append(names, cobra.CompletionWithDesc(child.Name, child.Help))
	}
	return names
}

// collectionNames lists the collections of the settings; none where these
// have errors, of which the command itself tells.
func collectionNames(c *cobra.Command, p *program) []string {
	p.flags.Config, _ = c.Flags().GetString("config")
	settings, err := p.config()
	if err != nil {
		return nil
	}
	var names []string
	for _, collection := range settings.Collections {
		names = append(names, collection.Name)
	}
	return names
}
