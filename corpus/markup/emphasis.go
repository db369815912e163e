package markup

import "unicode"

// delimiters are equal marks that stand together and may be emphasis.
type delimiters struct {
	mark          byte
	from, to      int // what is not taken yet
	length        int // of them all
	opens, closes bool
}

// delimiters takes over the marks of emphasis from i on, and returns what
// follows them.
func (s *commonMark) delimiters(i int) int {
	end := s.run(i)
	before, after := s.before(i), s.after(end)
	left := flanks(after, before)
	right := flanks(before, after)
	d := delimiters{mark: s.text[i], from: i, to: end, length: end - i, opens: left, closes: right}
	switch {
	case d.mark == '_', d.mark == '=':
		d.opens = left && (!right || isPunctuation(before))
		d.closes = right && (!left || isPunctuation(after))
	}
	if (d.opens || d.closes) && (d.mark == '*' || d.mark == '_' || d.length == 2) {
		s.runs = append(s.runs, d)
	}
	return end
}

// flanks reports whether marks that stand between two runes belong to the one.
func flanks(one, other rune) bool {
	return !unicode.IsSpace(one) && (!isPunctuation(one) || unicode.IsSpace(other) || isPunctuation(other))
}

// emphasize hides the marks that open and close emphasis among the runs from n
// on, by CommonMark's rules, takes these runs out, and returns what is left of
// them.
func (s *commonMark) emphasize(n int) (left []delimiters) {
	var open []delimiters
	none := map[[4]byte]int{} // by kind of what closes: no run before this one opens it
	for _, d := range s.runs[n:] {
		kind := [4]byte{d.mark, byte(d.length % 3)}
		if d.opens {
			kind[2] = 1
		}
		if d.mark == '~' || d.mark == '=' {
			kind[1] = 0
		}
		for d.closes && d.from < d.to {
			j := len(open) - 1
			for j >= none[kind] && !pairs(open[j], d) {
				j--
			}
			if j < none[kind] {
				none[kind] = len(open)
				break
			}
			size := min(2, open[j].to-open[j].from, d.to-d.from)
			s.hide(open[j].to-size, open[j].to)
			s.hide(d.from, d.from+size)
			if d.mark == '~' && size == 2 { // struck out: nobody says it any more
				s.hide(open[j].to, d.from)
			}
			open[j].to -= size
			d.from += size
			if open[j].from < open[j].to {
				j++
			}
			open = open[:j]
			for k := range none {
				none[k] = min(none[k], j)
			}
		}
		switch {
		case d.from == d.to:
		case d.opens:
			open = append(open, d)
		default:
			left = append(left, d)
		}
	}
	s.runs = s.runs[:n]
	return append(left, open...)
}

// pairs reports whether one run of marks opens what another closes.
func pairs(opening, closing delimiters) bool {
	if opening.mark != closing.mark {
		return false
	}
	// "*a**b*" is emphasis around "a**b".
	odd := (opening.closes || closing.opens) && (opening.length+closing.length)%3 == 0 && (opening.length%3 != 0 || closing.length%3 != 0)
	return opening.mark == '~' || opening.mark == '=' || !odd
}
