#!/bin/sh
# Browser tests need a Chromium and its driver: the system's, else Debian's packages, else they are skipped, saying so.
if { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null 2>&1 \
   && command -v chromedriver >/dev/null 2>&1; then
  exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests ..."
  if apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "No Chromium with chromedriver was found: the browser tests will be skipped." >&2
echo "Install them (Debian, Ubuntu: apt-get install chromium chromium-driver) and run the tests again." >&2
exit 0
