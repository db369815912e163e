#!/bin/bash
# Installs, uses and removes /try/quoth.deb. Without systemd, the service is left out.
set -euo pipefail
export LC_ALL=C # one order of names

# files lists what a package might leave behind.
files() {
  find / -xdev \( -path /try -o -path /run -o -path /var/lib/dpkg -o -path /var/lib/systemd -o -path /var/log -o -path /var/cache \) -prune \
    -o -print | sort
}
has_systemd() { [ -d /run/systemd/system ]; }
fail() {
  echo "FAILED: $*"
  exit 1
}
# answers asks the service, and tells whether it answers.
answers() {
  local body='{"question": "How many North Korean soldiers have deserted?"}'
  exec 3<>/dev/tcp/127.0.0.1/8290 || return
  printf 'POST /api/ask HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "${#body}" "$body" >&3
  grep 'at least 18 North Korean soldiers have already deserted' <&3
}
# wait_until runs a command until it succeeds, for ten seconds.
wait_until() {
  for _ in {1..50}; do
    if "$@" >/dev/null 2>&1; then
      return
    fi
    sleep .2
  done
  systemctl status --no-pager --lines 30 quoth || true
  fail "$* does not succeed"
}

files >/try/before
dpkg -i /try/quoth.deb
quoth --version
quoth ask "How many North Korean soldiers have deserted?"
for file in /usr/share/man/man1/quoth.1.gz /usr/share/bash-completion/completions/quoth \
  /usr/share/doc/quoth/copyright /usr/share/doc/quoth/THIRD-PARTY-LICENCES.txt; do
  [ -s "$file" ] || fail "there is no $file"
done
[ "$(stat -c '%U %a' /etc/quoth/environment)" = "root 600" ] || fail "others can read the secrets"
[ "$(systemd-analyze verify quoth.service 2>&1)" = "" ] || fail "$(systemd-analyze verify quoth.service 2>&1)"

left=
if has_systemd; then
  if systemctl is-active --quiet quoth; then
    fail "the service was started before it had settings"
  fi
  printf 'web:\n  listen: 127.0.0.1:8290\n' >/etc/quoth/quoth.yaml
  systemctl enable --now quoth
  wait_until quoth health
  wait_until answers
  process=$(systemctl show --property MainPID --value quoth)
  # The user is there as long as the service runs.
  user=$(readlink /run/systemd/dynamic-uid/direct:quoth)
  [ "$(stat -c %u "/proc/$process")" = "$user" ] || fail "the service runs as $(stat -c %u "/proc/$process"), not as $user"
  systemctl reload quoth
  wait_until answers

  # An upgrade keeps the settings, and starts the new program.
  dpkg -i /try/quoth.deb
  grep -q 8290 /etc/quoth/quoth.yaml || fail "the settings are gone"
  wait_until answers
  [ "$(systemctl show --property MainPID --value quoth)" != "$process" ] || fail "the old program still runs"
  left="/var/lib/private/quoth /var/lib/private/quoth/quoth.db /var/lib/quoth"
fi

dpkg --purge quoth
if has_systemd && systemctl is-active --quiet quoth; then
  fail "the service still runs"
fi
files >/try/after
added=$(comm -13 /try/before /try/after | tr '\n' ' ')
gone=$(comm -23 /try/before /try/after | tr '\n' ' ')
[ "${added% }" = "$left" ] || fail "what is left is $added, and should be $left"
[ -z "$gone" ] || fail "what is gone is $gone"
echo "left: ${left:-nothing}"
touch /try/passed
