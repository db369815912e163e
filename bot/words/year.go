package words

// IsYear reports whether a figure's value can be a year: four digits, 1000 to
// 2199.
func IsYear(value string) bool {
	return len(value) == 4 && (value[0] == '1' || value[0] == '2' && value[1] <= '1')
}
