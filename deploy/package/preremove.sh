#!/bin/sh
# Debian gives "remove" or "upgrade", Fedora how many versions stay.
set -e
if [ -d /run/systemd/system ] && { [ "$1" = remove ] || [ "$1" = 0 ]; }; then
  systemctl disable --now quoth.service
fi
