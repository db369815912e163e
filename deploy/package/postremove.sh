#!/bin/sh
# The journal stays, in /var/lib/private/quoth.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
# Without systemd nobody has taken the link away that starts the service.
if [ "$1" = remove ] || [ "$1" = purge ] || [ "$1" = 0 ]; then
  rm -f /etc/systemd/system/multi-user.target.wants/quoth.service
fi
