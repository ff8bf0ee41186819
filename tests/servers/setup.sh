#!/bin/sh
# Installs the system's programs that the suite drives and that no wheel carries, where they are missing.
set -eu

missing=
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
    || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$missing. Their tests are skipped here and fail in CI. Install them to run all." >&2
    exit 0
fi

echo "Installing$missing…"
log=$(mktemp)
# Debian would start an installed server; ours are started by the tests that need one.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
# shellcheck disable=SC2086 - the list is meant to be split
if ! { apt-get update -qq && apt-get install -qq -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "Could not install$missing; their tests will say so." >&2
fi
rm -f "$log"
