#!/usr/bin/env bash
# Writes the licences of all that is in the program to standard output, for the
# systems that are released: of Go and its modules, of the embedded data, and of
# PDFium. Fails where a module has none.
#
#   deploy/licences.sh > THIRD-PARTY-LICENCES.txt
set -euo pipefail
cd "$(dirname "$0")/.."

# show prints files below a title.
show() {
  printf '\n\n%s\n================================================================\n' "$1"
  shift
  for file in "$@"; do
    printf '\n'
    cat "$file"
  done
}

echo "What is in Quoth beside its own code, and under which terms. NOTICE tells what is whose."
show "The Go standard library" "$(go env GOROOT)/LICENSE"
show "Word lists of SCOWL" bot/lexicon/licences/SCOWL.txt
show "Names of Faker" bot/lexicon/licences/Faker.txt
show "WordNet" lang/en/licences/WordNet.txt
show "PDFium" doc/pdfium-notices.txt

for system in linux darwin windows; do
  GOOS=$system go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
done | sort -u | while read -r name version folder; do
  mapfile -t files < <(find "$folder" -maxdepth 1 -type f \( -iname 'licen[cs]e*' -o -iname 'copying*' -o -iname 'notice*' \) | sort)
  if [ "${#files[@]}" -eq 0 ]; then
    echo "$name has no licence" >&2
    exit 1
  fi
  show "$name $version" "${files[@]}"
done
