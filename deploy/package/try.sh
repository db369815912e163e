#!/usr/bin/env bash
# Tries a .deb as who installs it would: in a Debian with nothing else, which
# systemd has started, and its program alone in an empty folder. Both stand below
# a temporary folder, and this machine's own systemd is not asked.
#
#   deploy/package/try.sh dist/quoth_0.1.0_linux_amd64.deb
set -euo pipefail
deb=$(realpath "$1")
here=$(realpath "$(dirname "$0")")

if [ "$(id -u)" -ne 0 ]; then
  echo "skipped: only root can try $deb"
  exit
fi
for tool in dpkg-deb mmdebstrap systemd-nspawn; do
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: there is no $tool: apt-get install dpkg mmdebstrap systemd-container"
    exit
  fi
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "the program in an empty folder"
mkdir "$scratch/empty"
dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/bin/quoth >"$scratch/empty/quoth"
chmod +x "$scratch/empty/quoth"
chroot "$scratch/empty" /quoth ask "How many North Korean soldiers have deserted?"

echo "the package in a clean Debian"
root=$scratch/root
if ! mmdebstrap --quiet --variant=essential --include=systemd-sysv bookworm "$root"; then
  echo "skipped: Debian's packages cannot be had"
  exit
fi
install -D "$here/try-inside.sh" "$root/try/inside.sh"
cp "$deb" "$root/try/quoth.deb"
# The machine ends with the trial, be it well or not.
cat >"$root/etc/systemd/system/try.service" <<'UNIT'
[Unit]
After=basic.target
SuccessAction=poweroff
FailureAction=poweroff
[Service]
Type=oneshot
TimeoutStartSec=120
ExecStart=/try/inside.sh
StandardOutput=file:/try/log
StandardError=inherit
UNIT
ln -s ../try.service "$root/etc/systemd/system/multi-user.target.wants/"
timeout 180 systemd-nspawn --quiet --register=no --keep-unit --private-network --boot -D "$root" \
  >"$scratch/boot" 2>&1 </dev/null || true
if [ ! -e "$root/try/log" ]; then
  tail -n 5 "$scratch/boot"
  echo "skipped: systemd cannot be started here, so the service is not"
  chroot "$root" /try/inside.sh >"$root/try/log" 2>&1 || true
fi
cat "$root/try/log"
[ -e "$root/try/passed" ]
