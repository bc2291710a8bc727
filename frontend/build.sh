#!/bin/sh
# Builds the committed style sheets or, as `./build.sh charts` and `./build.sh hyphenation`, the chart bundle and the
# hyphenation of Welsh; `--check` only compares the style sheets. Run `npm ci` first: here, or in the folder of that name.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C

# Each built file ends with a stamp of what it was built from, which a test compares without Node.
stamp() { cat "$@" | sha256sum | cut -c 1-16; }

build_styles() {
  mark=$(stamp package-lock.json styles/*.scss styles/pages/*.scss)
  for source in styles/site.scss styles/pages/*.scss; do
    built="$1/$(basename "$source" .scss).css"
    node_modules/.bin/sass --no-source-map --no-charset --style=compressed --load-path=node_modules \
      --load-path=styles --quiet-deps "$source" "$built"
    printf '/* built from sources %s */\n' "$mark" >>"$built"
  done
}

build_charts() {
  built=../static/charts/plotly-lsa.min.js
  charts/node_modules/.bin/esbuild charts/charts.js --bundle --minify --format=iife --global-name=Plotly \
    --target=es2020 --loader:.css=empty --define:global=window --alias:stream=stream-browserify \
    --legal-comments=inline --outfile="$built"
  printf '// built from sources %s\n' "$(stamp charts/package-lock.json charts/charts.js)" >>"$built"
}

build_hyphenation() {
  built=../documents/hyphenation/hyph_cy.dic
  node hyphenation/patterns.js >"$built"
  printf '%% built from sources %s\n' "$(stamp hyphenation/package-lock.json hyphenation/patterns.js)" >>"$built"
}

case ${1:-styles} in
  styles) build_styles ../static/css ;;
  charts) build_charts ;;
  hyphenation) build_hyphenation ;;
  --check)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    build_styles "$folder"
    for built in "$folder"/*.css; do
      cmp "$built" "../static/css/$(basename "$built")" || {
        echo "static/css/$(basename "$built") is not what frontend/styles says: run frontend/build.sh"
        exit 1
      }
    done
    ;;
  *)
    echo "Usage: build.sh [styles | charts | hyphenation | --check]" >&2
    exit 2
    ;;
esac
