# shellcheck shell=bash
# Every version that the scripts ask for, each in one place. Sourced, never run.
#
# What another file already pins is read from there: repeating a number is how two of them come to differ.
# shellcheck disable=SC2034,SC2154  # names come from, and go to, the script that sources this file

# The first quoted text of the line that starts with KEY = in FILE.
pinned_in() {
  local value
  value=$(sed -n "s/^$2[[:space:]]*=[^\"]*\"=\{0,1\}\([^\"]*\)\".*/\1/p" "$1" | head -n 1)
  [[ -n $value ]] || fail "$1 does not pin $2"
  printf '%s\n' "$value"
}

# Compiled once into .tools: packs the engine for the browser.
wasm_pack_version=0.15.1
# The glue generator must be of the very version of the library, or the two disagree about the format between them.
wasm_bindgen_version=$(pinned_in "$root/Cargo.toml" wasm-bindgen)
# The compiler, for everything; also the one that builds the tools.
rust_version=$(pinned_in "$root/rust-toolchain.toml" channel)
# The oldest Node and npm that the packages of package-lock.json run on.
node_oldest=20.19.0
npm_oldest=10.0.0
