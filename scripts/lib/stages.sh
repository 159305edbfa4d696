#!/usr/bin/env bash
# The stages of scripts/test, cheap ones first. Sourced it gives the list; run with a stage's name it runs that stage alone.
#
# A stage reports through the test programs it calls or through `check`; scripts/lib/count-results.mjs counts both.
set -euo pipefail

# Name and purpose. The order is the order of running.
# shellcheck disable=SC2034  # read by scripts/test
stages=(
  "format:Rust is formatted as rustfmt would"
  "shell:the scripts pass shellcheck"
  "lint:clippy and rustdoc have no warnings, for this machine and for wasm32"
  "rust:unit, property, command line and hostile-file tests of the crates"
  "fuzz:mutated bytes against the reader, briefly; scripts/fuzz does it for as long as one likes"
  "instructions:no kernel takes more instructions than before, counted by callgrind"
  "schema:the data packages are valid for the public frictionless program, a synthesised one too"
  "page:engine, package and page build"
  "types:TypeScript is sound in every package"
  "oldest:nothing on the page is newer than Chromium 86, built or written"
  "web:unit tests of the package and the page"
  "wasm:the case list in WebAssembly, under Node"
  "engines:the case list in WebAssembly, on the V8 of Chromium 86, 92 and 103"
  "sql:the case list and random questions as SQL in DuckDB, PostgreSQL and SQLite"
  "extract:pyarrow finds in Parquet and Arrow files, cell by cell, what was packed, and Python in CSV"
  "scripts:the scripts themselves: missing tools, second runs, the local server, the counting"
  "readme:the commands of README.md do what it says"
  "thirdparty:Debian's tar, minisign and age verify and open the demo's snapshot, and seal one that opens, in the page too"
  "hosting:the public site, what may be in it, and the servers that offices use, with their headers"
  "release:page and single file are the same bytes from two folders; the programs for Windows and Linux work, the first under Wine"
  "browser:the page in headless Chromium, as a visitor uses it"
  "oldbrowsers:the page in Chromium 86, 92, 103 and the current one, by every way of opening it; README's table says the same"
)

# Runs a command as one check and reports it under a name. Returns 1 if it failed, so that a stage can go on and fail at its end.
check() {
  local name=$1
  shift
  if "$@"; then
    echo "check passed: $name"
  else
    echo "check failed: $name"
    return 1
  fi
}

# ---------------------------------------------------------------------------------------------------------------------- stages

stage_format() {
  local bad=0
  check "cargo fmt" cargo fmt --all --check || bad=1
  check "cargo fmt of the fuzz programs" cargo fmt --manifest-path tests/fuzz/Cargo.toml --check || bad=1
  return "$bad"
}

stage_shell() {
  local file bad=0
  for file in .ci/run scripts/* scripts/lib/*.sh tests/third-party/run tests/sql/run tests/extract/run tests/release/run; do
    # Programs in another language may lie here as well.
    if [[ ! -f $file ]] || ! head -n 1 "$file" | grep -q bash; then continue; fi
    # SC2317 takes a function that is called by its name in a variable for one that is never called.
    check "shellcheck $file" shellcheck --external-sources --exclude=SC2317 "$file" || bad=1
  done
  return "$bad"
}

stage_lint() {
  local bad=0
  check "clippy, this machine" cargo clippy --locked --workspace --all-targets -- -D warnings || bad=1
  check "clippy, without Parquet and Arrow" cargo clippy --locked --package yongquan-cli --no-default-features -- -D warnings || bad=1
  check "clippy, wasm32" cargo clippy --locked --package yongquan-core --package yongquan-wasm \
    --target wasm32-unknown-unknown -- -D warnings || bad=1
  check "rustdoc" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --document-private-items || bad=1
  return "$bad"
}

stage_rust() { cargo test --locked --workspace --no-fail-fast; }

stage_fuzz() {
  local program bad=0
  for program in tests/fuzz/fuzz_targets/*.rs; do
    check "fuzzing $(basename "$program" .rs)" scripts/fuzz --seconds 12 --target "$(basename "$program" .rs)" || bad=1
  done
  return "$bad"
}

stage_instructions() { node tests/bench/instructions.mjs; }

stage_schema() {
  local bad=0 village=$root/.work/test/village
  check "check-schema on data-schema" scripts/check-schema || bad=1
  cargo build --locked --package yongquan-cli
  rm -rf "$village"
  "$(target_folder)/debug/yongquan" synth village --seed 7 --out "$village"
  check "check-schema of a synthesised village" scripts/check-schema "$village" || bad=1
  return "$bad"
}

stage_page() { check "scripts/build" scripts/build; }

stage_types() {
  local workspace bad=0
  for workspace in $(workspaces_with check); do
    check "TypeScript of $workspace" npm run --silent check --workspace "$workspace" || bad=1
  done
  return "$bad"
}

stage_oldest() { npm test --silent --workspace tests/oldest; }

stage_web() {
  local bad=0 workspace
  for workspace in $(workspaces_with test); do
    [[ $workspace == www/* ]] || continue
    npm test --silent --workspace "$workspace" || bad=1
  done
  return "$bad"
}

stage_wasm() { npm test --silent --workspace tests/wasm; }

stage_engines() { npm test --silent --workspace tests/engines; }

stage_sql() { tests/sql/run; }

stage_extract() { check "tests/extract/run" tests/extract/run; }

stage_scripts() {
  # The README is a stage of its own: it builds and shows everything.
  find tests/scripts -name '*.test.mjs' ! -name readme.test.mjs -print0 | sort -z | xargs -0 --no-run-if-empty node --test --test-reporter=spec
}

stage_readme() { node --test --test-reporter=spec tests/scripts/readme.test.mjs; }

stage_thirdparty() {
  local sealed=$root/.work/third-party
  make_demo
  rm -rf "$sealed"
  check "tests/third-party/run" tests/third-party/run "$demo_snapshot" "$demo/keys/publisher.pub" "$demo_passphrase_file" "$publisher" "$sealed"
  # What those tools sealed is served beside the page, whose key is that of their publisher, and answers the first question. The key
  # slot, and so its passphrase, is the demonstration's.
  ln -s "$demo/register" "$sealed/register"
  (demo_in "$sealed" && make_demo_site --keep-passphrase)
  YONGQUAN_SITE=$sealed/site npm test --silent --workspace tests/browser -- ask.spec.ts --grep 'by typing'
}

stage_hosting() {
  check "scripts/site" scripts/site
  YONGQUAN_PUBLISHER=$(target_folder)/release/yongquan YONGQUAN_NGINX=$(find_server nginx) YONGQUAN_CADDY=$(find_server caddy) \
    node --test --test-reporter=spec tests/hosting/*.test.mjs
}

# In a shell of its own, which ends where it fails.
without_c() { (refuse_c_code "$1"); }

stage_release() {
  need_release_tools windows linux-x86_64
  need_system minisign wine wine64
  stop_if_missing
  # scripts/release compiles engines and programs twice, optimised, which takes half an hour. Here the engines are those that are
  # there, and the programs are built once, as quickly as may be.
  local bad=0 part copies=("$root/.work/test-release/one" "$root/.work/test-release/and/the-other-one") copy
  scripts/build
  for copy in "${copies[@]}"; do
    copy_source "$copy"
    link_tools "$copy"
    cp -R www/element/pkg "$copy/www/element/pkg"
    cp .tools/wasm.stamp "$copy/.tools/wasm.stamp"
    build_part page "$copy" c0ffee0
    gather "$copy" page
    refuse_paths "$copy/release" "$copy"
  done
  check "page and single file are the same from two folders" compare_folders "${copies[0]}/release" "${copies[1]}/release" || bad=1
  check "the page says its commit" grep -q c0ffee0 "${copies[0]}"/release/page/assets/*.js || bad=1
  rm -rf "$root/.work/test-release"
  for part in windows linux-x86_64 linux-aarch64; do check "no C is compiled for $part" without_c "$part" || bad=1; done
  for part in windows linux-x86_64; do
    build_quickly "$part"
    YONGQUAN_COMMIT=c0ffee0 tests/release/run --quick "$quick_program" || bad=1
  done
  return "$bad"
}

stage_browser() {
  make_demo
  YONGQUAN_PUBLISHER=$publisher npm test --silent --workspace tests/browser
}

stage_oldbrowsers() {
  local bad=0
  make_demo
  # One browser at a time: each unlocking takes a quarter of a gibibyte and a core.
  node --test --test-concurrency=1 --test-reporter=spec tests/old-engines/test/*.test.mjs || bad=1
  check "README's table of where it runs" scripts/where-it-runs --check || bad=1
  return "$bad"
}

# --------------------------------------------------------------------------------------------------------------------- running

# The workspaces of package.json that have the npm script $1, in order.
workspaces_with() {
  # shellcheck disable=SC2016  # the dollar signs are JavaScript's
  node -e '
    const { existsSync, readFileSync } = require("node:fs");
    const read = (file) => JSON.parse(readFileSync(file, "utf8"));
    for (const workspace of read("package.json").workspaces) {
      const file = `${workspace}/package.json`;
      if (existsSync(file) && read(file).scripts?.[process.argv[1]] !== undefined) console.log(workspace);
    }
  ' "$1"
}

# Run, not sourced.
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  # shellcheck source=scripts/lib/tools.sh
  source "$root/scripts/lib/tools.sh"
  # shellcheck source=scripts/lib/demo.sh
  source "$root/scripts/lib/demo.sh"
  # shellcheck source=scripts/lib/release.sh
  source "$root/scripts/lib/release.sh"
  cd "$root"
  declare -F "stage_${1-}" >/dev/null || fail "there is no stage ${1-}; scripts/test --list shows them"
  "stage_$1"
fi
