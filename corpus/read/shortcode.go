package read

import "bytes"

// longestShortcode is the most bytes of one, with its arguments.
const longestShortcode = 2000

// shortcodeEnds are how shortcodes end, by the byte after "{{".
var shortcodeEnds = map[byte]string{'<': ">}}", '%': "%}}"}

// maskShortcodes blanks out the shortcodes of Hugo in a paragraph of Markdown,
// which call programs: `{{< picture src="a.png" alt="A harbour." >}}`. What
// stands between two of them is text.
func maskShortcodes(text []byte) {
	for pos := 0; ; {
		at := bytes.Index(text[pos:], []byte("{{"))
		if at < 0 {
			return
		}
		pos = maskShortcode(text, pos+at)
	}
}

// maskShortcode blanks out the shortcode at an offset, if there is one, and
// returns the offset after it.
func maskShortcode(text []byte, pos int) int {
	near := text[pos:min(len(text), pos+longestShortcode)]
	if len(near) < 3 || shortcodeEnds[near[2]] == "" {
		return pos + 2
	}
	mark := shortcodeEnds[near[2]]
	end := bytes.Index(near, []byte(mark))
	if end < 0 {
		return pos + 2
	}
	end += len(mark)
	for i := range near[:end] {
		if near[i] != '\n' && near[i] != '\r' {
			near[i] = ' '
		}
	}
	return pos + end
}
