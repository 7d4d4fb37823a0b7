# What bin/dev and bin/test install when it is missing. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }

need_node() {
  command -v node >/dev/null || { say 'Lectern needs Node 20.19 or newer: https://nodejs.org'; exit 1; }
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    { say "Lectern needs Node 20.19 or newer; this is $(node -v)."; exit 1; }
}

# Installs npm packages when the lock file is newer than what is there.
need_packages() {
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say 'Installing npm packages …'
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
}

is_root() { [ "$(id -u)" = 0 ]; }

# Installs Debian packages as root; otherwise answers 1 and says what to do.
apt_install() {
  if is_root && command -v apt-get >/dev/null; then
    say "Installing $* …"
    { apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
      { apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }; }
  else
    return 1
  fi
}

# The distribution's ffmpeg as root, else the build that ships inside npm.
need_ffmpeg() {
  command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null && return
  apt_install ffmpeg || say 'No ffmpeg on this machine: using the older build that ships inside npm. Better: apt-get install ffmpeg'
}

# The headless build where it can be had: it takes a quarter less time than the whole browser.
need_chromium() {
  [ -n "${CHROMIUM:-}" ] && return
  CHROMIUM=$(command -v chromium-headless-shell || true)
  [ -n "$CHROMIUM" ] || { apt_install chromium-headless-shell fonts-liberation && CHROMIUM=$(command -v chromium-headless-shell); } || true
  [ -n "$CHROMIUM" ] || CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  [ -n "$CHROMIUM" ] || { apt_install chromium fonts-liberation && CHROMIUM=$(command -v chromium); } || {
    say 'The browser tests need Chromium: run "apt-get install chromium" as root, or set CHROMIUM to its path.'
    exit 1
  }
  export CHROMIUM
}

need_redis() {
  command -v redis-server >/dev/null && return
  apt_install redis-server || {
    say 'The tests of the queue need Redis: run "apt-get install redis-server" as root.'
    exit 1
  }
}

# Sets the clock of one process alone. Without it the tests that do so are not there.
need_faketime() {
  command -v faketime >/dev/null || apt_install faketime || say 'No libfaketime on this machine: what a clock does that is set under the server is not tested. Better: apt-get install faketime'
}

# promtool, and a Prometheus that reads the server.
need_prometheus() {
  command -v prometheus >/dev/null && command -v promtool >/dev/null && return
  # Where systemd runs, the package starts one for the machine; the tests start their own on another port.
  apt_install prometheus || {
    say 'The tests of the alert rules need Prometheus: run "apt-get install prometheus" as root.'
    exit 1
  }
}

# A real S3 for the tests, where Go is to build it. Where it is not, s3rver alone stands in, and the tests say what they leave out.
need_s3() {
  command -v versitygw >/dev/null || [ -x "$HOME/go/bin/versitygw" ] && return
  go=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null || true)
  [ -n "$go" ] || return 0
  say 'Building versitygw …'
  GOBIN="$HOME/go/bin" "$go" install github.com/versity/versitygw/cmd/versitygw@v1.8.0 >/dev/null 2>&1 ||
    say 'versitygw could not be built: what only it checks of S3 is left out.'
}

# The real LiteFS, where Go is to build it and file systems can be mounted. Where not, its tests say in one line that they did not run.
need_litefs() {
  command -v litefs >/dev/null || [ -x "$HOME/go/bin/litefs" ] && return
  go=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null || true)
  [ -n "$go" ] && [ -e /dev/fuse ] || return 0
  command -v fusermount3 >/dev/null || apt_install fuse3 || return 0
  say 'Building LiteFS …'
  # In a module of its own: `go install` asks for a list of all its versions, which not every proxy of modules has.
  folder=$(mktemp -d)
  (
    cd "$folder"
    printf 'module build\n\ngo 1.21\n\nrequire github.com/superfly/litefs v0.5.14\n' >go.mod
    printf '//go:build tools\n\npackage tools\n\nimport _ "github.com/superfly/litefs/cmd/litefs"\n' >tools.go
    "$go" build -mod=mod -o "$HOME/go/bin/litefs" github.com/superfly/litefs/cmd/litefs
  ) >/dev/null 2>&1 || say 'LiteFS could not be built: how schools are replicated is not tested.'
  rm -r "$folder"
}
