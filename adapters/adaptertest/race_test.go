//go:build race

package adaptertest_test

// faultsAtATime: of more, two cores under the race detector do not answer in
// time.
const faultsAtATime = 10
