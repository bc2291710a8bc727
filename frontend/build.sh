#!/bin/sh
# Builds static/css/site.css and static/charts/plotly-lsa.min.js. Run after `npm install` here.
set -eu
cd "$(dirname "$0")"

node_modules/.bin/sass --no-source-map --no-charset --style=compressed --load-path=node_modules \
    --quiet-deps styles/site.scss ../static/css/site.css

node_modules/.bin/esbuild charts.js --bundle --minify --format=iife --global-name=Plotly \
    --target=es2020 --loader:.css=empty --define:global=window --alias:stream=stream-browserify \
    --legal-comments=inline --outfile=../static/charts/plotly-lsa.min.js

ls -l ../static/css/site.css ../static/charts/plotly-lsa.min.js
