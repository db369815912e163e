//go:build !race

package adaptertest_test

// faultsAtATime is how many planted faults are looked for together: each mostly
// waits for what does not come.
const faultsAtATime = 24
