package corpus

// Breaks are the cases of TestBreaks, to begin fuzzing with.
var Breaks = breaks
