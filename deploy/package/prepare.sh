#!/usr/bin/env bash
# Makes what archives and packages hold beside the program, in .release. The
# configuration of goreleaser runs it with the version: prepare.sh v0.1.0
set -euo pipefail
cd "$(dirname "$0")/../.."

out=.release
rm -rf "$out"
mkdir -p "$out/completions"
deploy/licences.sh >"$out/THIRD-PARTY-LICENCES.txt"

quoth=$out/quoth
go build -buildvcs=false -ldflags "-X github.com/quoth-bot/quoth/cmd/quoth.releaseVersion=$1" -o "$quoth" .
"$quoth" man | gzip -9n >"$out/quoth.1.gz"
"$quoth" completion bash >"$out/completions/quoth.bash"
"$quoth" completion zsh >"$out/completions/_quoth"
"$quoth" completion fish >"$out/completions/quoth.fish"
"$quoth" completion powershell >"$out/completions/quoth.ps1"
"$quoth" config example >"$out/quoth.yaml"
rm "$quoth"

# Packages install to /usr, what is installed by hand goes to /usr/local.
sed -e '1,/^\[Unit]/{/^#/d}' -e 's|/usr/local/bin/quoth|/usr/bin/quoth|' deploy/quoth.service >"$out/quoth.service"
