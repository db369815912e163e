package read

import (
	"strings"
	"testing"
)

// page is a page of a manual as all formats have it: prose, a list, a program.
const page = "Setting up\n==========\n\nThe deployment of troops could signify a shift in the dynamics of\nthe war, providing a much-needed boost while raising the stakes\nfor security. It is new.\n\n" +
	"- The first is long enough to be wrapped at the end of its line, and\n  goes on.\n- The second. It is short.\n\n    for name in names:\n        print(name)\n\n"

func BenchmarkDocument(b *testing.B) {
	data := []byte(strings.Repeat(page, 1<<20/len(page)))
	for _, name := range []string{"n.txt", "n.md", "n.rst"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Document(name, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
