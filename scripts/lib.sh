# shellcheck shell=bash
# What the scripts of this folder share. Sourced, never run.

# Ends the script with one line on standard error.
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# PostgreSQL 15 is the oldest version the service supports; Debian keeps each version's server programs in a folder of its own.
postgres_programs() {
  local folder version
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse); do
    version=$(basename "$(dirname "$folder")")
    if [[ $version =~ ^[0-9]+$ && $version -ge 15 && -x $folder/initdb ]]; then
      printf '%s\n' "$folder"
      return 0
    fi
  done
  return 1
}

# Debian's own Python, so that the pinned requirements meet the version they were pinned for.
python_program() {
  if [[ -x /usr/bin/python3 ]]; then echo /usr/bin/python3; else command -v python3; fi
}

# A program that comes from its own installer rather than from the distribution's packages.
require_toolchains() {
  command -v cargo > /dev/null || fail "cargo is missing: install Rust 1.95 or later, see https://rustup.rs"
  command -v node > /dev/null && command -v npm > /dev/null || fail "node or npm is missing: install Node.js 20.19 or later"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || fail "Node.js $(node --version) is too old: install 20.19 or later"
}

# require_packages WANT…  installs what is missing, or, without root, ends with the one line that does.
# WANT is one of: build, postgres, postgres-client, openssl, python, chromium, sqlite, tour, wrk.
require_packages() {
  local want missing=()
  for want in "$@"; do
    case $want in
      build)
        command -v cc > /dev/null || missing+=(gcc libc6-dev)
        command -v make > /dev/null || missing+=(make)
        command -v perl > /dev/null || missing+=(perl)
        ;;
      postgres)
        postgres_programs > /dev/null || missing+=(postgresql)
        command -v psql > /dev/null || missing+=(postgresql-client)
        ;;
      postgres-client) command -v psql > /dev/null || missing+=(postgresql-client) ;;
      openssl) command -v openssl > /dev/null || missing+=(openssl) ;;
      python) { python_program > /dev/null && "$(python_program)" -c 'import venv, ensurepip' 2> /dev/null; } || missing+=(python3 python3-venv) ;;
      chromium) [[ -x /usr/bin/chromium ]] || missing+=(chromium) ;;
      tour)
        command -v curl > /dev/null || missing+=(curl)
        command -v jq > /dev/null || missing+=(jq)
        ;;
      sqlite) command -v sqlite3 > /dev/null || missing+=(sqlite3) ;;
      wrk) command -v wrk > /dev/null || missing+=(wrk) ;;
      *) fail "require_packages knows no '$want'" ;;
    esac
  done
  if [[ ${#missing[@]} -eq 0 ]]; then return 0; fi
  if [[ $EUID -ne 0 ]]; then
    fail "packages are missing; install them with: sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
  fi
  echo "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -qq "${missing[@]}" > /dev/null
}

# Where cargo puts what it builds, CARGO_TARGET_DIR and configuration files included.
target_folder() {
  cargo metadata --format-version 1 --no-deps --offline 2> /dev/null \
    | node -e 'let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => console.log(JSON.parse(text).target_directory))'
}
