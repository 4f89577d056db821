#!/bin/sh
# Install Debian packages where we may; otherwise say in one line who should.
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed, since that needs root on Debian: $*. Install it, then run this again." >&2
    exit 1
fi
echo "Installing $* (apt)"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
