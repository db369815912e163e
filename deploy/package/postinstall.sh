#!/bin/sh
# The service is not started: it needs settings first.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  # After an upgrade, who ran goes on with the new program.
  systemctl try-restart quoth.service
fi
