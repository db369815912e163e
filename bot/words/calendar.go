package words

// IsYear reports whether a figure's value can be a year: four digits, 1000 to
// 2199.
func IsYear(value string) bool {
	return len(value) == 4 && (value[0] == '1' || value[0] == '2' && value[1] <= '1')
}

// IsCalendar reports whether a folded form is the name of a month, of a day of
// the week, or of a season.
func IsCalendar(form string) bool {
	return calendar[form]
}

// "may" is a stop word far more often than a month, and is left out.
var calendar = set(`
january february march april june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday
spring summer autumn winter
`)

// months are the short names of months that stand for nothing else, and what
// they are short for.
var months = map[string]string{
	"jan": "january", "feb": "february", "apr": "april", "aug": "august",
	"sept": "september", "oct": "october", "nov": "november", "dec": "december",
}
