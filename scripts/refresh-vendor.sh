#!/usr/bin/env bash
# Fetches the browser files of others from npm, unchanged, into api/http/static/vendor, with their
# licences and SHA-256. To take a newer release: change its version here and in the page that names
# it (api/http/templates/explorer.html), run this, and look at what changed before committing it.
set -euo pipefail
vendor="$(cd "$(dirname "$0")/.." && pwd)/api/http/static/vendor"
work="$(mktemp --directory)"
trap 'rm -rf "$work"' EXIT

# The version is part of the address, so that a browser may keep a file for ever.
fetch() {
    local package="$1" into="$vendor/$1-$2"
    shift
    npm pack --silent --pack-destination "$work" "$package@$1" > "$work/name"
    tar --extract --gzip --file "$work/$(cat "$work/name")" --directory "$work"
    mkdir "$into"
    shift
    for file in LICENSE "$@"; do
        install --mode=644 "$work/package/$file" "$into/$(basename "$file")"
    done
    rm -r "$work/package"
}

find "$vendor" -mindepth 1 -maxdepth 1 -type d -exec rm -r {} +
fetch graphiql 4.1.2 graphiql.min.js graphiql.min.css
fetch react 18.3.1 umd/react.production.min.js
fetch react-dom 18.3.1 umd/react-dom.production.min.js
cd "$vendor"
find . -mindepth 2 -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS
