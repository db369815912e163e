package fuzzy

import (
	"slices"

	"github.com/quoth-bot/quoth/lang"
)

// calendarAllows reports whether form may be read as word: always, unless word
// is a month or weekday, and one written short or not nearer to form than all
// others.
func calendarAllows(c *lang.Calendar, form, word string) bool {
	if !slices.Contains(c.Values, word) {
		return c.Spelling[word] == nil
	}
	letters := []rune(form)
	if len(letters) > maxLetters {
		return false
	}
	own := Distance(letters, []rune(word), maxLetters)
	for _, other := range c.Values {
		if other != word && Distance(letters, []rune(other), own) <= own {
			return false
		}
	}
	return true
}
