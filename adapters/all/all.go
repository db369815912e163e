// Package all is the visible list of adapters: nothing registers itself.
package all

import "quoth/adapters"

// Adapters lists the platforms that are configured, a line each.
func Adapters() []adapters.Adapter {
	return []adapters.Adapter{}
}
