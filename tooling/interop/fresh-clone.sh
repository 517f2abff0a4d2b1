#!/usr/bin/env bash
# Does for a fresh clone what a newcomer does, and times it: `npm test`, `npm start` and a look at the sample site; then both again without
# network, if `unshare` can take it away. Run it by hand; it needs some minutes. Takes no argument and changes nothing but a temporary folder.
#
#   --skip-test    only `npm start`
set -euo pipefail

here="$(cd "$(dirname "$0")/../.." && pwd)"
work="$(mktemp -d)"
clone="$work/twist"
log="$work/start.log"
skip_test=false
[ "${1:-}" = "--skip-test" ] && skip_test=true

started=""
clean_up() {
  [ -z "$started" ] || kill -TERM "$started" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

timed() {
  local title="$1" before after
  shift
  before="$(date +%s.%N)"
  "$@"
  after="$(date +%s.%N)"
  printf '%-28s %6.1f s\n' "$title" "$(awk "BEGIN { print $after - $before }")"
}

in_clone() {
  (cd "$clone" && "$@")
}

run_tests() {
  in_clone "$@" npm test >"$work/test.log" 2>&1 || {
    tail -n 40 "$work/test.log"
    echo "npm test failed"
    exit 1
  }
  tail -n 1 "$work/test.log"
}

# Starts the playground, waits for the sample site's line, fetches the page in the same network, stops it.
start_and_look() {
  in_clone "$@" bash -c '
    npm start >"$0" 2>&1 &
    npm=$!
    for _ in $(seq 600); do
      address="$(sed -n "s/^listening http //p" "$0")"
      [ -z "$address" ] || break
      kill -0 "$npm" 2>/dev/null || { cat "$0"; exit 1; }
      sleep 0.5
    done
    curl -q -sS --fail --max-time 10 "http://$address/" | grep -qi "<!doctype html>" || { cat "$0"; exit 1; }
    # Not SIGINT, which bash makes its background jobs ignore.
    kill -TERM "$npm" 2>/dev/null || true
    wait "$npm" || true
  ' "$log"
  grep '^listening http' "$log"
}

# Another network namespace, with a loopback interface and nothing else.
offline=(unshare --net -- bash -c 'ip link set lo up 2>/dev/null || ifconfig lo up; exec "$@"' bash)

timed "git clone" git clone --quiet --no-hardlinks "$here" "$clone"
$skip_test || timed "npm test, first" run_tests
timed "npm start, first" start_and_look
if "${offline[@]}" true 2>/dev/null; then
  $skip_test || timed "npm test, again, offline" run_tests "${offline[@]}"
  timed "npm start, again, offline" start_and_look "${offline[@]}"
else
  echo "unshare --net is not allowed here; not tried without network"
fi
